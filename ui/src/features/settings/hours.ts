import type { Hours } from "../../platform";

const two = (value: number) => String(value).padStart(2, "0");

/** `09:00–12:30, 13:00–17:00` as people write it. */
export function writeHours(day: Hours[]): string {
  const clock = (minutes: number) => `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
  return day.map(({ from, to }) => `${clock(from)}–${clock(to)}`).join(", ");
}

/** Reads what was written; undefined when it is not clear, out of order or overlapping. */
export function readHours(text: string): Hours[] | undefined {
  if (!text.trim()) return [];
  const hours: Hours[] = [];
  for (const part of text.split(/[,;]/)) {
    const match = /^\s*(\d{1,2})(?:[:.](\d{2}))?\s*[–—-]\s*(\d{1,2})(?:[:.](\d{2}))?\s*$/.exec(part);
    if (!match) return undefined;
    const from = Number(match[1]) * 60 + Number(match[2] ?? 0);
    const to = Number(match[3]) * 60 + Number(match[4] ?? 0);
    if (from >= to || to > 24 * 60 || from < (hours.at(-1)?.to ?? 0)) return undefined;
    hours.push({ from, to });
  }
  return hours;
}
