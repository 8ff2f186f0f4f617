import { expect, test } from "vitest";
import type { Cycle, QuickAdd, QuickAddChip } from "../../platform";
import { isUsed } from "./used";

const chip = (field: string, value: string | null = "x", problem: string | null = null): QuickAddChip => ({
  field,
  value,
  problem,
  start: 0,
  end: 1,
  text: field,
  content: field,
  is_close: false,
  choices: [],
});

const line = (verb: QuickAdd["verb"], rest: Partial<QuickAdd> = {}): QuickAdd => ({
  verb,
  title: "",
  people: [],
  teams: [],
  due: null,
  next_word: null,
  remind: null,
  remind_if_no_reply: false,
  priority: "normal",
  values: [],
  repeat: null,
  note: null,
  service: null,
  services: [],
  chips: [],
  missing: [],
  ...rest,
});

const laptop = (needs_form: boolean): Partial<QuickAdd> => ({
  service: "laptop",
  services: [
    {
      id: "laptop",
      team: "systems",
      asked_of: "systems",
      is_confidential: false,
      name: "New laptop",
      icon: "laptop",
      needs_form,
      has_form: true,
    },
  ],
});
const mondays: Cycle = { every: 1, unit: "week", weekdays: [0], from_completion: false };

test.each([
  ["ask", "a value", chip("value"), {}],
  ["thank", "a rhythm", chip("repeat", null), {}],
  ["remind", "a rhythm", chip("repeat", null), {}],
  ["ask", "a team beside a person", chip("team", "legal"), { people: ["sam"], teams: ["legal"] }],
  ["ask", "a second team", chip("team", "grants"), { teams: ["legal", "grants"] }],
  ["ask", "“if nobody answers” without a time", chip("remind", null), {}],
  ["ask", "a reminder of what begins later", chip("remind"), { repeat: mondays }],
  ["ask", "a word about what begins later", chip("next_word"), { repeat: mondays }],
  ["ask", "a team that does not offer the service", chip("team", "legal"), { ...laptop(false) }],
  ["ask", "a rhythm where a form is filled in", chip("repeat", null), { ...laptop(true) }],
  ["thank", "a time", chip("due"), {}],
  ["thank", "points", chip("points", null), {}],
  ["remind", "a person", chip("person", "sam"), { people: ["sam"] }],
  ["remind", "a second time", chip("due"), { remind: "2026-11-18T14:00:00Z" }],
  ["remind", "“if nobody answers”", chip("remind", null), {}],
] as const)("a line that is to %s has no use for %s", (verb, _what, part, rest) => {
  expect(isUsed(part, line(verb, { ...rest } as Partial<QuickAdd>))).toBe(false);
});

test.each([
  ["ask", "a person", chip("person", "sam"), { people: ["sam"] }],
  ["ask", "a team alone", chip("team", "legal"), { teams: ["legal"] }],
  ["ask", "the team that offers the service", chip("team", "systems"), { people: ["sam"], ...laptop(true) }],
  ["ask", "a rhythm beside a service without a form to fill in", chip("repeat", null), { ...laptop(false) }],
  ["ask", "the time for a word", chip("next_word"), {}],
  ["ask", "a reminder beside a rhythm", chip("remind"), { repeat: { ...mondays, weekdays: [] } }],
  ["thank", "a value", chip("value"), {}],
  ["remind", "its time", chip("due"), {}],
  ["ask", "a name that has to be chosen first", chip("team", null, "ambiguous_name"), { people: ["sam"] }],
] as const)("a line that is to %s uses %s", (verb, _what, part, rest) => {
  expect(isUsed(part, line(verb, { ...rest } as Partial<QuickAdd>))).toBe(true);
});
