import { expect, test } from "vitest";
import { matching } from "./matching";

const people = [
  { name: "Sam Okafor", about: "Counsel" },
  { name: "Aiko Tanaka", about: "Designer" },
  { name: "Ruth Adeyemi", about: "People partner" },
  { name: "Noah Whitfield", about: "Systems engineer" },
  { name: "Tomás Herrera", about: "Land steward" },
];
const names = (typed: string) => matching(typed, people).map(({ name }) => name);

test("whose name begins so comes first, then whose other name does, then the others", () => {
  expect(names("a")).toEqual([
    "Aiko Tanaka",
    "Ruth Adeyemi",
    "Sam Okafor",
    "Noah Whitfield",
    "Tomás Herrera",
  ]);
});

test("accents and capitals do not count, and what somebody does is found as well", () => {
  expect(names("TOMAS h")).toEqual(["Tomás Herrera"]);
  expect(names("design")).toEqual(["Aiko Tanaka"]);
  expect(names("nobody")).toEqual([]);
  expect(names("")).toHaveLength(5);
});
