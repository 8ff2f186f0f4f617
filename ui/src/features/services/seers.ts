import { t } from "../../i18n";
import type { TeamCard } from "../../platform";
import type { Session } from "../session/session.svelte";

/** The names of who leads a team from above without being in it; empty where nobody does. */
export function namesAbove(session: Session, team: TeamCard): string {
  const isIn = (id: string) => id === session.me || team.members.some(({ person }) => person === id);
  const names = team.leads_above.filter((id) => !isIn(id)).map((id) => session.nameOf(id));
  return new Intl.ListFormat(session.frame.locale).format(names);
}

/** A team as those who see what is confidential to it: with who leads it from above, named. */
export function seersOf(session: Session, team: TeamCard): string {
  const names = namesAbove(session, team);
  return names ? t("service-team-led-from-above", { team: team.name, names }) : team.name;
}
