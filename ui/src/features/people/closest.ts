import { fold } from "../../i18n/fold";

function pairs(word: string): string[] {
  return Array.from({ length: word.length + 1 }, (_, at) => ` ${word} `.slice(at, at + 2));
}

/** How alike two words are, from 0 to 1, by the pairs of letters that they share. */
function likeness(one: string, other: string): number {
  const left = pairs(one);
  const right = pairs(other);
  const shared = left.filter((pair) => right.includes(pair)).length;
  return (2 * shared) / (left.length + right.length);
}

const ENOUGH = 0.3;

/** Those whose name looks most like what was typed, the likeliest first. */
export function closest<T extends { name: string }>(typed: string, all: T[], most: number): T[] {
  const sought = fold(typed.replace(/^[@#]/, ""));
  return all
    .map((one) => ({
      one,
      score: Math.max(
        ...fold(one.name)
          .split(/[\s.-]+/)
          .map((word) => likeness(sought, word)),
      ),
    }))
    .filter(({ score }) => score >= ENOUGH)
    .sort((a, b) => b.score - a.score)
    .slice(0, most)
    .map(({ one }) => one);
}
