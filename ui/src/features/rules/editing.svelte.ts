import type { Commands, RuleAction, RuleParts, RuleProblem, RuleTest, TeamRule } from "../../platform";
import { Draft } from "../session/draft.svelte";

export const MOST_CONDITIONS = 10;
export const MOST_ACTIONS = 10;
export const MOST_DAYS = 60;
export const MOST_OPEN = 99;

export const blankAction = (kind: RuleAction["kind"]): RuleAction => ({
  kind,
  label: kind === "label" || kind === "unlabel" ? "" : null,
  priority: kind === "priority" ? "high" : null,
  people: [],
  team: null,
  words: kind === "say" || kind === "note" ? "" : null,
  needed: kind === "ask_approval" ? 1 : null,
  assignment: kind === "assign" ? { by: "turns", at_most: null, at_work: false, knows: null } : null,
});

export const blankTest = (field: RuleTest["field"]): RuleTest => ({
  is_not: false,
  field,
  values: field === "is" ? [{ word: "outside-hours", person: null, team: null }] : [],
});

export const blankParts = (): RuleParts => ({ when: "asked", days: null, ifs: [], thens: [] });

const hasNoValue = ({ field }: RuleTest) => field === "needed" || field === "promised";

/** A condition whom nobody is left of is one all the same: it is shown, and holds for nobody. */
const isWholeTest = (test: RuleTest) => hasNoValue(test) || test.values.length > 0;

const isWithin = (count: number, most: number) => Number.isInteger(count) && count >= 1 && count <= most;

function isWholeAction({ kind, label, people, team, words, needed, assignment }: RuleAction): boolean {
  if (kind === "label" || kind === "unlabel") return Boolean(label?.trim());
  if (kind === "watch") return people.length === 1;
  if (kind === "assign") return isWithin(assignment?.at_most ?? 1, MOST_OPEN);
  if (kind === "hand_over") return people.length === 1 || team !== null;
  if (kind === "say" || kind === "note") return Boolean(words?.trim());
  if (kind === "ask_approval") return people.length > 0 && (needed ?? 0) >= 1 && needed! <= people.length;
  return true;
}

/** Whether everything is filled in. */
export const isWhole = ({ when, days, ifs, thens }: RuleParts): boolean =>
  thens.length > 0 &&
  thens.every(isWholeAction) &&
  ifs.every(isWholeTest) &&
  (when !== "silent" || (days !== null && days >= 1 && days <= MOST_DAYS));

/** What a new rule begins with; each has a draft of its own. */
export interface Beginning {
  key: string;
  name: string;
  parts: RuleParts;
}

/** What is written of a rule. */
interface Writing {
  name: string;
  text: string;
  parts: RuleParts;
}

/** A rule while somebody writes it, in fields and as text, which follow each other: kept as a draft until it is kept. */
export class RuleEditing {
  name = $state("");
  text = $state("");
  parts = $state.raw<RuleParts>(blankParts());
  /** Why the text is no rule. */
  problem = $state.raw<RuleProblem | null>(null);
  isLoaded = $state(false);
  /** The text waits for the fields, or the fields for the text. */
  isBehind = $state(false);
  #turn = 0;
  readonly #draft: Draft;

  constructor(
    private readonly core: Commands,
    private readonly team: string,
    readonly rule: TeamRule | null,
    private readonly begin: Beginning | null = null,
  ) {
    this.#draft = new Draft(core, `rule:${rule?.id ?? (begin ? `${team}:${begin.key}` : team)}`);
  }

  async load(): Promise<void> {
    await this.#draft.load();
    const draft = readDraft(this.#draft.text) ?? (await this.#beginning());
    this.name = draft.name;
    this.text = draft.text;
    this.parts = draft.parts;
    this.isLoaded = true;
    await this.#read();
  }

  get isChanged(): boolean {
    const known = this.#known;
    return (
      this.isLoaded &&
      (this.name !== known.name || this.text.trim() !== known.text.trim() || this.isUnfinished)
    );
  }

  /** Something is not filled in. */
  get isUnfinished(): boolean {
    return !isWhole(this.parts);
  }

  get canKeep(): boolean {
    return (
      this.isChanged && !this.isBehind && !this.problem && !this.isUnfinished && this.name.trim().length > 0
    );
  }

  rename(name: string): void {
    this.name = name;
    this.#save();
  }

  /** Other parts: the text follows once they are whole. */
  change(part: Partial<RuleParts>): void {
    this.parts = { ...this.parts, ...part };
    this.problem = null;
    void this.#write();
  }

  /** Another text: the parts follow once it says something. */
  write(text: string): void {
    this.text = text;
    void this.#read();
  }

  /** Leaves the rule as it is. */
  discard(): void {
    this.#draft.clear();
  }

  async keep(): Promise<string> {
    const { id } = await this.core.keep_rule({
      team: this.team,
      rule: this.rule?.id ?? null,
      name: this.name,
      is_off: this.rule?.is_off ?? false,
      parts: this.parts,
    });
    this.#draft.clear();
    return id;
  }

  get #known(): Writing {
    return this.rule
      ? { name: this.rule.name, text: this.rule.text, parts: this.rule.parts ?? blankParts() }
      : { name: "", text: "", parts: blankParts() };
  }

  async #beginning(): Promise<Writing> {
    if (!this.begin) return this.#known;
    const { name, parts } = this.begin;
    const { text } = await this.core.write_rule({ parts });
    return { name, parts, text };
  }

  async #write(): Promise<void> {
    const turn = this.#take();
    if (isWhole(this.parts)) {
      // What has no text yet, such as a label that is too long, is kept as a draft, and said when it is to be kept.
      const written = await this.core.write_rule({ parts: this.parts }).catch(() => null);
      if (turn !== this.#turn) return;
      if (written) this.text = written.text;
    }
    this.#settle();
  }

  async #read(): Promise<void> {
    const turn = this.#take();
    if (this.text.trim()) {
      const { parts, problem } = await this.core.read_rule({ text: this.text });
      if (turn !== this.#turn) return;
      this.problem = problem;
      if (parts) this.parts = parts;
    } else this.problem = null;
    this.#settle();
  }

  /** Answers to what was asked before count for nothing. */
  #take(): number {
    this.isBehind = true;
    this.#turn += 1;
    return this.#turn;
  }

  #settle(): void {
    this.isBehind = false;
    this.#save();
  }

  #save(): void {
    const { name, text, parts } = this;
    const isFresh = !this.rule && !name && !text && parts.thens.length === 0 && parts.ifs.length === 0;
    this.#draft.write(this.isChanged && !isFresh ? JSON.stringify({ name, text, parts }) : "");
  }
}

/** A draft that cannot be read is none. */
function readDraft(text: string): Writing | null {
  try {
    const draft = JSON.parse(text || "null") as Partial<Writing> | null;
    return draft?.parts ? { name: draft.name ?? "", text: draft.text ?? "", parts: draft.parts } : null;
  } catch {
    return null;
  }
}
