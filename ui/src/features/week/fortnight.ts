import { addDays, dayOf, dayOfInstant, weekdayOf, type TimeFrame } from "../../i18n/dates";
import type { RequestRow } from "../../platform";
import { isAway, type MyCalendar } from "./calendar";

/** A day with what is promised for it. */
export interface Day {
  date: string;
  isToday: boolean;
  isPast: boolean;
  /** Whether the person is away. */
  isAway: boolean;
  /** Nobody works then: the person does not, is away, or a team of theirs has it off. */
  isOff: boolean;
  /** What it is called, where it has a name. */
  names: string[];
  rows: RequestRow[];
}

export interface Fortnight {
  /** Promised for before this week, and not delivered. */
  late: RequestRow[];
  weeks: Day[][];
}

/** The last day that is shown: the Sunday of next week. */
export function lastDay(frame: TimeFrame): string {
  const today = dayOf(frame);
  return addDays(today, 13 - weekdayOf(today));
}

/** This week and the next by day. A day off without anything on it is shown where it has a name. */
export function fortnight(rows: RequestRow[], calendar: MyCalendar, frame: TimeFrame): Fortnight {
  const today = dayOf(frame);
  const monday = addDays(today, -weekdayOf(today));
  const dated = rows
    .flatMap((row) => (row.promise ? [{ row, day: dayOfInstant(row.promise.due, frame) }] : []))
    .sort((a, b) => (a.row.promise?.due ?? "").localeCompare(b.row.promise?.due ?? ""));
  const dayFor = (date: string): Day => {
    const away = isAway(date, calendar.absence);
    const names = calendar.daysOff.filter((day) => day.date === date).map(({ name }) => name);
    const isFree = (calendar.week[weekdayOf(date)]?.length ?? 0) === 0;
    return {
      date,
      isToday: date === today,
      isPast: date < today,
      isAway: away,
      isOff: away || isFree || names.length > 0,
      names: [...new Set(names)],
      rows: dated.filter(({ day }) => day === date).map(({ row }) => row),
    };
  };
  const isShown = (day: Day) =>
    day.rows.length > 0 || (calendar.week[weekdayOf(day.date)]?.length ?? 0) > 0 || day.names.length > 0;
  const weekFrom = (first: string) => Array.from({ length: 7 }, (_, day) => dayFor(addDays(first, day)));
  // A weekday that is shown in one week is shown in both: they stand below each other.
  const weeks = [monday, addDays(monday, 7)].map(weekFrom);
  return {
    late: dated.filter(({ row, day }) => day < monday && row.promise?.state === "late").map(({ row }) => row),
    weeks: weeks.map((week) => week.filter((_, weekday) => weeks.some((one) => isShown(one[weekday]!)))),
  };
}

/** Everything in the order in which it stands there. */
export const inOrder = ({ late, weeks }: Fortnight): RequestRow[] => [
  ...late,
  ...weeks.flatMap((week) => week.flatMap(({ rows }) => rows)),
];
