import type { RequestDetail } from "../../platform";
import type { OpenItem, Why } from "./open-items";

const ALL = [
  "leave",
  "move",
  "promise",
  "word",
  "next_word",
  "deliver",
  "confirm",
  "thank",
  "later",
  "done",
] as const;

/** What can be done about one open thing; `later` snoozes or reminds. */
export type Deed = (typeof ALL)[number];

export const isDeed = (value: unknown): value is Deed => ALL.some((deed) => deed === value);

/** What was chosen for one open thing, as far as it was written. */
export interface Choice {
  deed: Deed;
  /** The time as it was written, and the instant that it meant then. */
  when: string;
  at: string | null;
  words: string;
}

export const NOTHING: Choice = { deed: "leave", when: "", at: null, words: "" };

const DEEDS: Record<Why, Deed[]> = {
  promise: ["move", "word", "deliver", "later", "leave"],
  word: ["word", "next_word", "later", "done", "leave"],
  asked: ["promise", "word", "later", "leave"],
  question: ["word", "later", "leave"],
  agree: ["word", "later", "leave"],
  confirm: ["confirm", "word", "later", "leave"],
  thank: ["thank", "later", "leave"],
  reminder: ["later", "done", "word", "leave"],
};

/** What the policy has to allow for it. */
const COMMANDS: Partial<Record<Deed, string>> = {
  move: "renegotiate",
  promise: "acknowledge",
  word: "say",
  next_word: "promise_next_word",
  deliver: "deliver",
  confirm: "confirm",
  thank: "thank",
};

const WITH_TIME: Deed[] = ["move", "promise", "next_word", "later"];
const WITH_WORDS: Deed[] = ["move", "promise", "word", "deliver", "confirm", "thank"];
const WORDS_NEEDED: Deed[] = ["move", "word", "deliver", "thank"];

export const takesTime = (deed: Deed): boolean => WITH_TIME.includes(deed);
export const takesWords = (deed: Deed): boolean => WITH_WORDS.includes(deed);
export const needsWords = (deed: Deed): boolean => WORDS_NEEDED.includes(deed);

/** Whether the policy lets me do it; what is about a reminder of mine alone always is. */
export function isAllowed(deed: Deed, detail: RequestDetail | undefined): boolean {
  const command = COMMANDS[deed];
  if (command === undefined || !detail) return true;
  // What is delivered although steps are open needs a second look, on the request itself.
  if (deed === "deliver" && detail.checklist.some((step) => !step.ticked_by)) return false;
  return detail.can.includes(command);
}

/** What is offered for it, the likeliest first. Until the request is here, all that could be. */
export function deedsFor(item: OpenItem, detail: RequestDetail | undefined): Deed[] {
  const possible = DEEDS[item.why].filter((deed) => item.row !== null || COMMANDS[deed] === undefined);
  return possible.filter((deed) => isAllowed(deed, detail));
}

/** What is still missing before it can go out. */
export function missing(choice: Choice, now: number): "time" | "past" | "words" | undefined {
  const { deed, at, words } = choice;
  if (takesTime(deed) && at === null) return "time";
  if (takesTime(deed) && Date.parse(at ?? "") <= now) return "past";
  return needsWords(deed) && words.trim() === "" ? "words" : undefined;
}
