import { screen } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { audit, show } from "../../testing/stage";
import InviteForm from "./InviteForm.svelte";

test("a link says whom it is for, and the form is ready for the next person", async () => {
  const { user, container } = await show(InviteForm, {});
  const mail = screen.getByRole<HTMLInputElement>("textbox", { name: "E-mail address" });
  const name = screen.getByRole<HTMLInputElement>("textbox", { name: "Their name" });

  await user.type(mail, "rita@example.org");
  await user.type(name, "Rita Vance");
  await user.click(screen.getByRole("button", { name: "Make an invitation" }));

  expect(await screen.findByText(/Send this link to Rita Vance/)).toBeTruthy();
  expect([mail.value, name.value]).toEqual(["", ""]);
  expect(await audit(container)).toEqual([]);
});

test("an app that is its own backend says that its link works on this computer only", async () => {
  const { user } = await show(InviteForm, {}, "empty");

  await user.type(screen.getByRole("textbox", { name: "E-mail address" }), "rita@example.org");
  await user.type(screen.getByRole("textbox", { name: "Their name" }), "Rita Vance");
  await user.click(screen.getByRole("button", { name: "Make an invitation" }));

  expect(await screen.findByText(/on this computer only/)).toBeTruthy();
});
