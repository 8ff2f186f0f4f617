import { screen, within } from "@testing-library/svelte";
import { expect, test, vi } from "vitest";
import { audit, show } from "../../testing/stage";
import ImportDialog from "./ImportDialog.svelte";

const TABLE = "name,email\nRita Vance,rita@example.org\nNowhere,no address\nSam,sam@willowreed.example";

test("a table is looked at before anybody comes in", async () => {
  const onClose = vi.fn();
  const { user, core } = await show(ImportDialog, { onClose });
  const importPeople = vi.spyOn(core, "import_people");
  const dialog = within(screen.getByRole("dialog"));

  await user.type(dialog.getByRole("textbox", { name: "Or paste it here" }), TABLE);
  await user.click(dialog.getByRole("button", { name: "See what would happen" }));
  expect((await dialog.findByRole("status")).textContent).toMatch(
    /1 would be added.*1 stay.*1 cannot be used/s,
  );
  expect(dialog.getByText(/“no address” is no e-mail address/)).toBeTruthy();
  const lines = dialog.getAllByRole("row").slice(1);
  expect(lines.map((line) => line.firstElementChild?.textContent)).toEqual(["2", "3", "4"]);
  expect(await audit(screen.getByRole("dialog"))).toEqual([]);
  await user.click(dialog.getByRole("button", { name: "Bring in one person" }));

  expect((await dialog.findByText(/1 added/)).textContent).toMatch(/1 not used/);
  expect(dialog.getByRole("button", { name: "Copy the report with the links" })).toBeTruthy();
  expect(importPeople.mock.calls.map(([{ dry_run }]) => dry_run)).toEqual([true, false]);
});

test("what is no table says which column is missing", async () => {
  const { user } = await show(ImportDialog, { onClose: () => undefined });
  const dialog = within(screen.getByRole("dialog"));

  await user.type(dialog.getByRole("textbox", { name: "Or paste it here" }), "name\nRita");
  await user.click(dialog.getByRole("button", { name: "See what would happen" }));

  expect((await dialog.findByRole("alert")).textContent).toMatch(/column “email” is missing/);
});

test("a table without a header says what has to stand above the people", async () => {
  const { user } = await show(ImportDialog, { onClose: () => undefined });
  const dialog = within(screen.getByRole("dialog"));

  await user.type(dialog.getByRole("textbox", { name: "Or paste it here" }), "Rita,rita@example.org");
  await user.click(dialog.getByRole("button", { name: "See what would happen" }));

  expect((await dialog.findByRole("alert")).textContent).toMatch(/at least “name” and “email”/);
});

test("a line shows all of its mistakes", async () => {
  const { user } = await show(ImportDialog, { onClose: () => undefined });
  const dialog = within(screen.getByRole("dialog"));

  await user.type(dialog.getByRole("textbox", { name: "Or paste it here" }), "name,email\n,no address");
  await user.click(dialog.getByRole("button", { name: "See what would happen" }));

  expect(await dialog.findByText(/The name is empty or too long/)).toBeTruthy();
  expect(dialog.getByText(/“no address” is no e-mail address/)).toBeTruthy();
});

test("without the backend nothing is changed, and it says so", async () => {
  const { user } = await show(ImportDialog, { onClose: () => undefined }, "offline");
  const dialog = within(screen.getByRole("dialog"));

  await user.type(dialog.getByRole("textbox", { name: "Or paste it here" }), TABLE);
  await user.click(dialog.getByRole("button", { name: "See what would happen" }));

  expect((await dialog.findByRole("alert")).textContent).toMatch(/Nothing was changed/);
});
