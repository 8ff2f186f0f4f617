import { t } from "../../i18n";
import { dayAndTime, dayOf } from "../../i18n/dates";
import type { RequestDetail } from "../../platform";
import type { Session } from "../session/session.svelte";
import { isAway } from "../week/calendar";

/** Who is nudged: who is to do something about it. */
function nudged({ row }: RequestDetail, session: Session): string | null {
  return row.requester === session.me ? (row.helper ?? row.addressee.person) : row.requester;
}

/** A gentle word to begin with. */
export function gentleWords(detail: RequestDetail, session: Session): string {
  const { row } = detail;
  const name = session.person(nudged(detail, session))?.name.split(" ")[0] ?? "";
  const isLate = row.promise !== null && Date.parse(row.promise.due) <= +session.frame.now;
  const about =
    row.stage === "delivered" || row.stage === "waiting_on_requester"
      ? row.stage.replaceAll("_", "-")
      : isLate
        ? "late"
        : row.stage === "asked"
          ? "asked"
          : "served";
  const when = row.promise ? dayAndTime(row.promise.due, session.frame) : "";
  const greeting = name ? t("nudge-greeting", { name }) : t("nudge-greeting-all");
  return `${greeting} ${t(`nudge-${about}`, { title: row.title, when })}`;
}

/** Whom to turn to when gentle words do not help: who stands in, or else who leads the team. */
export function nextRung(detail: RequestDetail, session: Session): string | null {
  const { row } = detail;
  if (row.requester !== session.me) return null;
  const other = session.person(row.helper ?? row.addressee.person);
  const absence = other?.absence ?? null;
  const substitute = absence?.substitute;
  if (other && substitute && isAway(dayOf(session.frame), absence))
    return t("nudge-substitute", { name: other.name, substitute: session.nameOf(substitute) });
  const teams = row.addressee.team ? [row.addressee.team] : (other?.teams ?? []);
  const leads = teams.flatMap((id) => session.team(id)?.members.filter((one) => one.is_lead) ?? []);
  const lead = leads.find(({ person }) => person !== session.me && person !== other?.id);
  return lead ? t("nudge-lead", { lead: session.nameOf(lead.person) }) : null;
}
