import { screen, waitFor, within } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { undoLast } from "../features/session/perform";
import { audit, show } from "../testing/stage";
import MainView from "./MainView.svelte";
import { labelSearch } from "../features/requests/labels";
import RequestPane from "../features/requests/RequestPane.svelte";

/** Opens the request and the dialog of its labels, by keys alone. */
async function open(request: string) {
  const shown = await show(MainView, {});
  shown.navigation.open(request);
  await screen.findByRole("group", { name: "Steps" });
  await shown.user.keyboard("l");
  const dialog = await screen.findByRole("dialog", { name: "Labels" });
  return {
    ...shown,
    dialog,
    field: within(dialog).getByRole("combobox", { name: "Labels on this request" }),
  };
}

const labelsOf = async (core: Awaited<ReturnType<typeof open>>["core"], request: string) =>
  (await core.open_request({ request })).row.labels;

test("a label is typed, kept with Ctrl and Enter, and taken back", async () => {
  const { user, core, field } = await open("r-budget");

  await user.type(field, "Wetland{Control>}{Enter}{/Control}");

  await waitFor(async () => expect(await labelsOf(core, "r-budget")).toEqual(["Grants 2027", "Wetland"]));
  expect((await core.open_request({ request: "r-budget" })).timeline.at(-1)?.label).toBe("Wetland");
  await screen.findByText("You added the label “Wetland”");
  expect(undoLast()).toBe(true);
  await waitFor(async () => expect(await labelsOf(core, "r-budget")).toEqual(["Grants 2027"]));
});

test("labels in use are offered, and one in another case is no second one", async () => {
  const { user, core, field, dialog } = await open("r-budget");
  expect(await audit(dialog)).toEqual([]);

  await user.type(field, "land");
  await user.click(await screen.findByRole("option", { name: /Land registry on one request/ }));
  await user.type(field, "GRANTS 2027");
  expect(screen.queryByRole("option", { name: /New label/ })).toBeNull();
  await user.click(within(dialog).getByRole("button", { name: "Keep labels" }));

  await waitFor(async () =>
    expect((await labelsOf(core, "r-budget")).map((one) => one.toLowerCase())).toEqual([
      "grants 2027",
      "land registry",
    ]),
  );
});

test("a label leads to what else has it", async () => {
  const { user, navigation } = await show(MainView, {});
  navigation.show("my_requests");
  navigation.open("r-riparian");

  await user.click(await screen.findByRole("button", { name: "Label Land registry" }));

  expect(navigation.view).toBe("my_requests");
  const field = await screen.findByRole<HTMLInputElement>("searchbox", { name: "Search requests" });
  await waitFor(() => expect(field.value).toBe('label:"Land registry"'));
  await waitFor(() => expect(document.querySelector("header .total")?.textContent).toBe("1"));
  expect(navigation.request).toBeNull();
});

test("a label of one word needs no signs around it", () => {
  expect(labelSearch("Deed")).toBe("label:Deed");
});

test("the priority is changed, told, and taken back", async () => {
  const { user, core } = await show(RequestPane, { request: "r-riparian" });
  // The facts stand beside the timeline or above it, as the window is wide.
  const [priority] = await screen.findAllByRole("button", { name: /Change priority/ });
  await user.click(priority!);
  const dialog = await screen.findByRole("dialog", { name: "How pressing is it?" });
  expect(await audit(dialog)).toEqual([]);

  await user.click(within(dialog).getByRole("radio", { name: "urgent" }));
  await user.click(within(dialog).getByRole("button", { name: "Change priority" }));

  await screen.findByText("You changed the priority from high to urgent");
  undoLast();
  await waitFor(async () =>
    expect((await core.open_request({ request: "r-riparian" })).row.priority).toBe("high"),
  );
});

test("who only watches changes neither", async () => {
  const { navigation } = await show(MainView, {});
  navigation.open("r-11");

  await screen.findByRole("group", { name: "Steps" });

  expect(screen.queryByRole("button", { name: /Change priority/ })).toBeNull();
});
