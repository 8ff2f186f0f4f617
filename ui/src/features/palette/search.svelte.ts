import { fold } from "../../i18n/fold";
import type { PersonCard, RequestRow, TeamCard } from "../../platform";
import { findRequests } from "../requests/find";
import type { Session } from "../session/session.svelte";

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
    const found = text.trim() ? await findRequests(this.session.core, text.trim(), MOST_OF_A_LIST) : [];
    if (turn === this.#turn) this.rows = found;
  }

  #named<T extends { name: string }>(all: T[]): T[] {
    const sought = fold(this.text.trim().replace(/^[@#]/, ""));
    return sought ? all.filter((one) => fold(one.name).includes(sought)).slice(0, MOST_NAMES) : [];
  }
}
