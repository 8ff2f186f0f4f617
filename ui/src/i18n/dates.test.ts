import { expect, test } from "vitest";
import { dayName, fullWhen, hourOfDay, shortWhen, type TimeFrame } from "./dates";

const frame: TimeFrame = { now: Date.parse("2026-11-18T08:40:00Z"), zone: "Europe/Berlin", locale: "en-GB" };

test.each([
  ["2026-11-18T14:00:00Z", "15:00"],
  ["2026-11-19T11:00:00Z", "tomorrow 12:00"],
  ["2026-11-20T14:00:00Z", "Fri 15:00"],
  ["2026-12-12T14:00:00Z", "12 Dec"],
  ["2025-12-12T14:00:00Z", "12 Dec 2025"],
  // In Berlin this is already the next day.
  ["2026-11-18T23:30:00Z", "tomorrow 0:30"],
])("%s is %s", (instant, words) => {
  expect(shortWhen(instant, frame)).toBe(words);
});

test("days are those of the person's zone, across the change of clocks", () => {
  const spring = { ...frame, now: Date.parse("2027-03-28T00:30:00Z") };

  expect(dayName("2027-03-28T22:30:00Z", spring)).toBe("tomorrow");
});

test("the hour that greets is the person's", () => {
  expect(hourOfDay(frame)).toBe(9);
  expect(hourOfDay({ ...frame, zone: "Asia/Tokyo" })).toBe(17);
});

test("the whole truth spells the day", () => {
  expect(fullWhen("2026-11-20T14:00:00Z", frame)).toBe("Friday 20 November at 15:00");
});
