import { t } from "../../i18n";
import type { Mention, RequestDetail } from "../../platform";
import type { Session } from "../session/session.svelte";
import type { Source } from "../writing/completion.svelte";
import { candidates, mentioning, mentionsIn, participants, readsNotes } from "./mentions";

/** Who is called by what is written on a request, and what comes of it. */
export class Calls {
  /** Whom the person chose: of two who have the same name, that one. */
  chosen = $state.raw<Mention[]>([]);

  constructor(
    private readonly session: Session,
    private readonly detail: () => RequestDetail,
  ) {}

  /** Whom the text names; `before` is who was named in it when it was written first. */
  named(text: string, before: Mention[] = []): Mention[] {
    return mentionsIn(text, [...this.chosen, ...before, ...candidates(this.session.others, this.detail())]);
  }

  /** Completes the names of those who can be called: in a note, of those who read it. */
  source(isNote: () => boolean): Source {
    const people = () => this.session.others.filter((one) => !isNote() || readsNotes(one, this.detail()));
    const look = (text: string) => {
      // Offline, those who are known here are offered alone.
      this.session.core.look_up({ text }).catch(() => undefined);
    };
    return mentioning(people, look, (mention) => (this.chosen = [mention, ...this.chosen]));
  }

  /** What is said before it is sent; nothing when nobody new is called. */
  hint(mentions: Mention[], isNote: boolean): string {
    const detail = this.detail();
    const near = participants(detail);
    const strangers = mentions.filter(({ person }) => {
      const card = this.session.person(person);
      return isNote ? card !== undefined && !readsNotes(card, detail) : !near.has(person);
    });
    if (strangers.length === 0) return "";
    const names = new Intl.ListFormat(this.session.frame.locale).format(
      strangers.map(({ person, name }) => this.session.person(person)?.name ?? name),
    );
    return t(isNote ? "composer-reads-no-notes" : "composer-calls", { names, count: strangers.length });
  }
}
