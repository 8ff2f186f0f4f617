import type { Commands, DayOff, RequestList, RequestRow } from "../../platform";
import { daysOffOf } from "./calendar";

const PAGE = 200;
/** More than this nobody looks over in two weeks. */
const MOST = 1000;

export interface Promises {
  rows: RequestRow[];
  /** How many of mine are promised for later. */
  later: number;
}

async function upTo(core: Commands, list: RequestList, day: string): Promise<RequestRow[]> {
  const rows: RequestRow[] = [];
  for (let offset = 0; offset < MOST; offset += PAGE) {
    const text = `promised:<=${day}`;
    const page = await core.list_requests({
      list,
      team: null,
      include_ended: false,
      text,
      offset,
      limit: PAGE,
    });
    rows.push(...page.rows);
    if (page.rows.length < PAGE) break;
  }
  return rows;
}

/** What I have promised until the end of that day, and what is promised to me. */
export async function promisesUntil(core: Commands, me: string, day: string): Promise<Promises> {
  const later = { team: null, include_ended: false, text: `promised:>${day}`, offset: 0, limit: 1 };
  const [mine, others, rest] = await Promise.all([
    upTo(core, "my_promises", day),
    upTo(core, "my_requests", day),
    core.list_requests({ list: "my_promises", ...later }),
  ]);
  const rows = [
    ...mine.filter((row) => row.helper === me),
    ...others.filter((row) => row.helper !== null && row.helper !== me),
  ];
  return { rows, later: rest.total };
}

/** The named days that these teams have off. */
export async function daysOffIn(core: Commands, teams: string[]): Promise<DayOff[]> {
  const terms = await Promise.all(teams.map((team) => core.team_terms({ team })));
  return terms.flatMap(daysOffOf);
}

/** Whether a promise is mine to move. */
export const canMove = (row: RequestRow, me: string): boolean =>
  row.helper === me && row.stage !== "delivered";
