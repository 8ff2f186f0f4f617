import type { Commands } from "../../platform";

/** A text that survives everything: saved as it is typed, one save at a time, the last one always. */
export class Draft {
  text = $state("");
  #saved = "";
  #saving: Promise<void> | undefined;
  #writes = 0;

  constructor(
    private readonly core: Commands,
    readonly key: string,
  ) {}

  /** Brings back what was written last, in this window or another, unless somebody types meanwhile. */
  async load(): Promise<void> {
    const writes = this.#writes;
    await this.#saving?.catch(() => undefined);
    const text = await this.core.find_draft({ key: this.key });
    // What could not be saved is known here alone.
    if (writes === this.#writes && this.#saved === this.text) this.begin(text ?? "");
  }

  begin(text: string): void {
    this.text = text;
    this.#saved = text;
  }

  write(text: string): void {
    this.#writes += 1;
    this.text = text;
    this.#saving ??= this.#save().finally(() => (this.#saving = undefined));
  }

  clear(): void {
    this.write("");
  }

  async #save(): Promise<void> {
    while (this.#saved !== this.text) {
      const text = this.text;
      await this.core.save_draft({ key: this.key, text });
      this.#saved = text;
    }
  }
}
