import { toast } from "svelte-sonner";
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
import { doLater } from "../session/later";
import { offerUndo } from "../session/perform";

/** What can be done to many requests at once. */
export type Deed =
  | { kind: "labels"; labels: string[] }
  | { kind: "priority"; priority: Priority }
  | { kind: "watch"; me: string }
  | { kind: "remind"; due: string; words: string | null }
  | { kind: "hand-over"; to: Addressee; reason: string }
  | { kind: "decline"; reason: string; alternative: string };

/** Why it did not work, by request. */
export type Refused = Map<string, string>;

/** Who wants to know how it goes. */
export interface Course {
  onProgress?: (done: number) => void;
  /** It was done to some of them at least: the words for it are needed no longer. */
  onDone?: () => void;
  /** What was refused when the time to take it back was over. */
  onLater?: (refused: Refused) => void;
}

type Undo = () => Promise<unknown>;

/** Does it to one, as it stands now; tells of each step how to take it back. */
async function change(
  core: Commands,
  row: RequestRow,
  deed: Deed,
  onStep: (undo: Undo) => void,
): Promise<void> {
  const request = row.id;
  switch (deed.kind) {
    case "labels": {
      const known = [...row.labels];
      for (const label of deed.labels) {
        if (known.some((one) => isSameLabel(one, label))) continue;
        await core.add_label({ request, label });
        known.push(label);
        onStep(() => core.remove_label({ request, label }));
      }
      return;
    }
    case "priority": {
      const { priority } = deed;
      if (row.priority === priority) return;
      await core.change_priority({ request, priority });
      onStep(async () => {
        // What somebody else has set meanwhile is theirs.
        const now = await core.open_request({ request });
        if (now.row.priority === priority) await core.change_priority({ request, priority: row.priority });
      });
      return;
    }
    case "watch":
      await core.watch({ request, person: deed.me });
      onStep(() => core.unwatch({ request, person: deed.me }));
      return;
    case "remind": {
      const { id } = await core.remind({ request, words: deed.words, due: deed.due, if_no_reply: false });
      onStep(() => core.finish_follow_up({ id }));
      return;
    }
    case "hand-over":
      await core.hand_over({ request, to: deed.to, reason: deed.reason });
      return;
    case "decline":
      await core.decline({ request, reason: deed.reason, alternative: deed.alternative });
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
  const stage = row.stage.replaceAll("_", "-");
  return deed.kind === "watch" ? t("bulk-already-on-it") : t("bulk-not-possible", { stage });
}

/** Runs for one; notes why where it did not work. */
export async function attempt(
  row: { id: string },
  refused: Refused,
  run: () => Promise<string | undefined | void>,
): Promise<void> {
  try {
    const why = await run();
    if (why) refused.set(row.id, why);
  } catch (cause) {
    const { code, details } = asFailure(cause);
    refused.set(row.id, explain(code, details));
  }
}

/** Takes everything back, the last first; what fails does not keep the rest from it. */
async function takeBack(undos: Undo[]): Promise<void> {
  const failures: unknown[] = [];
  for (const undo of undos.toReversed()) await undo().catch((cause: unknown) => failures.push(cause));
  if (failures.length) throw failures[0];
}

/**
 * Does it to all of them, with one way to take back the whole. What was refused comes back with why. Deeds that
 * nothing takes back wait until their time for that is over.
 */
export async function doToAll(
  core: Commands,
  rows: RequestRow[],
  deed: Deed,
  course: Course = {},
): Promise<Refused> {
  const isFinal = deed.kind === "decline" || deed.kind === "hand-over";
  const refused: Refused = new Map();
  const undos: Undo[] = [];
  const allowed: RequestRow[] = [];
  let changed = 0;
  for (const [at, row] of rows.entries()) {
    await attempt(row, refused, async () => {
      const detail = await core.open_request({ request: row.id });
      const why = obstacle(detail, deed);
      if (why !== undefined) return why;
      const steps: Undo[] = [];
      try {
        if (!isFinal) await change(core, detail.row, deed, (undo) => steps.push(undo));
      } catch (cause) {
        // Half of it is not what was asked for: it stays as it was.
        await takeBack(steps).catch(() => undos.push(...steps));
        throw cause;
      }
      allowed.push(row);
      undos.push(...steps);
      if (steps.length) changed += 1;
      return undefined;
    });
    course.onProgress?.(at + 1);
  }
  if (allowed.length === 0) return refused;
  if (isFinal) {
    later(core, allowed, deed, course);
    return refused;
  }
  course.onDone?.();
  if (changed) offerUndo(t(`bulk-${deed.kind}-done`, { count: changed }), () => takeBack(undos));
  else toast(t("bulk-nothing-changed"));
  return refused;
}

function later(core: Commands, rows: RequestRow[], deed: Deed, { onDone, onLater }: Course): void {
  const refused: Refused = new Map();
  doLater(t(`bulk-${deed.kind}-soon`, { count: rows.length }), rows, {
    run: (row) => attempt(row, refused, () => change(core, row, deed, () => undefined)),
    onOver: () => {
      if (refused.size < rows.length) onDone?.();
      if (refused.size) onLater?.(refused);
    },
  });
}

const MOST_TOLD = 3;

/** Says it where the list is gone that would show it. */
export function tellRefused(rows: { id: string; title: string }[], refused: Refused): void {
  const told = rows.filter((row) => refused.has(row.id));
  const lines = told.slice(0, MOST_TOLD).map(({ id, title }) => `${title} ${refused.get(id)}`);
  if (told.length > MOST_TOLD) lines.push(t("bulk-refused-more", { count: told.length - MOST_TOLD }));
  toast.error(t("bulk-refused", { count: told.length }), { description: lines.join("\n"), duration: 8000 });
}
