import { screen } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { audit, show } from "../../testing/stage";
import ServiceAccounts from "./ServiceAccounts.svelte";

test("a program gets a token that is shown once", async () => {
  const { user, session, container } = await show(ServiceAccounts, {});
  expect(await audit(container)).toEqual([]);
  await user.type(screen.getByLabelText("What the program is called"), "Door bell");

  await user.click(screen.getByRole("button", { name: "Make an account" }));

  const told = await screen.findByRole("status");
  expect(told.textContent).toContain("only this once");
  await expect
    .poll(() => session.app.directory.people.find((one) => one.name === "Door bell")?.role)
    .toBe("service_account");
});
