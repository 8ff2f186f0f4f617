import { screen, waitFor, within } from "@testing-library/svelte";
import { expect, test } from "vitest";
import MainView from "./MainView.svelte";
import { audit, show } from "../testing/stage";
import RequestPane from "../features/requests/RequestPane.svelte";

test("a request is muted from the menu, says so, and is unmuted the same way", async () => {
  const { user, container, core } = await show(RequestPane, { request: "r-riparian" });
  await user.click(await screen.findByRole("button", { name: "More steps" }));
  await user.click(await screen.findByRole("menuitem", { name: "Mute" }));

  expect(await screen.findByText("Muted")).toBeTruthy();
  expect((await core.open_request({ request: "r-riparian" })).row.is_muted).toBe(true);
  expect(await audit(container)).toEqual([]);

  await user.click(screen.getByRole("button", { name: "More steps" }));
  await user.click(await screen.findByRole("menuitem", { name: "Unmute" }));
  await waitFor(() => expect(screen.queryByText("Muted")).toBeNull());
});

test("the key M mutes the open request, and undo takes it back", async () => {
  const { user, core, navigation } = await show(MainView, {});
  navigation.open("r-riparian");
  await screen.findByRole("textbox", { name: "Write a message" });

  await user.keyboard("m");
  const header = (await screen.findByRole("heading", { level: 1, name: /Riparian/ })).closest("header")!;
  expect(await within(header).findByText("Muted")).toBeTruthy();
  await user.keyboard("{Control>}z{/Control}");

  await waitFor(async () =>
    expect((await core.open_request({ request: "r-riparian" })).row.is_muted).toBe(false),
  );
});
