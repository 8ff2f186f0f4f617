import { t } from "../../i18n";
import { dayAndTime } from "../../i18n/dates";
import type { TimelineEntry } from "../../platform";
import type { Session } from "../session/session.svelte";

/** What everybody on the request has read and can be taken into another one. Notes stay among those who read them. */
export function splittable(timeline: TimelineEntry[]): TimelineEntry[] {
  return timeline.filter((entry) => ["said", "attached"].includes(entry.kind) && entry.words !== null);
}

/** The words with who said them and when, as Markdown shows what somebody else has said. */
export function quoted(entries: TimelineEntry[], session: Session): string {
  return entries.map((entry) => quote(entry, session)).join("\n\n");
}

function quote({ author, at, words }: TimelineEntry, session: Session): string {
  const head = t("split-quote", { who: session.nameOf(author), when: dayAndTime(at, session.frame) });
  const lines = (words ?? "").split("\n").map((line) => `> ${line}`.trimEnd());
  return [head, "", ...lines].join("\n");
}
