import { screen, waitFor, within } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { audit, show } from "../../testing/stage";
import RequestPane from "./RequestPane.svelte";

async function openMerge(request: string) {
  const stage = await show(RequestPane, { request });
  await stage.user.click(await screen.findByRole("button", { name: "More steps" }));
  await stage.user.click(await screen.findByRole("menuitem", { name: "Merge into another…" }));
  return { ...stage, dialog: within(await screen.findByRole("dialog")) };
}

test("what was asked twice goes on in the other one, which says so, and can be undone", async () => {
  const { user, core, dialog } = await openMerge("r-budget");
  const before = await core.open_request({ request: "r-budget" });
  const button = dialog.getByRole<HTMLButtonElement>("button", { name: "Merge" });
  expect(await audit(document.body)).toEqual([]);
  expect(button.disabled, "nothing is chosen yet").toBe(true);

  await user.type(dialog.getByRole("textbox", { name: "Find by title or number" }), "parcels");
  await user.click(await dialog.findByRole("radio", { name: /parcels/ }));
  expect(dialog.getByRole("status").textContent).toMatch(/goes on for both/);
  await user.click(button);

  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  const merged = await core.open_request({ request: "r-budget" });
  expect(merged.row.stage).toBe("merged");
  const other = await core.open_request({ request: merged.merged_into!.id });
  expect(other.timeline.find(({ kind }) => kind === "took_in")!.linked?.id).toBe("r-budget");
  expect(other.timeline.filter(({ kind }) => kind === "file_took_in")).toHaveLength(
    before.timeline.filter(({ file }) => file).length,
  );
  expect(other.watchers).toEqual(expect.arrayContaining(before.watchers));

  await user.click(await screen.findByRole("button", { name: "Undo the merge" }));
  await waitFor(async () => {
    const again = await core.open_request({ request: "r-budget" });
    expect([again.row.stage, again.merged_into]).toEqual([before.row.stage, null]);
  });
});

test("what has ended is not offered to take in another one", async () => {
  const { user, core, dialog } = await openMerge("r-budget");
  const ended = await core.list_requests({
    list: "everyone",
    team: null,
    include_ended: true,
    text: "stage:closed",
    offset: 0,
    limit: 1,
  });
  const closed = ended.rows[0]!;

  await user.type(dialog.getByRole("textbox", { name: "Find by title or number" }), closed.title);

  await dialog.findByText(/^Nothing/);
  expect(dialog.queryByRole("radio")).toBeNull();
  expect(dialog.getByRole<HTMLButtonElement>("button", { name: "Merge" }).disabled).toBe(true);
});
