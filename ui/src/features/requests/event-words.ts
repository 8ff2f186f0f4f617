import { t } from "../../i18n";
import { shortWhen } from "../../i18n/dates";
import type { Priority, TimelineEntry } from "../../platform";
import { targetWords } from "../clocks/clock-words";
import { outcomesWordsAhead } from "../rules/words";
import type { Session } from "../session/session.svelte";

function variant(entry: TimelineEntry): string {
  if (entry.kind === "acknowledged")
    return entry.promise
      ? "acknowledged-promise"
      : entry.next_word
        ? "acknowledged-next-word"
        : "acknowledged";
  if (entry.kind === "renegotiated" && entry.was_broken) return "renegotiated-broken";
  if (entry.kind === "handed_over" && entry.chosen_by)
    return `handed-over-${entry.chosen_by.replaceAll("_", "-")}`;
  if (entry.kind === "next_word_promised" && entry.word_every) return "next-word-promised-again";
  if (entry.kind === "rated" && entry.earlier_rating) return "rated-again";
  if (entry.kind === "approval_asked" && entry.by_service) return "approval-asked-by-service";
  if (entry.kind === "approval_skipped" && entry.approvers.length === 0) return "approval-skipped-manager";
  if (entry.kind === "approval_asked" && entry.approvers.length > 1)
    return entry.needed === entry.approvers.length ? "approval-asked-all" : "approval-asked-some";
  if (entry.kind === "confirmed" && entry.rating) return "confirmed-rated";
  if (entry.kind === "linked" && entry.link_kind) return `linked-${entry.link_kind.replaceAll("_", "-")}`;
  if (entry.kind === "recurred" && entry.left_out) return "recurred-late";
  return entry.kind.replaceAll("_", "-");
}

const pressing = (priority: Priority | null) => (priority ? t(`priority-short-${priority}`) : "");

/** What nobody did, a rule of the team did. */
const who = (author: string | null, session: Session) =>
  author === session.me ? t("you-begin") : author === null ? t("rule-who") : session.nameOf(author);

/** What happened, in one sentence. */
export function eventWords(entry: TimelineEntry, session: Session): string {
  const when = (instant: string | null) => (instant ? shortWhen(instant, session.frame) : "");
  const to = entry.person
    ? entry.person === session.me
      ? t("you")
      : session.nameOf(entry.person)
    : (session.team(entry.team)?.name ?? "");
  return t(`event-${variant(entry)}`, {
    who: who(entry.author, session),
    to,
    promise: when(entry.promise),
    earlier: when(entry.earlier_promise),
    next: when(entry.next_word),
    every: entry.word_every ? targetWords(entry.word_every) : "",
    due: when(entry.due),
    "left-out": entry.left_out ?? 0,
    rating: entry.rating ?? 0,
    "earlier-rating": entry.earlier_rating ?? 0,
    approvers: new Intl.ListFormat(session.frame.locale).format(
      entry.approvers.map((person) => (person === session.me ? t("you") : session.nameOf(person))),
    ),
    needed: entry.needed ?? 1,
    label: entry.label ?? "",
    step: entry.step ?? "",
    rule: entry.rule?.name ?? "",
    outcomes: outcomesWordsAhead(entry.rule?.outcomes ?? [], session),
    other: entry.linked ? `${entry.linked.number} ${entry.linked.title}` : t("link-other-hidden"),
    priority: pressing(entry.priority),
    "earlier-priority": pressing(entry.earlier_priority),
  });
}
