import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { SHORTCUTS } from "./keys";

const written = readFileSync(join(import.meta.dirname, "../../../../docs/keyboard.md"), "utf8");

test("every shortcut of the sheet is written down", () => {
  const keys = new Set([...written.matchAll(/`([^`]+)`/g)].map(([, key]) => key));

  expect(SHORTCUTS.flatMap(({ keys }) => keys.map(([key]) => key)).filter((key) => !keys.has(key))).toEqual(
    [],
  );
});

test("no key means two things in one place", () => {
  for (const { group, keys } of SHORTCUTS) {
    const all = keys.map(([key]) => key);
    expect(new Set(all).size, group).toBe(all.length);
  }
});
