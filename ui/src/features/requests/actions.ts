import type { RequestDetail, RequestRow } from "../../platform";
import { splittable } from "./split";

/** The order in which possible steps are offered: the likeliest first. */
const STEPS = [
  "accept_offer",
  "confirm",
  "not_yet",
  "approve",
  "reject",
  "acknowledge",
  "deliver",
  "start",
  "renegotiate",
  "offer",
  "hand_over",
  "decline",
  "promise_next_word",
  "wait_on_requester",
  "wait_on_other",
  "thank",
  "rate",
  "write_answer",
  "ask_again",
  "ask_part",
  "repeat",
  "save_template",
  "ask_approval",
  "nudge",
  "snooze",
  "remind",
  "watch",
  "unwatch",
  "mute",
  "unmute",
  "add_watcher",
  "labels",
  "link",
  "priority",
  "merge",
  "unmerge",
  "split",
  "withdraw",
] as const;

/** `add_watcher` is the command `watch` for somebody else, `repeat` keeps what asks it again, the others are commands for oneself. */
export type Step = (typeof STEPS)[number];

/** What has to be possible for a step that is called otherwise. */
const COMMANDS: Partial<Record<Step, string>> = {
  add_watcher: "say",
  ask_again: "say",
  ask_part: "link",
  labels: "add_label",
  priority: "change_priority",
  save_template: "say",
  // What can be brought to mind can be brought to mind later.
  snooze: "remind",
  split: "link",
  // Whoever reads its notes is on the side that has the answer.
  write_answer: "note",
};

const IN_FRONT: Step[] = [
  "accept_offer",
  "confirm",
  "not_yet",
  "approve",
  "reject",
  "acknowledge",
  "deliver",
  "start",
  "renegotiate",
  "hand_over",
  "decline",
];
const MOST_IN_FRONT = 3;

/** The keys of single steps, where the request is shown. */
export const STEP_KEYS: Record<string, Step[]> = {
  "1": ["acknowledge", "approve"],
  "2": ["hand_over"],
  "3": ["decline", "reject"],
  e: ["deliver", "confirm"],
  p: ["acknowledge", "renegotiate"],
  a: ["hand_over"],
  t: ["thank"],
  h: ["snooze", "remind"],
  l: ["labels"],
  m: ["mute", "unmute"],
};

export const hasEnded = (row: RequestRow): boolean =>
  ["closed", "declined", "withdrawn", "merged"].includes(row.stage);
const isEnded = (detail: RequestDetail) => hasEnded(detail.row);

function possible(detail: RequestDetail): Step[] {
  const { row, can } = detail;
  return STEPS.filter((step) => can.includes(COMMANDS[step] ?? step)).filter((step) => {
    if (step === "accept_offer") return row.offer !== null && !row.offer.is_mine;
    // Two offline helpers may both take a request; on purpose nobody takes it twice.
    if (step === "acknowledge") return row.stage === "asked";
    if (step === "write_answer") return row.stage === "closed" || row.stage === "delivered";
    if (row.stage === "merged") return !["ask_again", "ask_part", "thank", "remind", "snooze"].includes(step);
    if (step === "ask_again" || step === "ask_part") return isEnded(detail) === (step === "ask_again");
    // What is mine to ask is mine to ask again.
    if (step === "repeat") return detail.recurrence === null;
    // A service is a form of its own.
    if (step === "save_template") return detail.form === null;
    if (step === "snooze") return detail.follow_ups.length > 0;
    if (step === "split") return !isEnded(detail) && splittable(detail.timeline).length > 0;
    if (step === "renegotiate") return row.promise !== null;
    if (step === "approve" || step === "reject")
      return detail.approvals.some((one) => one.can_decide && (step === "approve" || one.state === "open"));
    if (step === "thank") return row.stage === "closed" || row.stage === "delivered";
    return true;
  });
}

/** What stands on buttons, and what in the menu behind them. */
export function arrange(detail: RequestDetail): { front: Step[]; behind: Step[] } {
  const steps = possible(detail);
  const front = steps
    .filter(
      (step) => IN_FRONT.includes(step) || (isEnded(detail) && ["thank", "rate", "ask_again"].includes(step)),
    )
    .slice(0, MOST_IN_FRONT);
  if (front.length === 0 && steps.includes("remind")) front.push("remind");
  return { front, behind: steps.filter((step) => !front.includes(step)) };
}

export const isPossible = (detail: RequestDetail, step: Step): boolean => possible(detail).includes(step);
