import { expect, test } from "vitest";
import { fillIn, givenName, placesIn, textOf, unknownIn, type Values } from "./variables";

const VALUES: Values = {
  requester: "Sam",
  me: "Mara Lindqvist",
  helper: "",
  number: "GRA-12",
  title: "A {me} of braces",
  team: "",
  promise: "Friday",
  next_word: "",
};
const filled = (words: string) => textOf(fillIn(words, VALUES));

test("variables are filled in, however they are written", () => {
  expect(filled("Hello {requester}, { Number } is due {promise}.")).toBe("Hello Sam, GRA-12 is due Friday.");
});

test("what is unknown or empty stays as it stands, and says so", () => {
  expect(filled("{helper} of {team} knows {nobody}, { and {} stay")).toBe(
    "{helper} of {team} knows {nobody}, { and {} stay",
  );
  expect(fillIn("to {helper}", VALUES).at(-1)).toEqual({ text: "{helper}", kind: "open" });
  expect(unknownIn("{helper} {nobody} {nobody}")).toEqual(["{nobody}"]);
});

test("what was filled in is not filled in again", () => {
  expect(filled("{title}")).toBe("A {me} of braces");
  expect(placesIn("{title} {title}")).toEqual(["{title}"]);
});

test("a given name is the first word that is no title", () => {
  expect(["Sam Okafor", "Dr. Ines Baumann", "Noah", "Dr."].map(givenName)).toEqual([
    "Sam",
    "Ines",
    "Noah",
    "Dr.",
  ]);
});
