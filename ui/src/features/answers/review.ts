import { toast } from "svelte-sonner";
import { t } from "../../i18n";
import type { AnswerRow, Commands, PersonCard } from "../../platform";
import { offerUndo, perform } from "../session/perform";

/** Whether somebody may write answers of their team. Whom this device does not know, the server does. */
export const canKeep = (person: PersonCard | undefined): boolean =>
  person === undefined || !["guest", "service_account"].includes(person.role);

/** Looked at and found right: it comes up again in half a year. */
export async function stillRight(core: Commands, row: AnswerRow): Promise<void> {
  await perform(() => core.review_answer({ answer: row.id, review_on: null }), t("answer-reviewed"));
}

export async function retire(core: Commands, row: AnswerRow): Promise<void> {
  if (!(await perform(() => core.retire_answer({ id: row.id })))) return;
  offerUndo(t("answer-retired-done", { title: row.title }), () => core.restore_answer({ id: row.id }));
}

export const restore = (core: Commands, row: AnswerRow) =>
  perform(() => core.restore_answer({ id: row.id }), t("answer-restored"));

const SHOWN_MS = 6_000;

/** What was written stays until somebody says that it can go. */
export function sayHelped(discard: () => Promise<unknown>): void {
  toast.success(t("answer-helped-closed"), {
    duration: SHOWN_MS,
    action: { label: t("draft-discard"), onClick: () => void perform(discard) },
  });
}
