import { fireEvent, waitFor } from "@testing-library/svelte";
import { createRawSnippet } from "svelte";
import { expect, test, vi } from "vitest";
import { createFakePlatform } from "../../platform/fake";
import { show } from "../../testing/stage";
import { Listing } from "./listing.svelte";
import RequestListPane from "./RequestListPane.svelte";

test.each([
  ["chooses the row while no request is open", null, "One chosen"],
  ["is left to the request that is open", "r-riparian", ""],
])("X %s", async (_, chosen, said) => {
  const listing = new Listing(createFakePlatform("usual").core, "everyone");
  await listing.search("");
  // Rows need a window of some height.
  vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockReturnValue(400);
  vi.spyOn(HTMLElement.prototype, "offsetWidth", "get").mockReturnValue(400);
  const empty = createRawSnippet(() => ({ render: () => "<p></p>" }));
  const { container } = await show(RequestListPane, {
    listing,
    title: "Everyone",
    chosen,
    onOpen: () => undefined,
    empty,
  });
  const row = await waitFor(() => {
    const found = container.querySelector("[data-index] button");
    if (!found) throw new Error("no row yet");
    return found;
  });
  const beyond = vi.fn();
  addEventListener("keydown", beyond);

  await fireEvent.keyDown(row, { key: "x" });

  expect(beyond).toHaveBeenCalledTimes(chosen ? 1 : 0);
  expect(container.querySelector('[role="status"]')?.textContent.trim() ?? "").toBe(said);
  removeEventListener("keydown", beyond);
  vi.restoreAllMocks();
});
