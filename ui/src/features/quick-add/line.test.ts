import { expect, test, vi } from "vitest";
import { createFakePlatform } from "../../platform/fake";
import type { Commands, QuickAdd } from "../../platform";
import { QuickAddLine } from "./line.svelte";

const settle = () => new Promise((resolve) => setTimeout(resolve));

async function written(text: string, core: Commands = createFakePlatform("usual").core) {
  const line = new QuickAddLine(core);
  line.write(text);
  await settle();
  return line;
}

test("a chip that was clicked stays plain words while the line goes on", async () => {
  const line = await written("the deed by fri @sam");
  line.unparse(line.chips.find((chip) => chip.field === "due")!);
  await settle();
  expect(line.chips.map((chip) => chip.field)).toEqual(["person"]);

  line.write("the old deed by fri @sam");
  line.write("the old deed by fri @sam please");
  await settle();

  expect(line.chips.map((chip) => chip.field)).toEqual(["person"]);
});

test("what is changed inside plain words is parsed again", async () => {
  const line = await written("the deed by fri");
  line.unparse(line.chips[0]!);
  line.write("the deed by tomorrow");
  await settle();

  expect(line.chips.map((chip) => chip.field)).toEqual(["due"]);
});

test("a stale answer is dropped", async () => {
  const { core } = createFakePlatform("usual");
  const answers: ((value: QuickAdd) => void)[] = [];
  const slow = { ...core, parse_quick_add: () => new Promise<QuickAdd>((resolve) => answers.push(resolve)) };
  const line = await written("a", slow);
  line.write("ab");
  const answer = await core.parse_quick_add({ text: "ab", literal: [] });

  answers[1]!(answer);
  answers[0]!({ ...answer, title: "a" });
  await settle();

  expect(line.understood?.title).toBe("ab");
});

test("an unclear name is replaced by the one that was meant", async () => {
  const line = await written("the deed @boris");
  line.choose(line.chips[0]!, "Sam Okafor");
  await settle();

  expect(line.text).toBe("the deed @sam.okafor");
});

test("the text is kept when saving fails, and as a draft", async () => {
  const { core } = createFakePlatform("usual");
  const save = vi.fn().mockRejectedValue({ code: "disk_full", message: "no room" });
  const line = await written("the deed @sam", { ...core, save_quick_add: save });

  expect(await line.save()).toBeUndefined();
  expect(line.text).toBe("the deed @sam");
  expect(line.failure?.code).toBe("disk_full");
  expect(await core.find_draft({ key: "quick-add" })).toBe("the deed @sam");
});

test("saved lines come back with arrow-up", async () => {
  const line = await written("the deed @sam");
  await line.save();
  await settle();
  expect(line.text).toBe("");

  expect(line.recall()).toBe(true);
  expect(line.text).toBe("the deed @sam");
});
