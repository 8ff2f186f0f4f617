// How many lines of each list there is room for, so that the day is seen without scrolling.

/** Heights in rem: text that is made larger makes its lines higher. */
export const HEIGHTS = {
  comfortable: { request: 3.125, twoLines: 2.75 },
  compact: { request: 2.75, twoLines: 2.5 },
  /** The frame of a section with its heading. */
  frame: 3.125,
  more: 1.75,
  gap: 0.75,
} as const;

export interface ListInRoom {
  count: number;
  /** As many are shown even if the page has to scroll for them. */
  least: number;
  line: number;
}

function heightOf({ count, line }: ListInRoom, shown: number): number {
  // A list without lines says so in one.
  return HEIGHTS.frame + Math.max(shown, 1) * line + (shown < count ? HEIGHTS.more : 0);
}

/** Hands out the room of one column: first the least of every list, then a line to each in turn. */
export function share(room: number, lists: ListInRoom[]): number[] {
  const shown = lists.map(({ count, least }) => Math.min(count, least));
  const gaps = HEIGHTS.gap * Math.max(lists.length - 1, 0);
  const free = () =>
    room - gaps - lists.reduce((height, list, index) => height + heightOf(list, shown[index] ?? 0), 0);

  let hasGrown = true;
  while (hasGrown) {
    hasGrown = false;
    for (const [index, list] of lists.entries()) {
      const before = shown[index] ?? 0;
      if (before >= list.count) continue;
      shown[index] = before + 1;
      if (free() >= 0) hasGrown = true;
      else shown[index] = before;
    }
  }
  return shown;
}
