import { expect, test } from "vitest";
import { closest } from "./closest";

const people = ["Sam Okafor", "Tomás Herrera", "Leila Haddad", "Ben Osei"].map((name) => ({ name }));

test.each([
  ["@leyla", "Leila Haddad"],
  ["@thomas", "Tomás Herrera"],
  ["@okafer", "Sam Okafor"],
])("%s was meant to be %s", (typed, name) => {
  expect(closest(typed, people, 3)[0]?.name).toBe(name);
});

test("what looks like nobody suggests nobody", () => {
  expect(closest("@quixx", people, 3)).toEqual([]);
});
