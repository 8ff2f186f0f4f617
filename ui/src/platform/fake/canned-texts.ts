// Canned texts in memory.
import type { CannedText, Commands } from "../bindings";
import type { World } from "./world";

type Names = "list_canned_texts" | "write_canned_text" | "remove_canned_text";

const MOST = 200;

export function cannedTextCommands(world: World): Pick<Commands, Names> {
  let texts: CannedText[] = [];
  return {
    list_canned_texts: async () =>
      structuredClone([...texts].sort((one, other) => one.name.localeCompare(other.name))),
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
