import { fold } from "../../i18n/fold";

/** Those who have what was typed in their name or in what they do, as they come. */
export function matching<T extends { name: string; about: string }>(typed: string, all: T[]): T[] {
  const sought = fold(typed);
  return all.filter((one) => fold(`${one.name} ${one.about}`).includes(sought));
}
