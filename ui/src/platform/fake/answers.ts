// Answers that teams keep, in memory.
import type { AnswerDetail, AnswerRow, Commands } from "../bindings";
import { at, ME, NOW } from "./organization";
import { paragraphs } from "./requests";
import type { World } from "./world";

type Names =
  | "list_answers"
  | "open_answer"
  | "write_answer"
  | "change_answer"
  | "review_answer"
  | "retire_answer"
  | "restore_answer"
  | "judge_answer"
  | "render_words";

/** An answer without what depends on who reads it. */
export interface FakeAnswer {
  id: string;
  team: string;
  title: string;
  words: string;
  owner: string;
  writtenBy: string;
  audience: AnswerRow["audience"];
  reviewOn: string;
  source: string | null;
  version: number;
  changedAt: string;
  helped: number;
  notHelped: number;
  mine: boolean | null;
  isRetired: boolean;
  isUnsent: boolean;
}

const TODAY = NOW.slice(0, 10);
const HALF_A_YEAR_ON = "2027-05-18";
const MOST_FITTING = 3;

const known = (
  id: string,
  team: string,
  owner: string,
  title: string,
  words: string,
  more: Partial<FakeAnswer> = {},
): FakeAnswer => ({
  id,
  team,
  title,
  words,
  owner,
  writtenBy: owner,
  audience: "organization",
  reviewOn: "2027-03-01",
  source: null,
  version: 1,
  changedAt: at(-60, 10),
  helped: 0,
  notHelped: 0,
  mine: null,
  isRetired: false,
  isUnsent: false,
  ...more,
});

export const ANSWERS: FakeAnswer[] = [
  known(
    "k-vpn",
    "t-systems",
    "p-noah",
    "The VPN does not connect from home",
    "Most of the time the client has lost its certificate over night.\n\n1. Quit the client, and start it again.\n2. Choose the gateway **North**.\n3. If it asks for a certificate, restart the laptop once in the office.\n\nStill nothing? Ask Systems and say which message you see.",
    { helped: 14, notHelped: 1 },
  ),
  known(
    "k-leave",
    "t-people",
    "p-ruth",
    "Parental leave: what to hand in, and when",
    "**Seven weeks before** it begins: the form, signed.\n\nAfter the birth: a copy of the certificate.",
    { helped: 9 },
  ),
  known(
    "k-indirect",
    "t-grants",
    ME,
    "Which indirect costs a funder accepts",
    "Up to 15 % without a reason. Above that we need the sheet *Full cost*, signed by finance.",
    { helped: 6, notHelped: 1, reviewOn: "2026-11-16", changedAt: at(-184, 9) },
  ),
  known(
    "k-match",
    "t-grants",
    "p-leila",
    "How match funding is shown in a budget",
    "In a line of its own, never as income. Name the source and the date of its promise.",
    { helped: 4 },
  ),
  known(
    "k-contacts",
    "t-grants",
    "p-leila",
    "Whom to call at the foundations",
    "The list is in the shared folder. Call before noon.",
    { audience: "team" },
  ),
  known(
    "k-badge",
    "t-people",
    "p-jo",
    "The badge does not open the gate",
    "Hold it to the reader at the office for five seconds: new rights come onto it there.",
    { helped: 11, notHelped: 1 },
  ),
  known(
    "k-invoice",
    "t-finance",
    "p-freya",
    "An invoice without an order number",
    "Write *no order* and the name of your lead on it, and send it to Finance.",
    { helped: 7 },
  ),
  known("k-fax", "t-grants", "p-leila", "Sending a report by fax", "Nobody asks for it any more.", {
    isRetired: true,
  }),
];

const wordsIn = (text: string): string[] => [...(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])];

function refuse(code: string): never {
  throw { code, message: code.replaceAll("_", " ") };
}

/** Who may do what, as the core decides it. */
class Reader {
  constructor(private readonly world: World) {}

  #team = (id: string) => this.world.directory.teams.find((one) => one.id === id);
  #isLedFromAbove = (team: string, person: string) => this.#team(team)?.leads_above.includes(person) ?? false;

  #member(team: string, person: string) {
    return this.#team(team)?.members.find((member) => member.person === person);
  }

  isMember = (team: string, person = ME) =>
    this.#member(team, person) !== undefined || this.#isLedFromAbove(team, person);
  leads = (team: string) => (this.#member(team, ME)?.is_lead ?? false) || this.#isLedFromAbove(team, ME);
  isKept = ({ team, owner }: FakeAnswer) =>
    this.isMember(team, owner) &&
    this.world.directory.people.some((one) => one.id === owner && one.is_active);
  isMine = (one: FakeAnswer) => one.owner === ME && this.isKept(one);
  canChange = (one: FakeAnswer) => this.isMine(one) || this.leads(one.team);
  canRetire = (one: FakeAnswer) => this.leads(one.team) || this.world.appState().is_administrator;
  canJudge = (one: FakeAnswer) => ![one.owner, one.writtenBy].includes(ME);
  sees = (one: FakeAnswer) => one.audience === "organization" || this.isMember(one.team);

  isToReview(one: FakeAnswer): boolean {
    if (one.isRetired) return false;
    return this.isMine(one) ? one.reviewOn <= TODAY : !this.isKept(one) && this.leads(one.team);
  }

  row(one: FakeAnswer): AnswerRow {
    return {
      id: one.id,
      title: one.title,
      beginning: one.words.replace(/[*#]|\d+\. /g, "").replace(/\s+/g, " "),
      team: one.team,
      audience: one.audience,
      owner: this.isKept(one) ? one.owner : null,
      review_on: one.reviewOn,
      is_due: !one.isRetired && one.reviewOn <= TODAY,
      helped: one.helped,
      not_helped: one.notHelped,
      judgement: one.mine,
      is_retired: one.isRetired,
      can_change: this.canChange(one),
      can_retire: this.canRetire(one),
      can_judge: this.canJudge(one),
      is_unsent: one.isUnsent,
    };
  }
}

/** Answers whose title has enough of the words. */
export function fittingAnswers(world: World, text: string): AnswerRow[] {
  const reader = new Reader(world);
  const sought = wordsIn(text).filter((word) => word.length > 2);
  const shared = (one: FakeAnswer) => wordsIn(one.title).filter((word) => sought.includes(word)).length;
  const fits = (one: FakeAnswer) =>
    shared(one) > 0 && shared(one) >= Math.min(2, sought.length) && shared(one) > sought.length / 2;
  return world.answers
    .filter((one) => !one.isRetired && reader.sees(one) && fits(one))
    .sort((a, b) => shared(b) - shared(a) || b.helped - a.helped)
    .slice(0, MOST_FITTING)
    .map((one) => reader.row(one));
}

export function answersToReview(world: World): AnswerRow[] {
  const reader = new Reader(world);
  return world.answers.filter(reader.isToReview.bind(reader)).map((one) => reader.row(one));
}

function countInstead(one: FakeAnswer, said: boolean | null): void {
  if (one.mine === true) one.helped -= 1;
  if (one.mine === false) one.notHelped -= 1;
  if (said === true) one.helped += 1;
  if (said === false) one.notHelped += 1;
  one.mine = said;
}

export function answerCommands(world: World): Pick<Commands, Names> {
  const reader = new Reader(world);
  const find = (id: string) =>
    world.answers.find((one) => one.id === id && reader.sees(one)) ?? refuse("not_found");
  const change = (id: string, part: Partial<FakeAnswer>) => {
    Object.assign(find(id), part, { isUnsent: true });
    world.tell(["answers"]);
    return null;
  };

  return {
    async list_answers({ text, filter, team }) {
      const sought = wordsIn(text);
      const has = (one: FakeAnswer) =>
        sought.every((word) => wordsIn(`${one.title} ${one.words}`).some((own) => own.startsWith(word)));
      const isWanted = (one: FakeAnswer) => {
        if (filter === "retired") return one.isRetired;
        if (filter === "to_review") return reader.isToReview(one);
        return !one.isRetired && (filter === "all" || reader.isMine(one));
      };
      const seen = world.answers.filter(reader.sees);
      const found = seen.filter((one) => isWanted(one) && has(one) && (team === null || one.team === team));
      found.sort((a, b) => a.title.localeCompare(b.title));
      return {
        rows: found.map((one) => reader.row(one)),
        total: found.length,
        to_review: seen.filter((one) => reader.isToReview(one)).length,
        is_anything_known: seen.length > 0,
      };
    },
    async open_answer({ id }): Promise<AnswerDetail> {
      const one = find(id);
      const source = one.source ? world.requests.get(one.source)?.row : undefined;
      return {
        row: reader.row(one),
        words: one.words,
        html: paragraphs(one.words),
        version: one.version,
        written_by: one.writtenBy,
        written_at: one.changedAt,
        changed_at: one.changedAt,
        source: source ? { id: source.id, number: source.number, title: source.title } : null,
      };
    },
    async write_answer({ review_on, ...written }) {
      if (!reader.isMember(written.team)) refuse("somebody_elses");
      if (!reader.isMember(written.team, written.owner)) refuse("answer_owner_not_in_team");
      const id = world.nextId("k");
      const { team, owner, title, words, audience, source } = written;
      const more = { audience, source, writtenBy: ME, changedAt: NOW, isUnsent: true };
      const reviewOn = review_on ?? HALF_A_YEAR_ON;
      world.answers.push(known(id, team, owner, title.trim(), words, { ...more, reviewOn }));
      world.tell(["answers"]);
      return { id };
    },
    async change_answer({ answer, from, title, words, owner, audience, review_on }) {
      const one = find(answer);
      if (!reader.canChange(one)) refuse("somebody_elses");
      if (one.version !== from) refuse("answer_changed_meanwhile");
      const version = one.version + 1;
      return change(answer, {
        title,
        words,
        owner,
        audience,
        reviewOn: review_on ?? one.reviewOn,
        version,
        changedAt: NOW,
      });
    },
    async review_answer({ answer, review_on }) {
      if (!reader.canChange(find(answer))) refuse("somebody_elses");
      return change(answer, { reviewOn: review_on ?? HALF_A_YEAR_ON });
    },
    async retire_answer({ id }) {
      if (!reader.canRetire(find(id))) refuse("not_administrator");
      return change(id, { isRetired: true });
    },
    restore_answer: async ({ id }) => change(id, { isRetired: false }),
    async judge_answer({ answer, is_helpful }) {
      const one = find(answer);
      if (!reader.canJudge(one)) refuse("own_answer");
      countInstead(one, is_helpful);
      world.tell(["answers"]);
      return null;
    },
    render_words: async ({ words }) => ({ html: paragraphs(words) }),
  };
}
