import { fold } from "../../i18n/fold";
import type { Commands, FormField, OfferedService } from "../../platform";
import { Draft } from "../session/draft.svelte";
import { answersOf, fitting, problemOf, visibleFields, type FileStage, type Written } from "./form";
import {
  beginLine,
  draftKey,
  finish,
  isBegun,
  NOTHING_TYPED,
  readDraft,
  type Carried,
  type ServiceDraft,
  type Typed,
} from "./typed";

/** The services that are offered and say so, by their name. */
export function sought(services: OfferedService[], text: string): OfferedService[] {
  const words = fold(text.trim()).split(/\s+/);
  const said = ({ description: it }: OfferedService) => fold(`${it.name} ${it.details ?? ""}`);
  return services
    .filter((one) => !one.is_retired && words.every((word) => said(one).includes(word)))
    .sort((a, b) => a.description.name.localeCompare(b.description.name));
}

/** What somebody writes to ask by a service: kept as a draft until it is sent. */
export class Asking {
  title = $state("");
  written = $state<Written>({});
  typed = $state.raw<Typed>(NOTHING_TYPED);
  /** Another line that waits, while something is here from before. */
  next = $state.raw<Carried>();
  /** Reminders that were wanted and could not be kept. */
  isUnreminded = false;
  #carried: Carried | undefined;
  #understanding: Promise<void> | undefined;
  isNeededUnclear = $state(false);
  isTried = $state(false);
  #stages = $state<Record<number, FileStage>>({});
  readonly #draft: Draft;

  constructor(
    private readonly core: Commands,
    readonly service: OfferedService,
  ) {
    this.#draft = new Draft(core, draftKey(service.id));
  }

  async load(isPerson: (id: string) => boolean): Promise<void> {
    await this.#draft.load();
    const { title, written, typed, carried, next } = readDraft(this.#draft.text);
    const kept = { ...NOTHING_TYPED, ...typed };
    if (!isBegun({ typed: this.typed })) this.typed = { ...kept, watchers: kept.watchers.filter(isPerson) };
    this.#carried = carried;
    this.next = next && { ...next, watchers: next.watchers.filter(isPerson) };
    this.title ||= title ?? "";
    this.written = { ...fitting(this.service.description.fields, written ?? {}, isPerson), ...this.written };
  }

  write(key: number, text: string): void {
    this.written = { ...this.written, [key]: text };
    this.#keep();
  }

  name(title: string): void {
    this.title = title;
    this.#keep();
  }

  change(typed: Partial<Typed>): void {
    this.typed = { ...this.typed, ...typed };
    this.#keep();
  }

  /** Leaves the other line where it is. */
  goOn(): void {
    this.next = undefined;
    void beginLine(this.core).catch(() => undefined);
    this.#keep();
  }

  /** Takes up the other line, and leaves what was here. */
  beginAnew(): void {
    if (!this.next) return;
    const { title, ...typed } = this.next;
    this.#carried = this.next;
    this.next = undefined;
    this.title = title;
    this.written = {};
    this.typed = typed;
    this.isTried = false;
    this.#keep();
  }

  /** What was written about the time is being understood. */
  understand(answer: Promise<void>): void {
    this.#understanding = answer;
  }

  /** Until it is known what was meant by the time. */
  async settle(): Promise<void> {
    await this.#understanding;
  }

  stage(key: number, stage: FileStage): void {
    this.#stages = { ...this.#stages, [key]: stage };
  }

  /** Whether a file that was chosen is not there yet. */
  get isWaiting(): boolean {
    return this.#shown.some(({ key }) => this.#stages[key] === "waits");
  }

  isWell(today: string): boolean {
    if (this.isNeededUnclear) return false;
    return this.#shown.every(
      (field) => this.#stages[field.key] !== "failed" && !problemOf(field, this.written, today),
    );
  }

  /** The first field that has to be answered and is not. */
  firstUnanswered(today: string): number | undefined {
    return this.#shown.find((field) => field.is_required && problemOf(field, this.written, today))?.key;
  }

  get #shown(): FormField[] {
    return visibleFields(this.service.description.fields, this.written);
  }

  async send(now: number): Promise<string> {
    const { id, team, version, description } = this.service;
    const { typed } = this;
    const { request } = await this.core.ask({
      title: this.title.trim() || description.name,
      details: typed.details.trim() || null,
      addressee: { person: null, team },
      visibility: description.is_confidential ? "private" : "teams",
      priority: typed.priority,
      kind: description.name,
      needed_by: typed.neededAt,
      watchers: typed.watchers,
      link: null,
      form: { service: id, version, answers: answersOf(description, this.written) },
    });
    this.#draft.clear();
    await this.#finish(typed, request, now);
    return request;
  }

  /** It is asked: what goes on beside it must not make it seem otherwise. */
  async #finish(typed: Typed, request: string, now: number): Promise<void> {
    const ahead = typed.reminders.filter(({ due }) => Date.parse(due) > now);
    const reminded = ahead.map((one) => this.core.remind({ request, words: null, ...one }));
    const ends = await Promise.allSettled(reminded);
    this.isUnreminded = ends.some(({ status }) => status === "rejected");
    await finish(this.core, typed).catch(() => undefined);
  }

  #keep(): void {
    const written = Object.fromEntries(
      Object.entries(this.written).filter(([key]) => !this.#isFile(Number(key))),
    );
    const draft: ServiceDraft = {
      title: this.title,
      written,
      typed: this.typed,
      carried: this.#carried,
      next: this.next,
    };
    this.#draft.write(JSON.stringify(draft));
  }

  /** A file is handed over anew: what was handed over goes with the window. */
  #isFile(key: number): boolean {
    return this.service.description.fields.some((field) => field.key === key && field.kind === "file");
  }
}
