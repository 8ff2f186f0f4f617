import type { ServiceIcon } from "../../platform";

/** The pictures that a service can have, in the order in which they are offered. */
export const ICON_NAMES: ServiceIcon[] = [
  "hand",
  "laptop",
  "key",
  "network",
  "phone",
  "printer",
  "document",
  "calendar",
  "money",
  "heart",
  "family",
  "desk",
  "tools",
  "temperature",
  "truck",
  "idea",
];
