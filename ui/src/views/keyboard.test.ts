import { screen, waitFor, within } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { show } from "../testing/stage";
import MainView from "./MainView.svelte";

test("a message is taken back from the composer that it left empty", async () => {
  const { user, navigation } = await show(MainView, {});
  navigation.open("r-riparian");
  const field = await screen.findByRole<HTMLTextAreaElement>("textbox", { name: "Write a message" });
  await user.type(field, "Too early{Control>}{Enter}{/Control}");
  await waitFor(() => expect(field.value).toBe(""));
  expect(document.activeElement).toBe(field);

  await user.keyboard("{Control>}z{/Control}");

  expect(await screen.findByText("You took a message back")).toBeTruthy();
});

test("while something stands in the composer, taking back is about those words", async () => {
  const { user, navigation, core } = await show(MainView, {});
  navigation.open("r-riparian");
  const field = await screen.findByRole<HTMLTextAreaElement>("textbox", { name: "Write a message" });
  await user.type(field, "Sent already{Control>}{Enter}{/Control}");
  await waitFor(() => expect(field.value).toBe(""));

  await user.type(field, "and more");
  await user.keyboard("{Control>}z{/Control}");

  const { timeline } = await core.open_request({ request: "r-riparian" });
  expect(timeline.at(-1)?.words).toBe("Sent already");
});

test("in the settings single letters go nowhere", async () => {
  const { user, navigation } = await show(MainView, {});
  navigation.showSettings("account");
  await screen.findByRole("heading", { name: "Account" });

  await user.keyboard("qgk");

  expect(navigation.view).toBe("settings");
  expect(navigation.isQuickAddOpen).toBe(false);
});

test("starting with the computer stands under General", async () => {
  const { user, navigation } = await show(MainView, {});
  navigation.show("settings");
  const nav = within(await screen.findByRole("navigation", { name: "Settings" }));

  await user.click(nav.getByRole("button", { name: "Appearance" }));
  expect(screen.queryByRole("switch", { name: /Start with the computer/ })).toBeNull();
  await user.click(nav.getByRole("button", { name: "General" }));

  expect(await screen.findByRole("switch", { name: /Start with the computer/ })).toBeTruthy();
});

test("the search says what it searches", async () => {
  const { navigation } = await show(MainView, {});
  navigation.show("everyone");

  expect(await screen.findByRole("searchbox", { name: "Search requests" })).toBeTruthy();
});
