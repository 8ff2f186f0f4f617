import { hourOfDay, type TimeFrame } from "../../i18n/dates";

export type PartOfDay = "night" | "morning" | "afternoon" | "evening";

export function partOfDay(frame: TimeFrame): PartOfDay {
  const hour = hourOfDay(frame);
  return hour < 5 ? "night" : hour < 12 ? "morning" : hour < 17 ? "afternoon" : "evening";
}
