// Who can help, and what somebody can be asked about.
import type { Commands, AbleToHelp } from "../bindings";
import { ME } from "./organization";
import { isEnded, type World } from "./world";

const MOST = 5;
const SKILL = 3;

const wordsIn = (text: string): string[] => [...(text.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? [])];

/** Shorter words are in every title. */
const isTelling = (word: string) => word.length > 3;

/** The one is the other, but for its ending. */
const isAlike = (one: string, other: string) =>
  one === other ||
  (Math.min(one.length, other.length) > 3 && (one.startsWith(other) || other.startsWith(one)));

function isSought(sought: string[], skill: string): boolean {
  const words = wordsIn(skill);
  const found = words.filter((word) => sought.some((one) => isAlike(one, word))).length;
  return found > 0 && found * 2 >= words.length;
}

/** Whether somebody of these skills can be asked about that. */
export const knowsAbout = (text: string, skills: string[]): boolean =>
  skills.some((skill) => isSought(wordsIn(text), skill));

/** Everybody who can help, the likeliest first. */
export function helpersFor(world: World, text: string, leftOut: (string | null)[] = []): AbleToHelp[] {
  const sought = wordsIn(text);
  const done = [...world.requests.values()]
    .map((one) => one.row)
    .filter((row) => row.stage === "delivered" || (row.stage === "closed" && isEnded(row)))
    .filter(
      (row) => wordsIn(row.title).filter((word) => isTelling(word) && sought.includes(word)).length > 1,
    );
  const weight = ({ knows, delivered, away }: AbleToHelp) =>
    (away ? 0 : 100) + knows.length * SKILL + Math.min(delivered, 2 * SKILL);
  return world.directory.people
    .filter((one) => one.is_active && one.id !== ME && !leftOut.includes(one.id))
    .map((one) => ({
      person: one.id,
      knows: one.skills.filter((skill) => isSought(sought, skill)),
      delivered: done.filter((row) => row.helper === one.id).length,
      away: one.absence,
    }))
    .filter(({ knows, delivered }) => knows.length + delivered > 0)
    .sort((a, b) => weight(b) - weight(a) || a.person.localeCompare(b.person));
}

export function helpingCommands(world: World): Pick<Commands, "who_can_help" | "set_skills"> {
  return {
    async who_can_help({ text, request }) {
      const row = request ? world.request(request).row : null;
      const leftOut = row ? [row.requester, row.helper ?? row.addressee.person] : [];
      return helpersFor(world, text, leftOut).slice(0, MOST);
    },
    async set_skills({ skills }) {
      if (skills.length > 20)
        throw { code: "too_many_skills", message: "too many", details: JSON.stringify({ most: 20 }) };
      world.directory = {
        ...world.directory,
        people: world.directory.people.map((one) => (one.id === ME ? { ...one, skills } : one)),
      };
      world.tell(["directory"]);
      return null;
    },
  };
}
