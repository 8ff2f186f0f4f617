import type { ClockSpan, ClockStory, SpanReason } from "../../platform";

/** A piece of the strip. What counts is as wide as it is long; the rest only shows that it is there. */
export interface Piece {
  from: string;
  until: string;
  reason: SpanReason;
  name: string | null;
  minutes: number;
  /** Still to come. */
  isAhead: boolean;
  /** After the due time. */
  isLate: boolean;
}

const MINUTE = 60_000;

/** The spans of a clock, cut at now and at its due time. */
export function piecesOf({ clock, spans }: ClockStory, now: number): Piece[] {
  const due = clock.due === null ? undefined : Date.parse(clock.due);
  const isStopped = clock.stopped_at !== null;
  const cuts = [isStopped ? undefined : now, due];
  return spans
    .flatMap((span) => cut(span, cuts))
    .map((span) => {
      const from = Date.parse(span.from);
      return {
        ...span,
        minutes: Math.round((Date.parse(span.until) - from) / MINUTE),
        isAhead: !isStopped && from >= now,
        isLate: due !== undefined && from >= due,
      };
    });
}

function cut(span: ClockSpan, at: (number | undefined)[]): ClockSpan[] {
  const within = at
    .filter((one) => one !== undefined)
    .filter((one) => Date.parse(span.from) < one && one < Date.parse(span.until))
    .sort((a, b) => a - b)
    .map((one) => new Date(one).toISOString());
  const edges = [span.from, ...within, span.until];
  return edges.slice(1).map((until, index) => ({ ...span, from: edges[index]!, until }));
}

/** What is worth a line of its own: all but nights and weekends. */
export const linesOf = (pieces: Piece[]): Piece[] =>
  pieces.filter(({ reason }) => reason !== "outside_hours");
