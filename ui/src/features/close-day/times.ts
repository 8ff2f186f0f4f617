import { t } from "../../i18n";
import { addDays, dayOf, weekdayOf, type TimeFrame } from "../../i18n/dates";
import type { Hours, OutOfOffice } from "../../platform";
import { clock, isWorkingDay } from "../week/calendar";

const FURTHEST = 21;

/** The next working days after today, nearest first. */
function nextDays(week: Hours[][], absence: OutOfOffice | null, frame: TimeFrame): string[] {
  const today = dayOf(frame);
  const days = Array.from({ length: FURTHEST }, (_, index) => addDays(today, index + 1));
  return days.filter((day) => isWorkingDay(day, week, absence)).slice(0, 2);
}

function phrase(day: string, minutes: number, frame: TimeFrame): string {
  const ahead = (Date.parse(day) - Date.parse(dayOf(frame))) / 86_400_000;
  const time = clock(minutes);
  // A bare weekday is its next occurrence: what lies further ahead is named by its date.
  if (ahead > 6) return `${day} ${time}`;
  return ahead === 1 ? t("when-tomorrow-at", { time }) : t(`when-weekday-${weekdayOf(day)}`, { time });
}

const NOON = 720;

/** Times to promise anew, as one would write them: noon and the end of the next working day, and noon of the one after. */
export function timesToPromise(week: Hours[][], absence: OutOfOffice | null, frame: TimeFrame): string[] {
  const [next, after] = nextDays(week, absence, frame);
  if (!next) return [];
  const end = week[weekdayOf(next)]?.at(-1)?.to ?? 1020;
  const times = [phrase(next, NOON, frame), phrase(next, end, frame)];
  return after ? [...times, phrase(after, NOON, frame)] : times;
}

/** Times to be reminded at: when the next two working days begin. */
export function timesToRemind(week: Hours[][], absence: OutOfOffice | null, frame: TimeFrame): string[] {
  return nextDays(week, absence, frame).map((day) =>
    phrase(day, week[weekdayOf(day)]?.[0]?.from ?? 540, frame),
  );
}
