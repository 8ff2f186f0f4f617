import {
  asFailure,
  type AnswerFilter,
  type AnswerPage,
  type CommandFailure,
  type Commands,
} from "../../platform";

/** The answers that are listed, and by what they are narrowed. */
export class Shelf {
  text = $state("");
  filter = $state<AnswerFilter>("all");
  team = $state<string | null>(null);
  page = $state.raw<AnswerPage>();
  failure = $state.raw<CommandFailure>();
  #turn = 0;

  constructor(private readonly core: Commands) {}

  get isNarrowed(): boolean {
    return this.text.trim() !== "" || this.filter !== "all" || this.team !== null;
  }

  look(wish: Partial<Pick<Shelf, "text" | "filter" | "team">>): Promise<void> {
    Object.assign(this, wish);
    return this.reload();
  }

  /** The answer before or after that one; the first or last without one. */
  beside(id: string | null, by: 1 | -1): string | undefined {
    const rows = this.page?.rows ?? [];
    const at = rows.findIndex((row) => row.id === id);
    return at < 0 ? rows.at(by > 0 ? 0 : -1)?.id : rows[at + by]?.id;
  }

  async reload(): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    const { text, filter, team } = this;
    try {
      const page = await this.core.list_answers({ text, filter, team });
      if (turn !== this.#turn) return;
      this.page = page;
      this.failure = undefined;
    } catch (cause) {
      if (turn === this.#turn) this.failure = asFailure(cause);
    }
  }
}
