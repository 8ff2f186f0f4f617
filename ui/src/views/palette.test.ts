import { screen, waitFor, within } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { audit, show } from "../testing/stage";
import MainView from "./MainView.svelte";

async function seek(words: string) {
  const shown = await show(MainView, {});
  shown.navigation.isPaletteOpen = true;
  await shown.user.type(await screen.findByRole("combobox"), words);
  return shown;
}

test.each([
  ["what I asked for", "receipt", "Receipt for the Elm Street deposit", "r-invoice"],
  ["what I promised", "wetland", "Budget figures for the wetland proposal", "r-budget"],
])("the palette finds %s", async (_, words, title, request) => {
  const { user, navigation } = await seek(words);

  await user.click(await screen.findByRole("option", { name: new RegExp(title) }));

  expect(navigation.request).toBe(request);
});

test("a request stands in the palette once", async () => {
  await seek("riparian");

  expect(await screen.findAllByRole("option", { name: /Riparian grant for listing 4471/ })).toHaveLength(1);
});

test("a person who is found is asked in one line", async () => {
  const { user } = await seek("okaf");
  expect(await audit(screen.getByRole("dialog"))).toEqual([]);

  await user.click(await screen.findByRole("option", { name: /Ask Sam Okafor/ }));

  const line = await screen.findByRole("textbox", { name: /What do you need/ });
  await waitFor(() => expect((line as HTMLTextAreaElement).value).toBe("ask @sam.okafor "));
});

test("a team that is found is asked without losing a line that was begun", async () => {
  const { user, core } = await seek("legal");
  await core.save_draft({ key: "quick-add", text: "the lease of the barn" });

  await user.click(await within(screen.getByRole("dialog")).findByRole("option", { name: /Ask Legal/ }));

  const line = await screen.findByRole("textbox", { name: /What do you need/ });
  await waitFor(() => expect((line as HTMLTextAreaElement).value).toBe("the lease of the barn #legal "));
});
