import { hasWords, t } from "../../i18n";

function particulars(details: unknown): Record<string, string> {
  try {
    const value: unknown = typeof details === "string" ? JSON.parse(details || "{}") : (details ?? {});
    if (typeof value !== "object" || value === null) return {};
    return Object.fromEntries(
      Object.entries(value as Record<string, unknown>).map(([key, one]) => [key, String(one)]),
    );
  } catch {
    return {};
  }
}

/** Why something was refused, as a person would say it. */
export function explain(code: string, details: unknown): string {
  const facts = particulars(details);
  const stage =
    facts.stage && hasWords(`stage-${facts.stage.replaceAll("_", "-")}`)
      ? t(`stage-${facts.stage.replaceAll("_", "-")}`)
      : undefined;
  if (code === "wrong_stage" && stage) return t("refused-wrong-stage-named", { stage });
  const id = `refused-${code.replaceAll("_", "-")}`;
  return hasWords(id) ? t(id, facts) : t("refused-other", { code });
}
