import type { Priority, ServiceLevel } from "../../platform";

const RANK: Record<Priority, number> = { low: 0, normal: 1, high: 2, urgent: 3 };

/** A level for every request, with nothing to aim for yet. */
export function emptyLevel(): ServiceLevel {
  return {
    name: "",
    priority: null,
    kind: null,
    acknowledge: null,
    next_word: null,
    next_word_since: "last_word",
    deliver: null,
    warns: true,
    steps: 3,
  };
}

const sameKind = (one: string, other: string) => one.trim().toLowerCase() === other.trim().toLowerCase();

/** Whether one above it already fits every request that it is for. */
export function isNeverReached(levels: ServiceLevel[], at: number): boolean {
  const own = levels[at]!;
  return levels
    .slice(0, at)
    .some(
      (above) =>
        RANK[above.priority ?? "low"] <= RANK[own.priority ?? "low"] &&
        (!above.kind?.trim() || (own.kind?.trim() && sameKind(above.kind, own.kind))),
    );
}

export function moved<T>(list: T[], from: number, by: number): T[] {
  const next = [...list];
  const [one] = next.splice(from, 1);
  next.splice(from + by, 0, one!);
  return next;
}
