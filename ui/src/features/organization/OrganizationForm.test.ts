import { screen } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { audit, show } from "../../testing/stage";
import OrganizationForm from "./OrganizationForm.svelte";

test("the reminder comes before the lapse, else it is said and nothing is saved", async () => {
  const { user, session, container } = await show(OrganizationForm, {});
  const lapse = screen.getByRole("spinbutton", { name: "Close unconfirmed after" });
  const save = screen.getByRole<HTMLButtonElement>("button", { name: "Save" });
  expect(await audit(container)).toEqual([]);

  await user.clear(lapse);
  await user.type(lapse, "2");
  expect(save.disabled).toBe(true);
  expect(screen.getByRole("alert").textContent).toMatch(/before it closes/);
  await user.clear(lapse);
  await user.type(lapse, "9");
  await user.click(save);

  await expect.poll(() => session.app.directory.lapse_days).toBe(9);
});
