import { expect, test } from "vitest";
import type { TimeFrame } from "../../i18n/dates";
import type { FollowUpRow, RequestRow } from "../../platform";
import { followUpWords } from "./follow-up-words";

const frame: TimeFrame = { now: Date.parse("2026-11-18T08:40:00Z"), zone: "Europe/Berlin", locale: "en-GB" };
const nameOf = (person: string) => (person === "p-mina" ? "Mina" : "");
const rung = "2026-11-17T20:34:00Z";

const followUp = (reason: FollowUpRow["reason"]): FollowUpRow => ({
  id: "f-1",
  reason,
  request: null,
  words: null,
  due: rung,
  is_due: true,
  is_snoozed: false,
  clock: null,
  is_unsent: false,
});
const request = {
  promise: { due: "2026-11-18T22:45:00Z", state: "on_time", renegotiated: 0 },
  next_word: "2026-11-19T11:00:00Z",
} as RequestRow;

test.each([
  ["promise", "Promise due today 23:45", "2026-11-18T22:45:00Z"],
  ["next_word", "Word due tomorrow 12:00", "2026-11-19T11:00:00Z"],
  ["confirm", "Reminder yesterday 21:34", rung],
  ["reminder", "Reminder yesterday 21:34", rung],
  ["no_reply", "If no answer by yesterday 21:34", rung],
] as const)("a follow-up on %s says “%s”", (reason, words, at) => {
  expect(followUpWords(followUp(reason), request, frame, nameOf)).toEqual({ words, at });
});

test("without the promise, what is known is when it was to be brought to mind", () => {
  expect(followUpWords(followUp("promise"), null, frame, nameOf).words).toBe("Reminder yesterday 21:34");
});

test.each([
  ["due_soon", "acknowledge", "Answer due today 14:00"],
  ["late", "next_word", "Next word late since today 14:00"],
  ["late", "deliver", "Late since today 14:00"],
  ["late_on_waking", "deliver", "Goes on, late since today 14:00"],
  ["may_step_in", "promise", "Late since today 14:00: maybe you can help"],
  ["late_in_team", "deliver", "Late since today 14:00 in your team"],
] as const)("what a clock tells as %s of %s says “%s”", (reason, kind, words) => {
  const due = "2026-11-18T13:00:00Z";
  const told = { ...followUp(reason), clock: { kind, due, colleague: null, may_take: false } };

  expect(followUpWords(told, request, frame, nameOf)).toEqual({ words, at: due });
});

test("whoever is late reads which colleague knows of it", () => {
  const due = "2026-11-18T10:00:00Z";
  const told = {
    ...followUp("late"),
    clock: { kind: "deliver" as const, due, colleague: "p-mina", may_take: false },
  };

  expect(followUpWords(told, request, frame, nameOf).words).toBe("Late since today 11:00: Mina knows of it");
});

test("whoever may take it reads so", () => {
  const due = "2026-11-18T10:00:00Z";
  const told = {
    ...followUp("may_step_in"),
    clock: { kind: "deliver" as const, due, colleague: null, may_take: true },
  };

  expect(followUpWords(told, request, frame, nameOf).words).toBe("Late since today 11:00: you may take it");
});
