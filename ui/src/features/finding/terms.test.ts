import { expect, test } from "vitest";
import type { FilterTerm } from "../../platform";
import { begun, termName, without, withValue } from "./terms";

const term = (text: string, more: Partial<FilterTerm>): FilterTerm => ({
  text,
  field: null,
  is_not: false,
  values: [],
  from: null,
  until: null,
  problem: null,
  ...more,
});

const names = {
  frame: { now: Date.parse("2026-11-18T09:00:00Z"), zone: "UTC", locale: "en-GB" },
  nameOf: (id: string) => id.toUpperCase(),
};

test("a second value widens a stage, and another order takes the place of the first", () => {
  const asked = term("stage:asked", { field: "stage", values: ["asked"] });
  const byNeed = term("sort:needed", { field: "sort", values: ["needed"] });

  expect(withValue("", [], "stage", "asked")).toBe("stage:asked");
  expect(withValue("lease stage:asked", [asked], "stage", "closed")).toBe("lease stage:asked,closed");
  expect(withValue("stage:asked", [asked], "stage", "asked")).toBe("stage:asked");
  expect(withValue("sort:needed lease", [byNeed], "sort", "due")).toBe("sort:due lease");
  expect(withValue("lease", [], "label", "Office move")).toBe('lease label:"Office move"');
});

test("a term is taken out, and a field begun", () => {
  expect(without("lease stage:asked deed", term("stage:asked", {}))).toBe("lease deed");
  expect(begun("lease", "from")).toBe("lease from:");
});

test("a term is said in words", () => {
  const of = (more: Partial<FilterTerm>) => termName(term("typed", more), names);

  expect(of({ field: "stage", values: ["asked", "closed"] })).toBe("Stage: Asked or Closed");
  expect(of({ field: "from", values: ["p-anna"], is_not: true })).toBe("Not Asked by: P-ANNA");
  expect(of({ field: "due", until: "2026-11-20T00:00:00Z" })).toBe("Due: before Fri");
  expect(of({ field: "needed" })).toBe("Needed: at any time");
  expect(of({ field: "is", problem: "unknown_value" })).toBe("typed");
});
