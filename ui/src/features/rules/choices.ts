import type { Priority, RuleDeed, RuleField, RuleTrigger, Stage } from "../../platform";

export const TRIGGERS: RuleTrigger[] = [
  "asked",
  "handed_over",
  "taken",
  "promise_moved",
  "waits_on_requester",
  "waits_on_other",
  "requester_said",
  "delivered",
  "not_yet",
  "ended",
  "answer_due_soon",
  "answer_late",
  "promise_late",
  "silent",
];

export const FIELDS: RuleField[] = [
  "priority",
  "kind",
  "label",
  "words",
  "from",
  "helper",
  "stage",
  "is",
  "needed",
  "promised",
];

export const DEEDS: RuleDeed[] = [
  "label",
  "unlabel",
  "priority",
  "watch",
  "hand_over",
  "assign",
  "say",
  "note",
  "ask_approval",
];

export const PRIORITIES: Priority[] = ["low", "normal", "high", "urgent"];

export const STAGES: Stage[] = [
  "asked",
  "acknowledged",
  "in_progress",
  "waiting_on_requester",
  "waiting_on_other",
  "delivered",
  "closed",
  "declined",
  "withdrawn",
];

export const STATES = ["outside-hours", "confidential", "late", "overdue", "waiting", "open", "ended"];
