import { t } from "../../i18n";
import {
  asFailure,
  type Addressee,
  type Commands,
  type Priority,
  type RequestDetail,
  type RequestRow,
} from "../../platform";
import { explain } from "../attention/refusals";
import { isSameLabel } from "../requests/labels";
import { offerUndo } from "../session/perform";

/** What can be done to many requests at once. */
export type Deed =
  | { kind: "labels"; labels: string[] }
  | { kind: "priority"; priority: Priority }
  | { kind: "watch"; me: string }
  | { kind: "remind"; due: string; words: string | null }
  | { kind: "hand-over"; to: Addressee; reason: string }
  | { kind: "decline"; reason: string; alternative: string };

type Undo = () => Promise<unknown>;

/** What cannot be taken back is done when the time for that is over. */
const UNDO_MS = 10_000;

/** Does it to one; how to take it back, or nothing where nothing changed. */
async function change(core: Commands, row: RequestRow, deed: Deed): Promise<Undo | undefined> {
  const request = row.id;
  switch (deed.kind) {
    case "labels": {
      const added = deed.labels.filter((label) => !row.labels.some((one) => isSameLabel(one, label)));
      for (const label of added) await core.add_label({ request, label });
      return async () => {
        for (const label of added) await core.remove_label({ request, label });
      };
    }
    case "priority":
      if (row.priority === deed.priority) return undefined;
      await core.change_priority({ request, priority: deed.priority });
      return () => core.change_priority({ request, priority: row.priority });
    case "watch":
      await core.watch({ request, person: deed.me });
      return () => core.unwatch({ request, person: deed.me });
    case "remind": {
      const { id } = await core.remind({ request, words: deed.words, due: deed.due, if_no_reply: false });
      return () => core.finish_follow_up({ id });
    }
    case "hand-over":
      await core.hand_over({ request, to: deed.to, reason: deed.reason });
      return undefined;
    case "decline":
      await core.decline({ request, reason: deed.reason, alternative: deed.alternative });
      return undefined;
  }
}

const INTENTS: Record<Deed["kind"], string> = {
  labels: "add_label",
  priority: "change_priority",
  watch: "watch",
  remind: "remind",
  "hand-over": "hand_over",
  decline: "decline",
};

/** Why the policy does not allow it; nothing when it does. */
function obstacle({ can, row }: RequestDetail, deed: Deed): string | undefined {
  if (can.includes(INTENTS[deed.kind])) return undefined;
  const stage = t(`stage-${row.stage.replaceAll("_", "-")}`);
  return deed.kind === "watch" ? t("bulk-already-on-it") : t("bulk-not-possible", { stage });
}

/** Runs for each of them; gives those that it did not work for, with why. */
async function each(
  rows: RequestRow[],
  run: (row: RequestRow) => Promise<string | undefined>,
): Promise<Map<string, string>> {
  const refused = new Map<string, string>();
  for (const row of rows) {
    try {
      const why = await run(row);
      if (why !== undefined) refused.set(row.id, why);
    } catch (cause) {
      const { code, details } = asFailure(cause);
      refused.set(row.id, explain(code, details));
    }
  }
  return refused;
}

/**
 * Does it to all of them, with one way to take back the whole. What was refused comes back with why. Deeds that
 * nothing takes back wait until their time for that is over.
 */
export async function doToAll(
  core: Commands,
  rows: RequestRow[],
  deed: Deed,
  onLater: (refused: Map<string, string>) => void,
): Promise<Map<string, string>> {
  const isFinal = deed.kind === "decline" || deed.kind === "hand-over";
  const undos: Undo[] = [];
  const allowed: RequestRow[] = [];
  const refused = await each(rows, async (row) => {
    const why = obstacle(await core.open_request({ request: row.id }), deed);
    if (why !== undefined) return why;
    allowed.push(row);
    if (isFinal) return undefined;
    const undo = await change(core, row, deed);
    if (undo) undos.unshift(undo);
    return undefined;
  });
  if (allowed.length === 0) return refused;
  if (isFinal) {
    later(allowed, (row) => change(core, row, deed), deed, onLater);
  } else {
    offerUndo(t(`bulk-${deed.kind}-done`, { count: allowed.length }), async () => {
      for (const undo of undos) await undo();
    });
  }
  return refused;
}

function later(
  rows: RequestRow[],
  run: (row: RequestRow) => Promise<unknown>,
  deed: Deed,
  onLater: (refused: Map<string, string>) => void,
): void {
  let isSettled = false;
  const settle = () => {
    if (isSettled) return;
    isSettled = true;
    removeEventListener("pagehide", settle);
    void each(rows, async (row) => void (await run(row))).then(onLater);
  };
  setTimeout(settle, UNDO_MS);
  // Who closes the window has not taken it back.
  addEventListener("pagehide", settle);
  offerUndo(t(`bulk-${deed.kind}-soon`, { count: rows.length }), async () => {
    isSettled = true;
    removeEventListener("pagehide", settle);
  });
}
