import type { Commands, FormField, OfferedService, ServiceDescription, ShownIf } from "../../platform";
import { Draft } from "../session/draft.svelte";

export const MOST_FIELDS = 25;
export const MOST_STEPS = 20;
export const MOST_ATTACHMENTS = 10;
export const MOST_APPROVALS = 5;

const blank = (): ServiceDescription => ({
  name: "",
  icon: "hand",
  details: null,
  fields: [],
  helper: null,
  checklist: [],
  attachments: [],
  approvals: [],
  first_word: null,
  handled_by: null,
  is_confidential: false,
});

const hasKey = (fields: FormField[], key: number) => fields.some((one) => one.key === key);

/** A key that none of them has. By chance: what once had it elsewhere, in a draft or a version, is not known here. */
function freshKey(fields: FormField[]): number {
  for (;;) {
    const [key] = crypto.getRandomValues(new Uint16Array(1));
    if (key && !hasKey(fields, key)) return key;
  }
}

/** A field of a key that no other has, nor had. */
export function freshField(fields: FormField[], title: string): FormField {
  const none = { help: null, options: [], least: null, most: null, shown_if: null };
  return { key: freshKey(fields), title, is_required: false, kind: "text", is_ahead: false, ...none };
}

/** The choices before a field: what it can depend on. */
export const choicesBefore = (fields: FormField[], at: number): FormField[] =>
  fields.slice(0, at).filter((one) => one.kind === "choice");

/** The fields with what depends on an answer depending on another one. */
const follow = (fields: FormField[], from: ShownIf, to: ShownIf): FormField[] =>
  fields.map((one) =>
    one.shown_if?.field === from.field && one.shown_if.answer === from.answer
      ? { ...one, shown_if: to }
      : one,
  );

/** The fields with one of them changed: what depends on an option goes on to when it is renamed. */
export function changed(fields: FormField[], at: number, field: FormField): FormField[] {
  const { key, options } = fields[at]!;
  const isSameLength = options.length === field.options.length;
  return options.reduce(
    (all, answer, index) => {
      const next = field.options[index]!;
      const isRenamed = isSameLength && !field.options.includes(answer) && !options.includes(next);
      return isRenamed ? follow(all, { field: key, answer }, { field: key, answer: next }) : all;
    },
    fields.with(at, field),
  );
}

/** The fields with another key for those that are of another kind now: old answers are none of theirs. */
export function rekeyed(fields: FormField[], known: FormField[]): FormField[] {
  return fields.reduce((all, { key, kind, options }, at) => {
    const before = known.find((one) => one.key === key);
    if (!before || before.kind === kind) return all;
    const fresh = freshKey([...all, ...known]);
    const followed = options.reduce(
      (some, answer) => follow(some, { field: key, answer }, { field: fresh, answer }),
      all,
    );
    return followed.with(at, { ...followed[at]!, key: fresh });
  }, fields);
}

/** Whether it depends on what is no choice before it, or no option of one. */
export const isLoose = (fields: FormField[], at: number): boolean => {
  const on = fields[at]!.shown_if;
  return (
    on !== null &&
    !choicesBefore(fields, at).some((one) => one.key === on.field && one.options.includes(on.answer))
  );
};

const folded = (lines: string[]) => lines.map((line) => line.trim().toLowerCase());
const isTwice = (lines: string[]) => new Set(lines).size < lines.length;

/** Why it cannot be published yet, as the name of the words for it; none when it can. */
export function flawOf({
  name,
  fields,
  checklist,
  attachments,
  approvals,
}: ServiceDescription): string | null {
  const [titles, steps, things] = [
    folded(fields.map((field) => field.title)),
    folded(checklist),
    folded(attachments),
  ];
  const isPoor = ({ kind, options }: FormField) =>
    kind === "choice" && (isTwice(options) || options.length < 2);
  const isTurned = ({ least, most }: FormField) => least !== null && most !== null && least > most;
  const flaws: [string, boolean][] = [
    ["name", !name.trim()],
    ["field-name", titles.includes("")],
    ["field-twice", isTwice(titles)],
    ["options", fields.some(isPoor)],
    ["range", fields.some(isTurned)],
    ["condition", fields.some((_, at) => isLoose(fields, at))],
    ["step", steps.includes("")],
    ["step-twice", isTwice(steps)],
    ["approval", approvals.some((one) => !one.is_manager && one.people.length === 0)],
    ["attachment", things.includes("")],
    ["attachment-twice", isTwice(things)],
  ];
  const flaw = flaws.find(([, isSo]) => isSo);
  return flaw ? `service-flaw-${flaw[0]}` : null;
}

/** What is written of a service, and the version that it stands on: zero for a new service. */
interface Writing {
  from: number;
  description: ServiceDescription;
}

/** A service while somebody writes it: kept as a draft until it is published. */
export class Editing {
  description = $state<ServiceDescription>(blank());
  isLoaded = $state(false);
  #from = $state(0);
  #latest = $state.raw<OfferedService | null>(null);
  readonly #draft: Draft;

  constructor(
    private readonly core: Commands,
    private readonly team: string,
    service: OfferedService | null,
  ) {
    this.#latest = service;
    this.#draft = new Draft(core, `service-edit:${service?.id ?? team}`);
  }

  async load(): Promise<void> {
    await this.#draft.load();
    const writing = readDraft(this.#draft.text);
    this.#from = writing?.from ?? this.#version;
    this.description = { ...this.#known, ...writing?.description };
    this.isLoaded = true;
  }

  get isChanged(): boolean {
    return this.isLoaded && JSON.stringify(this.description) !== JSON.stringify(this.#known);
  }

  /** Whether somebody else has published since this was begun. */
  get isOutdated(): boolean {
    return this.isChanged && this.#from !== this.#version;
  }

  /** The service as it is now: followed while nothing is written. */
  meet(service: OfferedService): void {
    const isWritten = this.isChanged;
    this.#latest = service;
    if (this.isLoaded && !isWritten) this.discard();
  }

  change(part: Partial<ServiceDescription>): void {
    if (!this.isChanged) this.#from = this.#version;
    this.description = { ...this.description, ...part };
    this.#keep();
  }

  /** Leaves the service as it is. */
  discard(): void {
    this.#from = this.#version;
    this.description = this.#known;
    this.#draft.clear();
  }

  /** What is written, to be put back. */
  get writing(): Writing {
    return { from: this.#from, description: $state.snapshot(this.description) };
  }

  putBack({ from, description }: Writing): void {
    this.#from = from;
    this.description = description;
    this.#keep();
  }

  /** Lets what is written stand on the version that is there now. */
  keepMine(): void {
    this.putBack({ ...this.writing, from: this.#version });
  }

  async publish(): Promise<void> {
    const { from, description } = this.writing;
    const fields = rekeyed(description.fields, this.#known.fields);
    await this.core.publish_service({
      team: this.team,
      service: this.#latest?.id ?? null,
      from,
      description: { ...description, fields },
    });
    this.#draft.clear();
  }

  get #known(): ServiceDescription {
    return this.#latest ? structuredClone(this.#latest.description) : blank();
  }

  get #version(): number {
    return this.#latest?.version ?? 0;
  }

  #keep(): void {
    this.#draft.write(this.isChanged ? JSON.stringify(this.writing) : "");
  }
}

/** A draft that cannot be read is none; one that names no version may stand on any. */
function readDraft(text: string): { from: number; description: Partial<ServiceDescription> } | null {
  try {
    if (!text) return null;
    const draft = JSON.parse(text) as Partial<Writing & ServiceDescription>;
    return draft.description
      ? { from: draft.from ?? 0, description: draft.description }
      : { from: 0, description: draft };
  } catch {
    return null;
  }
}
