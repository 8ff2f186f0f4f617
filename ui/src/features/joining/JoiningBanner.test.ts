import { screen, within } from "@testing-library/svelte";
import { expect, test, vi } from "vitest";
import { audit, show } from "../../testing/stage";
import JoiningBanner from "./JoiningBanner.svelte";

test("nobody is asked for what was asked elsewhere until the person chose them", async () => {
  const { user, core } = await show(JoiningBanner, {}, "joined");
  const bring = vi.spyOn(core, "bring_along");
  await user.click(await screen.findByRole("button", { name: "Look at them" }));
  const dialog = within(await screen.findByRole("dialog"));
  expect(dialog.getByRole("button", { name: "Leave them there" })).toBeTruthy();
  expect(await audit(screen.getByRole("dialog"))).toEqual([]);

  await user.click(dialog.getByRole("button", { name: "Is it Noah Whitfield?" }));
  await user.click(dialog.getByRole("button", { name: "Ask for one" }));

  await expect.poll(() => screen.queryByRole("dialog")).toBeNull();
  expect(bring.mock.calls[0]?.[0]).toEqual({
    requests: [{ request: "l-key", to: { person: "p-noah", team: null } }],
  });
  expect(screen.queryByRole("button", { name: "Look at them" })).toBeNull();
});

test("the workspace of this computer says where one is, and the way back", async () => {
  const { user, core, session } = await show(JoiningBanner, {});
  await core.open_local_workspace(null);
  expect(await screen.findByText(/This is the workspace of this computer/)).toBeTruthy();

  await user.click(screen.getByRole("button", { name: "Back to the organization" }));

  await expect.poll(() => session.app.elsewhere).toBeNull();
});
