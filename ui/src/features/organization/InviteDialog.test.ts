import { screen } from "@testing-library/svelte";
import { expect, test, vi } from "vitest";
import type { Scenario } from "../../platform/fake/world";
import { audit, show } from "../../testing/stage";
import InviteDialog from "./InviteDialog.svelte";

test("a link says whom it is for, and the dialog is ready for the next person", async () => {
  const { user } = await show(InviteDialog, { onClose: () => undefined });
  const mail = screen.getByRole<HTMLInputElement>("textbox", { name: "E-mail address" });
  const name = screen.getByRole<HTMLInputElement>("textbox", { name: "Their name" });

  await user.type(mail, "rita@example.org");
  await user.type(name, "Rita Vance");
  await user.click(screen.getByRole("button", { name: "Make an invitation" }));

  expect(await screen.findByText(/Send this link to Rita Vance/)).toBeTruthy();
  expect([mail.value, name.value]).toEqual(["", ""]);
  expect(await audit(screen.getByRole("dialog"))).toEqual([]);
});

test("an app that is its own backend says that its link works on this computer only", async () => {
  const { user } = await show(InviteDialog, { onClose: () => undefined }, "empty");

  await user.type(screen.getByRole("textbox", { name: "E-mail address" }), "rita@example.org");
  await user.type(screen.getByRole("textbox", { name: "Their name" }), "Rita Vance");
  await user.click(screen.getByRole("button", { name: "Make an invitation" }));

  expect(await screen.findByText(/on this computer only/)).toBeTruthy();
});

async function invited(email: string, scenario: Scenario = "usual") {
  const shown = await show(InviteDialog, { onClose: () => undefined }, scenario);
  await shown.user.type(screen.getByRole("textbox", { name: "E-mail address" }), email);
  await shown.user.type(screen.getByRole("textbox", { name: "Their name" }), "Somebody Else");
  await shown.user.keyboard("{Control>}{Enter}{/Control}");
  return shown;
}

const typed = (name: string) => screen.getByRole<HTMLInputElement>("textbox", { name }).value;

test("whoever is here already is named at the address, and nothing typed is lost", async () => {
  await invited("mara@willowreed.example");

  const alert = await screen.findByRole("alert");
  expect(alert.textContent).toMatch(/Mara Lindqvist is here already/);
  const mail = screen.getByRole("textbox", { name: "E-mail address" });
  expect(mail.getAttribute("aria-describedby")).toBe(alert.id);
  expect([typed("E-mail address"), typed("Their name")]).toEqual([
    "mara@willowreed.example",
    "Somebody Else",
  ]);
  expect(document.activeElement).toBe(screen.getByRole("textbox", { name: "Their name" }));
  expect(screen.queryByRole("button", { name: "Make a new invitation" })).toBeNull();
});

test("whoever has not joined yet gets a new invitation under their own name", async () => {
  const { user, core } = await invited("dmitri@willowreed.example");
  const again = vi.spyOn(core, "invite_again");

  expect((await screen.findByRole("alert")).textContent).toMatch(/Dmitri Volkov .* has not joined yet/);
  await user.click(screen.getByRole("button", { name: "Make a new invitation" }));

  expect(await screen.findByText(/Send this link to Dmitri Volkov/)).toBeTruthy();
  expect(again).toHaveBeenCalledWith({ id: "p-dmitri" });
  expect(screen.queryByRole("alert")).toBeNull();
});

test("what else goes wrong is said in the dialog as well", async () => {
  await invited("rita@example.org", "offline");

  expect((await screen.findByRole("alert")).textContent).toMatch(/cannot be reached/);
  expect([typed("E-mail address"), typed("Their name")]).toEqual(["rita@example.org", "Somebody Else"]);
  expect(await audit(screen.getByRole("dialog"))).toEqual([]);
});
