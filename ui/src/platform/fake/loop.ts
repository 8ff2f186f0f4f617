// The commands about one request, as the core would carry them out.
import { fittingAnswers } from "./answers";
import { helpersFor } from "./helping";
import type {
  Commands,
  FilterTerm,
  ListRequests,
  PersonLoad,
  RequestDetail,
  RequestRow,
  Thank,
  ThanksCard,
} from "../bindings";
import { approvalsOf, ratingOf } from "./approvals";
import { at, ME, NOW } from "./organization";
import { sorted, soughtIn } from "./finding";
import { noteReaders } from "./mentions";
import { entry, fakeRequest, paragraphs, type FakeRequest } from "./requests";
import { fireRules } from "./rules";
import { fillIn } from "./services";
import { clocksOf } from "./service-levels";
import { take } from "./take";
import { linksOf, mention } from "./structure";
import { talkCommands, UNDO_UNTIL } from "./talk";
import { isEnded, type World } from "./world";

const promised = (due: string, renegotiated = 0) => ({ due, state: "on_time" as const, renegotiated });

function detailOf(world: World, one: FakeRequest): RequestDetail {
  return {
    row: { ...one.row },
    is_archived: one.row.id.startsWith("r-archived"),
    details: one.details,
    details_html: one.details ? paragraphs(one.details) : null,
    visibility: one.privateTo ? "private" : "teams",
    private_to: one.privateTo,
    kind: null,
    watchers: one.watchers,
    ...noteReaders(world, one),
    links: linksOf(world, one),
    word_every: isEnded(one.row) || one.row.stage === "delivered" ? null : one.wordEvery,
    recurrence: one.recurrence,
    merged_into: one.merged ? mention(world, one.merged.into) : null,
    form: one.form,
    checklist: one.checklist.map((step) => ({ ...step })),
    approvals: approvalsOf(world, one),
    asks_rating: true,
    rating: ratingOf(one),
    can: world.can(one),
    timeline: one.timeline.map((entry) => ({ ...entry })),
    promises: one.promises,
    clocks: clocksOf(one),
    delivery_words: one.deliveryWords,
    next_need: one.nextNeed,
    follow_ups: world.followUps.filter((followUp) => followUp.request?.id === one.row.id),
    draft: world.drafts.get(`request:${one.row.id}`) ?? null,
  };
}

const myTeams = (world: World) =>
  world.directory.teams.filter(
    (team) => team.leads_above.includes(ME) || team.members.some((member) => member.person === ME),
  );

const waitsIn = (row: RequestRow, team: string) =>
  row.addressee.team === team && row.stage === "asked" && (!row.offer || row.offer.by === row.requester);

function listed(world: World, args: ListRequests): { rows: RequestRow[]; terms: FilterTerm[] } {
  const { terms, text, fits, sort, wantsEnded } = soughtIn(world, args.text ?? "");
  const include_ended = args.include_ended || wantsEnded;
  const rows = rowsOf(world, { ...args, text, include_ended }).filter(fits);
  return { rows: sort ? sorted(rows, sort) : rows, terms };
}

const byTime = (a?: string | null, b?: string | null) => (a ?? "9").localeCompare(b ?? "9");

function rowsOf(world: World, { list, team, include_ended, text }: ListRequests): RequestRow[] {
  const sought = text?.toLowerCase() ?? "";
  if (list === "queues") {
    const teams = team ? [team] : myTeams(world).map((one) => one.id);
    return [...world.requests.values()]
      .map((one) => one.row)
      .filter((row) => teams.some((one) => waitsIn(row, one)))
      .filter((row) => `${row.number} ${row.title} ${row.labels.join(" ")}`.toLowerCase().includes(sought))
      .sort((a, b) => byTime(a.answer?.due, b.answer?.due) || byTime(a.needed_by, b.needed_by));
  }
  return [...world.requests.values()]
    .map((one) => one.row)
    .filter((row) =>
      list === "my_requests"
        ? row.requester === ME
        : list === "my_promises"
          ? row.helper === ME || row.addressee.person === ME
          : true,
    )
    .filter((row) => include_ended || list === "everyone" || !isEnded(row))
    .filter((row) => `${row.number} ${row.title} ${row.labels.join(" ")}`.toLowerCase().includes(sought))
    .sort((a, b) =>
      list === "my_promises"
        ? (a.promise?.due ?? "9").localeCompare(b.promise?.due ?? "9")
        : b.changed_at.localeCompare(a.changed_at),
    );
}

export function thankIn(world: World, thank: Thank): ThanksCard {
  const title = thank.request ? world.request(thank.request).row.title : null;
  const card: ThanksCard = {
    id: world.nextId("k"),
    from: ME,
    to: thank.to,
    words: thank.words,
    html: paragraphs(thank.words),
    values: thank.values,
    request: thank.request,
    request_title: title,
    is_private: thank.is_private,
    at: NOW,
    is_unsent: true,
    can_retract_until: UNDO_UNTIL,
  };
  world.thanks.unshift(card);
  world.tell(["thanks"]);
  return card;
}

type LoopCommands = Pick<
  Commands,
  | "list_requests"
  | "list_queues"
  | "team_load"
  | "save_team_load"
  | "open_request"
  | "mark_read"
  | "search_archive"
  | "similar_requests"
  | "look_up"
  | "ask"
  | "acknowledge"
  | "offer"
  | "accept_offer"
  | "decline"
  | "hand_over"
  | "start"
  | "wait_on_requester"
  | "wait_on_other"
  | "renegotiate"
  | "promise_next_word"
  | "deliver"
  | "confirm"
  | "not_yet"
  | "withdraw"
  | "say"
  | "nudge"
  | "note"
  | "retract"
  | "reword"
>;

export function loopCommands(world: World): LoopCommands {
  return {
    async list_requests(args) {
      const { offset, limit } = args;
      const { rows, terms } = listed(world, args);
      const page = rows.slice(offset, offset + limit).map((row) => ({ ...row }));
      return { rows: page, total: rows.length, terms };
    },
    async list_queues() {
      const rows = [...world.requests.values()].map((one) => one.row);
      return myTeams(world).map(({ id }) => ({
        team: id,
        waiting: rows.filter((row) => waitsIn(row, id)).length,
      }));
    },
    async team_load({ team }) {
      const days = Array.from({ length: 14 }, (_, day) => at(day, 12).slice(0, 10));
      const people = world.directory.teams.find((one) => one.id === team)?.members ?? [];
      const rows = [...world.requests.values()].map((one) => one.row).filter((row) => !isEnded(row));
      const load = (person: string): PersonLoad => {
        const dues = rows
          .filter((row) => row.helper === person && row.stage !== "delivered")
          .map((row) => row.promise?.due);
        const isFree = (day: string, index: number) =>
          [0, 6].includes(new Date(day).getUTCDay()) || (person !== ME && index === 2);
        return {
          person,
          late: dues.filter((due) => due && due < NOW).length,
          days: days.map((day, index) => ({
            promises: dues.filter((due) => due && due >= NOW && due.startsWith(day)).length,
            working_minutes: isFree(day, index) ? 0 : 480,
            is_free: isFree(day, index),
          })),
          later: dues.filter((due) => due && due.slice(0, 10) > days.at(-1)!).length,
          undated: dues.filter((due) => !due).length,
        };
      };
      return { days, people: people.map(({ person }) => load(person)) };
    },
    save_team_load: async () => null,
    async open_request({ request }) {
      return detailOf(world, world.request(request));
    },
    async mark_read({ request }) {
      const { row } = world.request(request);
      if (row.is_unread) {
        row.is_unread = false;
        world.tell(["requests"], [request]);
      }
      return null;
    },
    async search_archive({ text }) {
      const sought = soughtIn(world, text);
      const rows = [...world.archive.values()].map((one) => ({ ...one.row })).filter(sought.fits);
      return rows.filter((row) => row.title.toLowerCase().includes(sought.text.toLowerCase()));
    },
    async similar_requests({ text }) {
      const words = (title: string): string[] => [...(title.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? [])];
      const sought = words(text);
      const shared = (row: RequestRow) => words(row.title).filter((word) => sought.includes(word)).length;
      const open = [...world.requests.values()].map((one) => one.row).filter((row) => !isEnded(row));
      const alike = open.filter((row) => shared(row) >= Math.max(2, sought.length / 2));
      return {
        answers: fittingAnswers(world, text),
        rows: alike.sort((a, b) => shared(b) - shared(a)).slice(0, 3),
        helpers: helpersFor(world, text).slice(0, 3),
      };
    },
    look_up: async () => null,
    async ask(args) {
      const id = world.nextId("r");
      const one = fakeRequest({
        id,
        number: `~${id.slice(-4)}`,
        title: args.title,
        from: ME,
        stage: "asked",
        asked: NOW,
        details: args.details ?? undefined,
        watchers: args.watchers,
        more: {
          addressee: args.addressee,
          is_unsent: true,
          priority: args.priority,
          needed_by: args.needed_by,
        },
      });
      if (args.link) {
        one.links.push(args.link);
        one.timeline.push(
          entry("linked", ME, NOW, {
            link_kind: args.link.kind,
            linked: mention(world, args.link.to),
            is_unsent: true,
          }),
        );
      }
      if (args.form) fillIn(world, one, args.form);
      world.requests.set(id, one);
      fireRules(world, id, "asked");
      world.tell(["requests"], [id]);
      return { request: id };
    },
    acknowledge: async ({ request, promise, next_word, words }) =>
      take(world, request, {
        kind: "acknowledged",
        stage: "acknowledged",
        row: {
          helper: ME,
          promise: promise ? promised(promise) : null,
          next_word,
          offer: null,
          answer: null,
        },
        entry: { promise, next_word, words, html: words ? paragraphs(words) : null },
      }),
    offer: async ({ request, due, words }) =>
      take(world, request, {
        kind: "offered",
        row: { offer: { id: world.nextId("o"), by: ME, due, words, is_mine: true } },
        entry: { promise: due, words },
      }),
    accept_offer: async ({ request }) => {
      const due = world.request(request).row.offer?.due ?? NOW;
      return take(world, request, {
        kind: "offer_accepted",
        stage: "acknowledged",
        row: { offer: null, helper: ME, promise: promised(due) },
        entry: { promise: due },
      });
    },
    decline: async ({ request, reason, alternative }) =>
      take(world, request, {
        kind: "declined",
        stage: "declined",
        entry: { words: reason, second_words: alternative },
      }),
    hand_over: async ({ request, to, reason }) =>
      take(world, request, {
        kind: "handed_over",
        stage: "asked",
        row: { addressee: to, helper: null, promise: null },
        entry: { words: reason, person: to.person, team: to.team },
      }),
    start: async ({ request }) => take(world, request, { kind: "started", stage: "in_progress" }),
    wait_on_requester: async ({ request, words }) =>
      take(world, request, { kind: "waiting_on_requester", stage: "waiting_on_requester", entry: { words } }),
    wait_on_other: async ({ request, words }) =>
      take(world, request, { kind: "waiting_on_other", stage: "waiting_on_other", entry: { words } }),
    renegotiate: async ({ request, from, to, reason }) =>
      take(world, request, {
        kind: "renegotiated",
        row: { promise: promised(to, 1) },
        entry: { earlier_promise: from, promise: to, words: reason },
      }),
    promise_next_word: async ({ request, by, every }) => {
      world.request(request).wordEvery = every;
      const entry = { next_word: by, word_every: every };
      return take(world, request, { kind: "next_word_promised", row: { next_word: by }, entry });
    },
    deliver: async ({ request, words, next_need }) => {
      const one = world.request(request);
      Object.assign(one, { deliveryWords: words, nextNeed: next_need });
      const promise = one.row.promise && {
        ...one.row.promise,
        state: one.row.promise.due < NOW ? ("broken" as const) : ("kept" as const),
      };
      return take(world, request, {
        kind: "delivered",
        stage: "delivered",
        row: { promise },
        entry: { words, html: paragraphs(words), second_words: next_need },
      });
    },
    confirm: async ({ request, rating, words, thanks }) => {
      take(world, request, { kind: "confirmed", stage: "closed", entry: { rating, words } });
      if (thanks)
        world
          .request(request)
          .timeline.push(entry("thanked", ME, NOW, { thanks: thankIn(world, thanks), is_unsent: true }));
      world.request(request).isThanked = thanks !== null;
      return null;
    },
    not_yet: async ({ request, words }) =>
      take(world, request, {
        kind: "not_yet",
        stage: "in_progress",
        row: { reopen_count: world.request(request).row.reopen_count + 1 },
        entry: { words },
      }),
    withdraw: async ({ request, reason }) =>
      take(world, request, { kind: "withdrawn", stage: "withdrawn", entry: { words: reason } }),
    ...talkCommands(world),
  };
}
