import {
  asFailure,
  type CommandFailure,
  type Commands,
  type FilterTerm,
  type RequestList,
  type RequestRow,
} from "../../platform";

const PAGE = 100;

/** A list of any length, of which only the pages that were looked at are here. */
export class Listing {
  total = $state<number>();
  failure = $state.raw<CommandFailure>();
  text = $state("");
  /** What of the text narrows and orders the list, as the core has understood it. */
  terms = $state.raw<FilterTerm[]>([]);
  includeEnded = $state(false);
  /** The team whose queue it is; null for those of all my teams. */
  team = $state<string | null>(null);
  /** What the archive of the server holds besides; undefined until it is asked. */
  older = $state.raw<RequestRow[]>();
  #pages = $state.raw(new Map<number, RequestRow[]>());
  #wanted = new Set<number>([0]);
  #turn = 0;

  constructor(
    private readonly core: Commands,
    readonly list: RequestList,
  ) {}

  rowAt(index: number): RequestRow | undefined {
    return this.#pages.get(Math.floor(index / PAGE))?.[index % PAGE];
  }

  indexOf(request: string | null): number {
    for (const [page, rows] of this.#pages) {
      const at = rows.findIndex((row) => row.id === request);
      if (at >= 0) return page * PAGE + at;
    }
    return -1;
  }

  /** Loads the pages between two rows that are not here yet. */
  show(first: number, last: number): void {
    const pages = [];
    for (let page = Math.floor(first / PAGE); page <= Math.floor(last / PAGE); page += 1) pages.push(page);
    const missing = pages.filter((page) => !this.#wanted.has(page));
    for (const page of missing) this.#wanted.add(page);
    for (const page of missing) void this.#load(page, this.#turn);
  }

  /** Asks again for what is shown; answers to earlier questions are dropped. */
  async reload(): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    const pages = [...this.#wanted].slice(-3);
    this.#wanted = new Set(pages);
    const answers = await Promise.all(pages.map(async (page) => [page, await this.#ask(page)] as const));
    if (turn !== this.#turn) return;
    this.#pages = new Map(
      answers.flatMap(([page, answer]) => (answer ? [[page, answer.rows] as const] : [])),
    );
    const latest = answers.find(([, answer]) => answer)?.[1];
    this.total = latest?.total ?? this.total;
    this.terms = latest?.terms ?? this.terms;
  }

  search(text: string): Promise<void> {
    this.text = text;
    this.older = undefined;
    return this.#startOver();
  }

  /** Asks the server for what ended long ago and has left this device. */
  async searchOlder(): Promise<void> {
    const text = this.text.trim();
    try {
      const rows = await this.core.search_archive({ text });
      if (text === this.text.trim()) this.older = rows;
      this.failure = undefined;
    } catch (cause) {
      this.failure = asFailure(cause);
    }
  }

  showEnded(includeEnded: boolean): Promise<void> {
    this.includeEnded = includeEnded;
    return this.#startOver();
  }

  showTeam(team: string | null): Promise<void> {
    this.team = team;
    return this.#startOver();
  }

  #startOver(): Promise<void> {
    this.#wanted = new Set([0]);
    return this.reload();
  }

  async #load(page: number, turn: number): Promise<void> {
    const answer = await this.#ask(page);
    if (!answer || turn !== this.#turn) return;
    this.#pages = new Map(this.#pages).set(page, answer.rows);
    this.total = answer.total;
  }

  async #ask(page: number) {
    try {
      const answer = await this.core.list_requests({
        list: this.list,
        team: this.team,
        include_ended: this.includeEnded,
        text: this.text.trim() || null,
        offset: page * PAGE,
        limit: PAGE,
      });
      this.failure = undefined;
      return answer;
    } catch (cause) {
      this.failure = asFailure(cause);
      return undefined;
    }
  }
}
