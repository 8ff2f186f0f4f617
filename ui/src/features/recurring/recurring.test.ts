import { screen, waitFor, within } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { audit, show } from "../../testing/stage";
import RequestPane from "../requests/RequestPane.svelte";
import { undoLast } from "../session/perform";
import { cycleWords } from "./cycle-words";
import RecurrencesDialog from "./RecurrencesDialog.svelte";

const dialog = async () => within(await screen.findByRole("dialog"));

test("the list says how often each is asked, when next, and why one has stopped", async () => {
  await show(RecurrencesDialog, {});

  const list = within(await screen.findByRole("list", { name: "Repeating requests" }));
  expect(list.getByText("Noah Whitfield, every 2 weeks on Monday and Thursday")).toBeTruthy();
  expect(list.getByText("Next: tomorrow 9:00")).toBeTruthy();
  expect(list.getByText(/Stopped by itself: /)).toBeTruthy();
  expect(await audit(await screen.findByRole("dialog"))).toEqual([]);
});

test("a pause is taken back as it was made", async () => {
  const { core, user } = await show(RecurrencesDialog, {});
  await user.click(await screen.findByRole("button", { name: "Pause “Water the plants in the seed store”" }));
  const plants = async () => (await core.list_recurrences(null)).find((one) => one.id === "q-plants");
  await waitFor(async () => expect((await plants())?.pause).toBe("wanted"));

  undoLast();

  await waitFor(async () => expect((await plants())?.pause).toBeNull());
});

test("what was dropped comes back whole", async () => {
  const { core, user } = await show(RecurrencesDialog, {});
  const before = (await core.list_recurrences(null)).find((one) => one.id === "q-figures");
  await user.click(await screen.findByRole("button", { name: "Remove Figures for the quarterly report" }));
  const known = async () => (await core.list_recurrences(null)).find((one) => one.id === "q-figures");
  await waitFor(async () => expect(await known()).toBeUndefined());

  undoLast();

  await waitFor(async () => expect(await known()).toMatchObject({ ...before, is_unsent: true }));
});

test("something new is asked regularly, and the coming times are shown before", async () => {
  const { core, user } = await show(RecurrencesDialog, {}, "usual");
  await user.click(await screen.findByRole("button", { name: "Ask regularly" }));
  const form = await dialog();
  expect(form.getByRole<HTMLButtonElement>("button", { name: "Keep" }).disabled).toBe(true);

  await user.type(form.getByRole("textbox", { name: "What you need" }), "Empty the bins");
  await user.type(form.getByRole("combobox", { name: "Of whom" }), "Noah");
  await user.click(await screen.findByRole("option", { name: /Noah/ }));
  await user.click(form.getByRole("checkbox", { name: "Friday" }));
  await waitFor(() => expect(form.getAllByRole("listitem")).toHaveLength(3));
  expect(form.getAllByRole("listitem")[0]?.textContent).toContain("Friday");
  await user.click(form.getByRole("button", { name: "Keep" }));

  await waitFor(async () => {
    const kept = (await core.list_recurrences(null)).find((one) => one.wish.title === "Empty the bins");
    expect(kept?.cycle.weekdays).toEqual([4]);
  });
});

test("other words leave the times as they were, and the coming ones are shown", async () => {
  const { core, user } = await show(RecurrencesDialog, {});
  const plants = async () => (await core.list_recurrences(null)).find((one) => one.id === "q-plants");
  const before = await plants();
  await user.click(await screen.findByRole("button", { name: /^Change .*Water the plants/ }));
  const form = await dialog();
  await waitFor(() => expect(form.getAllByRole("listitem")).toHaveLength(3));
  const times = form.getAllByRole("listitem").map((one) => one.querySelector("time")?.dateTime);
  expect(times[0]! > "2026-11-18T08:40").toBe(true);
  await user.type(form.getByRole("textbox", { name: "What you need" }), " well");
  await user.click(form.getByRole("button", { name: "Keep" }));

  await waitFor(async () => expect((await plants())?.wish.title).toMatch(/well$/));
  expect((await plants())?.first).toBe(before?.first);
});

test("a request of mine becomes the first, and its timeline says so", async () => {
  const { core, user } = await show(RequestPane, { request: await mine() });
  await user.click(await screen.findByRole("button", { name: "More steps" }));
  await user.click(await screen.findByRole("menuitem", { name: "Repeat this request…" }));
  const form = await dialog();
  await waitFor(() => expect(form.getAllByRole("listitem")).toHaveLength(3));
  await user.click(form.getByRole("button", { name: "Keep" }));

  expect(await screen.findByText("You will ask this again and again")).toBeTruthy();
  const last = (await core.list_recurrences(null)).find((one) => one.last);
  expect(last?.is_last_open).toBe(true);
});

/** An open request of mine. */
async function mine(): Promise<string> {
  const { createFakePlatform } = await import("../../platform/fake");
  const { core } = createFakePlatform("usual");
  const page = await core.list_requests({
    list: "my_requests",
    team: null,
    include_ended: false,
    text: null,
    offset: 0,
    limit: 50,
  });
  return page.rows.find((row) => row.stage !== "delivered")!.id;
}

test("cycles are words of the language", () => {
  const cycle = { every: 1, unit: "working_day", weekdays: [], from_completion: false } as const;
  const words = (more: object) => cycleWords({ ...cycle, weekdays: [], ...more }, "en-GB");

  expect(words({})).toBe("every working day");
  expect(words({ every: 2, unit: "week", weekdays: [0, 4] })).toBe("every 2 weeks on Monday and Friday");
  expect(words({ unit: "month", from_completion: true })).toBe("every month after it was delivered");
});
