import { t } from "../../i18n";
import { dayName, type TimeFrame } from "../../i18n/dates";
import type { FilterField, FilterTerm } from "../../platform";

/** Of these, several values in one term widen it; any other field is said once. */
const WIDENED: FilterField[] = ["stage", "priority", "from", "to", "helper", "team", "kind"];

/** Quotes behind a sign hold words together. */
const PIECE = /(?:[:,<>=]"[^"]*"?|\S)+/g;

/** The search with another piece in the place of one, and not in that of a longer one that begins so. */
function replaced(text: string, piece: string, by: string): string {
  let isDone = false;
  return text.replaceAll(PIECE, (one) => {
    if (isDone || one !== piece) return one;
    isDone = true;
    return by;
  });
}

export const valueText = (value: string): string => (/[\s,]/.test(value) ? `"${value}"` : value);

/** The search with one value more, or in another order. */
export function withValue(text: string, terms: FilterTerm[], field: FilterField, value: string): string {
  const same = terms.find((term) => term.field === field && !term.is_not && !term.problem);
  const typed = valueText(value);
  if (same?.values.includes(value)) return text;
  if (same && WIDENED.includes(field)) return replaced(text, same.text, `${same.text},${typed}`);
  if (same && field !== "is" && field !== "label") return replaced(text, same.text, `${field}:${typed}`);
  return [text.trim(), `${field}:${typed}`].filter(Boolean).join(" ");
}

/** The search without a term. */
export function without(text: string, term: FilterTerm): string {
  return (replaced(text, term.text, "").match(PIECE) ?? []).join(" ");
}

/** A field begun, for its value to be typed. */
export function begun(text: string, field: FilterField): string {
  return [text.trim(), `${field}:`].filter(Boolean).join(" ");
}

interface Names {
  frame: TimeFrame;
  nameOf: (id: string) => string;
}

function valueName(field: FilterField, value: string, names: Names): string {
  if (field === "stage") return t(`stage-${value.replaceAll("_", "-")}`);
  if (field === "priority") return t(`priority-short-${value}`);
  if (field === "is") return t(`filter-is-${value}`);
  if (field === "sort") return t(`sort-${value}`);
  return ["from", "to", "helper", "team"].includes(field) ? names.nameOf(value) : value;
}

function spanName(term: FilterTerm, frame: TimeFrame): string {
  if (term.from && term.until) return dayName(term.from, frame);
  if (term.until) return t("filter-before", { day: dayName(term.until, frame) });
  if (term.from) return t("filter-from-day", { day: dayName(term.from, frame) });
  return t("filter-any-time");
}

/** What a term says in words. */
export function termName(term: FilterTerm, names: Names): string {
  if (term.problem || !term.field) return term.text;
  const { field } = term;
  const list = new Intl.ListFormat(names.frame.locale, { type: "disjunction" });
  const isTime = ["needed", "promised", "answer", "due"].includes(field);
  const value = isTime
    ? spanName(term, names.frame)
    : list.format(term.values.map((one) => valueName(field, one, names)));
  if (term.is_not) return t("filter-chip-not", { key: field, field: t(`filter-${field}`), value });
  return t("filter-chip", { field: t(`filter-${field}`), value });
}

/** Its values are names of something. */
const NAMED: FilterField[] = ["kind", "label", "from", "to", "helper", "team"];

/** Why a term was not understood. */
export function problemName({ field, problem }: FilterTerm): string {
  if (problem === "unknown_field") return t("filter-unknown-field");
  return t(field && NAMED.includes(field) ? "filter-unknown-value" : "filter-not-understood");
}
