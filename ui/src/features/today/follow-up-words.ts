import { t } from "../../i18n";
import { dayAndTime, type TimeFrame } from "../../i18n/dates";
import type { FollowUpRow, RequestRow } from "../../platform";

/** What comes up and when: the time that was promised, not the moment at which it is brought to mind. */
export function followUpWords(
  followUp: FollowUpRow,
  request: RequestRow | null,
  frame: TimeFrame,
  nameOf: (person: string) => string,
): { words: string; at: string } {
  const { clock } = followUp;
  if (clock) {
    const when = dayAndTime(clock.due, frame);
    if (clock.colleague)
      return {
        words: t("follow-up-at-stepping-in", { when, name: nameOf(clock.colleague) }),
        at: clock.due,
      };
    const reason = followUp.reason === "may_step_in" && clock.may_take ? "may_take" : followUp.reason;
    const id = `follow-up-at-${reason.replaceAll("_", "-")}`;
    return { words: t(id, { when, clock: clock.kind.replaceAll("_", "-") }), at: clock.due };
  }
  const promised =
    followUp.reason === "promise"
      ? request?.promise?.due
      : followUp.reason === "next_word" || followUp.reason === "word_missed"
        ? request?.next_word
        : null;
  const at = promised ?? followUp.due;
  if (followUp.reason === "recurrence_stopped")
    return { words: t("follow-up-at-recurrence-stopped", { when: dayAndTime(at, frame) }), at };
  const kind = promised ? followUp.reason : followUp.reason === "no_reply" ? "no_reply" : "reminder";
  return { words: t(`follow-up-at-${kind.replaceAll("_", "-")}`, { when: dayAndTime(at, frame) }), at };
}
