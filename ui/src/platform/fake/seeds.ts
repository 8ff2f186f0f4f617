// The requests that I have a part in.
import { shownFile } from "./files";
import { naming } from "./mentions";
import { at, ME } from "./organization";
import { chip, entry, paragraphs, type Seed } from "./requests";

const FOR_ME = [{ person: ME, name: "Mara Lindqvist" }];

export const MINE: Seed[] = [
  {
    id: "r-riparian",
    number: "LEG-87",
    title: "Riparian grant for listing 4471",
    from: ME,
    helper: "p-sam",
    team: "legal",
    stage: "in_progress",
    asked: at(-2, 10, 4),
    promise: chip(at(1, 12)),
    more: {
      priority: "high",
      labels: ["Grants 2027", "Land registry"],
      needed_by: at(2, 15),
      next_word: at(0, 17),
    },
    details:
      "The buyer asks whether the riparian strip comes with the grant. They want to close before the end of the month, so a short yes or no with the clause would already help.",
    watchers: ["p-leila"],
    links: [
      { to: "r-survey", kind: "follows" },
      { to: "r-of-the-board", kind: "related" },
    ],
    timeline: [
      entry("acknowledged", "p-sam", at(-2, 11, 20), {
        promise: at(1, 12),
        next_word: at(0, 17),
        words:
          "Good morning Mara, happy to. I have to look at the 1987 deed first, it is in the paper archive.",
      }),
      entry("started", "p-sam", at(-1, 9, 2)),
      entry("said", "p-sam", at(-1, 14, 41), {
        words:
          "The deed is here. The strip is named, but the width is given in rods, so I asked Ben for the survey of 2019.",
        reworded_at: at(-1, 14, 52),
        earlier: [
          {
            html: paragraphs("The deed is here. The strip is named, but nobody knows how wide it is."),
            at: at(-1, 14, 41),
          },
        ],
      }),
      entry("said", ME, at(-1, 15, 8), {
        words: "Thank you. The buyer is fine with a range if the exact width takes longer.",
      }),
    ],
  },
  {
    id: "r-brochure",
    number: "COM-41",
    title: "Photographs for the spring brochure",
    from: "p-oscar",
    helper: ME,
    person: ME,
    stage: "acknowledged",
    asked: at(-3, 15),
    promise: chip(at(0, 15), "at_risk"),
    more: { needed_by: at(1, 12) },
    details:
      "Six to eight pictures from the grant sites, landscape format, with the names of the people in them.",
    timeline: [
      entry("acknowledged", ME, at(-3, 15, 30), {
        promise: at(0, 15),
        words: "Gladly, I have some from the October visits.",
      }),
    ],
  },
  {
    id: "r-report",
    number: "GRA-212",
    title: "Interim report for the Hollis Foundation",
    from: "p-leila",
    helper: ME,
    team: "grants",
    stage: "in_progress",
    asked: at(-6, 9),
    promise: chip(at(-1, 17), "late"),
    more: { priority: "urgent" },
    timeline: [
      entry("acknowledged", ME, at(-6, 9, 40), { promise: at(-1, 17) }),
      entry("started", ME, at(-5, 9)),
      entry("noted", "p-leila", at(-1, 17, 20), {
        words: "@Mara Lindqvist, Hollis is relaxed about a day, I asked them on the phone.",
        html: naming("@Mara Lindqvist, Hollis is relaxed about a day, I asked them on the phone.", FOR_ME),
        mentions: FOR_ME,
        is_internal: true,
      }),
    ],
  },
  {
    id: "r-budget",
    number: "GRA-214",
    title: "Budget figures for the wetland proposal",
    from: "p-freya",
    helper: ME,
    team: "grants",
    stage: "in_progress",
    asked: at(-1, 11),
    promise: chip(at(0, 17)),
    more: { labels: ["Grants 2027"] },
    links: [{ to: "r-report", kind: "part_of" }],
    timeline: [
      entry("acknowledged", ME, at(-1, 11, 30), { promise: at(0, 17) }),
      entry("attached", "p-freya", at(-1, 14), {
        words: "The figures of last year, and the meadow they are about.",
        file: shownFile("Wetland budget 2025, second draft.pdf", 1_482_000, { place: "elsewhere" }),
      }),
      entry("attached", "p-freya", at(-1, 14, 1), { file: shownFile("meadow.png", 312_000) }),
    ],
  },
  {
    id: "r-letter",
    number: "GRA-215",
    title: "Letter of support for the school garden",
    from: "p-ruth",
    helper: ME,
    person: ME,
    stage: "waiting_on_requester",
    asked: at(-2, 9),
    promise: chip(at(3, 12)),
    timeline: [
      entry("acknowledged", ME, at(-2, 9, 30), { promise: at(3, 12) }),
      entry("waiting_on_requester", ME, at(-1, 10), {
        words: "Which of the two schools should I name first?",
      }),
    ],
  },
  {
    id: "r-map",
    number: "GRA-216",
    title: "List of parcels with open reporting duties",
    from: "p-tomas",
    team: "grants",
    stage: "asked",
    asked: at(0, 8, 50),
    more: { needed_by: at(2, 17), is_unread: true, answer: { due: at(0, 12), state: "at_risk" } },
    details:
      "For the stewardship walk on Friday: which parcels still owe a report to a funder, and which one.",
  },
  {
    id: "r-volunteer",
    number: "GRA-217",
    title: "Two hours at the volunteer table on Saturday",
    from: "p-jo",
    person: ME,
    stage: "asked",
    asked: at(0, 8, 12),
    more: {
      is_unread: true,
      offer: {
        id: "o-1",
        by: "p-jo",
        due: at(3, 10),
        words: "Ten o'clock would be perfect, eleven is fine too.",
        is_mine: false,
      },
    },
  },
  {
    id: "r-drone",
    number: "LND-71",
    title: "A drone for the spring survey",
    from: "p-ben",
    helper: "p-tomas",
    team: "land",
    stage: "acknowledged",
    asked: at(-1, 9),
    promise: chip(at(6, 17)),
    more: { approval: "open" },
    details: "For the wet meadows, which nobody can walk in March. 2,400 € with the licence.",
    approvals: [
      {
        id: "a-drone",
        approvers: [
          { person: "p-priya", approved_at: at(-1, 14), rejected_at: null },
          { person: ME, approved_at: null, rejected_at: null },
        ],
        needed: 2,
        state: "open",
        reason: null,
        can_decide: true,
        can_waive: false,
      },
    ],
    timeline: [
      entry("acknowledged", "p-tomas", at(-1, 10), { promise: at(6, 17) }),
      entry("approval_asked", "p-tomas", at(-1, 10, 5), { approvers: ["p-priya", ME], needed: 2 }),
      entry("approved", "p-priya", at(-1, 14), { words: "There is room in the equipment budget." }),
    ],
  },
  {
    id: "r-laptop",
    number: "IT-318",
    title: "Second screen for the grants desk",
    from: ME,
    helper: "p-noah",
    team: "systems",
    stage: "delivered",
    asked: at(-5, 9),
    promise: chip(at(-1, 12), "kept"),
    timeline: [
      entry("acknowledged", "p-noah", at(-5, 9, 12), {
        promise: at(-1, 12),
        words: "On the shelf already, I bring it over.",
      }),
      entry("delivered", "p-noah", at(-1, 9, 50), {
        words: "It stands on your desk, connected through the dock. The stand turns if you want it upright.",
        second_words: "A longer cable, if you move to the window. Tell me and I lay one.",
      }),
    ],
  },
  {
    id: "r-invoice",
    number: "FIN-130",
    title: "Receipt for the Elm Street deposit",
    from: ME,
    helper: "p-freya",
    team: "finance",
    stage: "waiting_on_other",
    asked: at(-4, 13),
    promise: chip(at(2, 17), "on_time", 1),
    timeline: [
      entry("acknowledged", "p-freya", at(-4, 14), { promise: at(0, 17) }),
      entry("waiting_on_other", "p-freya", at(-2, 9), {
        words: "The bank sends the slip by post this week.",
      }),
      entry("renegotiated", "p-freya", at(-1, 16), {
        earlier_promise: at(0, 17),
        promise: at(2, 17),
        words: "The bank needs until Friday morning.",
      }),
    ],
  },
  {
    id: "r-archive",
    number: "LND-66",
    title: "Access to the Birch Hill trail cameras",
    from: ME,
    team: "land",
    stage: "asked",
    asked: at(0, 8, 31),
    more: { is_unsent: true, number: "~3f9a" },
  },
  {
    id: "r-catering",
    number: "HR-142",
    title: "Vegetarian lunch for the site visit",
    from: ME,
    helper: "p-jo",
    person: "p-jo",
    stage: "acknowledged",
    asked: at(-1, 9),
    promise: chip(at(5, 12)),
    timeline: [
      entry("acknowledged", "p-jo", at(-1, 9, 3), {
        promise: at(5, 12),
        words: "For how many, roughly? I put down twelve.",
      }),
    ],
  },
  {
    id: "r-survey",
    number: "LND-61",
    title: "Boundary survey of the Miller parcel",
    from: ME,
    helper: "p-ben",
    team: "land",
    stage: "closed",
    asked: at(-14, 9),
    promise: chip(at(-4, 12), "kept"),
    timeline: [
      entry("acknowledged", "p-ben", at(-14, 10), { promise: at(-4, 12) }),
      entry("delivered", "p-ben", at(-5, 15), {
        words: "Survey attached in the shared folder, all four corners found.",
      }),
      entry("confirmed", ME, at(-4, 9), { rating: 5, words: "Exactly what we needed." }),
    ],
  },
  {
    id: "r-training",
    number: "HR-139",
    title: "A place in the negotiation workshop",
    from: ME,
    helper: "p-ruth",
    team: "people",
    stage: "declined",
    asked: at(-9, 9),
    timeline: [
      entry("declined", "p-ruth", at(-8, 9), {
        words: "The workshop is full.",
        second_words: "There is one in Kiel on 9 December, I hold a seat for you until Monday.",
      }),
    ],
  },
];

/** What ended long ago, and is with the server alone. */
export const ARCHIVED: Seed[] = [
  {
    id: "r-archived-lease",
    number: "LEG-12",
    title: "Lease of the Miller meadow, signed copy",
    from: ME,
    helper: "p-sam",
    team: "legal",
    stage: "closed",
    asked: at(-140, 10),
    timeline: [
      entry("acknowledged", "p-sam", at(-140, 11), { promise: at(-138, 12) }),
      entry("delivered", "p-sam", at(-139, 9), { words: "Signed by both, the original is in the safe." }),
      entry("confirmed", ME, at(-139, 10), { rating: 5 }),
    ],
  },
];
