import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { hasWords } from "../../i18n";
import { explain } from "./refusals";

const ROOT = join(import.meta.dirname, "../../../..");

function rust(folder: string): { name: string; source: string }[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".rs") && !name.includes("test"))
    .map((name) => ({ name, source: readFileSync(join(ROOT, folder, name), "utf8") }));
}

const found = (source: string, pattern: RegExp) =>
  [...source.matchAll(pattern)].map((match) => match[1] ?? "");
const snake = (name: string) => name.replace(/(?<=[a-z])(?=[A-Z])/g, "_").toLowerCase();

/** The members of an enum, as they are called on the wire. */
function members(path: string, name: string): string[] {
  const source = readFileSync(join(ROOT, path), "utf8");
  const body = new RegExp(`pub enum ${name} \\{\\n(.*?)\\n\\}`, "s").exec(source)?.[1] ?? "";
  return found(body, /^ {4}([A-Z][A-Za-z]*)\b/gm).map(snake);
}

/** The codes that are written out where a command fails. */
function written(): string[] {
  return ["crates/client/src", "src-tauri/src"]
    .flatMap(rust)
    .flatMap(({ name, source }) => [
      ...found(source, /CommandError::new\(\s*"([a-z_]+)"/g),
      ...found(source, /\bcode: "([a-z_]+)"/g),
      ...found(source, /let code = ((?:match|if) [^;]*);/g).flatMap((choice) =>
        found(choice, /"([a-z_]+)"/g),
      ),
      ...(name === "error.rs" ? found(source, /Self::new\("([a-z_]+)"/g) : []),
      ...(name.endsWith("quick_add.rs")
        ? found(source, /missing\.push\("([a-z]+)"\)/g).map((what) => `${what}_missing`)
        : []),
    ]);
}

const withoutSentence = (codes: string[]) =>
  [...new Set(codes)].filter((code) => !hasWords(`refused-${code.replaceAll("_", "-")}`));

test("every answer of the backend has a sentence", () => {
  const codes = members("crates/sync/src/problem.rs", "ProblemCode");

  expect(codes).toEqual(
    expect.arrayContaining(["wrong_password", "invitation_used", "disk_full", "unknown"]),
  );
  expect(withoutSentence(codes)).toEqual([]);
});

test("every refusal of the rules has a sentence", () => {
  const codes = members("crates/domain/src/refusal.rs", "Refusal");

  expect(codes).toEqual(expect.arrayContaining(["wrong_stage", "not_yours", "calendar_invalid"]));
  expect(withoutSentence(codes)).toEqual([]);
});

test("every failure of a command has a sentence", () => {
  const codes = written();

  expect(codes).toEqual(
    expect.arrayContaining([
      "text_empty",
      "disk_full",
      "passphrase_needed",
      "when_missing",
      "not_an_invitation",
      "ending",
      "backend_not_started",
    ]),
  );
  expect(withoutSentence([...codes, "unexpected"])).toEqual([]);
});

test("a gentle word that is refused says when it is over", () => {
  const frame = { now: Date.parse("2026-12-01T10:00:00Z"), zone: "UTC", locale: "en-GB" };
  const micros = Date.parse("2026-12-02T09:00:00Z") * 1000;

  expect(explain("nudged_lately", { again_at: micros }, frame)).toMatch(/tomorrow 0?9:00/);
  expect(explain("word_is_coming", JSON.stringify({ by: micros }), frame)).toMatch(/tomorrow 0?9:00/);
  expect(explain("word_is_coming", null, frame)).toBe(explain("word_is_coming", null));
});

test("a code of a newer version is named", () => {
  expect(explain("out_of_sugar", null)).toContain("(out_of_sugar)");
});

test("the browser's stand-in refuses as the core does", () => {
  const codes = [
    ...written(),
    ...members("crates/sync/src/problem.rs", "ProblemCode"),
    ...members("crates/domain/src/refusal.rs", "Refusal"),
  ];
  const thrown = ["fake.ts", "fake/world.ts"].flatMap((name) =>
    found(readFileSync(join(ROOT, "ui/src/platform", name), "utf8"), /throw \{ code: "([a-z_]+)"/g),
  );

  expect(thrown).toContain("wrong_password");
  expect(thrown.filter((code) => !codes.includes(code))).toEqual([]);
});
