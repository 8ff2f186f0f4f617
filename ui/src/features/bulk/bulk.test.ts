import { screen, waitFor, within } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { createFakePlatform } from "../../platform/fake";
import { audit, show } from "../../testing/stage";
import { Listing } from "../requests/listing.svelte";
import { undoLast } from "../session/perform";
import BulkBar from "./BulkBar.svelte";
import { Selection } from "./selection.svelte";

/** The bar, with what is chosen of a list. */
async function choose(search: string, count: number) {
  const listing = new Listing(createFakePlatform("usual").core, "everyone");
  await listing.search(search);
  const selection = new Selection(createFakePlatform("usual").core, listing);
  selection.toggle(0);
  selection.reach(count - 1);
  const ids = [...selection.rows.keys()];
  const shown = await show(BulkBar, { selection, total: listing.total ?? 0 });
  return { ...shown, listing, selection, ids };
}

test("a range is chosen, a row taken out of it, and the whole list at once", async () => {
  const { selection, listing, user } = await choose("to:me", 3);
  await screen.findByRole("status");
  expect(screen.getByRole("status").textContent.trim()).toBe("3 chosen");

  selection.toggle(1);
  await waitFor(() => expect(screen.getByRole("status").textContent.trim()).toBe("2 chosen"));
  expect(selection.has(listing.rowAt(1)!.id)).toBe(false);

  await user.click(screen.getByRole("button", { name: /^Choose all/ }));
  await waitFor(() => expect(selection.count).toBe(listing.total));
  await user.click(screen.getByRole("button", { name: "Choose none" }));
  expect(selection.count).toBe(0);
});

test("all of them are labelled, and one undo takes the whole back", async () => {
  const { user, core, ids, selection } = await choose("helper:me is:open", 2);
  const labels = () =>
    Promise.all(ids.map(async (request) => (await core.open_request({ request })).row.labels));
  const before = await labels();

  await user.click(screen.getByRole("button", { name: "Label…" }));
  const dialog = await screen.findByRole("dialog", { name: "Label 2 requests" });
  expect(await audit(dialog)).toEqual([]);
  await user.type(within(dialog).getByRole("combobox"), "Move{Control>}{Enter}{/Control}");

  await waitFor(async () => expect((await labels()).every((some) => some.includes("Move"))).toBe(true));
  await waitFor(() => expect(selection.count).toBe(0));
  undoLast();
  await waitFor(async () => expect(await labels()).toEqual(before));
});

test("what the policy does not allow stays chosen, and says why", async () => {
  const { user, selection } = await choose("stage:closed -from:me -helper:me", 2);

  await user.click(screen.getByRole("button", { name: "Priority…" }));
  const dialog = await screen.findByRole("dialog", { name: "Change the priority of 2 requests" });
  await user.click(within(dialog).getByRole("button", { name: "Change priority" }));

  const told = await screen.findByRole("alert", { name: "2 stay as they were" });
  expect(within(told).getAllByText(/is Closed or not yours to change/)).toHaveLength(2);
  expect(selection.count).toBe(2);
});

async function decline(count: number) {
  const shown = await choose("stage:asked to:me", count);
  await shown.user.click(screen.getByRole("button", { name: "Decline…" }));
  const dialog = await screen.findByRole("dialog", { name: /^Decline / });
  await shown.user.type(within(dialog).getByRole("textbox", { name: "Why" }), "I am away");
  await shown.user.type(within(dialog).getByRole("textbox", { name: "What instead" }), "Ask Noah");
  await shown.user.click(within(dialog).getByRole("button", { name: "Decline" }));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  const [request] = shown.ids as [string];
  return { ...shown, stage: async () => (await shown.core.open_request({ request })).row.stage };
}

test("what nothing takes back is not done before the time for that is over", async () => {
  const { stage } = await decline(1);
  expect(await stage()).toBe("asked");

  undoLast();
  dispatchEvent(new Event("pagehide"));

  expect(await stage()).toBe("asked");
});

test("who closes the window has not taken it back", async () => {
  const { stage } = await decline(1);

  dispatchEvent(new Event("pagehide"));

  await waitFor(async () => expect(await stage()).toBe("declined"));
});
