import { FluentBundle, FluentResource } from "@fluent/bundle";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import english from "./en.ftl?raw";

const ROOT = join(import.meta.dirname, "..");
const sources = readdirSync(ROOT, { recursive: true, encoding: "utf8" })
  .filter((name) => /\.(svelte|ts)$/.test(name) && !name.endsWith(".test.ts"))
  .map((name) => readFileSync(join(ROOT, name), "utf8"));

const bundle = new FluentBundle("en");
bundle.addResource(new FluentResource(english));
const messages = [...english.matchAll(/^([a-z][a-z0-9-]*) =/gm)].map((match) => match[1] ?? "");

test("every written message can be read", () => {
  expect(messages.filter((id) => !bundle.hasMessage(id))).toEqual([]);
});

test("no message is written twice", () => {
  expect(messages.filter((id, index) => messages.indexOf(id) !== index)).toEqual([]);
});

test("every sentence that is asked for exists", () => {
  const asked = sources.flatMap((source) =>
    [...source.matchAll(/\bt\(\s*"([a-z0-9-]+)"/g)].map((match) => match[1] ?? ""),
  );
  expect(asked.length).toBeGreaterThan(100);
  expect(asked.filter((id) => !bundle.hasMessage(id))).toEqual([]);
});

test("every family of sentences has members", () => {
  const families = sources.flatMap((source) =>
    [...source.matchAll(/\bt\(\s*`([a-z0-9-]+-)\$\{/g)].map((match) => match[1] ?? ""),
  );
  expect(families.filter((family) => !messages.some((id) => id.startsWith(family)))).toEqual([]);
});

test.each([["first-hours-about", /rings/]])("%s promises nothing that is not so", (id, untrue) => {
  const sentence = bundle.getMessage(id)?.value as string;
  expect(sentence).not.toMatch(untrue);
});

test.each(["first-begin-about", "sync-local-about"])(
  "%s says before joining what comes along and that nobody is asked unasked",
  (id) => {
    expect(bundle.getMessage(id)?.value).toMatch(/reminders come along.*you decide.*stays readable/);
  },
);
