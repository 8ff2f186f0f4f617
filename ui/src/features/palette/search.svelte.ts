import { fold } from "../../i18n/fold";
import type { PersonCard, RequestList, RequestRow, TeamCard } from "../../platform";
import type { Session } from "../session/session.svelte";

// No list holds all requests: everyone's leaves out mine and those that I promised.
const LISTS: RequestList[] = ["my_requests", "my_promises", "everyone"];
const MOST_OF_A_LIST = 5;
const MOST_NAMES = 5;

/** What the palette finds beside commands: requests of every list, people and teams. */
export class PaletteSearch {
  text = $state("");
  rows = $state.raw<RequestRow[]>([]);
  #turn = 0;

  constructor(private readonly session: Session) {}

  get people(): PersonCard[] {
    return this.#named(this.session.others);
  }

  get teams(): TeamCard[] {
    return this.#named(this.session.app.directory.teams.filter((team) => team.is_active));
  }

  /** Answers to earlier questions are dropped. */
  async search(text: string): Promise<void> {
    this.text = text;
    this.#turn += 1;
    const turn = this.#turn;
    const found = text.trim() ? await this.#requests(text.trim()) : [];
    if (turn === this.#turn) this.rows = found;
  }

  async #requests(text: string): Promise<RequestRow[]> {
    const pages = await Promise.all(
      LISTS.map((list) =>
        this.session.core
          .list_requests({ list, team: null, include_ended: true, text, offset: 0, limit: MOST_OF_A_LIST })
          .then(({ rows }) => rows)
          // The other lists are still worth showing.
          .catch(() => []),
      ),
    );
    return [...new Map(pages.flat().map((row) => [row.id, row])).values()];
  }

  #named<T extends { name: string }>(all: T[]): T[] {
    const sought = fold(this.text.trim().replace(/^[@#]/, ""));
    return sought ? all.filter((one) => fold(one.name).includes(sought)).slice(0, MOST_NAMES) : [];
  }
}
