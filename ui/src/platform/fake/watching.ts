// Following along with a request, and how much one is told of it.
import type { Commands, Presence } from "../bindings";
import { take } from "./take";
import type { World } from "./world";

/** Nobody else learns of it: the request stays as it is. */
function setMuted(world: World, request: string, is_muted: boolean): null {
  world.request(request).row.is_muted = is_muted;
  world.tell(["requests"], [request]);
  return null;
}

/** Others who have a request before them all day long. */
const PRESENT: Record<string, Presence[]> = {
  "r-map": [{ person: "p-leila", doing: "looking" }],
  "r-budget": [{ person: "p-freya", doing: "writing" }],
};

type WatchingCommands = Pick<Commands, "watch" | "unwatch" | "mute" | "unmute" | "tell_presence">;

export function watchingCommands(world: World): WatchingCommands {
  return {
    async watch({ request, person }) {
      const one = world.request(request);
      one.watchers = [...one.watchers.filter((other) => other !== person), person];
      return take(world, request, { kind: "watched", entry: { person } });
    },
    tell_presence: async ({ request }) => (world.settings.shows_presence ? (PRESENT[request] ?? []) : []),
    mute: async ({ request }) => setMuted(world, request, true),
    unmute: async ({ request }) => setMuted(world, request, false),
    async unwatch({ request, person }) {
      const one = world.request(request);
      one.watchers = one.watchers.filter((other) => other !== person);
      return take(world, request, { kind: "unwatched", entry: { person } });
    },
  };
}
