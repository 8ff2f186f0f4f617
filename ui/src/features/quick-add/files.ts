import type { QuickAdd } from "../../platform";
import type { StagedFiles } from "../files/staged.svelte";

/** Why files cannot go with the line yet, as a message's name; nothing when they can. */
export function whyFilesWait(
  line: QuickAdd | undefined,
  { files, isReady }: StagedFiles,
): string | undefined {
  // What begins on a named day is asked then, and there is no request yet that they could go with.
  if (line && (line.verb !== "ask" || line.repeat?.weekdays.length)) return "quick-add-files-need-request";
  if (line?.missing.includes("form")) return "quick-add-files-form";
  // Why is said on the file itself.
  if (files.some((file) => file.failure)) return "quick-add-files-failed";
  return isReady ? undefined : "quick-add-files-coming";
}
