import { t } from "../../i18n";
import type { Cycle, CycleUnit } from "../../platform";

export const UNITS: CycleUnit[] = ["day", "working_day", "week", "month", "year"];

/** A Monday, to be called as the language calls it. */
const MONDAY = Date.UTC(2026, 10, 16);
const DAY = 86_400_000;

/** What a day of the week is called, Monday being 0. */
export function weekdayName(day: number, locale: string, weekday: "short" | "long"): string {
  return new Intl.DateTimeFormat(locale, { weekday, timeZone: "UTC" }).format(MONDAY + day * DAY);
}

/** How often, as a sentence says it: `every 2 weeks on Monday and Thursday`. */
export function cycleWords({ every, unit, weekdays, from_completion }: Cycle, locale: string): string {
  const often = t(`cycle-${unit.replaceAll("_", "-")}`, { every });
  const days = [...weekdays].sort().map((day) => weekdayName(day, locale, "long"));
  const onDays = days.length
    ? t("cycle-on", { often, days: new Intl.ListFormat(locale).format(days) })
    : often;
  return from_completion ? t("cycle-from-completion", { often: onDays }) : onDays;
}
