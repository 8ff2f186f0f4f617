import { t } from "../../i18n";
import { dayAndTime, type TimeFrame } from "../../i18n/dates";
import { missing, takesTime, type Choice } from "./choices";

/** What will become of one open thing, in a few words. */
export function planWords(choice: Choice | undefined, frame: TimeFrame): string {
  if (!choice) return "";
  const lack = missing(choice, frame.now);
  if (lack) return t(`close-day-lacks-${lack}`);
  const when = takesTime(choice.deed) && choice.at ? dayAndTime(choice.at, frame) : "";
  const thanks = choice.deed === "confirm" && choice.words.trim() ? "yes" : "no";
  return t(`close-day-plan-${choice.deed.replaceAll("_", "-")}`, { when, thanks });
}
