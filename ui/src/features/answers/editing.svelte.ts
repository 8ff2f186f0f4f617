import type { AnswerAudience, AnswerDetail, Commands, RequestDetail } from "../../platform";
import { Draft } from "../session/draft.svelte";

/** What somebody writes of an answer. */
export interface Written {
  team: string;
  title: string;
  words: string;
  owner: string;
  audience: AnswerAudience;
  /** Empty for half a year from now. */
  reviewOn: string;
}

interface Kept {
  /** The version that it stands on; zero for a new one. */
  from: number;
  written: Written;
}

/** An answer while somebody writes it: kept as a draft until it is saved. */
export class AnswerEditing {
  written = $state<Written>() as Written;
  isLoaded = $state(false);
  readonly #blank: Written;
  #from = $state(0);
  readonly #draft: Draft;

  constructor(
    private readonly core: Commands,
    private readonly answer: AnswerDetail | null,
    private readonly source: RequestDetail | null,
    fresh: Written,
  ) {
    this.#blank = answer ? writtenOf(answer) : fresh;
    this.written = this.#blank;
    this.#from = this.#version;
    const about = answer ? answer.row.id : source ? `from:${source.row.id}` : "new";
    this.#draft = new Draft(core, `answer:${about}`);
  }

  async load(): Promise<void> {
    await this.#draft.load();
    const kept = readDraft(this.#draft.text);
    if (kept) {
      this.#from = kept.from;
      this.written = { ...this.#blank, ...kept.written };
    }
    this.isLoaded = true;
  }

  get #version(): number {
    return this.answer?.version ?? 0;
  }

  get isChanged(): boolean {
    return JSON.stringify(this.written) !== JSON.stringify(this.#blank);
  }

  /** Whether somebody else has changed it since this was begun. */
  get isOutdated(): boolean {
    return this.isChanged && this.#from !== this.#version;
  }

  get canSave(): boolean {
    const { title, words, team, owner } = this.written;
    const isWhole = [title, words, team, owner].every((one) => one.trim() !== "");
    return isWhole && !this.isOutdated && (this.answer === null || this.isChanged);
  }

  change(part: Partial<Written>): void {
    this.written = { ...this.written, ...part };
    this.#keep();
  }

  discard(): void {
    this.#from = this.#version;
    this.written = this.#blank;
    this.#draft.clear();
  }

  /** Lets what is written stand on what is there now. */
  keepMine(): void {
    this.#from = this.#version;
    this.#keep();
  }

  /** Gives the id of the answer. */
  async save(): Promise<string> {
    const { reviewOn, ...written } = $state.snapshot(this.written);
    const review_on = reviewOn || null;
    let id = this.answer?.row.id;
    if (this.answer && id) {
      const { title, words, owner, audience } = written;
      const day = review_on ?? this.answer.row.review_on;
      await this.core.change_answer({
        answer: id,
        from: this.#from,
        title,
        words,
        owner,
        audience,
        review_on: day,
      });
    } else {
      const made = await this.core.write_answer({
        ...written,
        review_on,
        source: this.source?.row.id ?? null,
      });
      id = made.id;
    }
    this.#draft.clear();
    return id;
  }

  #keep(): void {
    const kept: Kept = { from: this.#from, written: $state.snapshot(this.written) };
    this.#draft.write(JSON.stringify(kept));
  }
}

function writtenOf({ row, words }: AnswerDetail): Written {
  const { team, title, audience, review_on } = row;
  return { team, title, words, owner: row.owner ?? "", audience, reviewOn: review_on };
}

function readDraft(text: string): Kept | null {
  try {
    return text ? (JSON.parse(text) as Kept) : null;
  } catch {
    return null;
  }
}
