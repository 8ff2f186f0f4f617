// The language of rules, as far as the interface in a browser needs it: the core's own is in the domain.
import type {
  ChosenBy,
  Directory,
  Priority,
  ReadRule,
  RuleAction,
  RuleAssignment,
  RuleField,
  RuleParts,
  RuleProblem,
  RuleTest,
  RuleTrigger,
  RuleValue,
  RuleWrong,
} from "../bindings";

const TRIGGERS: [RuleTrigger, string][] = [
  ["asked", "asked"],
  ["taken", "taken"],
  ["handed_over", "handed over"],
  ["promise_moved", "promise moved"],
  ["waits_on_requester", "waiting on requester"],
  ["waits_on_other", "waiting on other"],
  ["delivered", "delivered"],
  ["not_yet", "not yet"],
  ["ended", "ended"],
  ["requester_said", "requester said"],
  ["answer_due_soon", "answer due soon"],
  ["answer_late", "answer late"],
  ["promise_late", "promise late"],
];
const FIELDS: RuleField[] = [
  "stage",
  "priority",
  "kind",
  "label",
  "from",
  "helper",
  "words",
  "needed",
  "promised",
  "is",
];
const PRIORITIES: Priority[] = ["low", "normal", "high", "urgent"];
const STATES = ["late", "overdue", "waiting", "open", "ended", "outside-hours", "confidential"];
const STAGES = [
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
const ASSIGNMENTS: [string, ChosenBy][] = [
  ["hand over by turns", "turns"],
  ["hand over to who has least", "least_open"],
];
const ACTIONS = [
  "label",
  "unlabel",
  "priority",
  "watch",
  "hand over to",
  ...ASSIGNMENTS.map(([words]) => words),
  "say",
  "note",
  "ask",
];
const MOST_OPEN = 99;

export const bare = (kind: RuleAction["kind"], more: Partial<RuleAction> = {}): RuleAction => ({
  kind,
  label: null,
  priority: null,
  people: [],
  team: null,
  words: null,
  needed: null,
  assignment: null,
  ...more,
});

const quoted = (text: string) => `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
const bareOrQuoted = (text: string) =>
  /^[\p{L}\p{N}_{}][\p{L}\p{N}_{}-]*$/u.test(text) && text !== "none" ? text : quoted(text);

const nameOf = (directory: Directory, id: string) =>
  [...directory.people, ...directory.teams].find((one) => one.id === id)?.name ?? `{${id}}`;

export function printTest(directory: Directory, { is_not, field, values }: RuleTest): string {
  const written = (value: RuleValue) => {
    if (value.person) return `@${bareOrQuoted(nameOf(directory, value.person))}`;
    if (value.team) return `#${bareOrQuoted(nameOf(directory, value.team))}`;
    const word = value.word ?? "";
    return field === "stage" ? word.replaceAll("_", "-") : field === "is" ? word : bareOrQuoted(word);
  };
  const words = values.map(written);
  const least = PRIORITIES.findIndex((one) => words.includes(one));
  const isFrom = PRIORITIES.every((one, at) => words.includes(one) === at >= least);
  const shown =
    field === "needed" || field === "promised"
      ? "any"
      : field === "priority" && words.length > 1 && least > 0 && isFrom
        ? `>=${PRIORITIES[least]}`
        : words.join(",") || "none";
  return `${is_not ? "-" : ""}${field}:${shown}`;
}

function printAction(
  directory: Directory,
  { kind, label, priority, people, team, words, needed, assignment }: RuleAction,
) {
  const who = people.map((id) => `@${bareOrQuoted(nameOf(directory, id))}`);
  if (kind === "label" || kind === "unlabel") return `${kind} ${quoted(label ?? "")}`;
  if (kind === "priority") return `priority ${priority}`;
  if (kind === "watch") return `watch ${who[0]}`;
  if (kind === "say" || kind === "note") return `${kind} ${quoted(words ?? "")}`;
  if (kind === "ask_approval")
    return `ask ${people.length === 1 && needed === 1 ? "" : `${needed} of `}${who.join(" ")} to agree`;
  const saying = words ? ` saying ${quoted(words)}` : "";
  if (assignment) return printAssignment(assignment) + saying;
  const to = team ? `#${bareOrQuoted(nameOf(directory, team))}` : who[0];
  return `hand over to ${to}${saying}`;
}

function printAssignment({ by, at_most, at_work, knows }: RuleAssignment): string {
  const how = ASSIGNMENTS.find(([, one]) => one === by)![0];
  const most = at_most === null ? "" : ` at most ${at_most}`;
  return `${how}${most}${at_work ? " who is at work" : ""}${knows ? ` who knows ${quoted(knows)}` : ""}`;
}

export function print(directory: Directory, { when, days, ifs, thens }: RuleParts): string {
  const trigger =
    when === "silent"
      ? `silent for ${days} ${days === 1 ? "day" : "days"}`
      : TRIGGERS.find(([name]) => name === when)![1];
  const tests = ifs.map((one) => printTest(directory, one)).join(" ");
  const actions = thens.map((one) => printAction(directory, one)).join(",\n  ");
  return `when ${trigger}${tests && `\nif ${tests}`}\nthen ${actions}`.trimEnd();
}

/** What stops the reading. */
class Stop {
  constructor(readonly problem: RuleProblem) {}
}

interface Value {
  sign: string;
  text: string;
  isQuoted: boolean;
  from: number;
}

class Reader {
  at = 0;

  constructor(
    private readonly directory: Directory,
    readonly text: string,
  ) {}

  get rest(): string {
    return this.text.slice(this.at);
  }

  stop(wrong: RuleWrong, would_do: string[] = [], from = this.space(), to?: number): never {
    const length = /^\S*/.exec(this.text.slice(from))![0].length;
    throw new Stop({ from, to: to ?? from + length, wrong, would_do });
  }

  space(): number {
    this.at += /^\s*/.exec(this.rest)![0].length;
    return this.at;
  }

  takes(words: string): boolean {
    this.space();
    const pattern = new RegExp(`^${words.split(" ").join("\\s+")}(?![\\p{L}\\p{N}:-])`, "iu");
    const found = pattern.exec(this.rest);
    if (found) this.at += found[0].length;
    return found !== null;
  }

  sign(sign: string): boolean {
    const isHere = this.rest.startsWith(sign);
    if (isHere) this.at += 1;
    return isHere;
  }

  value(): Value {
    const from = this.at;
    const sign = this.sign("@") ? "@" : this.sign("#") ? "#" : "";
    if (this.rest.startsWith('"')) return { sign, text: this.quoted(), isQuoted: true, from };
    const text = /^[^\s,"]*/.exec(this.rest)![0];
    if (!text) this.stop("no_value", [], from, this.at);
    this.at += text.length;
    return { sign, text, isQuoted: false, from };
  }

  quoted(): string {
    const found = /^"((?:[^"\\]|\\[^])*)"/.exec(this.rest);
    if (!found) this.stop("quote_open", ['"'], this.at, this.text.length);
    this.at += found![0].length;
    return found![1]!.replaceAll(/\\(["\\])/g, "$1");
  }

  words(): string {
    this.space();
    if (!this.rest.startsWith('"')) this.stop("no_text", ['"…"']);
    const from = this.at;
    const text = this.quoted().trim();
    if (!text) this.stop("no_text", [], from, this.at);
    return text;
  }

  who(value: Value, kinds: ("person" | "team")[]): RuleValue {
    const { people, teams } = this.directory;
    const among = {
      person: value.sign === "#" || !kinds.includes("person") ? [] : people,
      team: value.sign === "@" || !kinds.includes("team") ? [] : teams,
    };
    const sought = value.text.toLowerCase();
    const all = [
      ...among.person.map(({ id, name }) => ({ id, name, kind: "person" as const, written: `@"${name}"` })),
      ...among.team.map(({ id, name }) => ({ id, name, kind: "team" as const, written: `#"${name}"` })),
    ];
    const same = all.filter((one) => one.name.toLowerCase() === sought || `{${one.id}}` === value.text);
    const begins = all.filter((one) => one.name.toLowerCase().startsWith(`${sought} `));
    const found = same.length ? same : begins;
    const options = (found.length ? found : all.filter((one) => one.name.toLowerCase().includes(sought)))
      .slice(0, 5)
      .map((one) => one.written);
    const [one, ...more] = found;
    if (!one || more.length) {
      const isTeam = value.sign === "#";
      const wrong: RuleWrong = one
        ? isTeam
          ? "several_teams"
          : new Set(found.map(({ kind }) => kind)).size > 1
            ? "person_or_team"
            : "several_people"
        : isTeam
          ? "unknown_team"
          : "unknown_person";
      return this.stop(wrong, options, value.from, this.at);
    }
    return { word: null, person: null, team: null, [one.kind]: one.id };
  }
}

const word = (text: string): RuleValue => ({ word: text, person: null, team: null });

function readTest(reader: Reader): RuleTest {
  const begin = reader.space();
  const is_not = reader.sign("-");
  const found = /^(\p{L}+):/u.exec(reader.rest);
  const fields = FIELDS.map((field) => `${field}:`);
  if (!found) return reader.stop("unknown_field", fields, begin);
  const name = found[1]!.toLowerCase();
  const field = name === "service" ? "kind" : FIELDS.find((one) => one === name);
  if (!field) {
    const wrong = ["to", "team", "due", "answer", "sort"].includes(name) ? "not_in_rules" : "unknown_field";
    return reader.stop(wrong, fields, reader.at, reader.at + name.length);
  }
  reader.at += found[0].length;
  const values = [reader.value()];
  while (reader.sign(",")) values.push(reader.value());
  if (/^\S/.test(reader.rest)) reader.stop("unexpected");
  const [only] = values;
  if (values.length === 1 && !only!.isQuoted && !only!.sign && only!.text === "none")
    return { is_not, field, values: [] };
  return { is_not, field, values: values.flatMap((value) => readValue(reader, field, value)) };
}

function readValue(reader: Reader, field: RuleField, value: Value): RuleValue[] {
  const end = value.from + value.sign.length + value.text.length + (value.isQuoted ? 2 : 0);
  const one = (among: string[], text: string) =>
    among.includes(text) ? [word(text)] : reader.stop("unknown_value", among, value.from, end);
  if (field === "from") return [reader.who(value, ["person", "team"])];
  if (field === "helper") return [reader.who(value, ["person"])];
  if (field === "needed" || field === "promised")
    return value.text === "any" ? [] : reader.stop("unknown_value", ["any"], value.from, end);
  if (field === "is") return one(STATES, value.text.toLowerCase());
  if (field === "stage") {
    if (value.text === "waiting") return [word("waiting_on_requester"), word("waiting_on_other")];
    return one(STAGES, value.text.toLowerCase().replaceAll(/[ -]/g, "_"));
  }
  if (field === "priority") {
    const least = /^>=(.*)$/.exec(value.text)?.[1];
    if (least === undefined) return one(PRIORITIES, value.text);
    one(PRIORITIES, least);
    return PRIORITIES.slice(PRIORITIES.indexOf(least as Priority)).map(word);
  }
  return [word(value.text)];
}

function readAction(reader: Reader): RuleAction {
  const value = () => (reader.space(), reader.value());
  for (const kind of ["label", "unlabel"] as const)
    if (reader.takes(kind)) return bare(kind, { label: value().text });
  if (reader.takes("priority")) {
    const { text, from } = value();
    const priority = PRIORITIES.find((one) => one === text);
    return priority ? bare("priority", { priority }) : reader.stop("unknown_value", PRIORITIES, from);
  }
  if (reader.takes("watch")) return bare("watch", { people: [reader.who(value(), ["person"]).person!] });
  for (const [words, by] of ASSIGNMENTS) if (reader.takes(words)) return readAssignment(reader, by);
  if (reader.takes("hand over to")) {
    const { person, team } = reader.who(value(), ["person", "team"]);
    const words = reader.takes("saying") ? reader.words() : null;
    return bare("hand_over", { people: person ? [person] : [], team, words });
  }
  for (const kind of ["say", "note"] as const)
    if (reader.takes(kind)) return bare(kind, { words: reader.words() });
  if (reader.takes("ask")) return readAsk(reader);
  return reader.stop("unknown_action", ACTIONS);
}

function readAssignment(reader: Reader, by: ChosenBy): RuleAction {
  const assignment: RuleAssignment = { by, at_most: null, at_work: false, knows: null };
  for (;;) {
    if (assignment.at_most === null && reader.takes("at most")) {
      const from = reader.space();
      const { text } = reader.value();
      const most = /^\d+$/.test(text) ? Number(text) : 0;
      if (most < 1 || most > MOST_OPEN) reader.stop("most_out_of_range", [], from, reader.at);
      assignment.at_most = most;
    } else if (!assignment.at_work && reader.takes("who is at work")) assignment.at_work = true;
    else if (assignment.knows === null && reader.takes("who knows")) {
      reader.space();
      assignment.knows = reader.value().text;
    } else if (/^\s*who(?!\p{L})/iu.test(reader.rest))
      reader.stop("unknown_value", ["who is at work", "who knows"]);
    else {
      const words = reader.takes("saying") ? reader.words() : null;
      return bare("assign", { assignment, words });
    }
  }
}

function readAsk(reader: Reader): RuleAction {
  const from = reader.space();
  const count = /^(\d+)\s+of(?!\p{L})/iu.exec(reader.rest);
  if (count) reader.at += count[0].length;
  const people: string[] = [];
  while (!reader.takes("to agree")) {
    if (!reader.rest.trim() || reader.rest.startsWith(",")) reader.stop("no_to_agree", ["to agree"]);
    people.push(reader.who(reader.value(), ["person"]).person!);
  }
  const needed = count ? Number(count[1]) : people.length === 1 ? 1 : 0;
  if (needed < 1 || needed > people.length) {
    const options = people.map((_, at) => `${at + 1} of`);
    reader.stop("how_many", options, from);
  }
  return bare("ask_approval", { people, needed });
}

function readAll(reader: Reader): RuleParts {
  if (!reader.takes("when")) reader.stop("no_when", ["when"]);
  const parts: RuleParts = { when: "asked", days: null, ifs: [], thens: [] };
  if (reader.takes("silent for")) {
    const from = reader.space();
    const days = Number(/^\d+/.exec(reader.rest)?.[0] ?? 0);
    if (days < 1 || days > 60) reader.stop("days_out_of_range", [], from);
    reader.at += String(days).length;
    if (!reader.takes("days") && !reader.takes("day")) reader.stop("unexpected", ["days"]);
    Object.assign(parts, { when: "silent", days });
  } else {
    const found = TRIGGERS.find(([, words]) => reader.takes(words));
    if (!found) reader.stop("unknown_trigger", [...TRIGGERS.map(([, words]) => words), "silent for 3 days"]);
    parts.when = found![0];
  }
  if (reader.takes("if"))
    do {
      parts.ifs.push(readTest(reader));
      reader.takes("and");
    } while (reader.rest.trim() && !/^\s*then(?!\p{L})/iu.test(reader.rest));
  if (!reader.takes("then")) reader.stop("no_then", parts.ifs.length ? ["then"] : ["if", "then"]);
  parts.thens.push(readAction(reader));
  while (reader.space() < reader.text.length) {
    if (!reader.sign(",")) reader.stop("unexpected", [","]);
    reader.takes("and");
    parts.thens.push(readAction(reader));
  }
  return parts;
}

export function read(directory: Directory, text: string): ReadRule {
  try {
    return { parts: readAll(new Reader(directory, text)), problem: null };
  } catch (cause) {
    if (cause instanceof Stop) return { parts: null, problem: cause.problem };
    throw cause;
  }
}
