import { screen } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { audit, show } from "../../testing/stage";
import WipedBanner from "./WipedBanner.svelte";

test("who was signed out from elsewhere is told what is gone and why, until they have read it", async () => {
  const { user, session } = await show(WipedBanner, {}, "wiped");
  const alert = await screen.findByRole("alert");
  expect(alert.textContent).toContain("You were signed out of Willow & Reed.");
  expect(alert.textContent).toContain("An administrator ended this session.");
  expect(alert.textContent).toContain("2 changes had not been sent, and are lost.");
  expect(await audit(alert)).toEqual([]);

  await user.click(screen.getByRole("button", { name: "Understood" }));

  await expect.poll(() => session.app.wiped).toBeNull();
  expect(screen.queryByRole("alert")).toBeNull();
});

test("nothing is said where nothing was deleted", async () => {
  await show(WipedBanner, {});
  expect(screen.queryByRole("alert")).toBeNull();
});
