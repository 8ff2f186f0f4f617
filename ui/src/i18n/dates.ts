/** From where a person looks at time. */
export interface TimeFrame {
  /** Milliseconds since 1970 by the core's clock. */
  now: number;
  zone: string;
  locale: string;
}

const DAY = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

function format(frame: TimeFrame, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${frame.locale} ${frame.zone} ${JSON.stringify(options)}`;
  const found =
    formats.get(key) ?? new Intl.DateTimeFormat(frame.locale, { timeZone: frame.zone, ...options });
  formats.set(key, found);
  return found;
}

/** The calendar day in the person's zone, as a count of days, so that midnights and time changes are theirs. */
function dayNumber(instant: number, zone: string): number {
  const calendar = format(
    { locale: "en-US-u-ca-gregory-nu-latn", zone, now: 0 },
    { year: "numeric", month: "numeric", day: "numeric" },
  );
  // By parts: how they are put together differs between the engines.
  const parts = Object.fromEntries(
    calendar.formatToParts(instant).map(({ type, value }) => [type, Number(value)]),
  );
  return Date.UTC(parts.year ?? 0, (parts.month ?? 1) - 1, parts.day) / DAY;
}

export function daysFromToday(instant: string, frame: TimeFrame): number {
  return dayNumber(Date.parse(instant), frame.zone) - dayNumber(frame.now, frame.zone);
}

export function timeOfDay(instant: string, frame: TimeFrame): string {
  return format(frame, { hour: "numeric", minute: "2-digit" }).format(Date.parse(instant));
}

/** `today`, `tomorrow`, `Fri`, `12 Dec`, `12 Dec 2025`: as short as it can be understood. */
export function dayName(instant: string, frame: TimeFrame): string {
  const days = daysFromToday(instant, frame);
  const at = Date.parse(instant);
  if (Math.abs(days) <= 1)
    return new Intl.RelativeTimeFormat(frame.locale, { numeric: "auto" }).format(days, "day");
  if (Math.abs(days) < 6) return format(frame, { weekday: "short" }).format(at);
  const isThisYear =
    format(frame, { year: "numeric" }).format(at) === format(frame, { year: "numeric" }).format(frame.now);
  return format(frame, { day: "numeric", month: "short", year: isThisYear ? undefined : "numeric" }).format(
    at,
  );
}

/** A point in time for a chip or a line of a list. */
export function shortWhen(instant: string, frame: TimeFrame): string {
  const days = daysFromToday(instant, frame);
  if (days === 0) return timeOfDay(instant, frame);
  if (Math.abs(days) < 6) return `${dayName(instant, frame)} ${timeOfDay(instant, frame)}`;
  return dayName(instant, frame);
}

/** A point in time in a sentence: `today 23:45`, `tomorrow 12:00`, `Fri 15:00`, `12 Dec 15:00`. */
export function dayAndTime(instant: string, frame: TimeFrame): string {
  return `${dayName(instant, frame)} ${timeOfDay(instant, frame)}`;
}

/** The whole truth, for a tooltip or to confirm what was understood. */
export function fullWhen(instant: string, frame: TimeFrame): string {
  return format(frame, {
    weekday: "long",
    day: "numeric",
    month: "long",
    hour: "numeric",
    minute: "2-digit",
  }).format(Date.parse(instant));
}

export function longDay(instant: number, frame: TimeFrame): string {
  return format(frame, { weekday: "long", day: "numeric", month: "long" }).format(instant);
}

/** A day such as `2026-12-01` at the head of a column: `Tue 1`. */
export function columnDay(date: string, frame: TimeFrame): string {
  return format({ ...frame, zone: "UTC" }, { weekday: "short", day: "numeric" }).format(Date.parse(date));
}

/** A day such as `2026-12-01` in words: `Tue 1 December 2026`. */
export function dayWords(date: string, frame: TimeFrame): string {
  const parts = { weekday: "short", day: "numeric", month: "long", year: "numeric" } as const;
  return format({ ...frame, zone: "UTC" }, parts).format(Date.parse(date));
}

/** The day that it is, such as `2026-12-01`. */
export function dayOf(frame: TimeFrame): string {
  return new Date(dayNumber(frame.now, frame.zone) * DAY).toISOString().slice(0, 10);
}

/** The day that an instant lies on, such as `2026-12-01`. */
export function dayOfInstant(instant: string, frame: TimeFrame): string {
  return dayOf({ ...frame, now: Date.parse(instant) });
}

/** A day that many days later, such as `2026-12-01`. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY).toISOString().slice(0, 10);
}

/** The day of the week, 0 for Monday, of a day such as `2026-12-01`. */
export function weekdayOf(day: string): number {
  return (new Date(day).getUTCDay() + 6) % 7;
}

/** How far the clocks of the zone are ahead of UTC then, in milliseconds. */
function offsetAt(instant: number, zone: string): number {
  const calendar = format(
    { locale: "en-US-u-ca-gregory-nu-latn", zone, now: 0 },
    {
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      hourCycle: "h23",
    },
  );
  const parts = Object.fromEntries(
    calendar.formatToParts(instant).map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute) - Math.floor(instant / 60_000) * 60_000;
}

/** The instant at which the clocks of the zone show so many minutes after midnight of that day. */
export function instantAt(day: string, minutes: number, { zone }: TimeFrame): string {
  const shown = Date.parse(day) + minutes * 60_000;
  const near = shown - offsetAt(shown, zone);
  return new Date(shown - offsetAt(near, zone)).toISOString();
}

/** How many minutes after midnight the clocks of the zone show then. */
export function minutesOfDay(instant: string, frame: TimeFrame): number {
  const at = Date.parse(instant);
  const shown = new Date(at + offsetAt(at, frame.zone));
  return shown.getUTCHours() * 60 + shown.getUTCMinutes();
}

export function hourOfDay(frame: TimeFrame): number {
  return Number(
    format({ ...frame, locale: "en-GB" }, { hour: "2-digit", hourCycle: "h23" }).format(frame.now),
  );
}
