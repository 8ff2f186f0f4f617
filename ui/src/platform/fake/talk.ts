// What is said about a request, as the core would carry it out.
import type { Commands, Target } from "../bindings";
import { callIn, checkSide, naming } from "./mentions";
import { at, ME, NOW } from "./organization";
import { take } from "./take";
import type { World } from "./world";

export const UNDO_UNTIL = new Date(Date.parse(NOW) + 10_000).toISOString();

/** The end of the day that comes so much later, whatever day it is. */
const wordAfter = ({ unit, count }: Target) =>
  unit === "days" ? at(count, 17) : new Date(Date.parse(NOW) + count * 60_000).toISOString();

type TalkCommands = Pick<Commands, "say" | "nudge" | "note" | "retract" | "reword">;

export function talkCommands(world: World): TalkCommands {
  return {
    async say({ request, words, mentions }) {
      const said = { words, html: naming(words, mentions), mentions, can_retract_until: UNDO_UNTIL };
      take(world, request, { kind: "said", entry: said });
      const one = world.request(request);
      const { id } = one.timeline.at(-1)!;
      if (one.row.helper === ME) one.row.next_word = one.wordEvery ? wordAfter(one.wordEvery) : null;
      callIn(world, request, mentions);
      return { id };
    },
    async nudge({ request, words }) {
      const { timeline } = world.request(request);
      if (
        timeline.some(
          (one) => one.kind === "nudged" && one.author === ME && one.at.slice(0, 10) === NOW.slice(0, 10),
        )
      )
        throw {
          code: "nudged_lately",
          message: "one is enough for a working day",
          details: JSON.stringify({ again_at: Date.parse(at(1, 9)) * 1000 }),
        };
      take(world, request, { kind: "nudged", entry: { words, can_retract_until: UNDO_UNTIL } });
      return { id: timeline.at(-1)!.id };
    },
    async note({ request, words, mentions }) {
      checkSide(world, request, mentions);
      const noted = { words, html: naming(words, mentions), mentions, can_retract_until: UNDO_UNTIL };
      take(world, request, { kind: "noted", entry: { ...noted, is_internal: true } });
      return { id: world.request(request).timeline.at(-1)!.id };
    },
    async retract({ id }) {
      for (const one of world.requests.values()) {
        const said = one.timeline.find((other) => other.id === id);
        if (said)
          Object.assign(said, {
            kind: "retracted",
            words: null,
            html: null,
            can_retract_until: null,
            can_reword: false,
            reworded_at: null,
            earlier: [],
            mentions: [],
          });
      }
      world.tell(["requests"]);
      return null;
    },
    async reword({ request, entry: id, words, mentions }) {
      const said = world.request(request).timeline.find((other) => other.id === id);
      if (!said) throw { code: "not_found", message: "no such line" };
      if (said.author !== ME) throw { code: "somebody_elses", message: "it is somebody else's" };
      if (said.words === words) return null;
      if (said.kind === "noted") checkSide(world, request, mentions);
      else callIn(world, request, mentions);
      const before = said.html ? [{ html: said.html, at: said.reworded_at ?? said.at }] : [];
      Object.assign(said, {
        words,
        html: naming(words, mentions),
        mentions,
        reworded_at: NOW,
        is_unsent: true,
      });
      said.earlier = [...said.earlier, ...before];
      world.tell(["requests"], [request]);
      return null;
    },
  };
}
