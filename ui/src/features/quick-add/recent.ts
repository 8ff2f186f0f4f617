/** So many lines of the same kind come back first. */
const MOST_OF_KIND = 3;

const verbOf = (line: string) => line.trim().split(/\s+/, 1)[0]!.toLowerCase();

/** Lines that were saved, latest first: the last ones that begin as this one does before all others. */
export function sameKindFirst(recent: string[], text: string): string[] {
  const verb = verbOf(text);
  if (!verb) return recent;
  const same = recent.filter((line) => verbOf(line) === verb).slice(0, MOST_OF_KIND);
  return [...same, ...recent.filter((line) => !same.includes(line))];
}
