import { asFailure, type CommandFailure, type Commands, type Mention } from "../../platform";

/** The core takes no larger file; said here too, so that nobody waits for a refusal. */
export const MOST_FILE_BYTES = 100 * 1024 * 1024;
// What travels at once between page and core: small enough to keep both of them quick.
const PIECE_BYTES = 512 * 1024;

export interface StagedFile {
  /** The upload's id. */
  id: string;
  name: string;
  bytes: number;
  /** How much the core has. */
  done: number;
  failure?: CommandFailure;
}

/** Files that were chosen for a message and are not said yet. */
export class StagedFiles {
  files = $state.raw<StagedFile[]>([]);
  readonly isReady = $derived(this.files.every((file) => file.done === file.bytes && !file.failure));

  constructor(private readonly core: Commands) {}

  /** Hands files over to the core, one after the other. */
  async add(chosen: Iterable<File>): Promise<void> {
    const added = [...chosen].map((file) => ({ file, staged: this.#stage(file) }));
    for (const { file, staged } of added) await this.#hand(file, staged.id);
  }

  async remove(id: string): Promise<void> {
    this.files = this.files.filter((file) => file.id !== id);
    await this.core.discard_file({ id });
  }

  /** Says them on a request, `words` with the first. Those that went out are staged no longer. */
  async attach(request: string, words: string | null, mentions: Mention[]): Promise<string> {
    let first = "";
    for (const { id: upload, name } of this.files) {
      const said = first ? { words: null, mentions: [] } : { words, mentions };
      const { id } = await this.core.attach_file({ request, upload, name, ...said });
      first ||= id;
      this.files = this.files.filter((file) => file.id !== upload);
    }
    return first;
  }

  #stage(file: File): StagedFile {
    const failure = !file.size
      ? { code: "file_empty", message: "there is nothing in the file" }
      : file.size > MOST_FILE_BYTES
        ? { code: "file_too_large", message: "the file is too large", details: { most: MOST_FILE_BYTES } }
        : undefined;
    const staged = { id: crypto.randomUUID(), name: file.name, bytes: file.size, done: 0, failure };
    this.files = [...this.files, staged];
    return staged;
  }

  async #hand(file: File, id: string): Promise<void> {
    try {
      for (let offset = 0; offset < file.size; offset += PIECE_BYTES) {
        // Somebody may have taken it away meanwhile, or it cannot be handed over at all.
        const staged = this.files.find((one) => one.id === id);
        if (!staged || staged.failure) return;
        const piece = await file.slice(offset, offset + PIECE_BYTES).arrayBuffer();
        await this.core.add_file_piece({ upload: id, offset, base64: base64(new Uint8Array(piece)) });
        this.#change(id, { done: offset + piece.byteLength });
      }
    } catch (cause) {
      this.#change(id, { failure: asFailure(cause) });
    }
  }

  #change(id: string, change: Partial<StagedFile>): void {
    this.files = this.files.map((file) => (file.id === id ? { ...file, ...change } : file));
  }
}

function base64(bytes: Uint8Array): string {
  let text = "";
  // Longer argument lists than this overflow the stack of some engines.
  for (let at = 0; at < bytes.length; at += 8192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}
