import { createContext } from "svelte";
import type { TimeFrame } from "../../i18n/dates";
import { t, usableLocale } from "../../i18n";
import type {
  AppState,
  Changed,
  Commands,
  PersonCard,
  Platform,
  Settings,
  TeamCard,
  Topic,
} from "../../platform";

const TICK = 5_000;
// The core's clock is part of the state, and what is due depends on it.
const STATE_TOPICS: Topic[] = ["directory", "sync", "settings", "attention", "follow_ups"];
const ALL_TOPICS: Topic[] = [
  ...STATE_TOPICS,
  "requests",
  "thanks",
  "files",
  "canned_texts",
  "views",
  "rules",
  "recurrences",
  "templates",
  "answers",
];

/** Who is here, with whom, set to what; and how this device stands with the backend. */
export class Session {
  app = $state.raw<AppState>() as AppState;
  readonly core: Commands;
  readonly people = $derived(new Map(this.app.directory.people.map((person) => [person.id, person])));
  readonly teams = $derived(new Map(this.app.directory.teams.map((team) => [team.id, team])));
  readonly #listeners = new Set<(changed: Changed) => void>();
  #asked = 0;
  #tick = $state(Date.now());
  /** The core's clock minus ours: tests move the one of the core. */
  #ahead = $state(0);

  constructor(
    readonly platform: Platform,
    app: AppState,
  ) {
    this.core = platform.core;
    this.#take(app);
  }

  static async open(platform: Platform): Promise<Session> {
    return new Session(platform, await platform.core.app_state(null));
  }

  readonly frame: TimeFrame = $derived({
    now: this.#tick + this.#ahead,
    zone: this.app.zone,
    locale: usableLocale(this.app.settings.locale),
  });

  get me(): string {
    return this.app.directory.me;
  }

  person(id: string | null): PersonCard | undefined {
    return id === null ? undefined : this.people.get(id);
  }

  team(id: string | null): TeamCard | undefined {
    return id === null ? undefined : this.teams.get(id);
  }

  nameOf(id: string | null): string {
    return this.person(id)?.name || t("person-unknown");
  }

  /** The teams that I lead, by name. */
  get ledTeams(): TeamCard[] {
    const isMine = (team: TeamCard) =>
      team.is_active &&
      (team.leads_above.includes(this.me) ||
        team.members.some((member) => member.person === this.me && member.is_lead));
    return this.app.directory.teams.filter(isMine).sort((a, b) => a.name.localeCompare(b.name));
  }

  /** The teams whose queue I see: those I am in, and the parts of those that I lead. */
  get seenTeams(): string[] {
    const own = this.person(this.me)?.teams ?? [];
    return [...new Set([...own, ...this.ledTeams.map((team) => team.id)])];
  }

  /** Whether teams or people are named that this device does not know: those of a large organization are looked up. */
  get isPartial(): boolean {
    return this.app.directory.teams.some(
      ({ part_of, members }) =>
        (part_of !== null && !this.teams.has(part_of)) ||
        members.some(({ person }) => !this.people.has(person)),
    );
  }

  /** People to choose from, the one who chooses left out. */
  get others(): PersonCard[] {
    return this.app.directory.people.filter((person) => person.is_active && person.id !== this.me);
  }

  /** Listens to the host and to the clock until the returned function is called. */
  start(): () => void {
    const timer = setInterval(() => (this.#tick = Date.now()), TICK);
    const stop = this.platform.onChanged((changed) => void this.#hear(changed));
    // What changed between the first look and now was told to nobody.
    void stop.then(() => this.#hear({ topics: ALL_TOPICS, requests: [] }));
    return () => {
      clearInterval(timer);
      void stop.then((run) => run());
    };
  }

  /** Loads what is shown now, and again whenever one of `topics` changes. Returns how to stop. */
  keep(live: { reload(): Promise<void> }, topics: Topic[]): () => void {
    void live.reload();
    const listener = (changed: Changed) => {
      if (changed.topics.some((topic) => topics.includes(topic))) void live.reload();
    };
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Shows the change at once; what the core settled on replaces it. */
  async change(patch: Partial<Settings>): Promise<void> {
    const settings = { ...this.app.settings, ...patch };
    this.app = { ...this.app, settings };
    this.app = { ...this.app, settings: await this.core.change_settings(settings) };
  }

  async reload(): Promise<void> {
    const asked = ++this.#asked;
    const app = await this.core.app_state(null);
    // Answers may overtake each other: only the last question's is the state of things.
    if (asked === this.#asked) this.#take(app);
  }

  #take(app: AppState): void {
    this.app = app;
    this.#tick = Date.now();
    this.#ahead = Date.parse(app.now) - this.#tick;
  }

  async #hear(changed: Changed): Promise<void> {
    if (changed.topics.some((topic) => STATE_TOPICS.includes(topic))) await this.reload();
    for (const listener of [...this.#listeners]) listener(changed);
  }
}

export const [useSession, provideSession] = createContext<Session>();
