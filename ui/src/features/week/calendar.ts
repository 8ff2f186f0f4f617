import { weekdayOf } from "../../i18n/dates";
import type { DayOff, Hours, OutOfOffice, TeamTerms } from "../../platform";

/** When somebody works, and which days their teams have off. */
export interface MyCalendar {
  week: Hours[][];
  absence: OutOfOffice | null;
  daysOff: DayOff[];
}

export const isAway = (day: string, absence: OutOfOffice | null): boolean =>
  absence !== null && day >= absence.first_day && day < absence.back_on;

/** Whether somebody works that day, such as `2026-12-01`, by their week and their absence. */
export function isWorkingDay(day: string, week: Hours[][], absence: OutOfOffice | null): boolean {
  return !isAway(day, absence) && (week[weekdayOf(day)]?.length ?? 0) > 0;
}

/** `09:30`, as it is understood in every language. */
export function clock(minutes: number): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** What a team has off: its own days or those of the team above, and those of the calendar that it follows. */
export function daysOffOf({ calendar, above, followed }: TeamTerms): DayOff[] {
  return [...((calendar ?? above.calendar)?.days_off ?? []), ...(followed?.days ?? [])];
}

const USUAL = { from: 540, to: 1020 };

/** From when to when somebody works on that weekday; the usual hours where they do not. */
export function hoursOf(day: string, week: Hours[][]): Hours {
  const hours = week[weekdayOf(day)] ?? [];
  return { from: hours[0]?.from ?? USUAL.from, to: hours.at(-1)?.to ?? USUAL.to };
}
