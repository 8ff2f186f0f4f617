// To whom of a team a request comes: by rules, and by hand.
import type { Commands, PossibleHolder, RuleAction, RuleSkip } from "../bindings";
import { ME } from "./organization";
import type { FakeRequest } from "./requests";
import { knowsAbout } from "./helping";
import { isEnded, type World } from "./world";

const openOf = (world: World, person: string): number =>
  [...world.requests.values()].filter(({ row }) => {
    const holder = row.stage === "asked" ? row.addressee.person : row.helper;
    return holder === person && !isEnded(row) && row.stage !== "delivered";
  }).length;

const membersOf = (world: World, team: string | null) => {
  const members = world.directory.teams.find((one) => one.id === team)?.members ?? [];
  return world.directory.people.filter(
    (one) => one.is_active && members.some(({ person }) => person === one.id),
  );
};

/** Whom the action comes to now, or why to nobody. `turns` has the latest last. */
export function assigned(
  world: World,
  { row, timeline }: FakeRequest,
  { assignment }: RuleAction,
  turns: string[],
): { person: string | null; skipped: RuleSkip | null } {
  if (!row.addressee.team) return { person: null, skipped: "already_so" };
  const { by, at_most, knows } = assignment!;
  const passedOn = timeline.filter(({ kind }) => kind === "handed_over").map(({ author }) => author);
  const fitting = membersOf(world, row.addressee.team)
    .filter((one) => ![row.requester, row.helper, ...passedOn].includes(one.id))
    .filter((one) => !one.absence && (!knows || knowsAbout(knows, one.skills)))
    .map(({ id }) => ({ id, open: openOf(world, id), turn: turns.indexOf(id) }))
    .filter(({ open }) => at_most === null || open < at_most)
    .sort(
      (a, b) => (by === "least_open" ? a.open - b.open : 0) || a.turn - b.turn || a.id.localeCompare(b.id),
    );
  const person = fitting[0]?.id ?? null;
  return { person, skipped: person ? null : "nobody_free" };
}

export function assigningCommands(world: World): Pick<Commands, "possible_holders"> {
  return {
    async possible_holders({ request }) {
      const { row } = world.request(request);
      const team = world.directory.teams.find((one) => one.id === row.addressee.team);
      const mine = team?.members.find(({ person }) => person === ME);
      if (!mine) return [];
      const isLead = mine.is_lead;
      const holders: PossibleHolder[] = membersOf(world, row.addressee.team)
        .filter(({ id }) => ![ME, row.requester, row.helper].includes(id))
        .map((one) => ({
          person: one.id,
          open: isLead ? openOf(world, one.id) : null,
          away: one.absence,
          is_at_work: !one.absence,
        }));
      const name = (id: string) => world.directory.people.find((one) => one.id === id)!.name;
      return holders.sort(
        (a, b) =>
          Number(a.away !== null) - Number(b.away !== null) ||
          (a.open ?? 0) - (b.open ?? 0) ||
          name(a.person).localeCompare(name(b.person)),
      );
    },
  };
}
