// Rules of a team: kept, ordered, tried, and fired on what is done in this window.
import type {
  Commands,
  RequestRow,
  RuleAction,
  RuleFiring,
  RuleOutcome,
  RuleParts,
  RuleTest,
  RuleTrialRow,
  RuleTrigger,
  RuleValue,
  TeamRule,
} from "../bindings";
import { assigned } from "./assigning";
import { at, ME, NOW } from "./organization";
import { entry, type FakeRequest } from "./requests";
import { bare, print, read } from "./rule-language";
import { isEnded, type World } from "./world";

type Names = "team_rules" | "keep_rule" | "drop_rule" | "move_rule" | "read_rule" | "write_rule" | "try_rule";

/** A rule without its text, which is written anew with the names of today. */
type KeptRule = Omit<TeamRule, "text">;

interface Kept {
  rules: KeptRule[];
  firings: RuleFiring[];
  /** To whom rules have handed over, the latest last. */
  turns: string[];
}

const MOST_TRIED = 100;

const word = (text: string): RuleValue => ({ word: text, person: null, team: null });

const rule = (id: string, name: string, parts: RuleParts): KeptRule => ({
  id,
  name,
  is_off: false,
  parts,
  changed_by: "p-leila",
  changed_at: at(-12, 10),
});

function begin(): Map<string, Kept> {
  const pressing = rule("u-pressing", "Pressing first", {
    when: "asked",
    days: null,
    ifs: [{ is_not: false, field: "priority", values: [word("high"), word("urgent")] }],
    thens: [bare("label", { label: "Pressing" }), bare("watch", { people: ["p-leila"] })],
  });
  const quiet = rule("u-quiet", "Nobody waits unheard", {
    when: "silent",
    days: 3,
    ifs: [{ is_not: true, field: "is", values: [word("waiting")] }],
    thens: [bare("note", { words: "Nothing was said for three days. A short word helps." })],
  });
  const firings: RuleFiring[] = [
    {
      rule: "u-pressing",
      name: "Pressing first",
      when: "asked",
      days: null,
      request: { id: "r-hollis", number: "GRA-118", title: "Hollis application, second round" },
      number: "GRA-118",
      at: at(0, 8, 12),
      outcomes: [
        { action: bare("label", { label: "Pressing" }), skipped: null },
        { action: bare("watch", { people: ["p-leila"] }), skipped: "already_so" },
      ],
    },
    {
      rule: "u-quiet",
      name: "Nobody waits unheard",
      when: "silent",
      days: 3,
      request: null,
      number: "GRA-97",
      at: at(-1, 15, 30),
      outcomes: [{ action: bare("note"), skipped: null }],
    },
  ];
  return new Map([["t-grants", { rules: [pressing, quiet], firings, turns: [] }]]);
}

const worlds = new WeakMap<World, Map<string, Kept>>();

function keptOf(world: World, team: string): Kept {
  const all = worlds.get(world) ?? begin();
  worlds.set(world, all);
  const kept = all.get(team) ?? { rules: [], firings: [], turns: [] };
  all.set(team, kept);
  return kept;
}

function holds(world: World, one: FakeRequest, { is_not, field, values }: RuleTest): boolean {
  const { row } = one;
  const words = values.map((value) => (value.word ?? "").toLowerCase());
  const requester = world.directory.people.find((person) => person.id === row.requester);
  const isSo = (): boolean => {
    switch (field) {
      case "stage":
        return words.includes(row.stage);
      case "priority":
        return words.includes(row.priority);
      case "kind":
        return words.includes((one.form?.name ?? "").toLowerCase());
      case "label":
        return row.labels.some((label) => words.includes(label.toLowerCase()));
      case "from":
        return values.some(
          ({ person, team }) => person === row.requester || (team && requester?.teams.includes(team)),
        );
      case "helper":
        return values.some(({ person }) => person === row.helper);
      case "words": {
        const text = `${row.title} ${one.details ?? ""}`.toLowerCase();
        return words.some((sought) => text.includes(sought));
      }
      case "needed":
        return row.needed_by !== null;
      case "promised":
        return row.promise !== null;
      case "is":
        return stands(row, words[0] ?? "");
    }
  };
  return isSo() !== is_not;
}

function stands(row: RequestRow, state: string): boolean {
  if (state === "open") return !isEnded(row);
  if (state === "ended") return isEnded(row);
  if (state === "waiting") return row.stage.startsWith("waiting");
  if (state === "late") return row.promise?.state === "late";
  if (state === "overdue") return row.needed_by !== null && row.needed_by < NOW && !isEnded(row);
  return false;
}

const KINDS: Partial<Record<RuleTrigger, string[]>> = {
  asked: ["asked"],
  taken: ["acknowledged"],
  handed_over: ["handed_over"],
  promise_moved: ["renegotiated"],
  waits_on_requester: ["waiting_on_requester"],
  waits_on_other: ["waiting_on_other"],
  delivered: ["delivered"],
  not_yet: ["not_yet"],
  ended: ["confirmed", "lapsed", "declined", "withdrawn"],
  requester_said: ["said", "attached"],
};

const DAY = 86_400_000;

/** When that happened, or came, which the rule waits for. */
function happenedAt({ when, days }: RuleParts, { row, timeline }: FakeRequest): string | null {
  const kinds = KINDS[when];
  if (kinds) {
    const isMeant = (line: { kind: string; author: string | null }) =>
      kinds.includes(line.kind) && (when !== "requester_said" || line.author === row.requester);
    return timeline.findLast(isMeant)?.at ?? null;
  }
  if (isEnded(row) || row.stage === "delivered") return null;
  if (when === "promise_late") return row.promise && row.promise.due < NOW ? row.promise.due : null;
  if (when === "silent") {
    const due = Date.parse(row.changed_at) + (days ?? 1) * DAY;
    return due <= Date.parse(NOW) ? new Date(due).toISOString() : null;
  }
  return row.answer && (row.answer.state === "late" || when === "answer_due_soon") ? row.answer.due : null;
}

const turnsOf = (world: World, team: string | null) => (team ? keptOf(world, team).turns : []);

function outcome(world: World, one: FakeRequest, action: RuleAction): RuleOutcome {
  const { row, watchers } = one;
  const { kind, label, priority, people, team } = action;
  const isHere = (id: string) => world.directory.people.some((one) => one.id === id && one.is_active);
  const has = row.labels.some((one) => one.toLowerCase() === label?.toLowerCase());
  const isSo =
    (kind === "label" && has) ||
    (kind === "unlabel" && !has) ||
    (kind === "priority" && row.priority === priority) ||
    (kind === "watch" && [...watchers, row.requester, row.helper].includes(people[0]!)) ||
    (kind === "hand_over" && team !== null && row.addressee.team === team && !row.helper);
  const shown = { ...action, words: null };
  if (kind === "assign" && isEnded(row)) return { action: shown, skipped: "wrong_stage" };
  if (kind === "assign") {
    const { person, skipped } = assigned(world, one, action, turnsOf(world, row.addressee.team));
    return { action: { ...shown, people: person ? [person] : [] }, skipped };
  }
  if (!people.every(isHere)) return { action: shown, skipped: "gone" };
  if (isSo) return { action: shown, skipped: "already_so" };
  const isLate = isEnded(row) && ["priority", "hand_over", "ask_approval"].includes(kind);
  return { action: shown, skipped: isLate ? "wrong_stage" : null };
}

function tried(world: World, parts: RuleParts, one: FakeRequest): RuleTrialRow {
  const { id, number, title } = one.row;
  const row = { request: { id, number, title }, at: null, outcomes: [], test: null };
  const happened = happenedAt(parts, one);
  if (!happened) return { ...row, verdict: "not_yet" };
  const test = parts.ifs.find((it) => !holds(world, one, it));
  if (test) return { ...row, verdict: "fails", test };
  const outcomes = parts.thens.map((action) => outcome(world, one, action));
  return { ...row, verdict: "fires", at: happened, outcomes };
}

function latestOf(world: World, team: string): FakeRequest[] {
  return [...world.requests.values()]
    .filter((one) => one.row.addressee.team === team)
    .sort((a, b) => b.row.asked_at.localeCompare(a.row.asked_at))
    .slice(0, MOST_TRIED);
}

function act(one: FakeRequest, { kind, label, priority, people, team, words, assignment }: RuleAction): void {
  const { row } = one;
  const tell = (of: Parameters<typeof entry>[0], more: Parameters<typeof entry>[3]) =>
    one.timeline.push(entry(of, null, NOW, more));
  if (kind === "label") {
    row.labels = [...row.labels, label!];
    tell("labelled", { label });
  } else if (kind === "unlabel") {
    row.labels = row.labels.filter((other) => other.toLowerCase() !== label!.toLowerCase());
    tell("unlabelled", { label });
  } else if (kind === "priority") {
    tell("priority_changed", { earlier_priority: row.priority, priority });
    row.priority = priority!;
  } else if (kind === "watch") {
    one.watchers = [...one.watchers, people[0]!];
    tell("watched", { person: people[0]! });
  } else if (kind === "say") tell("rule_said", { words });
  else if (kind === "hand_over" || kind === "assign") {
    row.addressee = { person: team ? null : people[0]!, team };
    tell("handed_over", { person: team ? null : people[0]!, team, words, chosen_by: assignment?.by ?? null });
  }
}

/** What the server does once it has heard of it: the rules of the team, in their order. */
export function fireRules(world: World, id: string, when: RuleTrigger): void {
  const one = world.request(id);
  const team = one.row.addressee.team;
  if (!team) return;
  const kept = keptOf(world, team);
  for (const { id: ruleId, name, is_off, parts } of kept.rules) {
    if (is_off || parts?.when !== when || one.row.addressee.team !== team) continue;
    const { verdict, outcomes } = tried(world, parts, one);
    if (verdict !== "fires" || outcomes.every((it) => it.skipped === "already_so")) continue;
    const { days, ifs } = parts;
    const notes = parts.thens.filter(({ kind }) => kind === "note").map(({ words }) => words);
    const fired = { name, when, days, ifs, outcomes };
    const words = notes.join("\n\n") || null;
    one.timeline.push(entry("rule_fired", null, NOW, { rule: fired, words, is_internal: true }));
    outcomes.forEach(({ action, skipped }, at) => {
      if (skipped) return;
      act(one, { ...parts.thens[at]!, people: action.people });
      if (action.assignment)
        kept.turns = [...kept.turns.filter((it) => it !== action.people[0]), ...action.people];
    });
    const { number, title } = one.row;
    kept.firings.unshift({ ...fired, rule: ruleId, request: { id, number, title }, number, at: NOW });
  }
}

export function ruleCommands(world: World): Pick<Commands, Names> {
  const isIn = (team: string) =>
    world.directory.teams.some(
      (one) => one.id === team && one.members.some((member) => member.person === ME),
    );
  function changed(team: string, rules: KeptRule[]): null {
    if (!isIn(team)) throw { code: "not_administrator", message: "only administrators can do that" };
    keptOf(world, team).rules = rules;
    world.tell(["rules"]);
    return null;
  }
  return {
    async team_rules({ team }) {
      const { rules, firings } = keptOf(world, team);
      const shown = rules.map((one) => ({
        ...one,
        text: one.parts ? print(world.directory, one.parts) : "",
      }));
      return structuredClone({ is_known: isIn(team), can_change: isIn(team), rules: shown, firings });
    },
    async keep_rule({ team, rule: known, name, is_off, parts }) {
      if (!name.trim()) throw { code: "text_empty", message: "the text is empty" };
      const id = known ?? world.nextId("u");
      const { rules } = keptOf(world, team);
      const next = { id, name, is_off, parts: structuredClone(parts), changed_by: ME, changed_at: NOW };
      const isThere = rules.some((one) => one.id === id);
      changed(team, isThere ? rules.map((one) => (one.id === id ? next : one)) : [...rules, next]);
      return { id };
    },
    drop_rule: async ({ team, rule: id }) =>
      changed(
        team,
        keptOf(world, team).rules.filter((one) => one.id !== id),
      ),
    async move_rule({ team, rule: id, before }) {
      const { rules } = keptOf(world, team);
      const others = rules.filter((one) => one.id !== id);
      const place = others.findIndex((one) => one.id === before);
      const moved = rules.filter((one) => one.id === id);
      return changed(team, others.toSpliced(place < 0 ? others.length : place, 0, ...moved));
    },
    read_rule: async ({ text }) => read(world.directory, text),
    write_rule: async ({ parts }) => ({ text: print(world.directory, parts) }),
    async try_rule({ team, parts }) {
      const rows = latestOf(world, team).map((one) => tried(world, parts, one));
      const fires = rows.filter((row) => row.verdict === "fires");
      const others = rows.filter((row) => row.verdict !== "fires");
      return { looked_at: rows.length, fires: fires.length, rows: [...fires, ...others] };
    },
  };
}
