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

/** Every team with its parts under it, by name. A part whose team is not among them stands by itself. */
export function nested<T extends Part>(teams: T[]): Nested<T>[] {
  const ids = new Set(teams.map((one) => one.id));
  const byName = teams.toSorted((one, other) => one.name.localeCompare(other.name));
  const under = (above: string | null, depth: number): Nested<T>[] =>
    depth > MOST_DEEP
      ? []
      : byName
          .filter((one) => (one.part_of !== null && ids.has(one.part_of) ? one.part_of : null) === above)
          .flatMap((team) => [{ team, depth }, ...under(team.id, depth + 1)]);
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
export function clearName(team: Part, teams: Iterable<Part>): string {
  const all = [...teams];
  const above = all.find((one) => one.id === team.part_of);
  const isCalledTwice = all.some((one) => one.id !== team.id && fold(one.name) === fold(team.name));
  return above && isCalledTwice ? t("team-of-team", { name: team.name, above: above.name }) : team.name;
}
