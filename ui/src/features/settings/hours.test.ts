import { expect, test } from "vitest";
import { readHours, writeHours } from "./hours";

test.each([
  ["9-17", [{ from: 540, to: 1020 }]],
  [
    "09:00–12:30, 13.15-17:00",
    [
      { from: 540, to: 750 },
      { from: 795, to: 1020 },
    ],
  ],
  ["", []],
])("%s is understood", (text, hours) => {
  expect(readHours(text)).toEqual(hours);
});

test.each(["17-9", "9-25", "9-12, 11-13", "morning", "9"])("%s is asked back", (text) => {
  expect(readHours(text)).toBeUndefined();
});

test("what was written can be read again", () => {
  const hours = [
    { from: 540, to: 750 },
    { from: 795, to: 1440 },
  ];
  expect(readHours(writeHours(hours))).toEqual(hours);
});
