import type { FollowUpRow, RequestRow, Today } from "../../platform";

/** Why something is still open in the evening. */
export type Why = "promise" | "word" | "asked" | "question" | "agree" | "confirm" | "thank" | "reminder";

/** One thing that the day leaves open: a request, a reminder, or a reminder of a request. */
export interface OpenItem {
  id: string;
  why: Why;
  row: RequestRow | null;
  followUp: FollowUpRow | null;
}

function whyWaiting(row: RequestRow, me: string): Why {
  if (row.requester === me) return row.stage === "delivered" ? "confirm" : "question";
  return row.stage === "asked" ? "asked" : "agree";
}

/** What of today is still open, each request once: what I owe first, then who waits, then whom I thank. */
export function openItems(today: Today, me: string): OpenItem[] {
  const items = new Map<string, OpenItem>();
  const add = (why: Why, row: RequestRow | null, followUp: FollowUpRow | null) => {
    // What I wanted to be reminded of is a thing of its own.
    const isOwn = followUp?.reason === "reminder" || !row;
    const id = (isOwn ? followUp?.id : row.id) ?? "";
    if (!items.has(id)) items.set(id, { id, why, row, followUp });
  };
  const words = today.follow_ups.filter(({ reason }) => reason === "next_word");
  const others = today.follow_ups.filter(({ reason }) => reason !== "next_word");
  for (const row of today.promises) add("promise", row, null);
  for (const word of words) add("word", word.request, word);
  for (const row of today.waiting_on_me) add(whyWaiting(row, me), row, null);
  for (const row of today.not_thanked) add("thank", row, null);
  for (const followUp of others) add("reminder", followUp.request, followUp);
  return [...items.values()];
}

export const titleOf = ({ row, followUp }: OpenItem): string =>
  followUp?.reason === "reminder" && followUp.words ? followUp.words : (row?.title ?? followUp?.words ?? "");

/** The headings under which they stand. */
export const GROUPS: { name: string; whys: Why[] }[] = [
  { name: "owed", whys: ["promise", "word"] },
  { name: "waiting", whys: ["asked", "question", "agree", "confirm"] },
  { name: "thank", whys: ["thank"] },
  { name: "reminders", whys: ["reminder"] },
];
