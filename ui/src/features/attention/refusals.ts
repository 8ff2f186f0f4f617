import { hasWords, t } from "../../i18n";
import { dayAndTime, type TimeFrame } from "../../i18n/dates";

/** In which particular a refusal says when it is over, in microseconds. */
const OVER_AT: Record<string, string> = { nudged_lately: "again_at", word_is_coming: "by" };

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

/** Why something was refused, as a person would say it; with when that is over, where somebody's time is known. */
export function explain(code: string, details: unknown, frame?: TimeFrame): string {
  const facts = particulars(details);
  const stage =
    facts.stage && hasWords(`stage-${facts.stage.replaceAll("_", "-")}`)
      ? t(`stage-${facts.stage.replaceAll("_", "-")}`)
      : undefined;
  if (code === "wrong_stage" && stage) return t("refused-wrong-stage-named", { stage });
  const id = `refused-${code.replaceAll("_", "-")}`;
  const over = Number(facts[OVER_AT[code] ?? ""]) / 1000;
  if (frame && Number.isFinite(over))
    return t(`${id}-when`, { when: dayAndTime(new Date(over).toISOString(), frame) });
  return hasWords(id) ? t(id, facts) : t("refused-other", { code });
}
