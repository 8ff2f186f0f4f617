import { t } from "../../i18n";
import { dayOf } from "../../i18n/dates";
import type { Commands, Today } from "../../platform";
import { attempt, tellRefused } from "../bulk/deeds";
import { Draft } from "../session/draft.svelte";
import { doLater } from "../session/later";
import { Live } from "../session/live.svelte";
import type { Session } from "../session/session.svelte";
import { carryOut, obstacle } from "./carry-out";
import { missing, NOTHING, type Choice } from "./choices";
import { readChoices, writeChoices, type Choices } from "./kept-choices";
import { openItems, titleOf, type OpenItem } from "./open-items";

type Page = "list" | "turn" | "end";

/** What goes out, and what was chosen for it. */
interface Sending {
  id: string;
  item: OpenItem;
  choice: Choice;
}

/** The pass over what is still open: what was chosen for each is kept until it has gone out. */
export class ClosingDay {
  page = $state<Page>("list");
  /** The one whose turn it is. */
  turn = $state<string | null>(null);
  choices = $state.raw<Choices>({});
  /** Why some did not go out. */
  refused = $state.raw<ReadonlyMap<string, string>>(new Map());
  /** What goes out unless it is taken back, and what went out in this pass. */
  #underWay = $state.raw<ReadonlySet<string>>(new Set());
  #gone = $state.raw<ReadonlySet<string>>(new Set());
  /** Whether somebody looks at it. */
  isShown = $state(false);
  readonly today: Live<Today>;
  readonly #draft: Draft;

  readonly items: OpenItem[] = $derived.by(() => {
    const all = this.today.value ? openItems(this.today.value, this.session.me) : [];
    return all.filter(({ id }) => !this.#underWay.has(id) && !this.#gone.has(id));
  });
  readonly ready: OpenItem[] = $derived(this.items.filter(({ id }) => this.isReady(id)));

  constructor(private readonly session: Session) {
    this.today = new Live(() => session.core.today(null));
    this.#draft = new Draft(session.core, "close-day");
  }

  get waiting(): number {
    return this.#underWay.size;
  }

  async open(): Promise<void> {
    this.isShown = true;
    this.page = "list";
    this.turn = null;
    this.#gone = new Set();
    await this.today.reload();
    await this.#draft.load();
    const all = { ...readChoices(this.#draft.text, dayOf(this.session.frame)), ...this.choices };
    // What is open no longer needs no choice.
    const isKept = (id: string) => this.#underWay.has(id) || this.items.some((item) => item.id === id);
    this.choices = this.today.value
      ? Object.fromEntries(Object.entries(all).filter(([id]) => isKept(id)))
      : all;
  }

  choiceFor(id: string): Choice | undefined {
    return this.choices[id];
  }

  isReady(id: string): boolean {
    const choice = this.choices[id];
    return choice !== undefined && choice.deed !== "leave" && !missing(choice, this.session.frame.now);
  }

  choose(id: string, change: Partial<Choice>): void {
    this.choices = { ...this.choices, [id]: { ...NOTHING, ...this.choices[id], ...change } };
    this.refused = new Map([...this.refused].filter(([one]) => one !== id));
    this.#write();
  }

  goTo(id: string | undefined): void {
    this.turn = id ?? null;
    this.page = id === undefined ? "list" : "turn";
  }

  /** The first that nothing was chosen for, or the first of all. */
  begin(): void {
    const first = this.items.find(({ id }) => !this.choices[id]) ?? this.items[0];
    this.goTo(first?.id);
  }

  step(by: 1 | -1): void {
    const at = this.items.findIndex(({ id }) => id === this.turn);
    if (by > 0 && this.turn !== null && !this.choices[this.turn]) this.choose(this.turn, {});
    this.goTo(this.items[at + by]?.id);
  }

  /** Sends what is ready, all of it with one way to take it back. What cannot go out stays, with why. */
  async send(): Promise<void> {
    const refused = new Map<string, string>();
    const sendings: Sending[] = [];
    for (const item of this.ready) {
      const choice = this.choices[item.id];
      if (!choice) continue;
      await attempt(item, refused, async () => {
        const why = await obstacle(this.session.core, item, choice);
        if (why === undefined) sendings.push({ id: item.id, item, choice });
        return why;
      });
    }
    this.refused = refused;
    if (sendings.length) this.#later(sendings);
    this.page = refused.size ? "list" : "end";
  }

  #later(sendings: Sending[]): void {
    const ids = sendings.map(({ id }) => id);
    const refused = new Map<string, string>();
    this.#underWay = new Set([...this.#underWay, ...ids]);
    const settle = () => (this.#underWay = new Set([...this.#underWay].filter((id) => !ids.includes(id))));
    doLater(t("close-day-soon", { count: sendings.length }), sendings, {
      run: ({ id, item, choice }) =>
        attempt({ id }, refused, () => carryOut(this.session.core, item, choice)),
      onOver: () => {
        this.#forget(ids.filter((id) => !refused.has(id)));
        settle();
        if (refused.size) this.#tell(sendings, refused);
      },
      onUndone: () => {
        settle();
        if (this.isShown) this.page = "list";
      },
    });
  }

  #forget(ids: string[]): void {
    this.#gone = new Set([...this.#gone, ...ids]);
    this.choices = Object.fromEntries(Object.entries(this.choices).filter(([id]) => !ids.includes(id)));
    this.#write();
  }

  #tell(sendings: Sending[], refused: Map<string, string>): void {
    this.refused = new Map([...this.refused, ...refused]);
    if (this.isShown) this.page = "list";
    else
      tellRefused(
        sendings.map(({ id, item }) => ({ id, title: titleOf(item) })),
        refused,
      );
  }

  #write(): void {
    this.#draft.write(writeChoices(this.choices, dayOf(this.session.frame)));
  }
}

const open = new WeakMap<Commands, { me: string; closing: ClosingDay }>();

/** The one pass of the person: whoever comes back to it finds it as it was left. */
export function closingOf(session: Session): ClosingDay {
  const known = open.get(session.core);
  if (known?.me === session.me) return known.closing;
  const closing = new ClosingDay(session);
  open.set(session.core, { me: session.me, closing });
  return closing;
}
