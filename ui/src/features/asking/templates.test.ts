import { screen, waitFor, within } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { audit, show } from "../../testing/stage";
import { undoLast } from "../session/perform";
import AskDialog from "./AskDialog.svelte";
import TemplateList from "./TemplateList.svelte";

const dialog = async () => within(await screen.findByRole("dialog"));

test("a request begins with a template, its variables filled in", async () => {
  const { core, navigation, user } = await show(AskDialog, {});
  navigation.template = "m-figures";
  const form = await dialog();

  const title = () => form.getByRole<HTMLInputElement>("textbox", { name: "What you need" }).value;
  await waitFor(() => expect(title()).toBe("Figures for November 2026"));
  expect(await audit((await screen.findByRole("dialog")) as Element)).toEqual([]);
  await user.click(form.getByRole("button", { name: "Ask" }));

  await waitFor(() => expect(navigation.request).not.toBeNull());
  const { row, details } = await core.open_request({ request: navigation.request! });
  expect([row.title, row.addressee.person, details]).toEqual([
    "Figures for November 2026",
    "p-freya",
    "By project, with what is still open.",
  ]);
});

test("a new request can repeat, and undo takes both back", async () => {
  const { core, navigation, user } = await show(AskDialog, {});
  const form = await dialog();
  await user.type(form.getByRole("textbox", { name: "What you need" }), "Empty the bins");
  await user.type(form.getByRole("combobox", { name: "Of whom" }), "Noah");
  await user.click(await screen.findByRole("option", { name: /Noah/ }));
  await user.click(form.getByRole("switch", { name: "Repeat" }));
  await user.click(form.getByRole("button", { name: "Ask" }));
  const titles = async () => (await core.list_recurrences(null)).map((one) => one.wish.title);
  await waitFor(async () => expect(await titles()).toContain("Empty the bins"));
  await waitFor(() => expect(navigation.request).not.toBeNull());

  undoLast();

  await waitFor(async () => expect(await titles()).not.toContain("Empty the bins"));
});

test("what was written is saved as a template", async () => {
  const { core, user } = await show(AskDialog, {});
  const form = await dialog();
  await user.type(form.getByRole("textbox", { name: "What you need" }), "Key to the barn");
  await user.type(form.getByRole("combobox", { name: "Of whom" }), "Noah");
  await user.click(await screen.findByRole("option", { name: /Noah/ }));
  await user.click(form.getByRole("button", { name: "Save as a template…" }));
  await user.click(await screen.findByRole("button", { name: "Save" }));

  await waitFor(async () => {
    const found = (await core.list_templates(null)).find((one) => one.name === "Key to the barn");
    expect(found?.wish.addressee.person).toBe("p-noah");
  });
});

test("a template that was removed comes back", async () => {
  const { core, user } = await show(TemplateList, {});
  const names = async () => (await core.list_templates(null)).map((one) => one.name);
  await user.click(await screen.findByRole("button", { name: "Remove Monthly figures" }));
  await waitFor(async () => expect(await names()).not.toContain("Monthly figures"));

  undoLast();

  await waitFor(async () => expect(await names()).toContain("Monthly figures"));
});
