// A small part of the core's grammar of times, enough to try the interface.
import { at, NOW } from "./organization";

const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const TODAY_INDEX = 3;

const TIME = /(?:^|\s)(\d{1,2})(?::(\d{2}))?\s*(am|pm)?$/i;

function hourOf(text: string): [number, number] {
  if (/noon/.test(text)) return [12, 0];
  if (/morning/.test(text)) return [9, 0];
  const match = TIME.exec(text);
  if (!match) return [17, 0];
  const hour = Number(match[1]) % 24;
  return [match[3]?.toLowerCase() === "pm" && hour < 12 ? hour + 12 : hour, Number(match[2] ?? 0)];
}

function dayOf(text: string): number | undefined {
  if (/\b(today|tod)\b/.test(text)) return 0;
  if (/\b(tomorrow|tom)\b/.test(text)) return 1;
  if (/\byesterday\b/.test(text)) return -1;
  if (/^eow$/.test(text)) return DAYS.indexOf("fri") - TODAY_INDEX;
  const index = DAYS.findIndex((day) => new RegExp(`\\b${day}`).test(text));
  if (index < 0) return undefined;
  const ahead = (index - TODAY_INDEX + 7) % 7 || 7;
  return /\bnext\b/.test(text) ? ahead + 7 : ahead;
}

/** The instant that `phrase` means, or undefined when it is no time. */
export function understand(phrase: string): string | undefined {
  const text = phrase.trim().toLowerCase();
  const relative = /^in (\d+) ?(min|h|wd|d|w)/.exec(text);
  if (relative) {
    const unit = { min: 60_000, h: 3_600_000, d: 86_400_000, wd: 86_400_000, w: 604_800_000 }[
      relative[2] as "min" | "h" | "d" | "wd" | "w"
    ];
    return new Date(Date.parse(NOW) + Number(relative[1]) * unit).toISOString();
  }
  const date = /^(\d{4}-\d{2}-\d{2})/.exec(text)?.[1];
  if (date) {
    const days = (Date.parse(date) - Date.parse(NOW.slice(0, 10))) / 86_400_000;
    return at(days, ...hourOf(text.slice(date.length)));
  }
  const day = dayOf(text);
  if (day === undefined && !TIME.test(text) && !/^(noon|morning|eod)$/.test(text)) return undefined;
  const [hour, minute] = hourOf(text);
  return at(day ?? 0, hour, minute);
}
