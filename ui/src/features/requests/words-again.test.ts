import { screen, within } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { audit, show } from "../../testing/stage";
import RequestPane from "./RequestPane.svelte";

const REQUEST = "r-brochure";

async function takeStep(user: Awaited<ReturnType<typeof show>>["user"], name: string): Promise<void> {
  await user.click(await screen.findByRole("button", { name: "More steps" }));
  await user.click(await screen.findByRole("menuitem", { name }));
}

test("a word again and again is promised once, shown to both, and due anew after each", async () => {
  const { user, core } = await show(RequestPane, { request: REQUEST });
  await takeStep(user, "Promise the next word…");
  const dialog = await screen.findByRole("dialog", { name: "Promise the next word" });
  expect(await audit(dialog)).toEqual([]);
  await user.type(within(dialog).getByRole("textbox", { name: "Next word by" }), "tomorrow 12:00");
  const every = within(dialog).getByRole("group", { name: "And again after each word" });
  await user.selectOptions(within(every).getByRole("combobox"), "working days");
  await user.click(within(dialog).getByRole("button", { name: "Promise" }));

  const facts = await screen.findAllByRole("region", { name: "Facts" });
  expect((await within(facts[0]!).findAllByText("A word after each")).length).toBe(1);
  expect(within(facts[0]!).getByText("2 working days")).toBeTruthy();
  const { word_every, row } = await core.open_request({ request: REQUEST });
  expect(word_every).toEqual({ unit: "days", count: 2 });

  await core.say({ request: REQUEST, words: "The printer has it", mentions: [] });

  const after = await core.open_request({ request: REQUEST });
  expect(Date.parse(after.row.next_word!)).toBeGreaterThan(Date.parse(row.next_word!));
});

test("no time at all after each word cannot be promised", async () => {
  const { user } = await show(RequestPane, { request: REQUEST });
  await takeStep(user, "Promise the next word…");
  const dialog = await screen.findByRole("dialog", { name: "Promise the next word" });
  await user.type(within(dialog).getByRole("textbox", { name: "Next word by" }), "tomorrow 12:00");
  const every = within(dialog).getByRole("group", { name: "And again after each word" });
  await user.selectOptions(within(every).getByRole("combobox"), "working days");
  const count = within(every).getByRole("spinbutton");
  await user.clear(count);
  await user.type(count, "0");

  expect(within(dialog).getByRole<HTMLButtonElement>("button", { name: "Promise" }).disabled).toBe(true);
});
