import { screen, waitFor, within } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { audit, show } from "../../testing/stage";
import CatalogueDialog from "./CatalogueDialog.svelte";

const dialog = async () => within(await screen.findByRole("dialog"));

test("a service is found by a word of it and asked for with its form", async () => {
  const { core, navigation, user } = await show(CatalogueDialog, {});
  await user.type(await screen.findByRole("searchbox", { name: "Search services" }), "worn");
  await user.click(await screen.findByRole("button", { name: /New laptop/ }));

  const form = await dialog();
  await user.click(form.getByRole("button", { name: "Ask" }));
  expect(form.getByText("Choose one.")).toBeTruthy();
  await user.selectOptions(form.getByRole("combobox", { name: "Why" }), "New colleague");
  await user.type(form.getByRole("textbox", { name: "Who starts" }), "Yasmin");
  await user.click(form.getByRole("button", { name: "Ask" }));

  await waitFor(() => expect(navigation.request).not.toBeNull());
  const detail = await core.open_request({ request: navigation.request! });
  expect(detail.form?.answers.map(({ title, words }) => [title, words])).toEqual([
    ["Why", "New colleague"],
    ["Who starts", "Yasmin"],
  ]);
  expect(detail.row.addressee.team).toBe("t-systems");
});

test("what was written in a form is there again", async () => {
  const first = await show(CatalogueDialog, {});
  await first.user.click(await screen.findByRole("button", { name: /Access to a system/ }));
  await first.user.type((await dialog()).getByRole("textbox", { name: "System" }), "Payroll");

  await first.user.click((await dialog()).getByRole("button", { name: "Back to all services" }));
  await first.user.click(await screen.findByRole("button", { name: /Access to a system/ }));

  const again = await dialog();
  await waitFor(() =>
    expect(again.getByRole<HTMLInputElement>("textbox", { name: "System" }).value).toBe("Payroll"),
  );
});

test("without services the catalogue says how there come to be some", async () => {
  await show(CatalogueDialog, {}, "empty");

  expect(await screen.findByText("No services yet")).toBeTruthy();
  expect(await audit((await screen.findByRole("dialog")) as Element)).toEqual([]);
});
