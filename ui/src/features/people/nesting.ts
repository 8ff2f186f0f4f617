import { fold } from "../../i18n/fold";
import { t } from "../../i18n";
import type { TeamCard } from "../../platform";

/** A team, and how many teams there are above it among those that are shown with it. */
export interface Nested<T> {
  team: T;
  depth: number;
}

type Part = Pick<TeamCard, "id" | "name" | "part_of">;

/** How deep teams are at most: where this device does not know all of them, nothing goes on for ever. */
const MOST_DEEP = 5;

interface Index {
  byId: Map<string, Part>;
  /** How many teams are called so, whatever their capitals and accents. */
  called: Map<string, number>;
}

/** Made once for each list: hundreds of teams are named at a time. */
const indexes = new WeakMap<Part[], Index>();

function indexOf(teams: Part[]): Index {
  const known = indexes.get(teams);
  if (known) return known;
  const index: Index = { byId: new Map(), called: new Map() };
  for (const one of teams) {
    const name = fold(one.name);
    index.byId.set(one.id, one);
    index.called.set(name, (index.called.get(name) ?? 0) + 1);
  }
  indexes.set(teams, index);
  return index;
}

/** The teams above one as far as this device knows them, the nearest first. */
export function teamsAbove<T extends Part>(team: Part, teams: T[]): T[] {
  const { byId } = indexOf(teams);
  const line: T[] = [];
  for (let id = team.part_of; id !== null && line.length < MOST_DEEP;) {
    const above = byId.get(id) as T | undefined;
    if (above) line.push(above);
    id = above?.part_of ?? null;
  }
  return line;
}

/** Every team with its parts under it, by name. A part whose team is not among them stands by itself. */
export function nested<T extends Part>(teams: T[]): Nested<T>[] {
  const { byId } = indexOf(teams);
  const parts = new Map<string | null, T[]>();
  for (const one of teams.toSorted((a, b) => a.name.localeCompare(b.name))) {
    const above = one.part_of !== null && byId.has(one.part_of) ? one.part_of : null;
    const among = parts.get(above);
    if (among) among.push(one);
    else parts.set(above, [one]);
  }
  const under = (above: string | null, depth: number): Nested<T>[] =>
    depth > MOST_DEEP
      ? []
      : (parts.get(above) ?? []).flatMap((team) => [{ team, depth }, ...under(team.id, depth + 1)]);
  return under(null, 0);
}

/** The team and all that are part of it. */
export function withParts<T extends Part>(id: string, teams: T[]): Set<string> {
  const found = new Set([id]);
  for (let grown = 0; grown !== found.size;) {
    grown = found.size;
    for (const one of teams) if (one.part_of !== null && found.has(one.part_of)) found.add(one.id);
  }
  return found;
}

/** Its name, with what it is part of where another team is called the same. */
export function clearName(team: Part, teams: Part[]): string {
  if (team.part_of === null) return team.name;
  const { byId, called } = indexOf(teams);
  const above = byId.get(team.part_of);
  const isCalledTwice = (called.get(fold(team.name)) ?? 0) > 1;
  return above && isCalledTwice ? t("team-of-team", { name: team.name, above: above.name }) : team.name;
}

/** Its name behind those of all teams above it. */
export function pathName(team: Part, teams: Part[]): string {
  return teamsAbove(team, teams).reduce(
    (path, above) => t("team-path", { above: above.name, path }),
    team.name,
  );
}
