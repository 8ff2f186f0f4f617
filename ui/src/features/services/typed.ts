import type { Commands, Priority } from "../../platform";
import type { Written } from "./form";

/** What was written in quick add and has no field in the form of a service. */
export interface Typed {
  /** The line, which is done with once this is sent. */
  line: string;
  details: string;
  /** When it is needed, as it was typed. */
  needed: string;
  priority: Priority;
  watchers: string[];
  reminders: { due: string; if_no_reply: boolean }[];
}

/** What is kept of a service that is about to be asked. */
export interface ServiceDraft {
  title?: string;
  written?: Written;
  typed?: Typed;
}

export const draftKey = (service: string): string => `service:${service}`;

export function readDraft(text: string): ServiceDraft {
  try {
    return text ? (JSON.parse(text) as ServiceDraft) : {};
  } catch {
    return {};
  }
}

/** Brings a line into the draft of a service. What was changed there since for the same line stays. */
export async function carryOver(core: Commands, service: string, title: string, typed: Typed): Promise<void> {
  const key = draftKey(service);
  const before = readDraft((await core.find_draft({ key })) ?? "");
  if (before.typed?.line === typed.line) return;
  const draft: ServiceDraft = { ...before, title: title.slice(0, 200) || before.title, typed };
  await core.save_draft({ key, text: JSON.stringify(draft) });
}

/** The line is sent now, unless another one has begun. */
export async function finish(core: Commands, { line }: Typed): Promise<void> {
  if ((await core.find_draft({ key: "quick-add" })) === line)
    await core.save_draft({ key: "quick-add", text: "" });
}
