import { screen, waitFor } from "@testing-library/svelte";
import { expect, test, vi } from "vitest";
import { entry } from "../../platform/fake/requests";
import { show } from "../../testing/stage";
import RequestPane from "./RequestPane.svelte";

const AT = "2026-11-18T08:40:00Z";

/** An open conversation that is longer than its window, which shows `top` and what follows. */
async function reading(top: number) {
  const shown = await show(RequestPane, { request: "r-riparian" });
  const region = await screen.findByRole("region", { name: "Conversation" });
  Object.defineProperties(region, {
    scrollHeight: { value: 1000 },
    clientHeight: { value: 300 },
    scrollTop: { value: top },
  });
  const scrollTo = vi.fn();
  Object.assign(region, { scrollTo });
  region.dispatchEvent(new Event("scroll"));

  const said = async (author: string) => {
    const detail = await shown.core.open_request({ request: "r-riparian" });
    const words = entry("said", author, AT, { words: "One more thing" });
    shown.core.open_request = async () => ({ ...detail, timeline: [...detail.timeline, words] });
    // Any change of the request makes it be read anew.
    await shown.core.watch({ request: "r-riparian", person: "p-ben" });
    await screen.findByText("One more thing");
  };
  return { ...shown, scrollTo, said };
}

test("new words do not move a conversation that is read further up", async () => {
  const { user, scrollTo, said } = await reading(100);

  await said("p-leila");
  const more = await screen.findByRole("button", { name: "New words below" });
  expect(scrollTo).not.toHaveBeenCalled();

  await user.click(more);
  expect(scrollTo).toHaveBeenCalledWith({ top: 1000 });
  await waitFor(() => expect(screen.queryByRole("button", { name: "New words below" })).toBeNull());
});

test("new words are followed where the end is being read", async () => {
  const { scrollTo, said } = await reading(700);

  await said("p-leila");

  await waitFor(() => expect(scrollTo).toHaveBeenCalledWith({ top: 1000 }));
  expect(screen.queryByRole("button", { name: "New words below" })).toBeNull();
});

test("one's own words are followed from everywhere", async () => {
  const { session, scrollTo, said } = await reading(100);

  await said(session.me);

  await waitFor(() => expect(scrollTo).toHaveBeenCalledWith({ top: 1000 }));
});
