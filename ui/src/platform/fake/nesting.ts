// Teams that are parts of others, in memory.
import type { TeamCard } from "../bindings";
import type { World } from "./world";

const MOST_DEEP = 5;

/** The teams above one, the nearest first. */
export function teamsAbove(world: World, team: string): TeamCard[] {
  const find = (id: string | null) => world.directory.teams.find((one) => one.id === id);
  const line: TeamCard[] = [];
  for (let next = find(find(team)?.part_of ?? null); next && line.length < 10; next = find(next.part_of))
    line.push(next);
  return line;
}

/** How many teams there are from that one down to its last part. */
function depth(world: World, team: string): number {
  const parts = world.directory.teams.filter((one) => one.part_of === team);
  return 1 + Math.max(0, ...parts.map((one) => depth(world, one.id)));
}

/** Who leads a team leads those parts that are led from above. */
export function leadFromAbove(world: World): void {
  for (const team of world.directory.teams) {
    const line = [team, ...teamsAbove(world, team.id)];
    const end = line.findIndex((one) => !one.is_led_from_above);
    const leading = line.slice(1, end < 0 ? line.length : end + 1);
    const leads = leading.flatMap((one) => one.members.filter((it) => it.is_lead));
    team.leads_above = [...new Set(leads.map((one) => one.person))];
  }
}

export function placeTeam(
  world: World,
  team: TeamCard,
  part_of: string | null,
  is_led_from_above: boolean,
): void {
  const line = part_of ? [part_of, ...teamsAbove(world, part_of).map((one) => one.id)] : [];
  if (line.includes(team.id)) throw { code: "part_of_itself", message: "a circle" };
  if (line.length + depth(world, team.id) > MOST_DEEP)
    throw { code: "teams_too_deep", message: "too deep", details: JSON.stringify({ most: MOST_DEEP }) };
  Object.assign(team, { part_of, is_led_from_above: part_of !== null && is_led_from_above });
  leadFromAbove(world);
}

/** Its parts become parts of what it is part of. */
export function closeTeam(world: World, team: TeamCard): void {
  team.is_active = false;
  for (const part of world.directory.teams) {
    if (part.part_of !== team.id) continue;
    part.part_of = team.part_of;
    part.is_led_from_above &&= team.is_led_from_above;
  }
  leadFromAbove(world);
}
