import type { Navigation } from "../session/navigation.svelte";

const LINK = "goodturn://answer/";

/** A text that leads to an answer, in Markdown; only the core decides what becomes a link. */
export function linkTo(id: string, title: string): string {
  return `[${title.replace(/[[\]\\]/g, "\\$&")}](${LINK}${id})`;
}

/** Opens the answer that a link in a text leads to. */
export function followAnswer(event: MouseEvent, navigation: Navigation): void {
  const link = event.target instanceof Element ? event.target.closest("a")?.getAttribute("href") : null;
  if (!link?.startsWith(LINK)) return;
  event.preventDefault();
  navigation.showAnswer(link.slice(LINK.length));
}
