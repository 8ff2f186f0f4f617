import { expect, test } from "vitest";
import type { ClockStory } from "../../platform";
import { linesOf, piecesOf } from "./strip";

const at = (hour: number) => new Date(Date.UTC(2026, 10, 18, hour)).toISOString();

function story(due: number | null, stopped: number | null = null): ClockStory {
  return {
    clock: {
      kind: "deliver",
      state: "running",
      started_at: at(9),
      stopped_at: stopped === null ? null : at(stopped),
      due: due === null ? null : at(due),
      target: null,
      level: null,
      counted_minutes: 0,
    },
    spans: [
      { from: at(9), until: at(12), reason: "counted", name: null },
      { from: at(12), until: at(13), reason: "outside_hours", name: null },
      { from: at(13), until: at(17), reason: "counted", name: null },
    ],
    moments: [],
  };
}

test("a strip is cut where now is, and shows what is still to come", () => {
  const pieces = piecesOf(story(17), Date.parse(at(10)));

  expect(pieces.map(({ minutes, isAhead }) => [minutes, isAhead])).toEqual([
    [60, false],
    [120, true],
    [60, true],
    [240, true],
  ]);
});

test("what is counted after the due time is late", () => {
  const pieces = piecesOf(story(15), Date.parse(at(17)));

  expect(pieces.filter(({ isLate }) => isLate).map(({ from, minutes }) => [from, minutes])).toEqual([
    [at(15), 120],
  ]);
});

test("a clock that stopped has nothing ahead of it", () => {
  expect(piecesOf(story(null, 17), Date.parse(at(10))).some(({ isAhead }) => isAhead)).toBe(false);
});

test("nights and weekends have no line of their own", () => {
  expect(linesOf(piecesOf(story(null), Date.parse(at(17)))).map(({ reason }) => reason)).toEqual([
    "counted",
    "counted",
  ]);
});
