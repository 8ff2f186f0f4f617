import type { SyncStatus } from "../../platform";

/** Whether the sync stands still until somebody does something about it. */
export function needsSomebody(sync: SyncStatus): boolean {
  return ["signed_out", "locked", "key_store_silent", "update_needed"].includes(sync.connection);
}
