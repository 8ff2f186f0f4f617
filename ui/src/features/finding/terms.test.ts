import { expect, test } from "vitest";
import type { FilterTerm } from "../../platform";
import { begun, problemName, termName, without, withValue } from "./terms";

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

test("what begins alike, or stands between quotes, is left alone", () => {
  const tax = term("label:tax", { field: "label", values: ["tax"] });
  const asked = term("stage:asked", { field: "stage", values: ["asked"] });
  const byNeed = term("sort:needed", { field: "sort", values: ["needed"] });

  expect(without("label:tax-2024 label:tax", tax)).toBe("label:tax-2024");
  expect(without("-stage:asked stage:asked", asked)).toBe("-stage:asked");
  expect(without('label:"a  stage:asked b" stage:asked', asked)).toBe('label:"a  stage:asked b"');
  expect(withValue("-stage:asked stage:asked", [asked], "stage", "closed")).toBe(
    "-stage:asked stage:asked,closed",
  );
  expect(withValue("-sort:needed sort:needed", [byNeed], "sort", "due")).toBe("-sort:needed sort:due");
  expect(withValue("kind:a", [term("kind:a", { field: "kind", values: ["a"] })], "kind", "$&")).toBe(
    "kind:a,$&",
  );
});

test("a term is said in words", () => {
  const of = (more: Partial<FilterTerm>) => termName(term("typed", more), names);

  expect(of({ field: "stage", values: ["asked", "closed"] })).toBe("Stage: Asked or Closed");
  expect(of({ field: "from", values: ["p-anna"], is_not: true })).toBe("Not asked by P-ANNA");
  expect(of({ field: "is", values: ["late"], is_not: true })).toBe("Not late");
  expect(of({ field: "label", values: ["tax"], is_not: true })).toBe("Label: not tax");
  expect(of({ field: "due", until: "2026-11-20T00:00:00Z" })).toBe("Due: before Fri");
  expect(of({ field: "needed" })).toBe("Needed: at any time");
  expect(of({ field: "is", problem: "unknown_value" })).toBe("typed");
});

test("a name that is nobody's, and a time that is none, are told apart", () => {
  const of = (field: FilterTerm["field"]) => problemName(term("typed", { field, problem: "unknown_value" }));

  expect(of("from")).toBe("looked for as text: nothing is called so");
  expect(of("due")).toBe("looked for as text: not understood");
  expect(of("is")).toBe("looked for as text: not understood");
});
