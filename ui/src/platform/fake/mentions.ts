// Whoever is named in words, as the core would call them.
import type { Mention, RequestDetail } from "../bindings";
import { ME, NOW } from "./organization";
import { entry, paragraphs, type FakeRequest } from "./requests";
import type { World } from "./world";

/** The words with those who are named in them marked. */
export function naming(words: string, mentions: Mention[]): string {
  return mentions.reduce((html, { person, name }) => {
    const looks = person === ME ? "mention mine" : "mention";
    return html.replaceAll(`@${name}`, `<span class="${looks}">@${name}</span>`);
  }, paragraphs(words));
}

/** The helper's side: who leads one of their teams from above reads with them. */
export function noteReaders(
  world: World,
  { row }: FakeRequest,
): Pick<RequestDetail, "note_people" | "note_teams"> {
  const helper = row.helper ?? row.addressee.person;
  const teams = row.addressee.team ? [row.addressee.team] : [];
  const own = world.directory.people.find((person) => person.id === helper)?.teams ?? [];
  const note_teams = [...new Set([...teams, ...own])];
  const reading = world.directory.teams.filter((one) => one.is_active && note_teams.includes(one.id));
  const people = [...(helper ? [helper] : []), ...reading.flatMap((one) => one.leads_above)];
  return { note_people: [...new Set(people)], note_teams };
}

/** Who does not take part yet watches from now on. */
export function callIn(world: World, request: string, mentions: Mention[]): void {
  const one = world.request(request);
  const near = [one.row.requester, one.row.helper, one.row.addressee.person, ...one.watchers];
  for (const { person } of mentions.filter((mention) => !near.includes(mention.person))) {
    one.watchers = [...one.watchers, person];
    one.timeline.push(entry("watched", ME, NOW, { person, is_unsent: true }));
  }
}

export function checkSide(world: World, request: string, mentions: Mention[]): void {
  const { note_people, note_teams } = noteReaders(world, world.request(request));
  const reads = (id: string) =>
    note_people.includes(id) ||
    world.directory.people.some(
      ({ id: one, teams }) => one === id && teams.some((team) => note_teams.includes(team)),
    );
  if (!mentions.every(({ person }) => reads(person)))
    throw { code: "not_on_helpers_side", message: "notes are for the helper's side" };
}
