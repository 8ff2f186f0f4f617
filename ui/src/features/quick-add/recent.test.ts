import { expect, test } from "vitest";
import { sameKindFirst } from "./recent";

const RECENT = [
  "ask @sam for the key",
  "thank @jo for the cake",
  "ask @ben for the map",
  "remind me to call fri",
  "ask @jo to swap",
  "ask @lee who signs",
];

test("the last three of the kind that was begun come back first", () => {
  expect(sameKindFirst(RECENT, "ask ")).toEqual([
    "ask @sam for the key",
    "ask @ben for the map",
    "ask @jo to swap",
    "thank @jo for the cake",
    "remind me to call fri",
    "ask @lee who signs",
  ]);
});

test("with nothing begun, the latest comes first", () => {
  expect(sameKindFirst(RECENT, "")).toEqual(RECENT);
  expect(sameKindFirst(RECENT, "tell")).toEqual(RECENT);
});
