import { fold } from "../../i18n/fold";

/**
 * Those who have what was typed in their name or in what they do: first those whose name begins so,
 * then those of whom another word of it does, each as they come.
 */
export function matching<T extends { name: string; about: string }>(typed: string, all: T[]): T[] {
  const sought = fold(typed);
  const rank = ({ name, about }: T): number => {
    if (fold(name).startsWith(sought)) return 0;
    if (fold(name).includes(` ${sought}`)) return 1;
    return fold(`${name} ${about}`).includes(sought) ? 2 : Infinity;
  };
  return all
    .map((one) => ({ one, rank: rank(one) }))
    .filter(({ rank }) => rank < Infinity)
    .sort((a, b) => a.rank - b.rank)
    .map(({ one }) => one);
}
