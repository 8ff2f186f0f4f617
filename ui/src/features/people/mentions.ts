import { fold } from "../../i18n/fold";
import type { Mention, PersonCard, RequestDetail } from "../../platform";
import type { Source } from "../writing/completion.svelte";
import { closest } from "./closest";
import { matching } from "./matching";

const MOST_OFFERED = 6;
/** Longer than most names: what is typed behind an @ and is none is left alone. */
const LONGEST = 40;
const isWord = (letter: string | undefined) => letter !== undefined && /[\p{L}\p{N}]/u.test(letter);

/** Who is named in the text with @ and the whole name. The longer of two names is meant. */
export function mentionsIn(text: string, candidates: Mention[]): Mention[] {
  const longestFirst = [...candidates].sort((a, b) => b.name.length - a.name.length);
  const found = new Map<string, Mention>();
  for (let at = text.indexOf("@"); at >= 0; at = text.indexOf("@", at + 1)) {
    if (isWord(text[at - 1])) continue;
    const named = longestFirst.find(
      ({ name }) => name && text.startsWith(name, at + 1) && !isWord(text[at + 1 + name.length]),
    );
    if (named && !found.has(named.name)) found.set(named.name, named);
  }
  return [...found.values()];
}

/** Who can be named: those who take part first, for when two have the same name. */
export function candidates(people: PersonCard[], detail: RequestDetail): Mention[] {
  const near = participants(detail);
  const all = people.filter((one) => one.is_active).map(({ id, name }) => ({ person: id, name }));
  return all.sort((a, b) => Number(near.has(b.person)) - Number(near.has(a.person)));
}

/** The two people and the watchers. */
export function participants({ row, watchers }: RequestDetail): Set<string> {
  const people = [row.requester, row.helper, row.addressee.person, ...watchers];
  return new Set(people.filter((one) => one !== null));
}

/** Whether somebody reads the internal notes of a request. */
export function readsNotes(person: PersonCard, { note_people, note_teams }: RequestDetail): boolean {
  return note_people.includes(person.id) || person.teams.some((team) => note_teams.includes(team));
}

/** With few at hand there may be others whom this device does not know. */
const FEW = 3;

/** Completes a name behind an @; `look` asks for more people than are here, `onChosen` hears whom it is. */
export function mentioning(
  people: () => PersonCard[],
  look: (text: string) => void,
  onChosen?: (mention: Mention) => void,
): Source {
  return (before) => {
    const from = before.lastIndexOf("@");
    const typed = before.slice(from + 1);
    if (from < 0 || isWord(before[from - 1]) || typed.length > LONGEST || /^\s|\n/.test(typed)) return null;
    const all = people().map(({ id, name, position }) => ({ id, name, about: position ?? "" }));
    const isDone = ({ name }: { name: string }) => fold(typed).startsWith(`${fold(name)} `);
    if (all.some(isDone)) return null;
    const exact = matching(typed, all);
    if (typed.trim().length > 1 && exact.length < FEW) look(typed);
    const alike =
      exact.length === 0 && typed.length > 2 && !typed.includes(" ") ? closest(typed, all, 3) : [];
    const offered = [...exact, ...alike].slice(0, MOST_OFFERED);
    return {
      from,
      suggestions: offered.map(({ id, name, about }) => ({
        id,
        name,
        about,
        insert: `@${name} `,
        person: id,
        onChosen: () => onChosen?.({ person: id, name }),
      })),
    };
  };
}
