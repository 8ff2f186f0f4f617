import { screen } from "@testing-library/svelte";
import { expect, test, vi } from "vitest";
import { audit, show } from "../../testing/stage";
import EmailForm from "./EmailForm.svelte";

test("another address is asked for with the password, and what does not fit stays", async () => {
  const { user, core, container } = await show(EmailForm, {});
  const change = vi.spyOn(core, "change_email");
  expect(await audit(container)).toEqual([]);
  const field = (label: string) => screen.getByLabelText<HTMLInputElement>(label);
  await user.type(field("New e-mail address"), "mara@new.example");
  await user.type(field("Password"), "wrong");

  await user.click(screen.getByRole("button", { name: "Change e-mail address" }));
  await expect.poll(() => change.mock.calls.length).toBe(1);
  expect(field("New e-mail address").value).toBe("mara@new.example");
  await user.clear(field("Password"));
  await user.type(field("Password"), "a calm long password");
  await user.click(screen.getByRole("button", { name: "Change e-mail address" }));

  await expect.poll(() => field("New e-mail address").value).toBe("");
  expect(change.mock.calls[1]?.[0]).toEqual({ email: "mara@new.example", password: "a calm long password" });
});
