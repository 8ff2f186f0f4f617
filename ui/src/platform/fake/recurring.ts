// What somebody asks again and again, counted by the zone of the organization in memory.
import type { Commands, Cycle, ShownRecurrence } from "../bindings";
import { at, ME, NOW } from "./organization";
import { entry } from "./requests";
import { mention } from "./structure";
import { isEnded, type World } from "./world";

/** As it is kept, without what is found out about its last request. */
export type KeptRecurrence = Omit<ShownRecurrence, "last" | "is_last_open"> & { request: string | null };

const DAY = 86_400_000;

const bare = (id: string, title: string, person: string, cycle: Partial<Cycle>): KeptRecurrence => ({
  id,
  wish: {
    title,
    details: null,
    addressee: { person, team: null },
    visibility: "teams",
    priority: "normal",
    kind: null,
    labels: [],
    watchers: [],
    needed: null,
    service: null,
  },
  cycle: { every: 1, unit: "week", weekdays: [], from_completion: false, ...cycle },
  first: at(-14, 9),
  next: null,
  left_out: 0,
  pause: null,
  refusal: null,
  is_unsent: false,
  request: null,
});

export const RECURRENCES: KeptRecurrence[] = [
  {
    ...bare("q-plants", "Water the plants in the seed store", "p-noah", { every: 2, weekdays: [0, 3] }),
    next: at(1, 9),
  },
  {
    ...bare("q-figures", "Figures for the quarterly report", "p-leila", { every: 3, unit: "month" }),
    next: at(9, 9),
    left_out: 0,
  },
  {
    ...bare("q-boiler", "Look at the boiler", "p-jo", { every: 1, unit: "year", from_completion: true }),
    pause: "refused",
    refusal: "inactive",
  },
];

const weekday = (moment: number) => (new Date(moment).getUTCDay() + 6) % 7;

function later(cycle: Cycle, from: number): number {
  const { every, unit, weekdays } = cycle;
  const moment = new Date(from);
  if (unit === "month" || unit === "year") {
    const day = moment.getUTCDate();
    moment.setUTCMonth(moment.getUTCMonth() + every * (unit === "year" ? 12 : 1));
    if (moment.getUTCDate() < day) moment.setUTCDate(0);
    return moment.getTime();
  }
  if (unit === "week" && weekdays.length) {
    let next = from + DAY;
    while (!weekdays.includes(weekday(next))) next += DAY;
    return weekday(next) > weekday(from) ? next : next + (every - 1) * 7 * DAY;
  }
  if (unit === "working_day") {
    let next = from;
    for (let left = every; left > 0; left -= weekday(next) < 5 ? 1 : 0) next += DAY;
    return next;
  }
  return from + every * (unit === "week" ? 7 : 1) * DAY;
}

function times(cycle: Cycle, first: string | null): string[] {
  if (!Number.isInteger(cycle.every) || cycle.every < 1 || cycle.every > 400) return [];
  let next = Date.parse(first ?? at(1, 9));
  if (first) while (next <= Date.parse(NOW)) next = later(cycle, next);
  else while (cycle.weekdays.length && !cycle.weekdays.includes(weekday(next))) next += DAY;
  return Array.from({ length: 3 }, (_, index) => {
    if (index) next = later(cycle, next);
    return new Date(next).toISOString();
  });
}

type Names =
  | "list_recurrences"
  | "keep_recurrence"
  | "pause_recurrence"
  | "resume_recurrence"
  | "drop_recurrence"
  | "restore_recurrence"
  | "preview_cycle";

export function recurringCommands(world: World): Pick<Commands, Names> {
  const dropped: KeptRecurrence[] = [];
  let all: KeptRecurrence[] = world.scenario === "empty" ? [] : structuredClone(RECURRENCES);

  function change(id: string, patch: Partial<KeptRecurrence>): null {
    if (!all.some((one) => one.id === id)) throw { code: "not_found", message: "there is no such thing" };
    all = all.map((one) => (one.id === id ? { ...one, ...patch, is_unsent: true } : one));
    world.tell(["recurrences"]);
    return null;
  }

  function shown({ request, ...kept }: KeptRecurrence): ShownRecurrence {
    const row = request ? world.requests.get(request)?.row : undefined;
    const isOpen = row !== undefined && !isEnded(row) && row.stage !== "delivered";
    return { ...kept, last: row ? mention(world, row.id) : null, is_last_open: isOpen };
  }

  /** The request says from now on what asks it again. */
  function begin(request: string, id: string): void {
    const one = world.request(request);
    if (one.recurrence === id) return;
    one.recurrence = id;
    one.timeline.push(entry("repeats", ME, NOW, { recurrence: id, is_unsent: true }));
    world.tell(["requests"], [request]);
  }

  return {
    list_recurrences: async () => all.map(shown),
    async keep_recurrence({ id, wish, cycle, first, request }) {
      if (!times(cycle, first).length) throw { code: "cycle_invalid", message: "no such cycle" };
      if (!wish.title.trim()) throw { code: "text_empty", message: "the text is empty" };
      if (wish.addressee.person === ME) throw { code: "asked_oneself", message: "a reminder does that" };
      const known = all.find((one) => one.id === id);
      const last = request ?? known?.request ?? null;
      const waits = cycle.from_completion && last !== null;
      const next = waits ? null : first > NOW ? first : (times(cycle, first).find((it) => it > NOW) ?? null);
      const kept: KeptRecurrence = {
        ...bare(id ?? world.nextId("q"), "", "", {}),
        ...known,
        wish,
        cycle,
        first,
        next: known && known.first === first && known.next ? known.next : next,
        pause: known?.pause === "wanted" ? "wanted" : null,
        refusal: null,
        is_unsent: true,
        request: last,
      };
      all = [...all.filter((one) => one !== known), kept];
      if (request) begin(request, kept.id);
      world.tell(["recurrences"]);
      return { id: kept.id };
    },
    pause_recurrence: async ({ id }) => change(id, { pause: "wanted", next: null }),
    async resume_recurrence({ id }) {
      const known = all.find((one) => one.id === id);
      const next = known ? (times(known.cycle, null)[0] ?? null) : null;
      return change(id, { pause: null, refusal: null, next });
    },
    async drop_recurrence({ id }) {
      dropped.push(...all.filter((one) => one.id === id));
      all = all.filter((one) => one.id !== id);
      world.tell(["recurrences"]);
      return null;
    },
    async restore_recurrence({ id }) {
      const one = dropped.find((it) => it.id === id);
      if (one && !all.includes(one)) all = [...all, { ...one, is_unsent: true }];
      world.tell(["recurrences"]);
      return null;
    },
    preview_cycle: async ({ cycle, first }) => ({ times: times(cycle, first) }),
  };
}
