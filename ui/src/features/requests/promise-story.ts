import type { EntryKind, RequestDetail } from "../../platform";

/** One step on the way to the time that holds now. */
export interface Moment {
  id: string;
  kind: EntryKind;
  /** The time that it is about. */
  due: string;
  by: string | null;
  at: string;
  why: string | null;
  wasBroken: boolean;
}

const KINDS: EntryKind[] = ["acknowledged", "offered", "offer_accepted", "renegotiated", "delivered"];

/** How the promise came about, as the conversation tells it; what is older than that, as it was recorded. */
export function storyOf({ timeline, promises }: RequestDetail): Moment[] {
  const told = timeline.flatMap((entry): Moment[] => {
    const due = entry.kind === "delivered" ? entry.at : entry.promise;
    if (!due || !KINDS.includes(entry.kind)) return [];
    const { id, kind, author: by, at, words: why, was_broken: wasBroken } = entry;
    return [{ id, kind, due, by, at, why: kind === "delivered" ? null : why, wasBroken }];
  });
  const recorded = promises
    .filter((made) => !told.some((moment) => moment.kind !== "offered" && moment.due === made.due))
    .map((made, index): Moment => ({
      id: `${made.made_at} ${made.due}`,
      kind: index === 0 ? "acknowledged" : "renegotiated",
      due: made.due,
      by: made.made_by,
      at: made.made_at,
      why: made.reason,
      wasBroken: false,
    }));
  return [...recorded, ...told].sort((a, b) => a.at.localeCompare(b.at));
}
