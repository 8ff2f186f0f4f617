import { asFailure, type CommandFailure } from "../../platform";

/** What a command last answered. A newer question makes older answers void. */
export class Live<T> {
  value = $state.raw<T>();
  failure = $state.raw<CommandFailure>();
  #turn = 0;

  constructor(private readonly load: () => Promise<T>) {}

  async reload(): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    try {
      const value = await this.load();
      if (turn !== this.#turn) return;
      this.value = value;
      this.failure = undefined;
    } catch (cause) {
      if (turn === this.#turn) this.failure = asFailure(cause);
    }
  }
}
