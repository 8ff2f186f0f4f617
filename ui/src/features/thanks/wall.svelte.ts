import {
  asFailure,
  type CommandFailure,
  type Commands,
  type ThanksCard,
  type ThanksList,
} from "../../platform";

const PAGE = 24;

/** The cards that people look at, more of them on demand. */
export class Wall {
  list = $state<ThanksList>("all");
  cards = $state.raw<ThanksCard[]>();
  total = $state(0);
  failure = $state.raw<CommandFailure>();
  #limit = PAGE;
  #turn = 0;

  constructor(private readonly core: Commands) {}

  show(list: ThanksList): Promise<void> {
    this.list = list;
    this.#limit = PAGE;
    return this.reload();
  }

  more(): Promise<void> {
    this.#limit += PAGE;
    return this.reload();
  }

  async reload(): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    try {
      const page = await this.core.list_thanks({ list: this.list, offset: 0, limit: this.#limit });
      if (turn !== this.#turn) return;
      this.cards = page.cards;
      this.total = page.total;
      this.failure = undefined;
    } catch (cause) {
      if (turn === this.#turn) this.failure = asFailure(cause);
    }
  }
}
