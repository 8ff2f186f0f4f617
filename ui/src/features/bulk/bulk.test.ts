import { screen, waitFor, within } from "@testing-library/svelte";
import { toast } from "svelte-sonner";
import { expect, test, vi } from "vitest";
import type { Commands } from "../../platform";
import { createFakePlatform } from "../../platform/fake";
import { audit, show } from "../../testing/stage";
import { Listing } from "../requests/listing.svelte";
import { undoLast } from "../session/perform";
import BulkBar from "./BulkBar.svelte";
import { doToAll } from "./deeds";
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
  expect(within(told).getAllByText(/is closed or not yours to change/)).toHaveLength(2);
  expect(selection.count).toBe(2);
});

/** Those among what is asked that are mine to decline. */
const MINE = ["r-volunteer", "r-map", "r-40"];

async function decline(count: number) {
  const shown = await choose("stage:asked", 10);
  const { selection, listing } = shown;
  const ids = MINE.slice(0, count);
  for (let at = 0; at < 10; at += 1) if (!ids.includes(listing.rowAt(at)!.id)) selection.toggle(at);
  await shown.user.click(screen.getByRole("button", { name: "Decline…" }));
  const dialog = await screen.findByRole("dialog", { name: /^Decline / });
  await shown.user.type(within(dialog).getByRole("textbox", { name: "Why" }), "I am away");
  await shown.user.type(within(dialog).getByRole("textbox", { name: "What instead" }), "Ask Noah");
  await shown.user.click(within(dialog).getByRole("button", { name: "Decline" }));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  const [request] = ids as [string];
  const draft = () => shown.core.find_draft({ key: "bulk:decline:reason" });
  return { ...shown, ids, draft, stage: async () => (await shown.core.open_request({ request })).row.stage };
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

/** Refuses what is asked of `request`. */
function refuse(core: Commands, command: keyof Commands, request: string | undefined): void {
  const real = core[command] as (args: { request: string }) => Promise<unknown>;
  const refusing = async (args: { request: string }) => {
    if (args.request === request) throw { code: "not_yours", message: "somebody else's" };
    return real(args);
  };
  Object.assign(core, { [command]: refusing });
}

test("who closes the window has declined all of them at once, and the words are kept until then", async () => {
  const { core, draft } = await decline(3);
  const declined = vi.fn(core.decline);
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  Object.assign(core, {
    decline: (args: Parameters<Commands["decline"]>[0]) => held.then(() => declined(args)),
  });
  const asked = vi.spyOn(core, "decline");

  dispatchEvent(new Event("pagehide"));

  expect(asked).toHaveBeenCalledTimes(3);
  expect(await draft()).toBe("I am away");
  release();
  await waitFor(async () => expect(await draft()).toBeNull());
  expect(declined).toHaveBeenCalledTimes(3);
});

test("what is refused later is chosen again, beside what was chosen meanwhile", async () => {
  const { core, ids, selection, listing } = await decline(2);
  refuse(core, "decline", ids[0]);
  expect(selection.count).toBe(0);
  selection.toggle([0, 1, 2].find((at) => !ids.includes(listing.rowAt(at)!.id))!);
  const [meanwhile] = selection.rows.keys();

  dispatchEvent(new Event("pagehide"));

  await screen.findByRole("alert", { name: "One stays as it was" });
  expect([...selection.rows.keys()]).toEqual([meanwhile, ids[0]]);
});

test("what is refused once the list is gone is told in a toast", async () => {
  const { core, ids, selection, unmount } = await decline(2);
  const told = vi.spyOn(toast, "error");
  refuse(core, "decline", ids[0]);
  unmount();

  dispatchEvent(new Event("pagehide"));

  await waitFor(() => expect(told).toHaveBeenCalledTimes(1));
  const [sentence, more] = told.mock.calls[0]!;
  expect(sentence).toBe("One stays as it was");
  expect(more?.description).toMatch(/ This step is up to somebody else/);
  expect(selection.count).toBe(0);
  told.mockRestore();
});

/** Requests as they were when they were chosen, and what has become of them. */
async function some(count: number) {
  const { core } = createFakePlatform("usual");
  const page = { team: null, include_ended: false, offset: 0, limit: count };
  const { rows } = await core.list_requests({ list: "everyone", text: "helper:me is:open", ...page });
  const chosen = structuredClone(rows);
  const row = async (at: number) => (await core.open_request({ request: chosen[at]!.id })).row;
  return { core, chosen, row };
}

test("undo leaves alone what somebody else has done", async () => {
  const { core, chosen, row } = await some(2);
  const [first, second] = [chosen[0]!.id, chosen[1]!.id];
  await core.add_label({ request: first, label: "Theirs" });
  await doToAll(core, chosen, { kind: "labels", labels: ["Theirs", "theirs"] });
  undoLast();
  await waitFor(async () => expect((await row(1)).labels).not.toContain("Theirs"));
  expect((await row(0)).labels).toContain("Theirs");

  await core.change_priority({ request: first, priority: "normal" });
  await core.change_priority({ request: second, priority: "normal" });
  await doToAll(core, chosen, { kind: "priority", priority: "urgent" });
  await core.change_priority({ request: first, priority: "low" });
  undoLast();
  await waitFor(async () => expect((await row(1)).priority).toBe("normal"));
  expect((await row(0)).priority).toBe("low");
});

test("of two labels the second is refused: none of both stays, and the rest is taken back whole", async () => {
  const { core, chosen, row } = await some(3);
  const before = chosen.map((one) => one.labels);
  const add = core.add_label;
  const remove = core.remove_label;
  Object.assign(core, {
    add_label: async (args: Parameters<typeof add>[0]) => {
      if (args.request === chosen[0]!.id && args.label === "Two") throw { code: "labels_full", message: "" };
      return add(args);
    },
  });
  const refused = await doToAll(core, chosen, { kind: "labels", labels: ["One", "Two"] });

  expect([...refused.keys()]).toEqual([chosen[0]!.id]);
  expect((await row(0)).labels).toEqual(before[0]);
  expect((await row(1)).labels).toEqual(expect.arrayContaining(["One", "Two"]));
  expect(toast.getActiveToasts()[0]?.title).toBe("2 requests are labelled.");

  // One that cannot be taken back does not keep the others from it.
  Object.assign(core, {
    remove_label: async (args: Parameters<typeof remove>[0]) => {
      if (args.request === chosen[2]!.id && args.label === "Two") throw { code: "not_yours", message: "" };
      return remove(args);
    },
  });
  undoLast();
  await waitFor(async () => expect((await row(1)).labels).toEqual(before[1]));
  expect((await row(2)).labels).toEqual([...before[2]!, "Two"]);
});

test("where it worked for none, no success is told and nothing can be taken back", async () => {
  const { core, chosen } = await some(1);
  refuse(core, "add_label", chosen[0]!.id);
  undoLast();

  const refused = await doToAll(core, chosen, { kind: "labels", labels: ["One"] });

  expect(refused.size).toBe(1);
  expect(undoLast()).toBe(false);
});

test("while it goes through many, it says how far it is", async () => {
  const { user, core, selection } = await choose("helper:me is:open", 2);
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  const open = core.open_request;
  Object.assign(core, {
    open_request: (args: Parameters<typeof open>[0]) => held.then(() => open(args)),
  });

  await user.click(screen.getByRole("button", { name: "Priority…" }));
  const dialog = within(await screen.findByRole("dialog"));
  const go = dialog.getByRole<HTMLButtonElement>("button", { name: "Change priority" });
  await user.click(go);

  await dialog.findByRole("progressbar", { name: "Going through the chosen requests" });
  dialog.getByText("0 of 2");
  expect(go.disabled).toBe(true);
  release();
  await waitFor(() => expect(selection.count).toBe(0));
  await waitFor(() => expect(screen.queryByRole("progressbar")).toBeNull());
});
