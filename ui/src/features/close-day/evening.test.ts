import { expect, test } from "vitest";
import { createFakePlatform } from "../../platform/fake";
import { Session } from "../session/session.svelte";
import { eveningOf, eveningWords } from "./evening";
import { readChoices, writeChoices } from "./kept-choices";
import { timesToPromise, timesToRemind } from "./times";
import { NOTHING } from "./choices";

const WEEK = Array.from({ length: 7 }, (_, day) => (day < 5 ? [{ from: 540, to: 1020 }] : []));
const frame = (now: string) => ({ now: Date.parse(now), zone: "Europe/Berlin", locale: "en-GB" });

test("the evening names to whom I kept my word and whom I thanked, today alone", async () => {
  const session = await Session.open(createFakePlatform("evening"));

  const words = eveningWords(await eveningOf(session), session);

  expect(words).toEqual(["You kept your word to Freya Nilsen and Oscar Lund.", "You thanked Freya Nilsen."]);
});

test("what was delivered late was given, and nobody is praised for a promise kept", async () => {
  const session = await Session.open(createFakePlatform("evening"));
  await session.core.deliver({ request: "r-report", words: "Here it is.", next_need: null });

  const words = eveningWords(await eveningOf(session), session);

  expect(words).toContain("Leila Haddad has what you were asked for.");
  expect(words[0]).not.toContain("Leila");
});

test.each([
  ["on a Wednesday", "2026-11-18T17:00:00Z", null, ["tomorrow 12:00", "tomorrow 17:00", "fri 12:00"]],
  ["on a Friday", "2026-11-20T17:00:00Z", null, ["mon 12:00", "mon 17:00", "tue 12:00"]],
  [
    "before some days away",
    "2026-11-18T17:00:00Z",
    { first_day: "2026-11-19", back_on: "2026-11-26", substitute: null },
    ["2026-11-26 12:00", "2026-11-26 17:00", "2026-11-27 12:00"],
  ],
])("%s the suggested times are those of working days", (_, now, absence, times) => {
  expect(timesToPromise(WEEK, absence, frame(now))).toEqual(times);
  expect(timesToRemind(WEEK, absence, frame(now))[0]).toBe(times[0]!.replace("12:00", "09:00"));
});

test("of another day only what was written is kept, and what is no choice is left out", () => {
  const choices = { a: { ...NOTHING }, b: { ...NOTHING, deed: "word" as const, words: "Soon" } };
  const text = writeChoices(choices, "2026-11-18");

  expect(readChoices(text, "2026-11-18")).toEqual(choices);
  expect(readChoices(text, "2026-11-19")).toEqual({ b: choices.b });
  expect(readChoices('{"day":"2026-11-18","choices":{"c":{"deed":"praise"}}}', "2026-11-18")).toEqual({});
  expect(readChoices("no json", "2026-11-18")).toEqual({});
  expect(writeChoices({}, "2026-11-18")).toBe("");
});
