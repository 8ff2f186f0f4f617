import { t } from "../../i18n";
import type { RuleValue } from "../../platform";
import { blankAction, blankParts, type Beginning } from "./editing.svelte";

const word = (text: string): RuleValue => ({ word: text, person: null, team: null });

/** Rules to begin with: what many teams set up first. Nobody's name is in them. */
export function examples(): Beginning[] {
  return [
    {
      key: "pressing",
      name: t("rule-example-pressing"),
      parts: {
        ...blankParts(),
        ifs: [{ is_not: false, field: "priority", values: [word("high"), word("urgent")] }],
        thens: [{ ...blankAction("label"), label: t("rule-example-pressing-label") }],
      },
    },
    {
      key: "hours",
      name: t("rule-example-hours"),
      parts: {
        ...blankParts(),
        ifs: [{ is_not: false, field: "is", values: [word("outside-hours")] }],
        thens: [{ ...blankAction("say"), words: t("rule-example-hours-words") }],
      },
    },
    {
      key: "turns",
      name: t("rule-example-turns"),
      parts: { ...blankParts(), thens: [blankAction("assign")] },
    },
    {
      key: "quiet",
      name: t("rule-example-quiet"),
      parts: {
        ...blankParts(),
        when: "silent",
        days: 3,
        ifs: [{ is_not: true, field: "is", values: [word("waiting")] }],
        thens: [{ ...blankAction("note"), words: t("rule-example-quiet-words") }],
      },
    },
  ];
}
