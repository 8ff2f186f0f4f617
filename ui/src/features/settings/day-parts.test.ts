import { expect, test } from "vitest";
import { clockOf, minutesOf } from "./day-parts";

test("a time of day is minutes since midnight", () => {
  expect([0, 545, 1439].map(clockOf)).toEqual(["00:00", "09:05", "23:59"]);
  expect(["00:00", "09:05", "23:59", "09:05:30"].map(minutesOf)).toEqual([0, 545, 1439, 545]);
});

test("a field that is not filled in says no time", () => {
  expect(minutesOf("")).toBeUndefined();
});
