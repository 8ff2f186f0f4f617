import type { AnswerAudience, AnswerDetail, Commands, RequestDetail } from "../../platform";
import { Draft } from "../session/draft.svelte";

/** What somebody writes of an answer. */
export interface Written {
  team: string;
  title: string;
  words: string;
  owner: string;
  audience: AnswerAudience;
  /** Empty while nobody has chosen a day: half a year from now, or the one that is known. */
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
  #latest = $state.raw<AnswerDetail | null>(null);
  #from = $state(0);
  readonly #draft: Draft;

  constructor(
    private readonly core: Commands,
    answer: AnswerDetail | null,
    private readonly source: RequestDetail | null,
    private readonly fresh: Written,
  ) {
    this.#latest = answer;
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

  get #blank(): Written {
    return this.#latest ? writtenOf(this.#latest) : this.fresh;
  }

  get #version(): number {
    return this.#latest?.version ?? 0;
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
    return isWhole && !this.isOutdated && (this.#latest === null || this.isChanged);
  }

  /** The answer as it is now: followed while nothing is written. */
  meet(answer: AnswerDetail): void {
    const isWritten = this.isChanged;
    this.#latest = answer;
    if (this.isLoaded && !isWritten) this.discard();
  }

  change(part: Partial<Written>): void {
    if (!this.isChanged) this.#from = this.#version;
    this.written = { ...this.written, ...part };
    this.#keep();
  }

  discard(): void {
    this.#from = this.#version;
    this.written = this.#blank;
    this.#draft.clear();
  }

  /** What is written, to be put back. */
  get writing(): Kept {
    return { from: this.#from, written: $state.snapshot(this.written) };
  }

  putBack({ from, written }: Kept): void {
    this.#from = from;
    this.written = written;
    this.#keep();
  }

  /** Lets what is written stand on what is there now. */
  keepMine(): void {
    this.putBack({ ...this.writing, from: this.#version });
  }

  /** Gives the id of the answer. */
  async save(): Promise<string> {
    const { from, written: all } = this.writing;
    const { reviewOn, ...written } = all;
    const review_on = reviewOn || null;
    let id = this.#latest?.row.id;
    if (id) {
      const { title, words, owner, audience } = written;
      await this.core.change_answer({ answer: id, from, title, words, owner, audience, review_on });
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
    this.#draft.write(JSON.stringify(this.writing));
  }
}

function writtenOf({ row, words }: AnswerDetail): Written {
  const { team, title, audience } = row;
  return { team, title, words, owner: row.owner ?? "", audience, reviewOn: "" };
}

function readDraft(text: string): Kept | null {
  try {
    return text ? (JSON.parse(text) as Kept) : null;
  } catch {
    return null;
  }
}
