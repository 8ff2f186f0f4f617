import { hasWords, t } from "../../i18n";
import { asFailure, type CommandFailure } from "../../platform";
import type { AuditRow, AuditSoundness, Commands } from "../../platform/bindings";
import type { Session } from "../session/session.svelte";

/** The audit log as it is looked at: one search, page after page. */
export class AuditLog {
  text = $state("");
  rows = $state.raw<AuditRow[]>();
  next = $state<number | null>(null);
  soundness = $state.raw<AuditSoundness>();
  failure = $state.raw<CommandFailure>();
  isBusy = $state(false);
  #turn = 0;

  constructor(private readonly core: Commands) {}

  search(): Promise<void> {
    return this.#load(null);
  }

  more(): Promise<void> {
    return this.#load(this.next);
  }

  async check(): Promise<void> {
    await this.#try(async () => {
      this.soundness = await this.core.check_audit(null);
    });
  }

  async #load(before: number | null): Promise<void> {
    const turn = ++this.#turn;
    const wish = { text: this.text.trim() || null, actor: null, action: null, from: null, to: null, before };
    await this.#try(async () => {
      const page = await this.core.audit_log(wish);
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

/** What was done, in words; the name of the deed where there are none yet. */
export function deed(row: AuditRow): string {
  const id = `audit-${row.action.replaceAll("_", "-")}`;
  return hasWords(id) ? t(id) : row.action.replaceAll("_", " ");
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

/** The particulars of a line: names where they are known, words otherwise. */
export function particulars(row: AuditRow, session: Session): string {
  const known = (value: string) => session.person(value)?.name ?? session.team(value)?.name ?? value;
  const told = row.details.filter(({ value }) => !/^[0-9a-f]{8}-/.test(value) || known(value) !== value);
  return told.map(({ name, value }) => `${name.replaceAll("_", " ")}: ${known(value)}`).join(", ");
}
