import { t } from "../../i18n";
import { fullWhen, type TimeFrame } from "../../i18n/dates";
import type { RequestDetail } from "../../platform";
import type { Session } from "../session/session.svelte";
import { givenName, type Values } from "./variables";

/** Before the server has given a number, the handle of this device means nothing to others. */
const LOCAL = "~";

/** What the variables stand for on a request; empty where there is nothing yet. */
export function valuesOn({ row }: RequestDetail, session: Session): Values {
  const name = (person: string | null) => session.person(person)?.name ?? "";
  const zone = session.person(row.requester)?.zone;
  const when = (at: string | null | undefined) => (at ? moment(at, session.frame, zone) : "");
  return {
    requester: givenName(name(row.requester)),
    me: name(session.me),
    helper: name(row.helper),
    number: row.number.startsWith(LOCAL) ? "" : row.number,
    title: row.title,
    team: session.team(row.addressee.team)?.name ?? "",
    promise: when(row.promise?.due),
    next_word: when(row.next_word),
  };
}

/** Who reads it elsewhere is told whose clock it is. */
function moment(at: string, frame: TimeFrame, zone: string | undefined): string {
  const words = fullWhen(at, frame);
  return zone && zone !== frame.zone ? t("moment-in-zone", { words, zone: frame.zone }) : words;
}

/** What stands in a preview, where there is no request. */
export function exampleValues(session: Session, team: string | null): Values {
  return {
    requester: t("variable-requester-example"),
    me: session.nameOf(session.me),
    helper: session.nameOf(session.me),
    number: t("variable-number-example"),
    title: t("variable-title-example"),
    team: session.team(team)?.name ?? t("variable-team-example"),
    promise: t("variable-promise-example"),
    next_word: t("variable-next-word-example"),
  };
}
