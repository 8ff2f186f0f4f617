// A conversation of five hundred messages, which two people have had about one request.
import type { TimelineEntry } from "../bindings";
import { at, ME } from "./organization";
import { entry } from "./requests";

const MESSAGES = 500;

export function longTalk(): TimelineEntry[] {
  return Array.from({ length: MESSAGES }, (_, index) =>
    entry("said", index % 2 ? ME : "p-sam", at(0, 8, Math.floor(index / 10)), {
      words: `Message ${index + 1}: page ${index + 2} of the deed names the strip along the creek.`,
    }),
  );
}
