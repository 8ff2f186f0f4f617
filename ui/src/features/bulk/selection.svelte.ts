import { createContext } from "svelte";
import { SvelteMap } from "svelte/reactivity";
import type { Commands, RequestRow } from "../../platform";
import type { Listing } from "../requests/listing.svelte";

/** More at once nobody can look over. */
export const MOST = 500;
const PAGE = 200;

/** The rows of a list that are chosen for one deed. */
export class Selection {
  readonly rows = new SvelteMap<string, RequestRow>();
  /** Why some of them stayed chosen after a deed, by request. */
  readonly refused = new SvelteMap<string, string>();
  /** From where a range reaches. */
  #anchor = -1;

  constructor(
    private readonly core: Commands,
    private readonly listing: Listing,
  ) {}

  get count(): number {
    return this.rows.size;
  }

  has(id: string): boolean {
    return this.rows.has(id);
  }

  toggle(index: number): void {
    const row = this.listing.rowAt(index);
    if (!row) return;
    this.refused.clear();
    this.#anchor = index;
    if (!this.rows.delete(row.id) && this.count < MOST) this.rows.set(row.id, row);
  }

  /** From where the last one was chosen to there. */
  reach(index: number): void {
    this.refused.clear();
    if (this.#anchor < 0) this.#anchor = index;
    const [first, last] = [Math.min(this.#anchor, index), Math.max(this.#anchor, index)];
    for (let at = first; at <= last && this.count < MOST; at += 1) {
      const row = this.listing.rowAt(at);
      if (row) this.rows.set(row.id, row);
    }
  }

  /** The whole list, as far as it goes. */
  async all(): Promise<void> {
    this.refused.clear();
    const { list, team, includeEnded: include_ended } = this.listing;
    const text = this.listing.text.trim() || null;
    for (let offset = 0; offset < MOST; offset += PAGE) {
      const limit = Math.min(PAGE, MOST - offset);
      const page = await this.core.list_requests({ list, team, include_ended, text, offset, limit });
      for (const row of page.rows) this.rows.set(row.id, row);
      if (offset + page.rows.length >= page.total) return;
    }
  }

  clear(): void {
    this.rows.clear();
    this.refused.clear();
    this.#anchor = -1;
  }

  /** What was refused of these is chosen, with why, and the rest of them is not. Others stay as they are. */
  settle(rows: RequestRow[], refused: Map<string, string>): void {
    for (const row of rows) {
      const why = refused.get(row.id);
      if (why === undefined) {
        this.rows.delete(row.id);
        this.refused.delete(row.id);
      } else {
        this.rows.set(row.id, row);
        this.refused.set(row.id, why);
      }
    }
  }
}

export const [useSelection, provideSelection] = createContext<Selection>();
