import type { TeamCard } from "../../platform";
import { nested, teamsAbove, withParts } from "./nesting";

/** The nearest team above by which somebody leads this one; none where this device does not know it. */
export function leadsBy(person: string, team: TeamCard, teams: TeamCard[]): TeamCard | undefined {
  return teamsAbove(team, teams).find((one) =>
    one.members.some((member) => member.is_lead && member.person === person),
  );
}

/** The parts that are led by whoever leads the team from above: each is led from above itself. */
export function ledAlong(team: TeamCard, teams: TeamCard[]): TeamCard[] {
  const led = teams.filter((one) => one.is_active && one.is_led_from_above && one.id !== team.id);
  const along = withParts(team.id, led);
  return nested(led.filter((one) => along.has(one.id))).map(({ team: one }) => one);
}

/** Who leads a team, from above as well. */
export function leadsOf({ members, leads_above }: TeamCard): string[] {
  const own = members.filter((one) => one.is_lead).map((one) => one.person);
  return [...new Set([...own, ...leads_above])];
}

/** Who belongs to a team: its members, and who leads it from above. */
export function belonging({ members, leads_above }: TeamCard): string[] {
  return [...new Set([...members.map((one) => one.person), ...leads_above])];
}
