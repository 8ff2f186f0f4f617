import { hasWords, t } from "../../i18n";
import { fold } from "../../i18n/fold";
import { asFailure, type CommandFailure } from "../../platform";
import type { AuditDetail, AuditRow, AuditSearch, AuditSoundness, Commands } from "../../platform/bindings";
import type { Session } from "../session/session.svelte";
import { deedsSaid, deedWords } from "./deeds";

/** Fewer letters stand in the words of nearly every deed, and may be the name of somebody who is not known here. */
const SHORTEST_DEED = 4;

/** The audit log as it is looked at: one search, page after page. */
export class AuditLog {
  text = $state("");
  /** Who did it, and whom it was about: one person each, or nobody. */
  actors = $state<string[]>([]);
  subjects = $state<string[]>([]);
  /** The name of a deed; empty for any. */
  action = $state("");
  /** Days such as `2026-11-27`, both included; empty for no end. */
  firstDay = $state("");
  lastDay = $state("");
  rows = $state.raw<AuditRow[]>();
  next = $state<number | null>(null);
  soundness = $state.raw<AuditSoundness>();
  failure = $state.raw<CommandFailure>();
  isBusy = $state(false);
  #turn = 0;

  readonly #core: Commands;

  constructor(private readonly session: Session) {
    this.#core = session.core;
  }

  search(): Promise<void> {
    return this.#load(null);
  }

  more(): Promise<void> {
    return this.#load(this.next);
  }

  async check(): Promise<void> {
    await this.#try(async () => {
      this.soundness = await this.#core.check_audit(null);
    });
  }

  #wish(): Omit<AuditSearch, "before"> {
    return {
      ...this.#sought(),
      actor: this.actors[0] ?? null,
      subject: this.subjects[0] ?? null,
      from: this.firstDay ? beginOf(this.firstDay, 0) : null,
      to: this.lastDay ? beginOf(this.lastDay, 1) : null,
    };
  }

  /** The log knows deeds by their names, and people type what it shows: what they mean goes by its name. */
  #sought(): Pick<AuditSearch, "text" | "actions"> {
    const text = this.text.trim() || null;
    const chosen = this.action ? [this.action] : [];
    const said = text && text.length >= SHORTEST_DEED && !this.#isName(text) ? deedsSaid(text) : [];
    if (chosen.length) return { actions: chosen, text: said.includes(this.action) ? null : text };
    return said.length ? { actions: said, text: null } : { actions: [], text };
  }

  #isName(text: string): boolean {
    const { people, teams } = this.session.app.directory;
    return [...people, ...teams].some(({ name }) => fold(name).includes(fold(text)));
  }

  async #load(before: number | null): Promise<void> {
    const turn = ++this.#turn;
    const wish = { ...this.#wish(), before };
    await this.#try(async () => {
      const page = await this.#core.audit_log(wish);
      if (turn !== this.#turn) return;
      this.rows = before === null ? page.rows : [...(this.rows ?? []), ...page.rows];
      this.next = page.next;
    });
  }

  async #try(run: () => Promise<void>): Promise<void> {
    this.isBusy = true;
    try {
      await run();
      this.failure = undefined;
    } catch (cause) {
      this.failure = asFailure(cause);
    }
    this.isBusy = false;
  }
}

/** The first moment of the day `later` days after that one, on this computer's clock. */
function beginOf(day: string, later: number): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(year, month - 1, date + later).toISOString();
}

/** What was done, in words; the name of the deed where there are none yet. */
export function deed(row: AuditRow): string {
  return deedWords(row.action);
}

/** Who did it; nobody has proved who they are when they could not sign in. */
export function doer(row: AuditRow, session: Session): string {
  if (row.actor) return session.nameOf(row.actor);
  return t(row.action === "sign_in_refused" ? "audit-unknown" : "audit-nobody");
}

/** Whom or what it was about, by the names that are known here. */
export function matter(row: AuditRow, session: Session): string {
  const { subject, subject_kind: kind } = row;
  if (!subject) return "";
  if (kind === "person") return session.nameOf(subject);
  if (kind === "team") return session.team(subject)?.name ?? t("team");
  return session.app.directory.organization;
}

/** The particulars of a line in words; ids of what is not known here say nothing to anybody. */
export function particulars(row: AuditRow, session: Session): string {
  return row.details
    .filter(({ name, value }) => name !== "seq" && value !== "false")
    .map((detail) => part(detail, session))
    .filter((words) => words !== undefined)
    .join(", ");
}

function part({ name, value }: AuditDetail, session: Session): string | undefined {
  // Names of folders are no words of roles: of backups "none" says something else.
  const words = name === "backups" ? value : wordsFor(value, session);
  if (words === undefined) return undefined;
  // Where the members of a team were changed, each is named by their id.
  if (isId(name)) {
    const who = nameOf(name, session);
    return who && `${who}: ${words}`;
  }
  const id = `audit-part-${name.replaceAll("_", "-")}`;
  return hasWords(id) ? t(id, { value: words }) : `${name.replaceAll("_", " ")}: ${words}`;
}

function wordsFor(value: string, session: Session): string | undefined {
  if (isId(value)) return nameOf(value, session);
  return hasWords(`role-${value}`) ? t(`role-${value}`) : value;
}

const isId = (word: string) => /^[0-9a-f]{8}-/.test(word);

const nameOf = (id: string, session: Session) => session.person(id)?.name ?? session.team(id)?.name;
