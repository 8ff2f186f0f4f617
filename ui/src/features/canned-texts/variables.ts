/** What can stand in a canned text, in the order in which it is shown. */
export const VARIABLES = [
  "requester",
  "me",
  "helper",
  "number",
  "title",
  "team",
  "promise",
  "next_word",
] as const;

export type Variable = (typeof VARIABLES)[number];
export type Values = Record<Variable, string>;

/** A stretch of a text: as it was written, filled in, or still open. */
export interface Part {
  text: string;
  kind: "plain" | "filled" | "open";
}

const PLACE = /\{\s*([\p{L}_]+)\s*\}/gu;

export const isVariable = (name: string): name is Variable => VARIABLES.some((one) => one === name);

/** The text with the values in it. What is empty or unknown stays as it stands, for the eye to catch. */
export function fillIn(words: string, values: Values): Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (const { 0: place, 1: name = "", index } of words.matchAll(PLACE)) {
    const variable = name.toLowerCase();
    const value = isVariable(variable) ? values[variable] : "";
    if (index > from) parts.push({ text: words.slice(from, index), kind: "plain" });
    parts.push(value ? { text: value, kind: "filled" } : { text: place, kind: "open" });
    from = index + place.length;
  }
  if (from < words.length) parts.push({ text: words.slice(from), kind: "plain" });
  return parts;
}

export const textOf = (parts: Part[]): string => parts.map((part) => part.text).join("");

/** The places of a text, each once. */
export function placesIn(words: string): string[] {
  return [...new Set([...words.matchAll(PLACE)].map(([place]) => place))];
}

/** The places for which there is no variable. */
export function unknownIn(words: string): string[] {
  return placesIn(words).filter((place) => !isVariable(place.slice(1, -1).trim().toLowerCase()));
}

/** What friends call somebody: the first word of the name that is no title such as `Dr.` */
export function givenName(name: string): string {
  const words = name.trim().split(/\s+/);
  return words.find((word) => !word.endsWith(".")) ?? name;
}
