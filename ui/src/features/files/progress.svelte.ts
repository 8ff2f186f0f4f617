import { createContext } from "svelte";
import type { FileProgress } from "../../platform";
import { Live } from "../session/live.svelte";
import type { Session } from "../session/session.svelte";

/** Which files are moving, and how far they have got. */
export class MovingFiles {
  readonly #live: Live<FileProgress[]>;
  readonly #files = $derived.by(
    () => new Map((this.#live.value ?? []).map((progress) => [progress.hash, progress])),
  );

  constructor(session: Session) {
    this.#live = new Live(() => session.core.list_file_progress(null));
    $effect(() => session.keep(this.#live, ["files"]));
  }

  of(hash: string): FileProgress | undefined {
    return this.#files.get(hash);
  }
}

export const [useFileProgress, provideFileProgress] = createContext<MovingFiles>();
