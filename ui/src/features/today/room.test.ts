import { expect, test } from "vitest";
import { HEIGHTS, share, type ListInRoom } from "./room";

const LINE = 3;
const list = (count: number, least = 2): ListInRoom => ({ count, least, line: LINE });

test("with room for everything nothing is left out", () => {
  expect(share(100, [list(4), list(7)])).toEqual([4, 7]);
});

test("without room every list keeps its least", () => {
  expect(share(0, [list(4), list(7, 3)])).toEqual([2, 3]);
});

test("lines are handed out in turn, so that a long list does not crowd out a short one", () => {
  const room = 2 * HEIGHTS.frame + HEIGHTS.gap + HEIGHTS.more + 7 * LINE;

  expect(share(room, [list(3), list(40)])).toEqual([3, 4]);
});

test("the line that says how many more needs room as well", () => {
  const room = HEIGHTS.frame + 4 * LINE;

  expect(share(room, [list(4)])).toEqual([4]);
  expect(share(room, [list(5)])).toEqual([3]);
});

test("an empty list says so in one line", () => {
  const room = 2 * HEIGHTS.frame + HEIGHTS.gap + 3 * LINE;

  expect(share(room, [list(0), list(2, 1)])).toEqual([0, 2]);
  expect(share(room - 1, [list(0), list(2, 1)])).toEqual([0, 1]);
});
