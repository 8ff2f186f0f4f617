import { t } from "../../i18n";
import type { FieldAnswer, FormField, ServiceDescription } from "../../platform";

/** What was written in a form so far, by the key of its field: an option, an id, a day, a number or words. */
export type Written = Record<number, string>;

/** How far the file of a field is: with one that is not there yet, or cannot be read, nothing is sent. */
export type FileStage = "settled" | "waits" | "failed";

/** The file that was chosen for a field; none where the text is something else. */
export function fileIn(text: string): FieldAnswer["file"] {
  try {
    const file = JSON.parse(text) as Partial<NonNullable<FieldAnswer["file"]>> | null;
    const { upload, name } = file ?? {};
    return typeof upload === "string" && typeof name === "string" ? { upload, name } : null;
  } catch {
    return null;
  }
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** What was written without what its field cannot mean, such as words where there is a day now. */
export function fitting(fields: FormField[], written: Written, isPerson: (id: string) => boolean): Written {
  const fits = ({ kind, options }: FormField, text: string): boolean => {
    if (kind === "choice") return options.includes(text);
    if (kind === "person") return isPerson(text);
    if (kind === "date") return DAY.test(text);
    if (kind === "number") return Number.isFinite(Number(text));
    return kind !== "file" || fileIn(text) !== null;
  };
  const kept = fields.filter(({ key }) => typeof written[key] === "string");
  return Object.fromEntries(
    kept.filter((field) => fits(field, written[field.key]!)).map(({ key }) => [key, written[key]!]),
  );
}

const LONGEST: Partial<Record<FormField["kind"], number>> = { text: 500, long_text: 5000 };

/** The fields that are there under these answers. What a hidden choice says hides what depends on it. */
export function visibleFields(fields: FormField[], written: Written): FormField[] {
  const shown: FormField[] = [];
  for (const field of fields) {
    const on = field.shown_if;
    const isThere = !on || (shown.some((one) => one.key === on.field) && written[on.field] === on.answer);
    if (isThere) shown.push(field);
  }
  return shown;
}

/** What was written in a field; empty where it is nothing that can be answered. */
function textOf({ key, kind }: FormField, written: Written): string {
  const text = (written[key] ?? "").trim();
  return kind === "file" && !fileIn(text) ? "" : text;
}

/** What has to be done about a field, in words; none when it is well. `today` is a day such as `2026-12-01`. */
export function problemOf(field: FormField, written: Written, today: string): string | undefined {
  const text = textOf(field, written);
  if (!text) return field.is_required ? t(`answer-missing-${field.kind.replaceAll("_", "-")}`) : undefined;
  const most = LONGEST[field.kind];
  if (most && text.length > most) return t("answer-too-long", { most, length: text.length });
  if (field.kind === "date" && field.is_ahead && text < today) return t("answer-not-past");
  if (field.kind === "number") return numberProblem(field, text);
  return undefined;
}

const LARGEST = 2 ** 31 - 1;

function numberProblem({ least, most }: FormField, text: string): string | undefined {
  const number = Number(text);
  if (!Number.isInteger(number) || Math.abs(number) > LARGEST) return t("answer-whole-number");
  if (least !== null && number < least) return t("answer-at-least", { least });
  if (most !== null && number > most) return t("answer-at-most", { most });
  return undefined;
}

/** The answers as they are sent: those of the fields that are there and filled in. */
export function answersOf({ fields }: ServiceDescription, written: Written): FieldAnswer[] {
  const none = { words: null, choice: null, person: null, date: null, number: null, file: null };
  const given = (field: FormField, text: string): FieldAnswer => {
    const bare = { field: field.key, ...none };
    if (field.kind === "choice") return { ...bare, choice: text };
    if (field.kind === "person") return { ...bare, person: text };
    if (field.kind === "date") return { ...bare, date: text };
    if (field.kind === "number") return { ...bare, number: Number(text) };
    if (field.kind === "file") return { ...bare, file: fileIn(text) };
    return { ...bare, words: text };
  };
  return visibleFields(fields, written).flatMap((field) => {
    const text = textOf(field, written);
    return text ? [given(field, text)] : [];
  });
}
