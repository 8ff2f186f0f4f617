import { expect, test } from "vitest";
import { clearName, nested, withParts } from "./nesting";

const team = (id: string, name: string, part_of: string | null = null) => ({ id, name, part_of });
const TEAMS = [
  team("pay", "Payroll", "hr"),
  team("hr", "HR"),
  team("desk", "Desk", "pay"),
  team("fin", "Finance"),
  team("pay2", "payroll", "fin"),
];

test("parts lie under their team, by name", () => {
  expect(nested(TEAMS).map(({ team, depth }) => [team.id, depth])).toEqual([
    ["fin", 0],
    ["pay2", 1],
    ["hr", 0],
    ["pay", 1],
    ["desk", 2],
  ]);
});

test("a part whose team is not shown stands by itself, and a circle ends", () => {
  expect(nested([TEAMS[2]!]).map(({ depth }) => depth)).toEqual([0]);
  expect(nested([team("a", "A", "b"), team("b", "B", "a")])).toEqual([]);
  expect([...withParts("a", [team("a", "A", "b"), team("b", "B", "a")])].sort()).toEqual(["a", "b"]);
});

test("a team takes its parts along, however deep", () => {
  expect([...withParts("hr", TEAMS)].sort()).toEqual(["desk", "hr", "pay"]);
});

test("only where two are called the same does a name say what it is part of", () => {
  expect(clearName(TEAMS[0]!, TEAMS)).toBe("Payroll (HR)");
  expect(clearName(TEAMS[2]!, TEAMS)).toBe("Desk");
});
