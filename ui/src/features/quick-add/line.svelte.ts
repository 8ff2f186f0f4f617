import {
  asFailure,
  type AnswerRow,
  type CommandFailure,
  type Commands,
  type ServiceInLine,
  type AbleToHelp,
  type QuickAdd,
  type QuickAddChip,
  type QuickAddSaved,
  type RequestRow,
  type SeenName,
  type SimilarRequests,
} from "../../platform";
import { beginLine, carryOver, fitted } from "../services/typed";
import { Draft } from "../session/draft.svelte";
import { oneAtATime } from "../session/one-at-a-time";
import { sameKindFirst } from "./recent";
import { serviceOf } from "./used";

type Span = [number, number];

const isOver = (a: Span, b: Span) => a[0] < b[1] && b[0] < a[1];

/** Where `before` and `after` differ, as positions in `before`, and by how much the rest moved. */
function difference(before: string, after: string): { from: number; to: number; by: number } {
  let from = 0;
  while (from < before.length && from < after.length && before[from] === after[from]) from += 1;
  let tail = 0;
  while (
    tail < before.length - from &&
    tail < after.length - from &&
    before.at(-1 - tail) === after.at(-1 - tail)
  )
    tail += 1;
  return { from, to: before.length - tail, by: after.length - before.length };
}

/** How a person, a team or a service is named in the line. */
export function mention(mark: "@" | "#" | "~", name: string): string {
  return `${mark}${name.replace(/\s+/g, ".").toLowerCase()}`;
}

/** One line being written: what it says, what was understood, what shall stay plain words. */
export class QuickAddLine {
  readonly draft: Draft;
  understood = $state.raw<QuickAdd>();
  /** Answers that may say it already. */
  answers = $state.raw<AnswerRow[]>([]);
  /** Open requests that say nearly the same. */
  similar = $state.raw<RequestRow[]>([]);
  /** People who can help with it, while nobody is asked yet. */
  helpers = $state.raw<AbleToHelp[]>([]);
  failure = $state.raw<CommandFailure>();
  #literal = $state.raw<Span[]>([]);
  #recent: string[] = [];
  /** Those that were saved, in the order in which they come back. */
  #earlier: string[] = [];
  #recalled = -1;
  /** What stood there before a line came back. */
  #begun = "";
  #turn = 0;
  /** The turn that what was understood belongs to. */
  #understoodIn = -1;
  #parsing: Promise<void> | undefined;

  constructor(private readonly core: Commands) {
    this.draft = new Draft(core, "quick-add");
  }

  get text(): string {
    return this.draft.text;
  }

  get chips(): QuickAddChip[] {
    return this.understood?.chips ?? [];
  }

  /** Takes up the line as it was left last: it may have been written or saved in another window. */
  async load(): Promise<void> {
    const before = this.text;
    await this.draft.load();
    if (this.text !== before) {
      this.#literal = [];
      this.failure = undefined;
    }
    await this.#understand();
    this.#recent = await this.core.recent_quick_adds(null);
  }

  write(text: string): void {
    const { from, to, by } = difference(this.text, text);
    // With nothing left of it, another line begins.
    if (this.text && from === 0 && to === this.text.length) void beginLine(this.core).catch(() => undefined);
    // Spans before the change stay, those after it move along, those inside it are parsed again.
    this.#literal = this.#literal.flatMap(([start, end]): Span[] => {
      if (end <= from) return [[start, end]];
      return start >= to ? [[start + by, end + by]] : [];
    });
    this.failure = undefined;
    this.draft.write(text);
    void this.#understand();
  }

  /** Makes an understood part plain words again. */
  unparse(chip: QuickAddChip): void {
    const span: Span = [chip.start, chip.end];
    this.#literal = [...this.#literal.filter((other) => !isOver(other, span)), span];
    this.failure = undefined;
    void this.#understand();
  }

  /** Replaces an unclear name with the one that was meant. */
  choose(chip: QuickAddChip, name: string): void {
    const mark = this.text[chip.start] === "#" ? "#" : "@";
    this.write(this.text.slice(0, chip.start) + mention(mark, name) + this.text.slice(chip.end));
  }

  /** Replaces an unclear name of a service; where its name alone does not say which is meant, its team does. */
  chooseService(chip: QuickAddChip, { id, name }: ServiceInLine, team: string): void {
    const isAlone = (this.understood?.services ?? []).every((one) => one.id === id || one.name !== name);
    const named = `${mention("~", name)}${isAlone ? "" : ` ${mention("#", team)}`}`;
    this.write(this.text.slice(0, chip.start) + named + this.text.slice(chip.end));
  }

  get service(): ServiceInLine | undefined {
    return this.understood && serviceOf(this.understood);
  }

  /** Whether the name of a service fits several. */
  get isServiceUnclear(): boolean {
    return this.chips.some((chip) => chip.field === "kind" && chip.problem === "ambiguous_name");
  }

  /** The guessed names that show, where what shows is understood from exactly this line. */
  get seen(): SeenName[] {
    if (this.#understoodIn !== this.#turn) return [];
    return this.chips.flatMap(({ is_close, value, start, end }) =>
      is_close && value ? [{ start, end, value }] : [],
    );
  }

  /** Until a line that may name a service, or that files go with, is understood as it stands now. */
  async settle(hasFiles = false): Promise<void> {
    if (hasFiles || this.text.includes("~")) await this.#parsing;
  }

  /** Hands over what was written to the form of its service, which is given. The line stays until that is sent. */
  readonly carry = oneAtATime(async (): Promise<string | undefined> => {
    const { understood, service } = this;
    if (!understood || !service) return undefined;
    const due = this.chips.find((chip) => chip.field === "due" && !chip.problem);
    const { next_word, remind, remind_if_no_reply } = understood;
    const reminders = [
      ...(next_word ? [{ due: next_word, if_no_reply: true }] : []),
      ...(remind ? [{ due: remind, if_no_reply: remind_if_no_reply }] : []),
    ];
    try {
      const typed = {
        line: this.text,
        details: understood.note ?? "",
        needed: due?.content ?? "",
        neededAt: due ? understood.due : null,
        priority: understood.priority,
        watchers: understood.people,
        reminders,
      };
      await carryOver(this.core, service.id, fitted(service.name, understood.title, typed));
      return service.id;
    } catch (cause) {
      this.failure = asFailure(cause);
      return undefined;
    }
  });

  /** The chip that ends where the caret stands. */
  chipBefore(caret: number): QuickAddChip | undefined {
    return this.chips.find((chip) => chip.end === caret && chip.field !== "verb");
  }

  /** Names somebody to ask; a line that was begun goes on. */
  ask(mention: string): void {
    if (this.text.includes(mention)) return;
    // A note goes to the end of the line, and would take the name with it.
    const note = this.chips.find((chip) => chip.field === "note");
    const begun = this.text.slice(0, note?.start).trim();
    this.write(`${begun || "ask"} ${mention} ${note ? this.text.slice(note.start) : ""}`);
  }

  /** Brings back the line before the one that was brought back last. */
  recall(): boolean {
    if (!this.wasRecalled) {
      this.#earlier = sameKindFirst(this.#recent, this.text);
      this.#begun = this.text;
    }
    return this.#recallAt(this.wasRecalled ? this.#recalled + 1 : 0);
  }

  /** Back towards the line that was saved last, and from there to what had been begun. */
  unrecall(): boolean {
    if (!this.wasRecalled) return false;
    if (this.#recalled > 0) return this.#recallAt(this.#recalled - 1);
    this.#recalled = -1;
    this.#literal = [];
    this.write(this.#begun);
    return true;
  }

  #recallAt(place: number): boolean {
    const line = this.#earlier[place];
    if (line === undefined) return false;
    this.#recalled = place;
    this.#literal = [];
    this.write(line);
    return true;
  }

  get wasRecalled(): boolean {
    return this.#recalled >= 0 && this.#earlier[this.#recalled] === this.text;
  }

  /** Whether something follows the line that is understood. */
  get hasFurtherLines(): boolean {
    return /\S\s*\n\s*\S/.test(this.text);
  }

  /** Whether the line is empty, or says no more than what it does. */
  get isBegun(): boolean {
    const text = this.text.trim();
    return !text || this.chips.some((chip) => chip.field === "verb" && chip.text === text);
  }

  /**
   * Saves the line; nothing when it is empty or could not be saved. `seen` are the guessed names that showed when
   * it was asked for.
   */
  readonly save = oneAtATime((seen: SeenName[] = this.seen) => this.#save(seen));

  async #save(seen: SeenName[]): Promise<QuickAddSaved | undefined> {
    if (!this.text.trim()) return undefined;
    try {
      const saved = await this.core.save_quick_add({ text: this.text, literal: this.#literal, seen });
      // What is still being found out is about a line that is gone.
      this.#turn += 1;
      this.#literal = [];
      this.#recalled = -1;
      this.draft.clear();
      void beginLine(this.core).catch(() => undefined);
      this.understood = undefined;
      this.answers = [];
      this.similar = [];
      this.helpers = [];
      this.failure = undefined;
      void this.core.recent_quick_adds(null).then((recent) => (this.#recent = recent));
      return saved;
    } catch (cause) {
      this.failure = asFailure(cause);
      return undefined;
    }
  }

  #understand(): Promise<void> {
    this.#parsing = this.#parse();
    return this.#parsing;
  }

  async #suggest(understood: QuickAdd, turn: number): Promise<void> {
    const { answers, rows, helpers } = await this.#findSimilar(understood);
    if (turn !== this.#turn) return;
    this.answers = answers;
    this.similar = rows;
    this.helpers = understood.missing.includes("addressee") ? helpers : [];
  }

  async #findSimilar({ verb, title }: QuickAdd): Promise<SimilarRequests> {
    const nothing = { answers: [], rows: [], helpers: [] };
    if (verb !== "ask") return nothing;
    // Without them the line is as good: it is no failure of it.
    return this.core.similar_requests({ text: title }).catch(() => nothing);
  }

  async #parse(): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    if (!this.text.trim()) {
      this.understood = undefined;
      this.answers = [];
      this.similar = [];
      this.helpers = [];
      return;
    }
    try {
      const understood = await this.core.parse_quick_add({ text: this.text, literal: this.#literal });
      if (turn !== this.#turn) return;
      this.understood = understood;
      this.#understoodIn = turn;
      void this.#suggest(understood, turn);
    } catch (cause) {
      if (turn !== this.#turn) return;
      this.failure = asFailure(cause);
      this.answers = [];
      this.similar = [];
      this.helpers = [];
    }
  }
}
