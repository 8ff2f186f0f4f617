// The requests that the organization has in flight, written down by hand, and many older ones.
import type {
  EntryKind,
  LinkTo,
  PromiseChip,
  RequestDetail,
  RequestRow,
  ShownForm,
  ShownStep,
  ShownApproval,
  Stage,
  Target,
  TimelineEntry,
} from "../bindings";
import { at, ME, NOW, PEOPLE, TEAMS } from "./organization";

export interface FakeRequest {
  row: RequestRow;
  details: string | null;
  watchers: string[];
  links: LinkTo[];
  form: ShownForm | null;
  checklist: ShownStep[];
  approvals: ShownApproval[];
  wordEvery: Target | null;
  recurrence: string | null;
  timeline: TimelineEntry[];
  promises: RequestDetail["promises"];
  deliveryWords: string | null;
  nextNeed: string | null;
  isThanked: boolean;
  /** The team that sees it though it is private. */
  privateTo: string | null;
  /** Into which it was merged, and what undoing that takes. */
  merged: { into: string; before: Stage; watchers: string[]; lines: string[] } | null;
}

let entries = 0;

export function entry(
  kind: EntryKind,
  author: string | null,
  when: string,
  more: Partial<TimelineEntry> = {},
): TimelineEntry {
  entries += 1;
  return {
    id: `e-${entries}`,
    kind,
    author,
    at: when,
    words: null,
    html: more.words ? paragraphs(more.words) : null,
    second_words: null,
    promise: null,
    earlier_promise: null,
    next_word: null,
    word_every: null,
    person: null,
    team: null,
    approvers: [],
    needed: null,
    rule: null,
    chosen_by: null,
    by_service: false,
    priority: null,
    earlier_priority: null,
    label: null,
    step: null,
    link_kind: null,
    linked: null,
    rating: null,
    earlier_rating: null,
    was_broken: false,
    recurrence: null,
    due: null,
    left_out: null,
    thanks: null,
    file: null,
    is_internal: false,
    is_unsent: false,
    can_retract_until: null,
    can_reword: author === ME && ["said", "noted", "attached"].includes(kind),
    reworded_at: null,
    earlier: [],
    mentions: [],
    mentions_me: more.mentions?.some(({ person }) => person === ME) ?? false,
    ...more,
  };
}

/** What the core's renderer would give for plain text. */
export function paragraphs(words: string): string {
  const escaped = words.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return escaped
    .split(/\n{2,}/)
    .map((part) => `<p>${part.replaceAll("\n", "<br>")}</p>`)
    .join("");
}

export interface Seed {
  id: string;
  number: string;
  title: string;
  from: string;
  helper?: string;
  team?: string;
  person?: string;
  stage: Stage;
  asked: string;
  promise?: PromiseChip;
  more?: Partial<RequestRow>;
  details?: string;
  timeline?: TimelineEntry[];
  watchers?: string[];
  links?: LinkTo[];
  form?: ShownForm;
  checklist?: ShownStep[];
  approvals?: ShownApproval[];
  isThanked?: boolean;
}

export function fakeRequest(seed: Seed): FakeRequest {
  const addressee = seed.team
    ? { person: null, team: `t-${seed.team}` }
    : { person: seed.person ?? seed.helper ?? null, team: null };
  const timeline = [entry("asked", seed.from, seed.asked), ...(seed.timeline ?? [])];
  const row: RequestRow = {
    id: seed.id,
    number: seed.number,
    title: seed.title,
    requester: seed.from,
    helper: seed.helper ?? null,
    addressee,
    stage: seed.stage,
    priority: "normal",
    labels: [],
    approval: null,
    promise: seed.promise ?? null,
    offer: null,
    answer: null,
    needed_by: null,
    next_word: null,
    asked_at: seed.asked,
    changed_at: timeline.at(-1)?.at ?? seed.asked,
    reopen_count: 0,
    is_unsent: false,
    is_unread: false,
    is_muted: false,
    ...seed.more,
  };
  const promises =
    seed.promise && seed.helper
      ? [{ due: seed.promise.due, made_at: seed.asked, made_by: seed.helper, reason: null }]
      : [];
  return {
    row,
    details: seed.details ?? null,
    watchers: seed.watchers ?? [],
    links: seed.links ?? [],
    form: seed.form ?? null,
    checklist: seed.checklist ?? [],
    approvals: structuredClone(seed.approvals ?? []),
    wordEvery: null,
    recurrence: null,
    timeline,
    promises,
    deliveryWords: timeline.findLast((one) => one.kind === "delivered")?.words ?? null,
    nextNeed: timeline.findLast((one) => one.kind === "delivered")?.second_words ?? null,
    isThanked: seed.isThanked ?? false,
    privateTo: null,
    merged: null,
  };
}

export const chip = (
  due: string,
  state: PromiseChip["state"] = "on_time",
  renegotiated = 0,
): PromiseChip => ({
  due,
  state,
  renegotiated,
});

const SUBJECTS = [
  "Lease extension for the {0} barn",
  "Photos of the {0} meadow",
  "Key for the {0} gate",
  "Cost estimate for the {0} footbridge",
  "Draft of the {0} newsletter",
  "Soil samples from {0}",
  "Minutes of the {0} meeting",
  "Insurance certificate for the {0} walk",
  "New badge for the {0} office",
  "Translation of the {0} leaflet",
];
const PLACES = [
  "Birch Hill",
  "Elm Street",
  "Miller",
  "Heron Marsh",
  "Northfield",
  "Quarry",
  "Alder Creek",
  "Stonebridge",
  "Larkspur",
  "Old Mill",
];
const STAGES: Stage[] = [
  "asked",
  "acknowledged",
  "in_progress",
  "in_progress",
  "delivered",
  "closed",
  "closed",
  "closed",
  "waiting_on_other",
  "closed",
];

/** Requests among others, spread over the last half year: a fixed sequence, so that pictures stay comparable. */
export function others(count: number): FakeRequest[] {
  return Array.from({ length: count }, (_, index) => {
    const from = PEOPLE[1 + ((index * 5) % 12)]!;
    const helper = PEOPLE[1 + ((index * 7 + 3) % 12)]!;
    const team = TEAMS.find((one) => helper.teams.includes(one.id)) ?? TEAMS[0]!;
    const stage = index > 60 ? "closed" : STAGES[index % STAGES.length]!;
    const asked = at(-Math.floor(index / 2.2) - 1, 9 + (index % 8), (index * 13) % 60);
    const isEnded = stage === "closed" || stage === "delivered";
    const due = new Date(Date.parse(asked) + (2 + (index % 6)) * 86_400_000).toISOString();
    const open = due < NOW ? "late" : "on_time";
    const state = isEnded ? (index % 9 === 4 ? "broken" : "kept") : index % 7 === 2 ? "at_risk" : open;
    return fakeRequest({
      id: `r-${index}`,
      number: `${team.prefix}-${300 - (index % 290)}`,
      from: from.id,
      helper: stage === "asked" ? undefined : helper.id,
      title: SUBJECTS[index % SUBJECTS.length]!.replace("{0}", PLACES[(index * 3) % PLACES.length]!),
      team: team.id.slice(2),
      stage,
      asked,
      promise: stage === "asked" ? undefined : chip(due, state),
      more: { reopen_count: isEnded && index % 11 === 3 ? 1 : 0 },
      timeline: stage === "closed" ? [entry("confirmed", from.id, due, { rating: 5 - (index % 4) })] : [],
      isThanked: true,
    });
  });
}
