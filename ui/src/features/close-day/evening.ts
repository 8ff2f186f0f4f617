import { t } from "../../i18n";
import { dayOf, dayOfInstant } from "../../i18n/dates";
import type { RequestRow } from "../../platform";
import type { Session } from "../session/session.svelte";

const MOST_REQUESTS = 50;
const MOST_THANKS = 50;
const MOST_NAMES = 3;

/** Whom I kept my word to today, who else got something from me, and whom I thanked. */
export interface Evening {
  kept: string[];
  given: string[];
  thanked: string[];
}

async function deliveredToday(session: Session, row: RequestRow): Promise<"kept" | "given" | undefined> {
  const { timeline } = await session.core.open_request({ request: row.id });
  const today = dayOf(session.frame);
  const mine = timeline.findLast(
    (one) =>
      one.kind === "delivered" && one.author === session.me && dayOfInstant(one.at, session.frame) === today,
  );
  if (!mine) return undefined;
  return row.promise?.state === "kept" && !mine.was_broken ? "kept" : "given";
}

async function served(session: Session): Promise<Pick<Evening, "kept" | "given">> {
  const { rows } = await session.core.list_requests({
    list: "my_promises",
    team: null,
    include_ended: true,
    text: "sort:changed",
    offset: 0,
    limit: MOST_REQUESTS,
  });
  const today = dayOf(session.frame);
  const [kept, given] = [new Set<string>(), new Set<string>()];
  for (const row of rows) {
    const isOver = row.stage === "delivered" || row.stage === "closed";
    if (!isOver || dayOfInstant(row.changed_at, session.frame) !== today) continue;
    const how = await deliveredToday(session, row);
    if (how) (how === "kept" ? kept : given).add(row.requester);
  }
  return { kept: [...kept], given: [...given].filter((person) => !kept.has(person)) };
}

export async function eveningOf(session: Session): Promise<Evening> {
  const today = dayOf(session.frame);
  const given = { list: "given" as const, offset: 0, limit: MOST_THANKS };
  const [{ cards }, mine] = await Promise.all([session.core.list_thanks(given), served(session)]);
  const ofToday = cards.filter(
    (card) => card.words !== null && dayOfInstant(card.at, session.frame) === today,
  );
  return { ...mine, thanked: [...new Set(ofToday.flatMap((card) => card.to))] };
}

function names(people: string[], session: Session): string {
  const shown = people.slice(0, people.length > MOST_NAMES + 1 ? MOST_NAMES : undefined);
  const all = shown.map((id) => session.nameOf(id));
  if (shown.length < people.length) all.push(t("evening-others", { count: people.length - shown.length }));
  return new Intl.ListFormat(session.frame.locale, { type: "conjunction" }).format(all);
}

/** What the day gave, in sentences; none when there is nothing to tell. */
export function eveningWords(evening: Evening, session: Session): string[] {
  const say = (id: string, people: string[]) =>
    people.length ? [t(id, { names: names(people, session), count: people.length })] : [];
  return [
    ...say("evening-kept", evening.kept),
    ...say("evening-given", evening.given),
    ...say("evening-thanked", evening.thanked),
  ];
}
