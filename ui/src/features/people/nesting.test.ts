import { expect, test } from "vitest";
import { clearName, nested, pathName, withParts } from "./nesting";

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

test("naming hundreds of teams reads the name of each but a few times", () => {
  let reads = 0;
  const many = Array.from({ length: 400 }, (_, at) => ({
    id: `${at}`,
    part_of: at < 20 ? null : `${at % 20}`,
    get name() {
      reads += 1;
      return `Team ${at % 390}`;
    },
  }));
  const names = many.map((one) => clearName(one, many));
  expect(names[395]).toBe("Team 5 (Team 15)");
  expect(reads).toBeLessThan(400 * 5);
});

test("the path of a team begins with the topmost one", () => {
  expect(
    pathName(
      TEAMS.find((one) => one.id === "pay")!,
      TEAMS,
    ),
  ).toMatch(/^HR › /);
  expect(pathName(team("a", "A", "gone"), TEAMS)).toBe("A");
});
