import { screen } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { audit, show } from "../../testing/stage";
import AccountSection from "../settings/AccountSection.svelte";

test("a locked session opens with its passphrase, and a wrong one is said beside the field", async () => {
  const { user, container, session } = await show(AccountSection, {}, "locked");
  const passphrase = screen.getByLabelText<HTMLInputElement>("Passphrase of this device");

  await user.type(passphrase, "wrong");
  await user.click(screen.getByRole("button", { name: "Unlock" }));

  expect(await screen.findByText(/not the passphrase of this device/)).toBeTruthy();
  expect(await audit(container)).toEqual([]);

  await user.clear(passphrase);
  await user.type(passphrase, "three calm geese");
  await user.click(screen.getByRole("button", { name: "Unlock" }));

  expect(await screen.findByRole("button", { name: "Sign out" })).toBeTruthy();
  expect(session.app.sync.connection).toBe("online");
});
