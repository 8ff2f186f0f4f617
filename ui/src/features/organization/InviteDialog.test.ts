import { screen } from "@testing-library/svelte";
import { expect, test } from "vitest";
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
