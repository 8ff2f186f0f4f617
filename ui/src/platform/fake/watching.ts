// Following along with a request, and how much one is told of it.
import type { Commands } from "../bindings";
import { take } from "./take";
import type { World } from "./world";

/** Nobody else learns of it: the request stays as it is. */
function setMuted(world: World, request: string, is_muted: boolean): null {
  world.request(request).row.is_muted = is_muted;
  world.tell(["requests"], [request]);
  return null;
}

type WatchingCommands = Pick<Commands, "watch" | "unwatch" | "mute" | "unmute">;

export function watchingCommands(world: World): WatchingCommands {
  return {
    async watch({ request, person }) {
      const one = world.request(request);
      one.watchers = [...one.watchers.filter((other) => other !== person), person];
      return take(world, request, { kind: "watched", entry: { person } });
    },
    mute: async ({ request }) => setMuted(world, request, true),
    unmute: async ({ request }) => setMuted(world, request, false),
    async unwatch({ request, person }) {
      const one = world.request(request);
      one.watchers = one.watchers.filter((other) => other !== person);
      return take(world, request, { kind: "unwatched", entry: { person } });
    },
  };
}
