import { t } from "../../i18n";
import type {
  FiredRule,
  RuleAction,
  RuleAssignment,
  RuleOutcome,
  RuleParts,
  RuleTest,
  RuleTrigger,
  RuleValue,
} from "../../platform";
import type { Session } from "../session/session.svelte";

const dashed = (name: string) => name.replaceAll("_", "-");

const several = (session: Session, words: string[], type: "conjunction" | "disjunction") =>
  new Intl.ListFormat(session.frame.locale, { type }).format(words);

/** What has to happen: “it is asked of the team”. */
export const whenWords = (when: RuleTrigger, days: number | null): string =>
  t(`rule-when-${dashed(when)}`, { days: days ?? 1 });

function valueWords({ word, person, team }: RuleValue, field: RuleTest["field"], session: Session): string {
  if (person) return session.nameOf(person);
  if (team) return session.team(team)?.name ?? t("rule-gone-team");
  if (field === "stage") return t(`stage-${dashed(word ?? "")}`);
  if (field === "priority") return t(`priority-short-${word}`);
  return `“${word ?? ""}”`;
}

/** What has to be so: “the priority is high or urgent”. */
export function testWords({ is_not, field, values }: RuleTest, session: Session): string {
  const [first] = values;
  if (field === "is" && first) return t(is_not ? `rule-is-${first.word}-not` : `rule-is-${first.word}`);
  const words = values.map((value) => valueWords(value, field, session));
  const shown = words.length ? several(session, words, "disjunction") : t("rule-nobody-left");
  return t(is_not ? `rule-if-${field}-not` : `rule-if-${field}`, { values: shown });
}

/** Who of the team is meant: “only who is at work”. */
function assignmentWords({ by, at_most, at_work, knows }: RuleAssignment, session: Session): string {
  const limits = [
    at_most === null ? "" : t("rule-limit-most", { most: at_most }),
    at_work ? t("rule-limit-at-work") : "",
    knows ? t("rule-limit-knows", { skill: knows }) : "",
  ].filter(Boolean);
  const what = t(`rule-then-assign-${dashed(by)}`);
  return limits.length
    ? t("rule-then-assign-limited", { what, limits: several(session, limits, "conjunction") })
    : what;
}

/** What is done: “put the label “Moves” on it”. */
export function actionWords(
  { kind, label, priority, people, team, needed, assignment }: RuleAction,
  session: Session,
): string {
  if (kind === "assign" && assignment) return assignmentWords(assignment, session);
  const names = people.map((id) => session.nameOf(id));
  const to = team ? (session.team(team)?.name ?? t("rule-gone-team")) : (names[0] ?? "");
  return t(`rule-then-${dashed(kind)}`, {
    label: label ?? "",
    priority: priority ? t(`priority-short-${priority}`) : "",
    to,
    people: several(session, names, "conjunction"),
    needed: needed ?? 1,
    count: people.length,
  });
}

/** What was done, or why it was left out. */
export function outcomeWords({ action, skipped }: RuleOutcome, session: Session): string {
  const what = actionWords(action, session);
  if (action.assignment && !skipped) {
    const [person] = action.people;
    return person
      ? t(`rule-assigned-${dashed(action.assignment.by)}`, { what, who: session.nameOf(person) })
      : t("rule-assigned-later", { what });
  }
  return skipped ? t(`rule-skipped-${dashed(skipped)}`, { what }) : what;
}

export const outcomesWords = (outcomes: RuleOutcome[], session: Session): string =>
  outcomes.map((one) => outcomeWords(one, session)).join(" · ");

/** In a conversation, whom it came to is said by the next line. */
export const outcomesWordsAhead = (outcomes: RuleOutcome[], session: Session): string =>
  outcomes
    .map((one) => {
      const isTold = one.action.assignment && !one.skipped && one.action.people.length > 0;
      return isTold ? actionWords(one.action, session) : outcomeWords(one, session);
    })
    .join(" · ");

/** The rule as people would say it. */
export function sentence({ when, days, ifs, thens }: RuleParts, session: Session): string {
  const then = several(
    session,
    thens.map((one) => actionWords(one, session)),
    "conjunction",
  );
  const tests = several(
    session,
    ifs.map((one) => testWords(one, session)),
    "conjunction",
  );
  const what = then || t("rule-then-nothing");
  return ifs.length
    ? t("rule-sentence-if", { when: whenWords(when, days), tests, what })
    : t("rule-sentence", { when: whenWords(when, days), what });
}

/** Why a rule has fired: what happened, and what held. */
export function becauseWords({ when, days, ifs }: FiredRule, session: Session): string {
  const reasons = [whenWords(when, days), ...ifs.map((one) => testWords(one, session))];
  return t("rule-because", { reasons: several(session, reasons, "conjunction") });
}

/** Whether it names somebody, or a team, who is no longer here. */
export function namesSomebodyGone({ ifs, thens }: RuleParts, session: Session): boolean {
  const people = [
    ...ifs.flatMap((one) => one.values.map((value) => value.person)),
    ...thens.flatMap((one) => one.people),
  ];
  const teams = [
    ...ifs.flatMap((one) => one.values.map((value) => value.team)),
    ...thens.map((one) => one.team),
  ];
  const isGone = (one: { is_active: boolean } | undefined) => !one?.is_active;
  return (
    people.some((id) => id !== null && isGone(session.person(id))) ||
    teams.some((id) => id !== null && isGone(session.team(id))) ||
    ifs.some((one) => ["from", "helper"].includes(one.field) && one.values.length === 0)
  );
}
