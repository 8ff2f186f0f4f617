import { screen, waitFor, within } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { audit, show } from "../../testing/stage";
import type { RequestDetail } from "../../platform";
import type { Session } from "../session/session.svelte";
import { nextRung } from "./nudging";
import RequestPane from "./RequestPane.svelte";

const REQUEST = "r-riparian";

async function begin(user: Awaited<ReturnType<typeof show>>["user"]): Promise<HTMLElement> {
  await user.click(await screen.findByRole("button", { name: "More steps" }));
  await user.click(await screen.findByRole("menuitem", { name: "Send a gentle word…" }));
  return screen.findByRole("dialog", { name: "A gentle word" });
}

test("who waits asks kindly, in words of their own, once a working day", async () => {
  const { user, core } = await show(RequestPane, { request: REQUEST });
  const dialog = await begin(user);
  expect(await audit(dialog)).toEqual([]);
  const field = within(dialog).getByRole<HTMLTextAreaElement>("textbox", { name: "What they read" });
  // What was written before is looked for first.
  await waitFor(() => expect(field.value).toMatch(/^Hello \w+, .*Riparian/));
  await user.clear(field);
  await user.type(field, "Sam, is there news of the river?");
  await user.click(within(dialog).getByRole("button", { name: "Send" }));

  expect(await screen.findByText("Sam, is there news of the river?")).toBeTruthy();
  const { row, timeline } = await core.open_request({ request: REQUEST });
  expect(timeline.at(-1)?.kind).toBe("nudged");
  await expect(core.nudge({ request: REQUEST, words: "And now?" })).rejects.toMatchObject({
    code: "nudged_lately",
  });
  expect((await core.open_request({ request: REQUEST })).row.stage).toBe(row.stage);
});

test("later it is only brought to mind, with the words that were written", async () => {
  const { user, core } = await show(RequestPane, { request: REQUEST });
  const before = (await core.open_request({ request: REQUEST })).timeline.length;
  const dialog = await begin(user);
  const field = within(dialog).getByRole<HTMLTextAreaElement>("textbox", { name: "What they read" });
  await waitFor(() => expect(field.value).not.toBe(""));
  await user.clear(field);
  await user.type(field, "Is there news?");
  await user.click(within(dialog).getByRole("checkbox", { name: "Only if no word comes" }));
  const later = await screen.findByRole("dialog", { name: "A gentle word, later" });
  await user.type(within(later).getByRole("textbox", { name: "If no word by" }), "tomorrow 9:00");
  await user.click(await within(later).findByRole("button", { name: "Remind me" }));

  await expect
    .poll(async () => (await core.open_request({ request: REQUEST })).follow_ups.map((one) => one.reason))
    .toContain("no_reply");
  expect((await core.open_request({ request: REQUEST })).timeline.length).toBe(before);
  const again = await begin(user);
  const kept = within(again).getByRole<HTMLTextAreaElement>("textbox", { name: "What they read" });
  await waitFor(() => expect(kept.value).toBe("Is there news?"));
});

test("what somebody noted for themselves is no word to the others", async () => {
  const { user, core } = await show(RequestPane, { request: REQUEST });
  const due = "2027-12-01T09:00:00Z";
  await core.remind({ request: REQUEST, words: "Sam drags his feet again", due, if_no_reply: true });
  const dialog = await begin(user);
  const field = within(dialog).getByRole<HTMLTextAreaElement>("textbox", { name: "What they read" });

  await waitFor(() => expect(field.value).toMatch(/^Hello \w+, /));
  expect(field.value).not.toContain("drags");
});

test("a gentle word can be taken back for ten seconds", async () => {
  const { user, core } = await show(RequestPane, { request: REQUEST });
  const dialog = await begin(user);
  const field = within(dialog).getByRole<HTMLTextAreaElement>("textbox", { name: "What they read" });
  await waitFor(() => expect(field.value).not.toBe(""));
  await user.click(within(dialog).getByRole("button", { name: "Send" }));

  const line = (await screen.findByText(/^Hello \w+, /)).closest("li");
  await user.click(within(line!).getByRole("button", { name: "Undo" }));

  await expect
    .poll(async () => (await core.open_request({ request: REQUEST })).timeline.at(-1)?.kind)
    .toBe("retracted");
});

test("who stands in is named only while somebody is away", () => {
  const absence = (first_day: string) => ({ first_day, back_on: "2026-12-08", substitute: "p-lea" });
  const rung = (first_day: string) => {
    const people: Record<string, unknown> = {
      "p-sam": { id: "p-sam", name: "Sam", teams: [], absence: absence(first_day) },
    };
    const session = {
      me: "p-me",
      frame: { now: Date.parse("2026-12-01T10:00:00Z"), zone: "UTC", locale: "en" },
      person: (id: string) => people[id],
      nameOf: () => "Lea",
      team: () => undefined,
    };
    const row = { requester: "p-me", helper: "p-sam", addressee: { person: "p-sam", team: null } };
    return nextRung({ row } as unknown as RequestDetail, session as unknown as Session);
  };

  expect(rung("2026-12-01")).toContain("Lea");
  expect(rung("2026-12-02")).toBeNull();
});
