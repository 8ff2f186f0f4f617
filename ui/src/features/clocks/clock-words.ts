import { t } from "../../i18n";
import { dayAndTime, type TimeFrame } from "../../i18n/dates";
import type { Clock, Target } from "../../platform";

/** A word of the core as it stands in the names of texts. */
export const dashed = (word: string) => word.replaceAll("_", "-");

/** So much working time: `2 h 15 min`. */
export function duration(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (hours && rest) return t("duration-both", { hours, minutes: rest });
  return hours ? t("duration-hours", { hours }) : t("duration-minutes", { minutes: rest });
}

/** What is aimed for: `4 h of work`, `2 working days`. */
export function targetWords({ unit, count }: Target): string {
  if (unit === "minutes") return t("target-working-time", { time: duration(count) });
  return t("target-days", { days: count });
}

/** How a clock stands, for a line. */
export function clockWords(clock: Clock, frame: TimeFrame): string {
  const when = clock.due === null ? "" : dayAndTime(clock.due, frame);
  const time = duration(clock.counted_minutes);
  switch (clock.state) {
    case "running":
      return t("clock-running", { when });
    case "at_risk":
      return t("clock-at-risk", { when });
    case "late":
      return t("clock-late", { when });
    case "paused":
      return t("clock-paused");
    case "met":
      return t("clock-met", { time });
    case "missed":
      return t("clock-missed", { time });
    case "passed_on":
      return t("clock-passed-on");
    case "dropped":
      return t("clock-dropped");
  }
}
