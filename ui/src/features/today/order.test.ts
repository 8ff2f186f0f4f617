import { expect, test } from "vitest";
import { columnsOf } from "./order";

test.each(["night", "morning", "afternoon"] as const)(
  "by %s what is due stands first, then what comes up",
  (part) => {
    expect(columnsOf(part, false)[0]?.slice(0, 3)).toEqual(["promises", "followUps", "waiting"]);
    expect(columnsOf(part, true)[1]?.[0]).toBe("followUps");
  },
);

test("in the evening whom to thank stands first", () => {
  expect(columnsOf("evening", false)[0]?.[0]).toBe("thank");
  expect(columnsOf("evening", true)[1]?.[0]).toBe("thank");
});

test("every list has one place at any time", () => {
  for (const part of ["morning", "evening"] as const)
    expect(columnsOf(part, true).flat().sort()).toEqual(columnsOf(part, false).flat().sort());
});
