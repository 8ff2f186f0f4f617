import type { Commands, ServiceLevel, TeamCalendar, TeamTerms } from "../../platform";
import { Draft } from "../session/draft.svelte";

/** What a team works by while somebody changes it: kept as a draft until it is saved. */
export class Terms {
  calendar = $state<TeamCalendar | null>(null);
  levels = $state<ServiceLevel[]>([]);
  isLoaded = $state(false);
  #known = $state.raw<TeamTerms>({ calendar: null, levels: [] });
  readonly #draft: Draft;

  constructor(
    private readonly core: Commands,
    private readonly team: string,
  ) {
    this.#draft = new Draft(core, `terms:${team}`);
  }

  async load(): Promise<void> {
    this.#known = await this.core.team_terms({ team: this.team });
    await this.#draft.load();
    const { calendar, levels } = this.#draft.text
      ? (JSON.parse(this.#draft.text) as TeamTerms)
      : structuredClone(this.#known);
    this.calendar = calendar;
    this.levels = levels;
    this.isLoaded = true;
  }

  get isChanged(): boolean {
    return this.isLoaded && (this.#isOther("calendar") || this.#isOther("levels"));
  }

  /** To be called after every change. */
  keep(): void {
    this.#draft.write(this.isChanged ? JSON.stringify(this.#now()) : "");
  }

  async save(): Promise<void> {
    const { calendar, levels } = this.#now();
    if (this.#isOther("calendar")) await this.core.set_team_calendar({ team: this.team, calendar });
    if (this.#isOther("levels")) await this.core.set_service_levels({ team: this.team, levels });
    this.#known = { calendar, levels };
    this.#draft.clear();
  }

  #now(): TeamTerms {
    return { calendar: $state.snapshot(this.calendar), levels: $state.snapshot(this.levels) };
  }

  #isOther(part: keyof TeamTerms): boolean {
    return JSON.stringify(this.#now()[part]) !== JSON.stringify(this.#known[part]);
  }
}
