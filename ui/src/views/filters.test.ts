import { screen, waitFor, within } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { audit, show } from "../testing/stage";
import MainView from "./MainView.svelte";

async function list() {
  const shown = await show(MainView, {});
  shown.navigation.show("everyone");
  const field = await screen.findByRole<HTMLInputElement>("searchbox", { name: "Search requests" });
  const total = () => Number(document.querySelector("header .total")?.textContent ?? 0);
  await waitFor(() => expect(total()).toBeGreaterThan(100));
  return { ...shown, field, total };
}

test("what is typed narrows the list and stands above it as chips, which go away by themselves", async () => {
  const { user, field, total } = await list();
  const all = total();

  await user.type(field, "stage:asked from:sam");

  const chips = await screen.findByRole("list", { name: "Filters" });
  await within(chips).findByText("Asked by: Sam Okafor");
  within(chips).getByText("Stage: Asked");
  expect(total()).toBeLessThan(all);
  expect(await audit(chips.parentElement!)).toEqual([]);

  await user.click(within(chips).getByRole("button", { name: "Remove the filter “Asked by: Sam Okafor”" }));
  expect(field.value).toBe("stage:asked");
  await waitFor(() => expect(screen.queryByText("Asked by: Sam Okafor")).toBeNull());
  expect(document.activeElement?.textContent).toContain("Filter");
});

test("Enter in the search opens the first that was found", async () => {
  const { user, field, navigation, core } = await list();

  await user.type(field, "riparian{Enter}");

  await waitFor(() => expect(navigation.request).not.toBeNull());
  const found = await core.list_requests({
    list: "everyone",
    team: null,
    include_ended: false,
    text: "riparian",
    offset: 0,
    limit: 1,
  });
  expect(navigation.request).toBe(found.rows[0]!.id);
});

test("a filter is chosen by keys alone", async () => {
  const { user, field } = await list();

  await user.keyboard("f");
  const menu = await screen.findByRole("menu");
  expect(await audit(menu)).toEqual([]);
  await user.keyboard("{ArrowDown}{ArrowRight}");
  await user.keyboard("{Enter}");

  await waitFor(() => expect(field.value).toMatch(/^(stage|priority):\w+$/));
});

test("what is not understood is looked for as text, and says so", async () => {
  const { user, field } = await list();

  await user.type(field, "stauts:asked");

  await screen.findByText("looked for as text: there is no such filter");
  await screen.findByText("Nothing here says “stauts:asked”.");
});

test("a list that filters have emptied can be shown whole", async () => {
  const { user, field, total } = await list();

  await user.type(field, "is:late stage:closed");
  await user.click(await screen.findByRole("button", { name: "Show all" }));

  expect(field.value).toBe("");
  await waitFor(() => expect(total()).toBeGreaterThan(100));
});
