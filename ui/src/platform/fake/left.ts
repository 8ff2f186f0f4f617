import type { Belongings } from "../bindings";
import { at } from "./organization";

/** What lies on this computer after joining. */
export const LEFT: Belongings = {
  reminders: [],
  requests: [
    {
      id: "l-key",
      title: "A second key for the seed store",
      details: null,
      asked_at: at(-2, 10),
      whom: "Noah",
      suggested: { person: "p-noah", team: null },
    },
    {
      id: "l-map",
      title: "The printed map of the Miller corner",
      details: null,
      asked_at: at(-9, 15),
      whom: "Copy shop",
      suggested: null,
    },
  ],
  is_settled: false,
};
