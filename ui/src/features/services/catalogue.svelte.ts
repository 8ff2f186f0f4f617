import { fold } from "../../i18n/fold";
import type { Commands, FormField, OfferedService } from "../../platform";
import { Draft } from "../session/draft.svelte";
import { answersOf, fitting, problemOf, visibleFields, type FileStage, type Written } from "./form";

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
  isTried = $state(false);
  #stages = $state<Record<number, FileStage>>({});
  readonly #draft: Draft;

  constructor(
    private readonly core: Commands,
    readonly service: OfferedService,
  ) {
    this.#draft = new Draft(core, `service:${service.id}`);
  }

  async load(isPerson: (id: string) => boolean): Promise<void> {
    await this.#draft.load();
    const { title, written } = readDraft(this.#draft.text);
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

  stage(key: number, stage: FileStage): void {
    this.#stages = { ...this.#stages, [key]: stage };
  }

  /** Whether a file that was chosen is not there yet. */
  get isWaiting(): boolean {
    return this.#shown.some(({ key }) => this.#stages[key] === "waits");
  }

  isWell(today: string): boolean {
    return this.#shown.every(
      (field) => this.#stages[field.key] !== "failed" && !problemOf(field, this.written, today),
    );
  }

  get #shown(): FormField[] {
    return visibleFields(this.service.description.fields, this.written);
  }

  async send(): Promise<string> {
    const { id, team, version, description } = this.service;
    const { request } = await this.core.ask({
      title: this.title.trim() || description.name,
      details: null,
      addressee: { person: null, team },
      visibility: description.is_confidential ? "private" : "teams",
      priority: "normal",
      kind: description.name,
      needed_by: null,
      watchers: [],
      link: null,
      form: { service: id, version, answers: answersOf(description, this.written) },
    });
    this.#draft.clear();
    return request;
  }

  #keep(): void {
    const written = Object.fromEntries(
      Object.entries(this.written).filter(([key]) => !this.#isFile(Number(key))),
    );
    this.#draft.write(JSON.stringify({ title: this.title, written }));
  }

  /** A file is handed over anew: what was handed over goes with the window. */
  #isFile(key: number): boolean {
    return this.service.description.fields.some((field) => field.key === key && field.kind === "file");
  }
}

function readDraft(text: string): { title?: string; written?: Written } {
  try {
    return text ? (JSON.parse(text) as { title?: string; written?: Written }) : {};
  } catch {
    return {};
  }
}
