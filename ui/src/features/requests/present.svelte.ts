import type { Commands, Doing, Presence } from "../../platform";

const EVERY = 10_000;
/** So long after the last key somebody still writes. */
const WRITES_FOR = 8_000;

type Core = Pick<Commands, "tell_presence">;

/** Who else has a request before them, as long as this window is looked at. */
export class Present {
  others = $state.raw<Presence[]>([]);
  #wroteAt = -Infinity;
  #told: Doing = "gone";

  constructor(
    private readonly core: Core,
    private readonly request: string,
  ) {}

  /** Tells it now and again until the end of it is asked for. */
  begin(): () => void {
    void this.#tell();
    const timer = setInterval(() => void this.#tell(), EVERY);
    return () => {
      clearInterval(timer);
      this.#told = "gone";
      this.others = [];
      this.core.tell_presence({ request: this.request, doing: "gone" }).catch(() => undefined);
    };
  }

  /** Words that everybody will read were written, or `false` once they were sent. */
  wrote(isWriting = true): void {
    this.#wroteAt = isWriting ? performance.now() : -Infinity;
    if (this.#told !== "gone" && (this.#told === "writing") !== isWriting) void this.#tell();
  }

  async #tell(): Promise<void> {
    const doing: Doing = performance.now() - this.#wroteAt < WRITES_FOR ? "writing" : "looking";
    this.#told = doing;
    const others = await this.core.tell_presence({ request: this.request, doing }).catch(() => []);
    // An answer that comes after the end is nobody's any more.
    if ((this.#told as Doing) !== "gone") this.others = others;
  }
}
