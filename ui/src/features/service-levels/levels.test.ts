import { expect, test } from "vitest";
import { emptyLevel, isNeverReached, moved } from "./levels";

const level = (more: object) => ({ ...emptyLevel(), ...more });

test("a level below one for every request is never reached", () => {
  expect(isNeverReached([level({}), level({ priority: "urgent" })], 1)).toBe(true);
  expect(isNeverReached([level({ priority: "urgent" }), level({})], 1)).toBe(false);
});

test("levels for other kinds do not stand in each other's way", () => {
  const levels = [
    level({ kind: "Approve" }),
    level({ kind: "cover" }),
    level({ kind: "approve ", priority: "high" }),
  ];

  expect([0, 1, 2].map((at) => isNeverReached(levels, at))).toEqual([false, false, true]);
});

test("a level is moved by one place", () => {
  expect(moved(["a", "b", "c"], 2, -1)).toEqual(["a", "c", "b"]);
});
