// A small part of quick add's grammar, so that the window can be tried without the core.
import type {
  Cycle,
  CycleUnit,
  ServiceInLine,
  OfferedService,
  QuickAdd,
  QuickAddChip,
  QuickAddLine,
} from "../bindings";
import { NOW } from "./organization";
import { servicesOf } from "./services";
import { understand } from "./when";
import type { World } from "./world";

const PATTERNS: [string, RegExp][] = [
  ["verb", /^(ask|thank|remind|tell)\b/gi],
  ["person", /@[\p{L}.-]+/gu],
  ["team", /#[\p{L}.-]+/gu],
  ["due", /\b(?:by|due)\s+(?:next\s+)?(?:\w+)(?:\s+\d{1,2}(?::\d{2})?\s*(?:am|pm)?)?/gi],
  ["next_word", /\bword\s+\w+(?:\s+\d{1,2}(?::\d{2})?\s*(?:am|pm)?)?/gi],
  ["priority", /!(?:low|high|urgent)|\bp[1-4]\b/gi],
  ["kind", /~\p{L}[\p{L}\d.-]*/gu],
  ["value", /\^[\p{L}]+/gu],
  ["repeat", /\bevery!?\s+(?:\d+\s+)?\w+/gi],
  ["note", /\/\/.*$/gs],
];

const KINDS = ["cover", "info", "represent", "approve"];

/** Which service a `~` names, where no known kind is meant. */
function resolveService(world: World, text: string, line: string): Partial<QuickAddChip> {
  const sought = text.slice(1).toLowerCase().replace(/[.-]/g, " ");
  if (KINDS.includes(sought)) return { value: sought };
  const offered = servicesOf(world).filter((one) => !one.is_retired);
  const fit = (is: (name: string) => boolean) =>
    offered.filter(({ description }) => is(description.name.toLowerCase()));
  const tries = [
    fit((name) => name === sought),
    fit((name) => name.split(" ").includes(sought)),
    fit((name) => name.split(" ").some((word) => word.startsWith(sought))),
  ];
  const best = tries.find((found) => found.length) ?? [];
  const teams = [...line.matchAll(/#[\p{L}.-]+/gu)].map(([team]) => resolve(world, "team", team).value);
  const theirs = best.filter((one) => teams.includes(one.team));
  const found = theirs.length ? theirs : best;
  if (found.length === 1) return { value: found[0]!.id };
  return { choices: found.map((one) => one.id), problem: found.length ? "ambiguous_name" : "unknown_name" };
}

function askedOf(world: World, { team, description }: OfferedService): string {
  const group = world.directory.teams.find((one) => one.id === description.handled_by);
  return group && (group.is_active || description.is_confidential) ? group.id : team;
}

const named = (world: World, service: OfferedService): ServiceInLine => ({
  id: service.id,
  team: service.team,
  asked_of: askedOf(world, service),
  is_confidential: service.description.is_confidential,
  name: service.description.name,
  icon: service.description.icon,
  needs_form: service.description.fields.some((field) => field.is_required && !field.shown_if),
  has_form: service.description.fields.length > 0,
});

function resolve(world: World, field: string, text: string): Partial<QuickAddChip> {
  if (field === "due" || field === "next_word") {
    const value = understand(text.replace(/^(by|due|word)\s+/i, ""));
    if (!value) return { value: null };
    return { value, problem: value < NOW ? "in_the_past" : null };
  }
  if (field !== "person" && field !== "team") return { value: text.replace(/^[!^~]|^\/\/\s*/, "") };
  const sought = text.slice(1).toLowerCase();
  const all = field === "person" ? world.directory.people : world.directory.teams;
  const found = all.filter((one) => {
    const words = one.name.toLowerCase().split(" ");
    return words.join(".") === sought || words.some((word) => word.startsWith(sought));
  });
  if (found.length === 1) return { value: found[0]!.id };
  return {
    choices: found.map((one) => one.id),
    problem: found.length ? "ambiguous_name" : "unknown_name",
  };
}

function chipsOf(world: World, line: QuickAddLine): QuickAddChip[] {
  const chips: QuickAddChip[] = [];
  for (const [field, pattern] of PATTERNS) {
    for (const match of line.text.matchAll(pattern)) {
      const [start, end] = [match.index, match.index + match[0].length];
      const isTaken = [...line.literal, ...chips.map((chip) => [chip.start, chip.end] as const)].some(
        ([from, to]) => start < to && from < end,
      );
      if (isTaken) continue;
      const chip = {
        field,
        start,
        end,
        text: match[0],
        content: match[0].replace(/^(?:by|due|word)\s+/i, ""),
        value: null,
        choices: [],
        problem: null,
        is_close: false,
        ...(field === "kind" ? resolveService(world, match[0], line.text) : resolve(world, field, match[0])),
      };
      if ((field === "due" || field === "next_word") && !chip.value) continue;
      chips.push(chip);
    }
  }
  return chips.sort((a, b) => a.start - b.start);
}

const UNITS: Record<string, CycleUnit> = { day: "day", week: "week", month: "month", year: "year" };
const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

function repeatOf(text: string | undefined): Cycle | null {
  const [, mark, count, word] = /every(!?)\s+(?:(\d+)\s+)?(\w+)/i.exec(text ?? "") ?? [];
  if (!word) return null;
  const weekday = DAYS.indexOf(word.slice(0, 3).toLowerCase());
  const unit = UNITS[word.toLowerCase().replace(/s$/, "")] ?? (weekday >= 0 ? "week" : undefined);
  if (!unit) return null;
  const weekdays = weekday >= 0 ? [weekday] : [];
  return { every: Number(count ?? 1), unit, weekdays, from_completion: mark === "!" };
}

export function parse(world: World, line: QuickAddLine): QuickAdd {
  // Only the first line is understood; what follows is its note.
  const [first = "", ...further] = line.text.trimEnd().split("\n");
  const chips = chipsOf(world, { ...line, text: first });
  const valuesOf = (field: string) =>
    chips.filter((chip) => chip.field === field && chip.value && !chip.problem).map((chip) => chip.value!);
  let title = first;
  for (const chip of [...chips].reverse())
    if (!chip.problem) title = title.slice(0, chip.start) + title.slice(chip.end);
  title = title
    .replace(/\s+/g, " ")
    .replace(/^\s*(for|to|me)\s+/i, "")
    .trim();
  const verb = (valuesOf("verb")[0]?.toLowerCase() ?? "ask") as QuickAdd["verb"];
  const people = valuesOf("person");
  const kinds = chips
    .filter((chip) => chip.field === "kind")
    .flatMap((chip) => [chip.value, ...chip.choices]);
  const services = servicesOf(world)
    .filter((one) => kinds.includes(one.id))
    .map((one) => named(world, one));
  const service = verb === "ask" ? services.find((one) => one.id === valuesOf("kind")[0]) : undefined;
  const hasTime = valuesOf("due").length > 0;
  const missing = service
    ? [service.needs_form ? "form" : ""]
    : [
        verb === "remind" && !hasTime ? "when" : "",
        title ? "" : verb === "thank" ? "words" : "title",
        people.length + valuesOf("team").length || verb === "remind" ? "" : "addressee",
      ];
  return {
    verb,
    title,
    people,
    teams: valuesOf("team"),
    due: valuesOf("due")[0] ?? null,
    next_word: valuesOf("next_word")[0] ?? null,
    remind: null,
    remind_if_no_reply: false,
    priority: (valuesOf("priority")[0] as QuickAdd["priority"] | undefined) ?? "normal",
    values: valuesOf("value"),
    repeat: repeatOf(valuesOf("repeat")[0]),
    note: [...valuesOf("note"), ...further].join("\n") || null,
    service: service?.id ?? null,
    services,
    chips,
    missing: missing.filter(Boolean),
  };
}
