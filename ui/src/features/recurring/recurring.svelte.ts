import { t } from "../../i18n";
import type { Commands, KeepRecurrence, RequestDetail, ShownRecurrence, Wish } from "../../platform";
import { offerUndo, perform } from "../session/perform";

/** What would be asked again of a request that is there. */
export function wishOf({ row, details, visibility, kind, watchers, form }: RequestDetail): Wish {
  const { title, addressee, priority, labels, requester } = row;
  return {
    title,
    details,
    addressee,
    visibility,
    priority,
    kind,
    labels: [...labels],
    watchers: watchers.filter((one) => one !== requester),
    needed: null,
    service: form?.name ?? null,
  };
}

export const EMPTY_WISH: Wish = {
  title: "",
  details: null,
  addressee: { person: null, team: null },
  visibility: "teams",
  priority: "normal",
  kind: null,
  labels: [],
  watchers: [],
  needed: null,
  service: null,
};

/** As it is now, to be kept again. */
const asKept = ({ id, wish, cycle, first }: ShownRecurrence): KeepRecurrence => ({
  id,
  wish,
  cycle,
  first,
  request: null,
});

/** Keeps it, with a way back: to what was there before, or to nothing. True where it was not refused. */
export async function keep(
  core: Commands,
  kept: KeepRecurrence,
  before: ShownRecurrence | null,
): Promise<boolean> {
  let id = "";
  if (!(await perform(async () => ({ id } = await core.keep_recurrence(kept))))) return false;
  offerUndo(t("recurrence-kept", { title: kept.wish.title }), () =>
    before ? core.keep_recurrence(asKept(before)) : core.drop_recurrence({ id }),
  );
  return true;
}

export async function setPaused(
  core: Commands,
  { id, wish }: ShownRecurrence,
  isPaused: boolean,
): Promise<void> {
  const set = (paused: boolean) => (paused ? core.pause_recurrence({ id }) : core.resume_recurrence({ id }));
  if (!(await perform(() => set(isPaused)))) return;
  const done = isPaused ? "recurrence-paused-done" : "recurrence-resumed-done";
  offerUndo(t(done, { title: wish.title }), () => set(!isPaused));
}

export async function drop(core: Commands, one: ShownRecurrence): Promise<void> {
  if (!(await perform(() => core.drop_recurrence({ id: one.id })))) return;
  offerUndo(t("recurrence-dropped", { title: one.wish.title }), () =>
    core.restore_recurrence({ id: one.id }),
  );
}
