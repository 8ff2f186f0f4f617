/** Where the focus goes from a choice by arrows; none leads back to the line. */
function next(all: HTMLElement[], at: number, key: string): HTMLElement | undefined {
  if (key === "ArrowDown" || key === "ArrowRight") return all[at + 1] ?? all[at];
  if (key === "ArrowUp" || key === "ArrowLeft") return all[at - 1];
  return undefined;
}

const KEYS = ["ArrowDown", "ArrowRight", "ArrowUp", "ArrowLeft", "Escape"];

const choicesIn = (box: HTMLElement | null | undefined): HTMLElement[] => [
  ...(box?.querySelectorAll<HTMLElement>("[data-choice]") ?? []),
];

/** The first thing to choose from, if there is something: services go first, as without one nothing is sent. */
export function focusChoices(box: HTMLElement | undefined): boolean {
  const unclear = choicesIn(box?.querySelector<HTMLElement>('[data-field="kind"]'));
  const [first] = unclear.length ? unclear : choicesIn(box);
  first?.focus();
  return first !== undefined;
}

/** Moves among what is to be chosen from; Escape, and up from the first, lead back to the line. */
export function moveAmongChoices(event: KeyboardEvent, onLeave: () => void): void {
  if (!KEYS.includes(event.key) || !(event.currentTarget instanceof HTMLElement)) return;
  event.preventDefault();
  event.stopPropagation();
  const all = choicesIn(event.currentTarget.closest<HTMLElement>("[data-choices]"));
  const to = next(all, all.indexOf(event.currentTarget), event.key);
  if (to) to.focus();
  else onLeave();
}
