// What was chosen lies with the drafts until it has gone out.
import { isDeed, type Choice } from "./choices";

export type Choices = Readonly<Record<string, Choice>>;

function isChoice(value: unknown): value is Choice {
  if (typeof value !== "object" || value === null) return false;
  const { deed, when, at, words } = value as Record<string, unknown>;
  return (
    isDeed(deed) &&
    typeof when === "string" &&
    typeof words === "string" &&
    (at === null || typeof at === "string")
  );
}

export function writeChoices(choices: Choices, day: string): string {
  return Object.keys(choices).length ? JSON.stringify({ day, choices }) : "";
}

/** What was kept. On another day only what somebody has written still counts. */
export function readChoices(text: string, day: string): Choices {
  if (!text) return {};
  try {
    const kept = JSON.parse(text) as { day?: unknown; choices?: unknown };
    const all = Object.entries((kept.choices ?? {}) as Record<string, unknown>);
    const usable = all.filter((entry): entry is [string, Choice] => isChoice(entry[1]));
    return Object.fromEntries(kept.day === day ? usable : usable.filter(([, { words }]) => words.trim()));
  } catch {
    return {};
  }
}
