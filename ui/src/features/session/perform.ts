import { toast } from "svelte-sonner";
import { t } from "../../i18n";
import type { TimeFrame } from "../../i18n/dates";
import { asFailure } from "../../platform";
import { explain } from "../attention/refusals";

/** How long something can be taken back. */
export const UNDO_MS = 10_000;

/** Runs a command; tells what went wrong in human words. True when it was carried out. */
export async function perform(
  run: () => Promise<unknown>,
  done?: string,
  frame?: TimeFrame,
): Promise<boolean> {
  try {
    await run();
    if (done) toast.success(done);
    return true;
  } catch (cause) {
    const failure = asFailure(cause);
    const description = explain(failure.code, failure.details, frame);
    toast.error(t("failed-title"), { description, duration: 8000 });
    return false;
  }
}

/** Says that something went out, with ten seconds to take it back. */
export function offerUndo(sentence: string, undo: () => Promise<unknown>): void {
  let isOver = false;
  const end = () => {
    isOver = true;
    if (lastUndo === mine) lastUndo = undefined;
    toast.dismiss(shown);
  };
  const mine = () => {
    if (isOver) return;
    end();
    void perform(undo, t("undo-done"));
  };
  lastUndo = mine;
  setTimeout(end, UNDO_MS);
  const shown = toast(sentence, { duration: UNDO_MS, action: { label: t("undo"), onClick: mine } });
}

let lastUndo: (() => void) | undefined;

/** Takes back what was sent last, if its ten seconds are not over. True when there was something. */
export function undoLast(): boolean {
  const undo = lastUndo;
  lastUndo = undefined;
  undo?.();
  return undo !== undefined;
}
