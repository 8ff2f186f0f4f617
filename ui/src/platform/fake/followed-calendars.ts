// Calendars on the web, as a server would read them.
import type { DayOff, FollowedCalendar } from "../bindings";
import { at } from "./organization";

/** How long the server takes to read one. */
export const READING_MS = 300;

const DAYS: DayOff[] = [
  { date: "2026-12-31", name: "Between the years" },
  { date: "2027-01-06", name: "Epiphany" },
  { date: "2027-05-27", name: "Corpus Christi" },
  { date: "2027-08-15", name: "Assumption Day" },
  { date: "2027-11-01", name: "All Saints' Day" },
  { date: "2028-01-06", name: "Epiphany" },
  { date: "2028-06-15", name: "Corpus Christi" },
];

/** A calendar that nobody has read yet. */
export function followed(text: string): FollowedCalendar {
  const found = /^(https?|webcals?):\/\/([^/?#\s]+)(\S*)$/i.exec(text.trim());
  if (!found) throw { code: "calendar_address_malformed", message: "no address" };
  const [, scheme, host, rest] = found;
  if (host!.includes("@")) throw { code: "calendar_address_holds_password", message: "a password" };
  const address = `${scheme === "http" ? "http" : "https"}://${host}${rest}`;
  return { address, host: host!, days: [], taken_at: null, trouble: null };
}

/** The same once the server was there; hosts that are gone answer 404. */
export function readIn(calendar: FollowedCalendar, known: DayOff[]): FollowedCalendar {
  if (!calendar.host.startsWith("gone."))
    return { ...calendar, days: structuredClone(DAYS), taken_at: at(0, 9, 10) };
  const trouble = { problem: "answered_with", status: 404, since: at(0, 9, 10) } as const;
  return { ...calendar, days: known, trouble };
}
