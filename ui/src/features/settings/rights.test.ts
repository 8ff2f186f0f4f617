import { screen, within } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { audit, show } from "../../testing/stage";
import AuditSection from "./AuditSection.svelte";
import PrivacySection from "./PrivacySection.svelte";
import RightsSection from "./RightsSection.svelte";

test("the audit log is read page after page and searched", async () => {
  const { user, container } = await show(AuditSection, {});

  const table = await screen.findByRole("table", { name: "Audit log" });
  expect(within(table).getAllByRole("row")).toHaveLength(1 + 4);
  await user.click(screen.getByRole("button", { name: "Older" }));
  expect(within(table).getAllByRole("row")).toHaveLength(1 + 7);
  expect(within(table).getByText("now Administrator")).toBeTruthy();
  expect(within(table).getByText(/^now Lead, in \w+/)).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Older" })).toBeNull();
  await user.type(screen.getByRole("searchbox", { name: "Search" }), "refused{Enter}");
  expect(await screen.findByText(/^Not done: .*password/)).toBeTruthy();
  expect(within(table).getAllByRole("row")).toHaveLength(1 + 1);
  expect(await audit(container)).toEqual([]);
});

test("a day that was not chosen reads as any day", async () => {
  const { user } = await show(AuditSection, {});
  expect(await screen.findAllByText("any day")).toHaveLength(2);

  await user.type(screen.getByLabelText("From"), "2026-11-16");

  expect(screen.getAllByText("any day")).toHaveLength(1);
});

test("checking the audit log gives something to keep elsewhere", async () => {
  const { user } = await show(AuditSection, {});

  await user.click(await screen.findByRole("button", { name: "Check the log" }));

  expect(await screen.findByText(/7:5f0c/)).toBeTruthy();
});

test("a person is erased only once their name is typed", async () => {
  const { user, container, session } = await show(RightsSection, {});
  const victim = session.others[0]!;
  const [, picker] = screen.getAllByRole("combobox", { name: "Person" });
  await user.type(picker!, victim.name);
  await user.click(await screen.findByRole("option", { name: new RegExp(victim.name) }));
  expect(await audit(container)).toEqual([]);
  await user.click(screen.getByRole("button", { name: "Erase…" }));

  const erase = await screen.findByRole("button", { name: "Erase for good" });
  expect(erase).toHaveProperty("disabled", true);
  await user.type(screen.getByRole("textbox", { name: new RegExp(`Type ${victim.name}`) }), victim.name);
  await user.click(erase);

  await expect.poll(() => session.nameOf(victim.id)).toBe("Erased person");
});

test("what would go is told before it is settled", async () => {
  const { user } = await show(RightsSection, {});

  await user.click(await screen.findByRole("combobox", { name: /Requests that have ended/ }));
  await user.click(await screen.findByRole("option", { name: "365 days" }));

  expect(await screen.findByText(/12 requests with all that was said/)).toBeTruthy();
  const save = screen.getByRole("button", { name: "Keep it so" });
  await user.click(save);
  await expect.poll(() => save.hasAttribute("disabled")).toBe(true);
});

test("what is mine is exported and its place told", async () => {
  const { user } = await show(PrivacySection, {});

  await user.click(screen.getByRole("button", { name: "Export my data" }));

  expect(await screen.findByText(/goodturn-person\.zip/)).toBeTruthy();
});
