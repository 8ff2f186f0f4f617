import type { Priority, Wish } from "../../platform";
import type { Session } from "../session/session.svelte";

/** A wish as it stands in fields. */
export interface Written {
  title: string;
  details: string;
  /** A person or a team. */
  to: string[];
  priority: Priority;
  neededDays: string;
}

const END_OF_DAY = 17 * 60;

/** The fields without the texts, which come with their drafts. */
export function fieldsOf(wish: Wish, me: string): Written {
  const to = wish.addressee.team ?? wish.addressee.person;
  return {
    title: "",
    details: "",
    to: to && to !== me ? [to] : [],
    priority: wish.priority,
    neededDays: wish.needed?.days.toString() ?? "",
  };
}

/** Whether somebody has written what the wish did not say. */
export const isWritten = (written: Written, wish: Wish): boolean =>
  (written.title.trim() !== "" && written.title !== wish.title) ||
  (written.details.trim() !== "" && written.details !== (wish.details ?? ""));

export const isWhole = ({ title, to }: Written): boolean => title.trim() !== "" && to.length === 1;

export function wishIn(written: Written, wish: Wish, session: Session): Wish {
  const [id = ""] = written.to;
  const isTeam = session.teams.has(id);
  const days = Number.parseInt(written.neededDays, 10);
  return {
    ...wish,
    title: written.title.trim(),
    details: written.details.trim() || null,
    addressee: { person: isTeam ? null : id, team: isTeam ? id : null },
    priority: written.priority,
    needed: days >= 0 ? { days, minutes: wish.needed?.minutes ?? END_OF_DAY } : null,
  };
}
