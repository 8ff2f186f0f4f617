import { fold } from "../../i18n/fold";
import type { Commands, Priority } from "../../platform";
import type { Written } from "./form";

/** What is written to ask by a service beside its own fields; quick add brings some of it along. */
export interface Typed {
  /** The line, which is done with once this is sent; empty where there was none. */
  line: string;
  details: string;
  /** When it is needed, as it was typed. */
  needed: string;
  /** The instant that those words meant when they were written. */
  neededAt: string | null;
  priority: Priority;
  watchers: string[];
  reminders: { due: string; if_no_reply: boolean }[];
}

/** What a line brings into a form. */
export interface Carried extends Typed {
  title: string;
}

/** What is kept of a service that is about to be asked. */
export interface ServiceDraft {
  title?: string;
  written?: Written;
  typed?: Typed;
  /** What the line said when it was last taken over. */
  carried?: Carried;
  /** Another line, which waits until somebody says what becomes of what is here. */
  next?: Carried;
}

export const NOTHING_TYPED: Typed = {
  line: "",
  details: "",
  needed: "",
  neededAt: null,
  priority: "normal",
  watchers: [],
  reminders: [],
};

/** The most signs that a title has. */
const LONGEST_TITLE = 200;

export const draftKey = (service: string): string => `service:${service}`;
/** The service whose form the line in quick add went into. A line begun anew forgets it. */
const GONE_INTO = "quick-add-service";

export function readDraft(text: string): ServiceDraft {
  try {
    return text ? (JSON.parse(text) as ServiceDraft) : {};
  } catch {
    return {};
  }
}

/** What a request is called that asks for this: the service is named in it. */
function titled(name: string, title: string): string {
  return !title || fold(title).includes(fold(name)) ? title : `${name}: ${title}`;
}

/** Fits a line into a form as the core does into a request: what is no title any more is kept whole in the details. */
export function fitted(name: string, said: string, typed: Typed): Carried {
  const signs = [...titled(name, said)];
  if (signs.length <= LONGEST_TITLE) return { ...typed, title: signs.join("") };
  const details = [said, typed.details].filter(Boolean).join("\n\n");
  return { ...typed, details, title: signs.slice(0, LONGEST_TITLE).join("") };
}

const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/** What is here, with what the line says otherwise than when it was last taken over. */
function merged(before: ServiceDraft, now: Carried): ServiceDraft {
  const { title, ...typed } = now;
  const isNew = (part: keyof Carried) => !before.carried || !isSame(before.carried[part], now[part]);
  const kept = { ...NOTHING_TYPED, ...before.typed };
  const taken = Object.entries(typed).filter(([part]) => isNew(part as keyof Carried));
  // The words and their instant go together.
  const needed = isNew("needed") || isNew("neededAt") ? { needed: now.needed, neededAt: now.neededAt } : {};
  return {
    title: isNew("title") ? title || before.title : before.title,
    written: before.written,
    typed: { ...kept, ...(Object.fromEntries(taken) as Partial<Typed>), ...needed },
    carried: now,
  };
}

export function isBegun({ title, written, typed }: ServiceDraft): boolean {
  const hasAnswers = Object.values(written ?? {}).some((text) => text.trim());
  return Boolean(title?.trim()) || hasAnswers || (typed !== undefined && !isSame(typed, NOTHING_TYPED));
}

/** Brings a line into the draft of a service. What is there from before is not mixed with a line begun anew. */
export async function carryOver(core: Commands, service: string, now: Carried): Promise<void> {
  const key = draftKey(service);
  const before = readDraft((await core.find_draft({ key })) ?? "");
  const goesOn = (await core.find_draft({ key: GONE_INTO })) === service;
  const isMixed = !goesOn && before.typed?.line !== now.line && isBegun(before);
  const draft = isMixed || before.next ? { ...before, next: now } : merged(before, now);
  await core.save_draft({ key, text: JSON.stringify(draft) });
  await core.save_draft({ key: GONE_INTO, text: service });
}

/** What is written from here on is another line. */
export const beginLine = (core: Commands) => core.save_draft({ key: GONE_INTO, text: "" });

/** The line is sent now, unless another one has begun. */
export async function finish(core: Commands, { line }: Typed): Promise<void> {
  if (!line || (await core.find_draft({ key: "quick-add" })) !== line) return;
  await core.save_draft({ key: "quick-add", text: "" });
  await beginLine(core);
}
