// The state of the organization in memory, and what a person may do in it.
import { withApprovals } from "./approvals";
import type {
  AppState,
  AttentionItem,
  Belongings,
  Changed,
  Connection,
  Directory,
  FileProgress,
  FollowUpRow,
  Navigate,
  Profile,
  RequestRow,
  Settings,
  Stage,
  ThanksCard,
} from "../bindings";
import { becomeEvening, EVENING } from "./evening";
import { BUSY, BUSY_FOLLOW_UPS } from "./busy";
import { ALONE, at, DIRECTORY, ME, NOW, ZONE } from "./organization";
import { longTalk } from "./long-talk";
import { LEFT } from "./left";
import { fakeRequest, others, paragraphs, type FakeRequest } from "./requests";
import { ARCHIVED, MINE } from "./seeds";
import { ANSWERS, type FakeAnswer } from "./answers";
import { VIEWS, type KeptView } from "./views";

/** The situations that can be looked at: `?state=` in the browser. */
export type Scenario =
  | "usual"
  | "busy"
  | "evening"
  | "long_talk"
  | "first_run"
  | "empty"
  | "offline"
  | "signed_out"
  | "locked"
  | "update_needed"
  | "disk_full"
  | "damaged"
  | "joined"
  | "wiped";

const SETTINGS: Settings = {
  appearance: "system",
  density: "comfortable",
  locale: "en-GB",
  shortcut: "CmdOrCtrl+Shift+Space",
  shortcut_problem: null,
  single_letter_keys: true,
  day_parts: { morning: 540, noon: 720, afternoon: 900, evening: 1140 },
  notify_asked: true,
  notify_progress: true,
  notify_follow_ups: true,
  notify_thanks: true,
  shows_presence: true,
  notifications_paused_until: null,
  autostart: false,
  lean_after_minutes: 10,
  keep_quick_add_warm: true,
  file_cache_mebibytes: 2048,
};

const CONNECTIONS: Partial<Record<Scenario, Connection>> = {
  first_run: "local",
  empty: "local",
  wiped: "local",
  offline: "offline",
  signed_out: "signed_out",
  locked: "locked",
  update_needed: "update_needed",
};

const ENDED: Stage[] = ["closed", "declined", "withdrawn", "merged"];

export const isEnded = (row: RequestRow): boolean => ENDED.includes(row.stage);

export class World {
  readonly requests = new Map<string, FakeRequest>();
  readonly archive = new Map<string, FakeRequest>();
  readonly drafts = new Map<string, string>();
  readonly recent: string[] = [
    "thank @jo for covering the open house ^teamwork",
    "ask #legal for a look at the Miller lease by fri",
  ];
  thanks: ThanksCard[] = [];
  views: KeptView[] = [];
  answers: FakeAnswer[] = [];
  followUps: FollowUpRow[] = [];
  isUnlocked = false;
  attention: AttentionItem[] = [];
  moving: FileProgress[] = [];
  settings: Settings = { ...SETTINGS };
  profile: Profile = {
    name: "Mara Lindqvist",
    position: "Grants officer",
    zone: ZONE,
    locale: "en-GB",
    week: Array.from({ length: 7 }, (_, day) => (day < 5 ? [{ from: 540, to: 1020 }] : [])),
    country: null,
  };
  directory: Directory;
  isFirstRun: boolean;
  elsewhere: string | null = null;
  wiped: AppState["wiped"] = null;
  belongings: Belongings = { reminders: [], requests: [], is_settled: true };
  readonly #listeners = new Set<(changed: Changed) => void>();
  readonly navigators = new Set<(navigate: Navigate) => void>();
  #ids = 0;

  constructor(readonly scenario: Scenario) {
    const isAlone = scenario === "first_run" || scenario === "empty";
    this.isFirstRun = scenario === "first_run";
    this.directory = structuredClone(isAlone ? ALONE : DIRECTORY);
    if (scenario === "empty") this.directory.people[0]!.name = "Mara Lindqvist";
    if (!isAlone) this.#fill();
    if (scenario === "wiped")
      this.wiped = { organization: "Willow & Reed", ended_by: "administrator", at: at(0, 8, 2), unsent: 2 };
    if (scenario === "joined") this.belongings = structuredClone(LEFT);
  }

  #fill(): void {
    const mine = this.scenario === "busy" ? [...MINE, ...BUSY] : MINE;
    for (const one of [...mine.map(fakeRequest), ...others(400)]) this.requests.set(one.row.id, one);
    if (this.scenario === "long_talk") this.request("r-riparian").timeline.push(...longTalk());
    for (const one of ARCHIVED.map(fakeRequest)) this.archive.set(one.row.id, one);
    this.views = VIEWS.map((view) => ({ ...view }));
    this.answers = ANSWERS.map((one) => ({ ...one }));
    this.thanks = THANKS.map((card) => ({ ...card }));
    this.followUps = [
      this.#followUp("f-word", "next_word", "r-budget", null, at(0, 9), true),
      this.#followUp(
        "f-reminder",
        "reminder",
        null,
        "Call Dmitri about the Miller corner stones",
        at(0, 11),
        false,
      ),
    ];
    if (this.scenario === "busy")
      this.followUps.push(
        ...BUSY_FOLLOW_UPS.map((given, index) => this.#followUp(`f-busy-${index}`, ...given)),
      );
    else
      this.followUps.push({
        ...this.#followUp("f-clock", "late", "r-report", null, at(0, 9), true),
        clock: { kind: "next_word", due: at(-1, 17), colleague: null, may_take: false },
      });
    this.attention = ATTENTION.map((item) => ({ ...item }));
    if (this.scenario === "evening") becomeEvening(this);
  }

  #followUp(
    id: string,
    reason: FollowUpRow["reason"],
    request: string | null,
    words: string | null,
    due: string,
    isDue: boolean,
  ): FollowUpRow {
    return {
      id,
      reason,
      request: request ? this.request(request).row : null,
      words,
      due,
      is_due: isDue,
      is_snoozed: false,
      clock: null,
      is_unsent: false,
    };
  }

  get now(): string {
    return this.scenario === "evening" ? EVENING : NOW;
  }

  nextId(kind: string): string {
    this.#ids += 1;
    return `${kind}-new-${this.#ids}`;
  }

  request(id: string): FakeRequest {
    const found = this.requests.get(id) ?? this.archive.get(id);
    if (!found) throw { code: "not_found", message: "there is no such request here" };
    return found;
  }

  onChanged(listener: (changed: Changed) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(topics: Changed["topics"], requests: string[] = []): void {
    queueMicrotask(() => this.#listeners.forEach((listener) => listener({ topics, requests })));
  }

  appState(): AppState {
    const connection = (!this.isUnlocked && CONNECTIONS[this.scenario]) || "online";
    const trouble = this.scenario === "disk_full" || this.scenario === "damaged" ? this.scenario : null;
    const unsent = [...this.requests.values()].filter((one) => one.row.is_unsent).length;
    return {
      version: "0.1.0",
      profile: "default",
      is_first_run: this.isFirstRun,
      now: this.now,
      zone: ZONE,
      directory: this.directory,
      settings: this.settings,
      elsewhere: this.elsewhere,
      wiped: this.wiped,
      is_administrator: this.directory.teams.length > 0,
      sync: {
        connection,
        is_syncing: false,
        unsent: connection === "local" ? 0 : unsent,
        attention: this.attention.length,
        trouble,
        forgets_session: false,
        refetched: 0,
        clock_skew_seconds: null,
        last_synced_at: connection === "online" ? NOW : at(0, 8, 2),
        server: connection === "local" ? null : "https://turn.willowreed.example",
      },
    };
  }

  /** The names of the commands that I may use on a request now. */
  can(one: FakeRequest): string[] {
    const { row } = one;
    const names = ["say", "attach", "remind", "thank"];
    if (row.requester === ME) names.push("repeat");
    if (one.watchers.includes(ME)) names.push("unwatch");
    else if (![row.requester, row.helper, row.addressee.person].includes(ME)) names.push("watch");
    const team = this.directory.teams.find((other) => other.id === row.addressee.team);
    const isTeam = team?.members.some((member) => member.person === ME) ?? false;
    const takesPart = [row.requester, row.helper, row.addressee.person, ...one.watchers].includes(ME);
    if (row.is_muted) names.push("unmute");
    else if (takesPart || isTeam) names.push("mute");
    const isHelper = row.helper ? row.helper === ME : row.addressee.person === ME;
    if (isHelper || isTeam) names.push("note");
    if (isHelper || isTeam || row.requester === ME) {
      names.push("add_label", "remove_label", "link", "unlink");
      if (!isEnded(row)) names.push("change_priority");
    }
    if ((isHelper || isTeam) && one.checklist.length && !isEnded(row)) names.push("tick_step", "untick_step");
    const isOnASide = isHelper || isTeam || row.requester === ME;
    if (isOnASide && row.stage === "merged") names.push("unmerge");
    if (isOnASide && !isEnded(row) && row.stage !== "delivered") names.push("merge");
    if (row.requester === ME && row.stage === "delivered") names.push("confirm", "not_yet");
    const isSide = isHelper || isTeam;
    const isNudgedByHelper = row.stage === "delivered" || row.stage === "waiting_on_requester";
    if (!isEnded(row) && (isNudgedByHelper ? row.helper === ME : row.requester === ME)) names.push("nudge");
    if (isEnded(row) || row.stage === "delivered") return withApprovals(one, names, isSide);
    if (row.requester === ME) names.push("withdraw");
    if (row.stage === "asked" && (isHelper || isTeam))
      names.push("acknowledge", "decline", "hand_over", "offer");
    else if (row.requester === ME) names.push("offer");
    if (row.offer && !row.offer.is_mine) names.push("accept_offer");
    if (isHelper && row.stage !== "asked")
      names.push(
        "deliver",
        "renegotiate",
        "promise_next_word",
        "hand_over",
        "wait_on_requester",
        "wait_on_other",
        "offer",
      );
    if (isHelper && ["acknowledged", "waiting_on_requester", "waiting_on_other"].includes(row.stage))
      names.push("start");
    return withApprovals(one, names, isSide);
  }
}

function card(
  id: string,
  from: string,
  to: string[],
  words: string,
  values: string[],
  when: string,
  request?: string,
  title?: string,
): ThanksCard {
  return {
    id,
    from,
    to,
    words,
    html: paragraphs(words),
    values,
    request: request ?? null,
    request_title: title ?? null,
    is_private: false,
    at: when,
    is_unsent: false,
    can_retract_until: null,
  };
}

const THANKS: ThanksCard[] = [
  card(
    "k-1",
    "p-leila",
    [ME],
    "You rewrote the whole outcomes table in one evening because the funder had changed the form. The application went out complete, and I slept.",
    ["craft"],
    at(-1, 16, 20),
    "r-hollis",
    "Hollis application, second round",
  ),
  card(
    "k-2",
    "p-tomas",
    ["p-ben", "p-dmitri"],
    "Four corner stones in the rain, and the map was right to the last decimetre.",
    ["teamwork", "craft"],
    at(-1, 11),
  ),
  card(
    "k-3",
    ME,
    ["p-jo"],
    "For covering the open house when I was stuck on the train. Every visitor had coffee and an answer.",
    ["care"],
    at(-2, 10),
  ),
  card(
    "k-4",
    "p-priya",
    ["p-noah"],
    "The month closed without a single spreadsheet by mail. I did not know that was possible.",
    ["craft"],
    at(-3, 15),
  ),
  card(
    "k-5",
    "p-aiko",
    ["p-oscar", "p-ines", "p-ruth"],
    "You told me plainly what did not work in the leaflet, and stayed until it did.",
    ["candour", "teamwork"],
    at(-5, 9),
  ),
  card(
    "k-6",
    "p-sam",
    ["p-ines"],
    "You found the clause from 1987 that everybody thought was lost.",
    ["care"],
    at(-6, 14),
    "r-deed",
    "Deed of the Quarry meadow",
  ),
  card("k-7", "p-freya", [ME], "All receipts, sorted, before I had to ask.", ["care"], at(-8, 9)),
];

const ATTENTION: AttentionItem[] = [
  {
    id: "a-1",
    intent: "say",
    code: "not_found",
    details: "{}",
    words: "I can bring the key by on Thursday, would ten o'clock suit you?",
    request: null,
    request_title: "Key for the Heron Marsh gate",
    at: at(0, 8, 5),
  },
  {
    id: "a-2",
    intent: "deliver",
    code: "wrong_stage",
    details: '{"stage":"withdrawn"}',
    words: "The figures are in the shared folder, second sheet.",
    request: "r-budget",
    request_title: "Budget figures for the wetland proposal",
    at: at(-1, 17, 44),
  },
];
