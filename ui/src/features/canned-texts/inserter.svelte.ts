import { t } from "../../i18n";
import type { CannedText, RequestDetail } from "../../platform";
import { matching } from "../people/matching";
import { Live } from "../session/live.svelte";
import type { Session } from "../session/session.svelte";
import type { Source, Suggestion } from "../writing/completion.svelte";
import { valuesOn } from "./values";
import { fillIn, isVariable, placesIn, textOf, type Part } from "./variables";

const SIGN = "::";
const MOST_OFFERED = 30;
/** Longer than what one types to find a name: it is something else. */
const LONGEST = 40;
const isSpace = (letter: string | undefined) => letter === undefined || /[\s([{"']/.test(letter);
const oneLine = (words: string) => words.replace(/\s+/g, " ").trim();

/** Canned texts behind `::`, filled in for one request. Made while a component is set up. */
export class Inserter {
  /** Whether a new text is being written. */
  isWriting = $state(false);
  /** Whether an answer is being chosen. */
  isChoosingAnswer = $state(false);
  /** What was inserted with it and could not be filled in. */
  #left = $state.raw<string[]>([]);
  readonly #texts: Live<CannedText[]>;

  constructor(
    private readonly session: Session,
    private readonly detail: () => RequestDetail,
    /** Whether whoever writes is on the side that has answers, and can choose one. */
    private readonly hasAnswers = false,
  ) {
    this.#texts = new Live(() => session.core.list_canned_texts(null));
    $effect(() => session.keep(this.#texts, ["canned_texts", "directory"]));
  }

  /** Completes what is typed behind `::` at the beginning of a word. */
  source(): Source {
    return (before) => {
      const from = before.lastIndexOf(SIGN);
      const typed = before.slice(from + SIGN.length);
      if (from < 0 || !isSpace(before[from - 1]) || typed.length > LONGEST || /^\s|\n/.test(typed))
        return null;
      const found = matching(typed, this.#candidates()).slice(0, MOST_OFFERED);
      const suggestions = found.map(({ text, name }) => this.#suggestion(text, name));
      return {
        from,
        suggestions:
          typed === ""
            ? [...suggestions, ...(this.hasAnswers ? [this.#answer()] : []), this.#fresh()]
            : suggestions,
      };
    };
  }

  /** What is still open in a text; nothing when it can go. */
  hint(text: string): string {
    const open = placesIn(text).filter(
      (place) => this.#left.includes(place) || isVariable(place.slice(1, -1).trim().toLowerCase()),
    );
    return open.length ? t("canned-text-open", { places: open.join(", "), count: open.length }) : "";
  }

  #candidates() {
    return (this.#texts.value ?? []).map((text) => ({
      text,
      name: text.name,
      about: `${this.session.team(text.team)?.name ?? ""} ${text.words}`,
    }));
  }

  #suggestion(text: CannedText, name: string): Suggestion {
    const parts = fillIn(text.words, valuesOn(this.detail(), this.session));
    const insert = textOf(parts);
    const team = this.session.team(text.team)?.name;
    return {
      id: text.id,
      name,
      about: [team, oneLine(insert)].filter(Boolean).join(" · "),
      insert,
      select: firstOpen(parts),
      onChosen: () => {
        const left = parts.filter(({ kind }) => kind === "open").map((part) => part.text);
        this.#left = [...this.#left, ...left];
      },
    };
  }

  #answer(): Suggestion {
    const onChosen = () => (this.isChoosingAnswer = true);
    return { id: "answer", name: t("answer-insert"), about: "", insert: "", onChosen };
  }

  #fresh(): Suggestion {
    const onChosen = () => (this.isWriting = true);
    return { id: "new", name: t("canned-text-new"), about: "", insert: "", onChosen };
  }
}

/** Where typing goes on: over the first place that is still open. */
function firstOpen(parts: Part[]): [number, number] | undefined {
  const index = parts.findIndex(({ kind }) => kind === "open");
  if (index < 0) return undefined;
  const from = textOf(parts.slice(0, index)).length;
  return [from, from + parts[index]!.text.length];
}
