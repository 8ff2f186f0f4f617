import { screen } from "@testing-library/svelte";
import { expect, test, vi } from "vitest";
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

test("without a name its field says what is missing", async () => {
  const { user, core } = await show(ServiceAccounts, {}, "empty");
  const make = vi.spyOn(core, "make_service_account");

  await user.click(screen.getByRole("button", { name: "Make an account" }));

  expect((await screen.findByRole("alert")).textContent).toBe("It needs a name first.");
  expect(make).not.toHaveBeenCalled();
  await user.type(screen.getByLabelText("What the program is called"), "Door bell");
  expect(screen.queryByRole("alert")).toBeNull();
});
