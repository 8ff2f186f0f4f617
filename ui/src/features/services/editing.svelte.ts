import type { Commands, FormField, OfferedService, ServiceDescription } from "../../platform";
import { Draft } from "../session/draft.svelte";

export const MOST_FIELDS = 25;
export const MOST_STEPS = 20;
export const MOST_ATTACHMENTS = 10;

const blank = (): ServiceDescription => ({
  name: "",
  icon: "hand",
  details: null,
  fields: [],
  helper: null,
  checklist: [],
  attachments: [],
  first_word: null,
  is_confidential: false,
});

/** A field of a key that no other has. */
export function freshField(fields: FormField[], title: string): FormField {
  const key = Math.max(0, ...fields.map((one) => one.key)) + 1;
  const none = { help: null, options: [], least: null, most: null, shown_if: null };
  return { key, title, is_required: false, kind: "text", is_ahead: false, ...none };
}

/** The choices before a field: what it can depend on. */
export const choicesBefore = (fields: FormField[], at: number): FormField[] =>
  fields.slice(0, at).filter((one) => one.kind === "choice");

/** The fields without conditions on what no longer comes before them. */
export function mended(fields: FormField[]): FormField[] {
  return fields.map((field, at) => {
    const on = field.shown_if;
    const isThere = choicesBefore(fields, at).some(
      (one) => one.key === on?.field && one.options.includes(on.answer),
    );
    return on && !isThere ? { ...field, shown_if: null } : field;
  });
}

/** Why it cannot be published yet, as the name of the words for it; none when it can. */
export function flawOf({ name, fields, checklist }: ServiceDescription): string | null {
  const titles = fields.map((field) => field.title.trim().toLowerCase());
  if (!name.trim()) return "service-flaw-name";
  if (titles.some((title) => !title)) return "service-flaw-field-name";
  if (new Set(titles).size < titles.length) return "service-flaw-field-twice";
  if (checklist.some((step) => !step.trim())) return "service-flaw-step";
  const isPoor = ({ kind, options }: FormField) =>
    kind === "choice" && (new Set(options).size < options.length || options.length < 2);
  if (fields.some(isPoor)) return "service-flaw-options";
  const isTurned = ({ least, most }: FormField) => least !== null && most !== null && least > most;
  return fields.some(isTurned) ? "service-flaw-range" : null;
}

/** A service while somebody writes it: kept as a draft until it is published. */
export class Editing {
  description = $state<ServiceDescription>(blank());
  isLoaded = $state(false);
  readonly #known: ServiceDescription;
  readonly #draft: Draft;

  constructor(
    private readonly core: Commands,
    private readonly team: string,
    private readonly service: OfferedService | null,
  ) {
    this.#known = service ? structuredClone(service.description) : blank();
    this.#draft = new Draft(core, `service-edit:${service?.id ?? team}`);
  }

  async load(): Promise<void> {
    await this.#draft.load();
    this.description = { ...structuredClone(this.#known), ...written(this.#draft.text) };
    this.isLoaded = true;
  }

  get isChanged(): boolean {
    return this.isLoaded && JSON.stringify(this.description) !== JSON.stringify(this.#known);
  }

  change(part: Partial<ServiceDescription>): void {
    this.description = { ...this.description, ...part };
    this.#draft.write(this.isChanged ? JSON.stringify(this.description) : "");
  }

  discard(): void {
    this.description = structuredClone(this.#known);
    this.#draft.clear();
  }

  async publish(): Promise<void> {
    const description = $state.snapshot(this.description);
    const { team, service } = this;
    await this.core.publish_service({
      team,
      service: service?.id ?? null,
      from: service?.version ?? 0,
      description,
    });
    this.#draft.clear();
  }
}

/** A draft that cannot be read is none. */
function written(draft: string): Partial<ServiceDescription> {
  try {
    return draft ? (JSON.parse(draft) as Partial<ServiceDescription>) : {};
  } catch {
    return {};
  }
}
