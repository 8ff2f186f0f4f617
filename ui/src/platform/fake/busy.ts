// A full day: more than a small window can show at once.
import type { FollowUpReason } from "../bindings";
import { at, ME } from "./organization";
import { chip, type Seed } from "./requests";

export const BUSY: Seed[] = [
  {
    id: "r-signatures",
    number: "GRA-220",
    title: "Signatures for the Otter Creek conservation easement",
    from: "p-ruth",
    helper: ME,
    person: ME,
    stage: "in_progress",
    asked: at(-2, 9),
    promise: chip(at(0, 18)),
  },
  ...[
    ["p-oscar", "Two sentences about the foundation for the newsletter"],
    ["p-freya", "Which cost centre does the wetland travel belong to?"],
    ["p-tomas", "Names of the donors for the plaque at Heron Marsh"],
  ].map(([from = "", title = ""], index): Seed => ({
    id: `r-busy-${index}`,
    number: `GRA-${221 + index}`,
    title,
    from,
    person: ME,
    stage: "asked",
    asked: at(0, 8, index),
  })),
  {
    id: "r-keys",
    number: "LND-71",
    title: "Spare keys for the field station",
    from: ME,
    helper: "p-tomas",
    team: "land",
    stage: "closed",
    asked: at(-8, 9),
    promise: chip(at(-2, 12), "kept"),
  },
];

export const BUSY_FOLLOW_UPS: [FollowUpReason, string | null, string | null, string, boolean][] = [
  ["promise", "r-report", null, at(-1, 17), true],
  ["confirm", "r-laptop", null, at(0, 8), true],
  ["no_reply", "r-archive", null, at(0, 14), false],
  ["reminder", "r-invoice", "Ask Freya whether the bank slip has arrived", at(0, 15), false],
  ["promise", "r-brochure", null, at(0, 15), false],
  ["promise", "r-budget", null, at(0, 17), false],
  ["reminder", null, "Book the minibus for the volunteer day", at(0, 16), false],
  ["reminder", null, "Water the seedlings before the weekend", at(0, 16), false],
  ["reminder", null, "Send Ruth the dates of the board meetings", at(0, 17), false],
];
