/** Something that can stand in place of what was typed. */
export interface Suggestion {
  id: string;
  name: string;
  about: string;
  insert: string;
  /** What is selected of that afterwards: typing goes on over it. */
  select?: [number, number] | undefined;
  /** Whose face goes with it. */
  person?: string;
  /** It was chosen. */
  onChosen?: () => void;
}

export interface Offered {
  /** Where that which is replaced begins. */
  from: number;
  suggestions: Suggestion[];
}

/** What it offers for the text before the caret, if anything. */
export type Source = (before: string) => Offered | null;

/** The list that comes up while somebody types, and what is chosen in it. */
export class Completion {
  offered = $state.raw<Offered | null>(null);
  active = $state(0);
  /** Where it was left alone with Escape. */
  #left: number | null = null;

  constructor(private readonly sources: () => Source[]) {}

  get suggestions(): Suggestion[] {
    return this.offered?.suggestions ?? [];
  }

  get isOpen(): boolean {
    return this.suggestions.length > 0;
  }

  look(before: string): void {
    const offers = this.sources().map((source) => source(before));
    const offered = offers.find((one) => one !== null && one.suggestions.length > 0) ?? null;
    if (offered?.from !== this.#left) this.#left = null;
    const isSame = offered?.from === this.offered?.from;
    this.offered = this.#left === null ? offered : null;
    this.active = isSame ? Math.min(this.active, Math.max(this.suggestions.length - 1, 0)) : 0;
  }

  move(by: number): void {
    const { length } = this.suggestions;
    this.active = (this.active + by + length) % length;
  }

  leave(): void {
    this.#left = this.offered?.from ?? null;
    this.offered = null;
  }

  close(): void {
    this.#left = null;
    this.offered = null;
  }
}
