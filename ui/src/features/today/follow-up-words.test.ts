import { expect, test } from "vitest";
import type { TimeFrame } from "../../i18n/dates";
import type { FollowUpRow, RequestRow } from "../../platform";
import { followUpWords } from "./follow-up-words";

const frame: TimeFrame = { now: Date.parse("2026-11-18T08:40:00Z"), zone: "Europe/Berlin", locale: "en-GB" };
const rung = "2026-11-17T20:34:00Z";

const followUp = (reason: FollowUpRow["reason"]): FollowUpRow => ({
  id: "f-1",
  reason,
  request: null,
  words: null,
  due: rung,
  is_due: true,
  is_snoozed: false,
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
  expect(followUpWords(followUp(reason), request, frame)).toEqual({ words, at });
});

test("without the promise, what is known is when it was to be brought to mind", () => {
  expect(followUpWords(followUp("promise"), null, frame).words).toBe("Reminder yesterday 21:34");
});
