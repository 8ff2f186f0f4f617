import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Presence } from "../../platform";
import { Present } from "./present.svelte";

const LEILA: Presence = { person: "p-leila", doing: "looking" };

function atRequest() {
  const told: string[] = [];
  const core = {
    tell_presence: async ({ doing }: { doing: string }) => {
      told.push(doing);
      return [LEILA];
    },
  };
  return { told, present: new Present(core, "r-1") };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("it says what its person does as long as they look, and that they have gone", async () => {
  const { told, present } = atRequest();
  const end = present.begin();
  await vi.advanceTimersByTimeAsync(1);
  expect(present.others).toEqual([LEILA]);

  present.wrote();
  present.wrote();
  await vi.advanceTimersByTimeAsync(10_000);
  end();
  present.wrote();
  await vi.advanceTimersByTimeAsync(30_000);

  expect(told, "once while they write, then they only look").toEqual([
    "looking",
    "writing",
    "looking",
    "gone",
  ]);
  expect(present.others).toEqual([]);
});

test("what was sent is written no longer", async () => {
  const { told, present } = atRequest();
  const end = present.begin();
  present.wrote();
  present.wrote(false);
  await vi.advanceTimersByTimeAsync(1);
  end();

  expect(told).toEqual(["looking", "writing", "looking", "gone"]);
});
