import { createContext } from "svelte";
import type { Commands } from "../../platform";
import { Draft } from "./draft.svelte";

/** The texts of one dialog: kept while they are written, forgotten once the step is taken. */
export class DialogDrafts {
  readonly #drafts: Draft[] = [];

  constructor(
    private readonly core: Commands,
    private readonly prefix: string,
  ) {}

  open(field: string): Draft {
    const draft = new Draft(this.core, `${this.prefix}:${field}`);
    this.#drafts.push(draft);
    return draft;
  }

  clear(): void {
    for (const draft of this.#drafts) draft.clear();
  }
}

export const [useDialogDrafts, provideDialogDrafts] = createContext<DialogDrafts>();
