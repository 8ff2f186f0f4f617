import { screen, waitFor, within } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { TEAMS } from "../../platform/fake/organization";
import { audit, show } from "../../testing/stage";
import { mended } from "./editing.svelte";
import ServicesDialog from "./ServicesDialog.svelte";

const systems = TEAMS.find((one) => one.id === "t-systems")!;
const open = async () => {
  const stage = await show(ServicesDialog, { team: systems, onClose: () => undefined });
  return { ...stage, dialog: async () => within(await screen.findByRole("dialog")) };
};

test("a new service is published with its form, as the preview has shown it", async () => {
  const { core, user, dialog } = await open();
  await user.click(await screen.findByRole("button", { name: "New service" }));

  const editor = await dialog();
  await user.type(await editor.findByRole("textbox", { name: "Name" }), "Guest network");
  await user.click(editor.getByRole("button", { name: "Add a field" }));
  const publish = editor.getByRole<HTMLButtonElement>("button", { name: "Publish" });
  expect(publish.disabled).toBe(true);
  await user.type(editor.getByRole("textbox", { name: "Name of the field" }), "Who visits");
  await user.click(editor.getByRole("switch", { name: "Has to be answered" }));
  expect(within(editor.getByRole("region", { name: "Preview" })).getByLabelText("Who visits")).toBeTruthy();
  await user.click(publish);

  await waitFor(async () => {
    const services = await core.list_services(null);
    const made = services.find((one) => one.description.name === "Guest network");
    expect([made?.version, made?.description.fields[0]?.is_required]).toEqual([1, true]);
  });
});

test("what was not published is there again", async () => {
  const { user, dialog } = await open();
  await user.click(await screen.findByRole("button", { name: "Edit New laptop" }));
  const name = await (await dialog()).findByRole("textbox", { name: "Name" });
  await user.clear(name);
  await user.type(name, "Any laptop");

  await user.click((await dialog()).getAllByRole("button", { name: "Close" })[1]!);
  await user.click(await screen.findByRole("button", { name: "Edit New laptop" }));

  const again = await (await dialog()).findByRole<HTMLInputElement>("textbox", { name: "Name" });
  expect(again.value).toBe("Any laptop");
});

test("a service that is no longer offered can be offered again", async () => {
  const { core, user } = await open();
  await user.click((await screen.findAllByRole("button", { name: "No longer offer" }))[0]!);

  await user.click(await screen.findByRole("button", { name: "Offer again" }));

  await waitFor(async () =>
    expect((await core.list_services(null)).every((one) => !one.is_retired)).toBe(true),
  );
});

test("a field forgets the choice that no longer comes before it", async () => {
  const { core } = await open();
  const [laptop] = await core.list_services(null);
  const [why, who] = laptop!.description.fields;

  expect(mended([why!, who!])[1]!.shown_if).not.toBeNull();
  expect(mended([who!, why!])[0]!.shown_if).toBeNull();
});

test("the list of services can be used with a screen reader", async () => {
  await open();
  expect(await audit((await screen.findByRole("dialog")) as Element)).toEqual([]);
});
