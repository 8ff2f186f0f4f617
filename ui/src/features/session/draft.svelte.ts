import type { Commands } from "../../platform";

/** A text that survives everything: saved as it is typed, one save at a time, the last one always. */
export class Draft {
  text = $state("");
  #saved = "";
  #saving: Promise<void> | undefined;
  #isTouched = false;

  constructor(
    private readonly core: Commands,
    readonly key: string,
  ) {}

  /** Brings back what was written here, unless somebody has begun to type. */
  async load(): Promise<void> {
    const text = await this.core.find_draft({ key: this.key });
    if (!this.#isTouched && text) this.begin(text);
  }

  begin(text: string): void {
    this.text = text;
    this.#saved = text;
  }

  write(text: string): void {
    this.#isTouched = true;
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
