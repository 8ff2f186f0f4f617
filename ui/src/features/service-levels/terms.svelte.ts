import type {
  Commands,
  FollowedCalendar,
  ServiceLevel,
  TeamCalendar,
  TeamTerms,
  TermsAbove,
} from "../../platform";
import { Draft } from "../session/draft.svelte";
import { emptyLevel } from "./levels";

/** What a team has set itself, kept together once somebody saves it. What is followed is kept at once. */
type OwnTerms = Pick<TeamTerms, "calendar" | "levels">;

/** What a team works by while somebody changes it: kept as a draft until it is saved. */
export class Terms {
  calendar = $state<TeamCalendar | null>(null);
  levels = $state<ServiceLevel[]>([]);
  followed = $state.raw<FollowedCalendar | null>(null);
  isLoaded = $state(false);
  /** What holds where the team has set nothing itself. */
  above = $state.raw<TermsAbove>({ calendar: null, calendar_of: null, levels: [], levels_of: null });
  #known = $state.raw<OwnTerms>({ calendar: null, levels: [] });
  readonly #draft: Draft;

  constructor(
    private readonly core: Commands,
    private readonly team: string,
  ) {
    this.#draft = new Draft(core, `terms:${team}`);
  }

  async load(): Promise<void> {
    const { above, followed, ...known } = await this.core.team_terms({ team: this.team });
    this.#known = known;
    this.above = above;
    this.followed = followed;
    await this.#draft.load();
    // Only what was changed is a draft: the rest may have been changed by somebody else meanwhile.
    const { calendar, levels } = { ...structuredClone(this.#known), ...written(this.#draft.text) };
    this.calendar = calendar;
    // A draft of before does not say what levels could not say then.
    this.levels = levels.map((level) => ({ ...emptyLevel(), ...level }));
    this.isLoaded = true;
  }

  /** What the server has read meanwhile. What somebody changes here stays. */
  async reload(): Promise<void> {
    if (this.isLoaded) this.followed = (await this.core.team_terms({ team: this.team })).followed;
  }

  /** Whether hours of its own are kept, which a calendar can add to. */
  get hasHours(): boolean {
    return this.#known.calendar !== null;
  }

  /** What is kept stays as it is. */
  discard(): void {
    const { calendar, levels } = structuredClone(this.#known);
    this.calendar = calendar;
    this.levels = levels;
    this.#draft.clear();
  }

  get isChanged(): boolean {
    return this.isLoaded && (this.#isOther("calendar") || this.#isOther("levels"));
  }

  /** To be called after every change. */
  keep(): void {
    const { calendar, levels } = this.#now();
    const changed = {
      ...(this.#isOther("calendar") ? { calendar } : {}),
      ...(this.#isOther("levels") ? { levels } : {}),
    };
    this.#draft.write(this.isChanged ? JSON.stringify(changed) : "");
  }

  async save(): Promise<void> {
    const { calendar, levels } = this.#now();
    if (this.#isOther("calendar")) await this.core.set_team_calendar({ team: this.team, calendar });
    if (this.#isOther("levels")) await this.core.set_service_levels({ team: this.team, levels });
    this.#known = { calendar, levels };
    this.#draft.clear();
  }

  #now(): OwnTerms {
    return { calendar: $state.snapshot(this.calendar), levels: $state.snapshot(this.levels) };
  }

  #isOther(part: keyof OwnTerms): boolean {
    return JSON.stringify(this.#now()[part]) !== JSON.stringify(this.#known[part]);
  }
}

/** A draft that cannot be read is none. */
function written(draft: string): Partial<OwnTerms> {
  try {
    return draft ? (JSON.parse(draft) as Partial<OwnTerms>) : {};
  } catch {
    return {};
  }
}
