import { toast } from "svelte-sonner";
import { expect, test, vi } from "vitest";
import { offerUndo, undoLast } from "./perform";

test("the button of a toast takes back what the toast is about, once; the keys what came last", () => {
  const shown = vi.spyOn(toast, "dismiss");
  const actions: (() => void)[] = [];
  const undos = [vi.fn(async () => undefined), vi.fn(async () => undefined)];
  for (const undo of undos) offerUndo("Done", undo);
  for (const { action } of toast.getActiveToasts().map((one) => one as { action?: { onClick: () => void } }))
    if (action) actions.push(() => action.onClick());
  expect(actions).toHaveLength(2);
  // The newest stands first.
  actions.at(-1)!();
  expect(undos.map((undo) => undo.mock.calls.length)).toEqual([1, 0]);
  actions.at(-1)!();
  expect(undos[0]).toHaveBeenCalledTimes(1);

  expect(undoLast()).toBe(true);
  expect(undos.map((undo) => undo.mock.calls.length)).toEqual([1, 1]);
  actions[0]!();
  expect(undos[1]).toHaveBeenCalledTimes(1);
  expect(undoLast()).toBe(false);
  expect(shown).toHaveBeenCalledTimes(2);
});
