// The clocks of requests and what teams work by, in memory.
import type { Clock, ClockMoment, ClockSpan, Commands, DayOff, TeamTerms, TermsAbove } from "../bindings";
import { teamsAbove } from "./nesting";
import { at, ME } from "./organization";
import { followed, readIn, READING_MS } from "./followed-calendars";
import type { FakeRequest } from "./requests";
import type { World } from "./world";

type Names =
  | "explain_clock"
  | "team_terms"
  | "set_team_calendar"
  | "set_service_levels"
  | "follow_calendar"
  | "list_countries"
  | "read_calendar_file";

type OwnTerms = Omit<TeamTerms, "above">;

const LEGAL: OwnTerms = {
  calendar: {
    zone: "Europe/Berlin",
    week: Array.from({ length: 7 }, (_, day) =>
      day < 5
        ? [
            { from: 540, to: 720 },
            { from: 780, to: 1020 },
          ]
        : [],
    ),
    country: "DE",
    days_off: [{ date: "2026-12-24", name: "Christmas Eve" }],
  },
  levels: [
    {
      name: "Pressing",
      priority: "high",
      kind: null,
      acknowledge: { unit: "minutes", count: 120 },
      next_word: { unit: "days", count: 1 },
      next_word_since: "last_word",
      deliver: { unit: "days", count: 3 },
      warns: true,
      steps: 3,
    },
    {
      name: "Usual",
      priority: null,
      kind: null,
      acknowledge: { unit: "minutes", count: 240 },
      next_word: { unit: "days", count: 2 },
      next_word_since: "last_word",
      deliver: { unit: "days", count: 5 },
      warns: true,
      steps: 2,
    },
  ],
  followed: null,
};

/** Finance, and Grants as a part of it, have one more day off. */
const FINANCE_HOURS: OwnTerms["calendar"] = LEGAL.calendar && {
  ...LEGAL.calendar,
  days_off: [{ date: "2026-11-25", name: "Founders’ day" }, ...LEGAL.calendar.days_off],
};

/** The clocks of the request that Legal works on: answered in time, waited for a day, due on Friday. */
const CLOCKS: Clock[] = [
  {
    kind: "acknowledge",
    state: "met",
    started_at: at(-2, 10, 4),
    stopped_at: at(-2, 11, 20),
    due: at(-2, 13, 4),
    target: { unit: "minutes", count: 120 },
    level: "Pressing",
    counted_minutes: 76,
  },
  {
    kind: "next_word",
    state: "at_risk",
    started_at: at(-1, 14, 41),
    stopped_at: null,
    due: at(0, 17),
    target: { unit: "days", count: 1 },
    level: "Pressing",
    counted_minutes: 178,
  },
  {
    kind: "deliver",
    state: "running",
    started_at: at(-2, 10, 4),
    stopped_at: null,
    due: at(1, 17),
    target: { unit: "days", count: 3 },
    level: "Pressing",
    counted_minutes: 875,
  },
];

const counted = (from: string, until: string): ClockSpan => ({ from, until, reason: "counted", name: null });
const rest = (from: string, until: string): ClockSpan => ({
  from,
  until,
  reason: "outside_hours",
  name: null,
});

/** Working days of Legal with their lunch and nights, from its first instant to the end. */
function days(from: string, first: number, last: number): ClockSpan[] {
  const spans: ClockSpan[] = [];
  for (let day = first; day <= last; day += 1) {
    const begin = day === first ? from : at(day, 9);
    spans.push(
      counted(begin, at(day, 12)),
      rest(at(day, 12), at(day, 13)),
      counted(at(day, 13), at(day, 17)),
    );
    if (day < last) spans.push(rest(at(day, 17), at(day + 1, 9)));
  }
  return spans;
}

const SPANS: Record<string, ClockSpan[]> = {
  acknowledge: [counted(at(-2, 10, 4), at(-2, 11, 20))],
  next_word: [counted(at(-1, 14, 41), at(-1, 17)), rest(at(-1, 17), at(0, 9)), ...days(at(0, 9), 0, 0)],
  deliver: days(at(-2, 10, 4), -2, 1),
};

const moment = (step: ClockMoment["step"], when: string): ClockMoment => ({ step, at: when });

/** Legal warns and takes every step; what is answered says nothing more. */
const MOMENTS: Record<string, ClockMoment[]> = {
  next_word: [
    moment("due_soon", at(0, 9, 16)),
    moment("late", at(0, 17)),
    moment("colleague", at(1, 11)),
    moment("lead", at(1, 14)),
  ],
  deliver: [
    moment("due_soon", at(0, 17)),
    moment("late", at(1, 17)),
    moment("colleague", at(2, 15)),
    moment("lead", at(5, 12)),
  ],
};

export const clocksOf = (one: FakeRequest): Clock[] =>
  one.row.id === "r-riparian" && one.row.requester === ME ? CLOCKS : [];

/** Whole days of a calendar file, as far as tests write them. */
function daysIn(text: string): DayOff[] {
  if (!text.includes("BEGIN:VCALENDAR")) throw { code: "calendar_file_unreadable", message: "no calendar" };
  const found = [...text.matchAll(/DTSTART;VALUE=DATE:(\d{4})(\d\d)(\d\d)[\s\S]*?SUMMARY:(.+)/g)];
  if (!found.length) throw { code: "calendar_file_empty", message: "no day" };
  return found.map(([, year, month, day, name]) => ({ date: `${year}-${month}-${day}`, name: name!.trim() }));
}

export function serviceLevelCommands(world: World): Pick<Commands, Names> {
  const terms = new Map<string, OwnTerms>([
    ["t-legal", structuredClone(LEGAL)],
    ["t-finance", structuredClone({ calendar: FINANCE_HOURS, levels: [], followed: null })],
  ]);
  const of = (team: string): OwnTerms => terms.get(team) ?? { calendar: null, levels: [], followed: null };
  const above = (team: string): TermsAbove => {
    const line = teamsAbove(world, team);
    const hours = line.find((one) => of(one.id).calendar);
    const aims = line.find((one) => of(one.id).levels.length);
    return {
      calendar: hours ? of(hours.id).calendar : null,
      calendar_of: hours?.name ?? null,
      levels: aims ? of(aims.id).levels : [],
      levels_of: aims?.name ?? null,
    };
  };
  const set = (team: string, part: Partial<OwnTerms>): null => {
    terms.set(team, { ...of(team), ...part });
    world.tell(["directory", "requests"]);
    return null;
  };
  return {
    async explain_clock({ request, kind }) {
      const clock = clocksOf(world.request(request)).find((one) => one.kind === kind);
      if (!clock) throw { code: "not_found", message: "no such clock" };
      return { clock, spans: SPANS[kind] ?? [], moments: MOMENTS[kind] ?? [] };
    },
    team_terms: async ({ team }) => structuredClone({ ...of(team), above: above(team) }),
    set_team_calendar: async ({ team, calendar }) =>
      set(team, calendar ? { calendar } : { calendar, followed: null }),
    async follow_calendar({ team, address }) {
      if (address === null) return set(team, { followed: null });
      const calendar = followed(address);
      if (!of(team).calendar) throw { code: "no_hours_of_its_own", message: "no hours" };
      const days = of(team).followed?.days ?? [];
      set(team, { followed: { ...calendar, days } });
      setTimeout(() => set(team, { followed: readIn(calendar, days) }), READING_MS);
      return null;
    },
    async set_service_levels({ team, levels }) {
      const names = new Set(levels.map((level) => level.name.trim()));
      if (names.size !== levels.length)
        throw { code: "service_levels_invalid", message: "twice", details: JSON.stringify({ most: 20 }) };
      return set(team, { levels });
    },
    list_countries: async () => ["AT", "CH", "DE", "ES", "FR", "GB", "IE", "US"],
    read_calendar_file: async ({ text }) => daysIn(text),
  };
}
