import { expect, test } from "vitest";
import type { FormField } from "../../platform";
import { answersOf, fitting, problemOf, visibleFields } from "./form";

const field = (key: number, more: Partial<FormField>): FormField => ({
  key,
  title: `Field ${key}`,
  help: null,
  is_required: false,
  kind: "text",
  options: [],
  is_ahead: false,
  least: null,
  most: null,
  shown_if: null,
  ...more,
});
const FIELDS = [
  field(1, { kind: "choice", options: ["Lease", "Sale"], is_required: true }),
  field(2, { kind: "choice", options: ["One", "Two"], shown_if: { field: 1, answer: "Sale" } }),
  field(3, { is_required: true, shown_if: { field: 2, answer: "Two" } }),
];
const TODAY = "2026-11-18";

test("a field is hidden with the choice that it depends on", () => {
  const keys = (written: Record<number, string>) => visibleFields(FIELDS, written).map((one) => one.key);

  expect(keys({})).toEqual([1]);
  expect(keys({ 1: "Sale", 2: "Two" })).toEqual([1, 2, 3]);
  expect(keys({ 1: "Lease", 2: "Two" })).toEqual([1]);
});

test("what was written in a hidden field is not sent", () => {
  const description = {
    name: "Review",
    icon: "hand" as const,
    details: null,
    fields: FIELDS,
    helper: null,
    checklist: [],
    attachments: [],
    approvals: [],
    first_word: null,
    handled_by: null,
    is_confidential: false,
  };

  const sent = answersOf(description, { 1: "Lease", 2: "Two", 3: "Anna" });

  expect(sent.map(({ field, choice }) => [field, choice])).toEqual([[1, "Lease"]]);
});

test("a problem says what to do", () => {
  const pages = field(4, { kind: "number", least: 1, most: 500 });
  const day = field(5, { kind: "date", is_ahead: true });

  expect(problemOf(FIELDS[0]!, {}, TODAY)).toBe("Choose one.");
  expect(problemOf(pages, { 4: "1.5" }, TODAY)).toBe("Write a whole number, such as 12.");
  expect(problemOf(pages, { 4: "501" }, TODAY)).toBe("Write 500 or less.");
  expect(problemOf(day, { 5: "2026-11-17" }, TODAY)).toBe("Choose today or a later day.");
  expect(problemOf(day, {}, TODAY)).toBeUndefined();
});

test("words where there is a file now are no answer", () => {
  const file = field(6, { kind: "file", is_required: true });

  expect(problemOf(file, { 6: "A plan" }, TODAY)).toBe("Choose a file.");
  expect(problemOf(file, { 6: "12" }, TODAY)).toBe("Choose a file.");
  expect(problemOf(file, { 6: JSON.stringify({ upload: "u", name: "plan.pdf" }) }, TODAY)).toBeUndefined();
});

test("what does not fit a field is left out", () => {
  const fields = [
    field(1, { kind: "choice", options: ["Lease"] }),
    field(2, { kind: "person" }),
    field(3, { kind: "date" }),
    field(4, { kind: "number" }),
    field(5, {}),
  ];
  const isPerson = (id: string) => id === "p-noah";
  const fine = { 1: "Lease", 2: "p-noah", 3: "2026-11-18", 4: "12", 5: "Words" };

  expect(fitting(fields, fine, isPerson)).toEqual(fine);
  expect(fitting(fields, { 1: "a", 2: "b", 3: "c", 4: "d", 9: "e" }, isPerson)).toEqual({});
});
