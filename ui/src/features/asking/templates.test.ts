import { screen, waitFor, within } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { audit, show } from "../../testing/stage";
import { undoLast } from "../session/perform";
import { EMPTY_WISH } from "../recurring/recurring.svelte";
import AskDialog from "./AskDialog.svelte";
import TemplateDialog from "./TemplateDialog.svelte";
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

test("what was written comes back when a template took its place", async () => {
  const { core, navigation, user } = await show(AskDialog, {});
  const form = await dialog();
  const title = () => form.getByRole<HTMLInputElement>("textbox", { name: "What you need" }).value;
  await user.type(form.getByRole("textbox", { name: "What you need" }), "Key to the barn");
  navigation.template = "m-figures";
  await waitFor(() => expect(title()).toBe("Figures for November 2026"));

  undoLast();

  await waitFor(() => expect(title()).toBe("Key to the barn"));
  expect(await core.find_draft({ key: "ask:title" })).toBe("Key to the barn");
});

test("where a template repeats, what it filled in is said to stay", async () => {
  const { navigation, user } = await show(AskDialog, {});
  const form = await dialog();
  await user.click(form.getByRole("switch", { name: "Repeat" }));
  expect(form.queryByText(/stays as it is now/)).toBeNull();

  navigation.template = "m-figures";

  expect(await form.findByText(/stays as it is now/)).toBeTruthy();
});

test("a template keeps nothing that its fields do not show", async () => {
  const wish = {
    ...EMPTY_WISH,
    title: "Key to the barn",
    addressee: { person: "p-noah", team: null },
    visibility: "private" as const,
    watchers: ["p-jo"],
  };
  const { core, user } = await show(TemplateDialog, { template: null, wish, onClose: () => undefined });
  expect(await screen.findByText(/The request is private/)).toBeTruthy();
  const save = await screen.findByRole<HTMLButtonElement>("button", { name: "Save" });
  await waitFor(() => expect(save.disabled).toBe(false));
  await user.click(save);

  await waitFor(async () => {
    const found = (await core.list_templates(null)).find((one) => one.name === "Key to the barn");
    expect(found?.wish).toMatchObject({ visibility: "teams", watchers: [] });
  });
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
