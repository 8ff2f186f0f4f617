// Canned texts in memory.
import type { CannedText, Commands } from "../bindings";
import { ME } from "./organization";
import type { World } from "./world";

type Names = "list_canned_texts" | "write_canned_text" | "remove_canned_text";

const MOST = 200;

const text = (id: string, team: string | null, name: string, words: string): CannedText => ({
  id,
  team,
  name,
  words,
  is_unsent: false,
});

const TEXTS: CannedText[] = [
  text(
    "c-thanks",
    null,
    "Thank you, and by when",
    "Thank you, {requester}. You will have it by {promise}.\n\n{me}",
  ),
  text(
    "c-late",
    null,
    "It takes longer",
    "{requester}, this takes longer than I thought. I will write again by {next_word}.",
  ),
  text(
    "c-funder",
    "t-grants",
    "What funders need",
    "Hello {requester}, for the funder we still need:\n\n- the signed form\n- the budget with its sources\n- one picture of the site\n\nPlease name {number} when you send them.",
  ),
];

export function cannedTextCommands(world: World): Pick<Commands, Names> {
  const isMine = ({ team }: CannedText) =>
    !team ||
    world.directory.teams.some((one) => one.id === team && one.members.some((it) => it.person === ME));
  let texts = structuredClone(TEXTS).filter(isMine);
  return {
    list_canned_texts: async () =>
      structuredClone(texts.filter(isMine).sort((one, other) => one.name.localeCompare(other.name))),
    async write_canned_text({ id, team, name, words }) {
      const others = texts.filter((one) => one.team === team && one.id !== id);
      if (others.some((one) => one.name.toLowerCase() === name.trim().toLowerCase()))
        throw { code: "canned_text_name_taken", message: "another canned text has that name" };
      if (others.length >= MOST)
        throw { code: "too_many_canned_texts", message: "too many", details: JSON.stringify({ most: MOST }) };
      const written = { id: id ?? world.nextId("c"), team, name: name.trim(), words, is_unsent: true };
      texts = [...texts.filter((one) => one.id !== written.id), written];
      world.tell(["canned_texts"]);
      return { id: written.id };
    },
    async remove_canned_text({ id }) {
      texts = texts.filter((one) => one.id !== id);
      world.tell(["canned_texts"]);
      return null;
    },
  };
}
