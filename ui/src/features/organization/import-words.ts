import { hasWords, t } from "../../i18n";
import type { FieldChange, Problem } from "../../platform";

/** Why nothing comes of a line, or of a whole table. */
export function explainImport(problem: Problem): string {
  const facts = Object.fromEntries(
    Object.entries(JSON.parse(problem.details || "{}") as Record<string, unknown>).map(([key, one]) => [
      key,
      String(one),
    ]),
  );
  const id = `import-${problem.code.replaceAll("_", "-")}`;
  return hasWords(id) ? t(id, facts) : t("refused-other", { code: problem.code });
}

export function wordsOfChange({ field, from, to }: FieldChange): string {
  const name = t(`import-field-${field}`);
  return from ? t("import-changed", { name, from, to }) : t("import-set", { name, to });
}
