import { screen, waitFor, within } from "@testing-library/svelte";
import { expect, test } from "vitest";
import type { Commands, ServiceDescription } from "../../platform";
import { TEAMS } from "../../platform/fake/organization";
import { audit, show } from "../../testing/stage";
import { changed, flawOf, freshField, rekeyed } from "./editing.svelte";
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

const laptopOf = async (core: Commands) =>
  (await core.list_services(null)).find((one) => one.id === "s-laptop")!;

test("a field keeps its condition, and what no longer holds is a flaw", async () => {
  const { core } = await open();
  const { description } = await laptopOf(core);
  const [why, who] = description.fields;
  const renamed = (options: string[]) => changed(description.fields, 0, { ...why!, options });

  expect(flawOf(description)).toBeNull();
  expect(renamed(["Somebody new", "Replacement"])[1]!.shown_if).toEqual({ field: 1, answer: "Somebody new" });
  expect(renamed(["Replacement", "New colleague"])[1]!.shown_if).toEqual(who!.shown_if);
  expect(renamed(["Replacement"])[1]!.shown_if).toEqual(who!.shown_if);
  expect(flawOf({ ...description, fields: [who!, why!] })).toBe("service-flaw-condition");
  expect(flawOf({ ...description, fields: renamed(["Replacement", "Loss", "Wish"]) })).toBe(
    "service-flaw-condition",
  );
});

test("a condition that no longer holds is said at its field", async () => {
  const { user, dialog } = await open();
  await user.click(await screen.findByRole("button", { name: "Edit New laptop" }));
  const editor = await dialog();
  await user.click(await editor.findByRole("button", { name: "Move Who starts up" }));

  expect(editor.getByText("A field depends on an answer that is not there before it.")).toBeTruthy();
  const shown = editor.getAllByRole("combobox", { name: "Shown" })[0]!;
  expect(shown.getAttribute("aria-invalid")).toBe("true");
  expect(within(shown).getByRole<HTMLOptionElement>("option", { name: /New colleague/ }).selected).toBe(true);
});

test("a field of another kind, or a new one, has a key of its own", async () => {
  const { core } = await open();
  const { fields } = (await laptopOf(core)).description;
  const made = rekeyed([{ ...fields[0]!, kind: "text" }, ...fields.slice(1)], fields);

  expect(fields.map(({ key }) => key)).not.toContain(made[0]!.key);
  expect(made[1]!.shown_if!.field).toBe(made[0]!.key);
  expect(made.slice(1).map(({ key }) => key)).toEqual([2, 3, 4]);
  const keys = Array.from({ length: 20 }, () => freshField(fields.slice(0, 3), "").key);
  expect(keys.every((key) => key === 4)).toBe(false);
});

test("an empty or doubled line is a flaw", async () => {
  const { core } = await open();
  const { description } = await laptopOf(core);
  const flaw = (part: Partial<ServiceDescription>) => flawOf({ ...description, ...part });

  expect(flaw({ checklist: ["Order", " "] })).toBe("service-flaw-step");
  expect(flaw({ checklist: ["Order", "order "] })).toBe("service-flaw-step-twice");
  expect(flaw({ attachments: [""] })).toBe("service-flaw-attachment");
  expect(flaw({ attachments: ["Plan", "plan"] })).toBe("service-flaw-attachment-twice");
});

/** A draft of the first version, and a second version of somebody else. */
async function outdated() {
  const stage = await open();
  const { user, core, dialog } = stage;
  await user.click(await screen.findByRole("button", { name: "Edit New laptop" }));
  await user.type(await (await dialog()).findByRole("textbox", { name: "Name" }), " or two");
  await user.click((await dialog()).getAllByRole("button", { name: "Close" })[1]!);
  const { id, team, version, description } = await laptopOf(core);
  const theirs = { ...description, details: "Theirs" };
  await core.publish_service({ team, service: id, from: version, description: theirs });
  await screen.findByText("Version 2");
  await user.click(screen.getByRole("button", { name: "Edit New laptop" }));
  return { ...stage, editor: await dialog() };
}

test("a newer version of somebody else is not overwritten unasked, but on purpose", async () => {
  const { core, user, editor } = await outdated();
  expect(await editor.findByText(/Somebody else has published a newer version/)).toBeTruthy();
  expect(editor.getByRole<HTMLButtonElement>("button", { name: "Publish" }).disabled).toBe(true);

  await user.click(editor.getByRole("button", { name: "Keep mine and publish over it" }));

  await waitFor(async () => {
    const { version, description } = await laptopOf(core);
    expect([version, description.name]).toEqual([3, "New laptop or two"]);
  });
});

test("theirs can be taken in place of what was written", async () => {
  const { core, user, editor } = await outdated();
  await user.click(await editor.findByRole("button", { name: "Take theirs" }));

  expect(editor.getByRole<HTMLInputElement>("textbox", { name: "Name" }).value).toBe("New laptop");
  expect(editor.getByRole<HTMLTextAreaElement>("textbox", { name: "Description" }).value).toBe("Theirs");
  expect(editor.queryByText(/Somebody else has published/)).toBeNull();
  expect((await laptopOf(core)).version).toBe(2);
});

test("the list of services can be used with a screen reader", async () => {
  await open();
  expect(await audit((await screen.findByRole("dialog")) as Element)).toEqual([]);
});

test("who writes a service reads who leads the serving team from above, and sees what is confidential", async () => {
  const { user, dialog } = await open();
  await user.click(await screen.findByRole("button", { name: "Edit New laptop" }));
  const editor = await dialog();
  const group = await editor.findByRole("combobox", { name: "Who serves it" });
  const hint = () => document.getElementById(group.getAttribute("aria-describedby")!)?.textContent;
  expect(hint()).toMatch(/nobody else sees it, also not/);

  await user.selectOptions(group, "t-grants");

  expect(hint()).toMatch(/also not .*, except who leads Grants from above: Freya Nilsen\.$/);
  editor.getByRole("switch", { name: /Grants \(and who leads it from above: Freya Nilsen\) see/ });
});

test("another team serves it, and who usually helps is one of it", async () => {
  const { core, user, dialog } = await open();
  await user.click(await screen.findByRole("button", { name: "Edit New laptop" }));
  const editor = await dialog();
  const helper = await editor.findByRole<HTMLSelectElement>("combobox", { name: "Who usually helps" });
  expect(helper.value).toBe("p-noah");

  await user.selectOptions(editor.getByRole("combobox", { name: "Who serves it" }), "t-people");

  const members = TEAMS.find((one) => one.id === "t-people")!;
  expect(helper.value).toBe("");
  expect(
    editor.getByRole("switch", { name: `Only the requester and ${members.name} see its requests` }),
  ).toBeTruthy();
  await user.click(editor.getByRole("button", { name: "Publish" }));
  const made = async () => (await core.list_services(null)).find((one) => one.id === "s-laptop")!;
  await waitFor(async () => expect((await made()).description.handled_by).toBe("t-people"));
  const { request } = await core.ask({
    title: "A laptop",
    details: null,
    addressee: { person: null, team: "t-systems" },
    visibility: "teams",
    priority: "normal",
    kind: null,
    needed_by: null,
    watchers: [],
    link: null,
    form: { service: "s-laptop", version: (await made()).version, answers: [] },
  });
  const detail = await core.open_request({ request });
  expect([detail.row.addressee.team, detail.private_to]).toEqual(["t-people", null]);
});
