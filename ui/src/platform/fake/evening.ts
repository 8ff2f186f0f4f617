// The same day in the evening: some of it is done, and some has become late.
import { at, ME } from "./organization";
import { chip, entry, fakeRequest, paragraphs, type Seed } from "./requests";
import type { World } from "./world";

export const EVENING = at(0, 17, 40);

const done = (id: string, number: string, title: string, from: string, hour: number): Seed => ({
  id,
  number,
  title,
  from,
  helper: ME,
  person: ME,
  stage: "delivered",
  asked: at(-2, 9),
  promise: chip(at(0, hour + 1), "kept"),
  timeline: [
    entry("acknowledged", ME, at(-2, 10), { promise: at(0, hour + 1) }),
    entry("delivered", ME, at(0, hour), { words: "Here it is, with the sources." }),
  ],
});

const DONE: Seed[] = [
  done("r-quote", "GRA-209", "A quote for the annual report", "p-oscar", 11),
  done("r-match", "GRA-210", "What counts as match funding", "p-freya", 14),
];

export function becomeEvening(world: World): void {
  for (const one of DONE.map(fakeRequest)) world.requests.set(one.row.id, one);
  for (const { row } of world.requests.values()) {
    const isOpen = row.stage === "acknowledged" || row.stage === "in_progress";
    if (isOpen && row.promise && row.promise.due < EVENING) row.promise = { ...row.promise, state: "late" };
  }
  world.followUps = world.followUps.map((one) => ({ ...one, is_due: one.due <= EVENING }));
  const words = "For the receipts, which you had sorted by project before I asked.";
  world.thanks.unshift({
    id: "k-evening",
    from: ME,
    to: ["p-freya"],
    words,
    html: paragraphs(words),
    values: ["care"],
    request: null,
    request_title: null,
    is_private: false,
    at: at(0, 15),
    is_unsent: false,
    can_retract_until: null,
  });
}
