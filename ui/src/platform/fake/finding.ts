// What is typed into the search of a list: its terms, and what they narrow it to.
import type { FilterField, FilterTerm, RequestRow, Stage } from "../bindings";
import { ME, NOW } from "./organization";
import { understand } from "./when";
import { isEnded, type World } from "./world";

const FIELDS: FilterField[] = [
  "stage",
  "priority",
  "kind",
  "label",
  "from",
  "to",
  "helper",
  "team",
  "needed",
  "promised",
  "answer",
  "due",
  "is",
  "sort",
];
const STAGES: Stage[] = [
  "asked",
  "acknowledged",
  "in_progress",
  "waiting_on_requester",
  "waiting_on_other",
  "delivered",
  "closed",
  "declined",
  "withdrawn",
];
const PRIORITIES = ["low", "normal", "high", "urgent"];
const STATES = ["late", "overdue", "waiting", "unread", "open", "ended"];
const SORTS = ["due", "needed", "promised", "answer", "asked", "changed", "priority"];
const DAY = 86_400_000;

type Condition = (row: RequestRow) => boolean;

/** A search taken apart: what narrows, what orders, and what is left as text. */
export interface Sought {
  terms: FilterTerm[];
  text: string;
  fits: Condition;
  sort: string | null;
  wantsEnded: boolean;
}

const isOwed = (row: RequestRow) => !isEnded(row) && row.stage !== "delivered";
const passed = (at: string | null | undefined) => at != null && at < NOW;
const dueOf = (row: RequestRow) => row.promise?.due ?? row.answer?.due ?? row.needed_by;
const timeOf = (field: FilterField, row: RequestRow): string | null =>
  (field === "needed"
    ? row.needed_by
    : field === "promised"
      ? row.promise?.due
      : field === "answer"
        ? row.answer?.due
        : isOwed(row)
          ? dueOf(row)
          : null) ?? null;

const IS: Record<string, Condition> = {
  late: (row) => isOwed(row) && (passed(row.promise?.due) || passed(row.answer?.due)),
  overdue: (row) => isOwed(row) && passed(row.needed_by),
  waiting: (row) => row.stage.startsWith("waiting"),
  unread: (row) => row.is_unread,
  open: (row) => !isEnded(row),
  ended: isEnded,
};

function named(all: { id: string; name: string }[], value: string): string[] {
  const words = value.toLowerCase().split(/\s+/);
  const begins = ({ name }: { name: string }) => {
    const known = name.toLowerCase().split(/\s+/);
    return words.every((word) => known.some((one) => one.startsWith(word)));
  };
  const exact = all.filter((one) => one.name.toLowerCase() === value.toLowerCase());
  return (exact.length ? exact : all.filter(begins)).map((one) => one.id);
}

/** What the values stand for; undefined when one of them stands for nothing. */
function meant(world: World, field: FilterField, values: string[]): string[] | undefined {
  const { people, teams } = world.directory;
  const team = (value: string) => {
    const prefixed = teams.filter((one) => one.prefix.toLowerCase() === value.toLowerCase());
    return prefixed.length ? prefixed.map((one) => one.id) : named(teams, value);
  };
  const person = (value: string) => (value.toLowerCase() === "me" ? [ME] : named(people, value));
  const one = (value: string): string[] => {
    const name = value.toLowerCase().replaceAll(/[\s-]/g, "_");
    if (field === "stage")
      return STAGES.filter((stage) => stage === name || (name === "waiting" && stage.startsWith(name)));
    if (field === "priority") return priorities(value.toLowerCase());
    if (field === "from" || field === "helper") return person(value);
    if (field === "to") return [...person(value), ...team(value)];
    if (field === "team") return team(value);
    if (field === "is") return STATES.filter((state) => state === name);
    if (field === "sort") return SORTS.filter((sort) => sort === name);
    return [value.toLowerCase()];
  };
  const found = values.map(one);
  return found.every((some) => some.length) ? [...new Set(found.flat())] : undefined;
}

function priorities(value: string): string[] {
  const [, sign = "", name = ""] = /^([<>]=?)?(.*)$/.exec(value) ?? [];
  const at = PRIORITIES.indexOf(name);
  const fits = (one: number) =>
    one === at ? sign !== "<" && sign !== ">" : one < at ? sign.startsWith("<") : sign.startsWith(">");
  return at < 0 ? [] : PRIORITIES.filter((_, one) => fits(one));
}

function span(values: string[]): { from: string | null; until: string | null } | undefined {
  const [value = ""] = values;
  if (values.length !== 1) return undefined;
  if (value.toLowerCase() === "any") return { from: null, until: null };
  const [, sign = "", phrase = ""] = /^([<>]=?)?\s*(.*)$/.exec(value) ?? [];
  const at = understand(phrase);
  if (!at) return undefined;
  const begins = `${at.slice(0, 10)}T00:00:00.000Z`;
  const ends = new Date(Date.parse(begins) + DAY).toISOString();
  if (sign === "<") return { from: null, until: begins };
  if (sign === "<=") return { from: null, until: ends };
  if (sign === ">") return { from: ends, until: null };
  if (sign === ">=") return { from: begins, until: null };
  return { from: begins, until: ends };
}

function condition(field: FilterField, values: string[]): Condition {
  const has = (value: string | null) => value !== null && values.includes(value);
  switch (field) {
    case "stage":
      return (row) => has(row.stage);
    case "priority":
      return (row) => has(row.priority);
    case "label":
      return (row) =>
        row.labels.some((label) => values.some((value) => label.toLowerCase().startsWith(value)));
    case "from":
      return (row) => has(row.requester);
    case "to":
      return (row) => has(row.addressee.person) || has(row.addressee.team);
    case "helper":
      return (row) => has(row.helper);
    case "team":
      return (row) => has(row.addressee.team);
    case "is":
      return (row) => values.some((value) => IS[value]!(row));
    default:
      return () => field === "sort";
  }
}

function read(world: World, text: string): { term: FilterTerm; fits: Condition } | null | undefined {
  const [, not, name = "", rest = ""] = /^(-?)([^:\s]+):(.*)$/s.exec(text) ?? [];
  const field = FIELDS.find((one) => one === name.toLowerCase()) ?? null;
  const values = (rest.match(/(?:"[^"]*"?|[^,"])+/g) ?? [])
    .map((value) => value.replaceAll('"', "").trim().replaceAll(/\s+/g, " "))
    .filter(Boolean);
  if (!values.length) return field ? null : undefined;
  if (!field && (!/^\p{L}{2,}$/u.test(name) || rest.startsWith("/"))) return undefined;
  const term: FilterTerm = {
    text,
    field,
    is_not: not === "-",
    values: [],
    from: null,
    until: null,
    problem: null,
  };
  if (!field) return { term: { ...term, problem: "unknown_field" }, fits: () => true };
  const isTime = ["needed", "promised", "answer", "due"].includes(field);
  const between = isTime ? span(values) : undefined;
  const stand = isTime ? undefined : meant(world, field, values);
  if (!between && !stand) return { term: { ...term, problem: "unknown_value" }, fits: () => true };
  const plain: Condition = between
    ? (row) => {
        const at = timeOf(field, row);
        return at !== null && (!between.from || at >= between.from) && (!between.until || at < between.until);
      }
    : condition(field, stand!);
  const fits: Condition = (row) => plain(row) !== term.is_not;
  return { term: { ...term, values: stand ?? [], ...between }, fits };
}

/** Takes the terms out of a search. */
export function soughtIn(world: World, search: string): Sought {
  const pieces = search.match(/(?:[^\s"]|(?<=[:,<>=])"[^"]*"?|")+/g) ?? [];
  const terms: FilterTerm[] = [];
  const conditions: Condition[] = [];
  const words: string[] = [];
  for (const piece of pieces) {
    const found = read(world, piece);
    if (found === undefined) words.push(piece);
    else if (found) {
      terms.push(found.term);
      if (found.term.problem) words.push(piece);
      else conditions.push(found.fits);
    }
  }
  const narrows = terms.filter((term) => !term.problem && !term.is_not);
  return {
    terms,
    text: words.join(" "),
    fits: (row) => conditions.every((one) => one(row)),
    sort: narrows.findLast((term) => term.field === "sort")?.values[0] ?? null,
    wantsEnded: narrows.some((term) =>
      term.values.some((value) => ["closed", "declined", "withdrawn", "ended"].includes(value)),
    ),
  };
}

const LAST = "9";

/** In the order that was asked for. */
export function sorted(rows: RequestRow[], sort: string): RequestRow[] {
  const newest = (of: (row: RequestRow) => string) => (a: RequestRow, b: RequestRow) =>
    of(b).localeCompare(of(a));
  const soonest = (of: (row: RequestRow) => string | null | undefined) => (a: RequestRow, b: RequestRow) =>
    (of(a) ?? LAST).localeCompare(of(b) ?? LAST);
  const orders: Record<string, (a: RequestRow, b: RequestRow) => number> = {
    due: soonest(dueOf),
    needed: soonest((row) => row.needed_by),
    promised: soonest((row) => row.promise?.due),
    answer: soonest((row) => row.answer?.due),
    asked: newest((row) => row.asked_at),
    changed: newest((row) => row.changed_at),
    priority: (a, b) => PRIORITIES.indexOf(b.priority) - PRIORITIES.indexOf(a.priority),
  };
  return [...rows].sort(orders[sort]);
}
