import { screen, waitFor, within } from "@testing-library/svelte";
import { toast } from "svelte-sonner";
import { expect, test, vi } from "vitest";
import { show } from "../../testing/stage";
import { undoLast } from "../session/perform";
import ServicesDialog from "./ServicesDialog.svelte";

const team = async () => {
  const { createFakePlatform } = await import("../../platform/fake");
  const state = await createFakePlatform("usual").core.app_state(null);
  return state.directory.teams.find((one) => one.id === "t-systems")!;
};

const file = (text: string) => new File([text], "visit.json", { type: "application/json" });

test("a service of a file is looked at before it is published", async () => {
  const { core, user } = await show(ServicesDialog, { team: await team(), onClose: vi.fn() });
  const text = JSON.stringify({ goodturn_service: 1, name: "Visit", checklist: ["Bring a key"] });

  await user.upload(await screen.findByLabelText("A service from a file"), file(text));

  const editor = within(await screen.findByRole("dialog", { name: "A new service" }));
  await waitFor(() =>
    expect(editor.getByRole<HTMLInputElement>("textbox", { name: "Name" }).value).toBe("Visit"),
  );
  expect((await core.list_services(null)).some((one) => one.description.name === "Visit")).toBe(false);
  await user.click(editor.getByRole("button", { name: "Publish" }));
  await waitFor(async () => {
    const made = (await core.list_services(null)).find((one) => one.description.name === "Visit");
    expect(made?.description.checklist).toEqual(["Bring a key"]);
  });
});

test("what was written before a file took its place comes back", async () => {
  const { user } = await show(ServicesDialog, { team: await team(), onClose: vi.fn() });
  const editor = async () => within(await screen.findByRole("dialog", { name: "A new service" }));
  const name = async () => (await editor()).getByRole<HTMLInputElement>("textbox", { name: "Name" }).value;
  const upload = async (named: string) =>
    user.upload(
      await screen.findByLabelText("A service from a file"),
      file(JSON.stringify({ goodturn_service: 1, name: named })),
    );
  await upload("Visit");
  await waitFor(async () => expect(await name()).toBe("Visit"));
  await user.click((await editor()).getAllByRole("button", { name: "Close" })[0]!);
  await upload("Tour");
  await waitFor(async () => expect(await name()).toBe("Tour"));

  undoLast();

  await waitFor(async () => expect(await name()).toBe("Visit"));
});

test("a file that is too large is not read at all", async () => {
  const { core, user } = await show(ServicesDialog, { team: await team(), onClose: vi.fn() });
  const read = vi.spyOn(core, "read_service_file");
  const told = vi.spyOn(toast, "error");
  const large = file(" ".repeat(256 * 1024 + 1));
  const text = vi.spyOn(large, "text");

  await user.upload(await screen.findByLabelText("A service from a file"), large);

  await waitFor(() => expect(told.mock.calls[0]?.[1]?.description).toMatch(/at most 256 KiB/));
  expect([read, text].map((spy) => spy.mock.calls.length)).toEqual([0, 0]);
});

test("what is no service opens no editor", async () => {
  const { user } = await show(ServicesDialog, { team: await team(), onClose: vi.fn() });

  await user.upload(await screen.findByLabelText("A service from a file"), file("{}"));

  await waitFor(() => expect(screen.queryByRole("dialog", { name: "A new service" })).toBeNull());
});

test("a service is saved as a file", async () => {
  const { core, user } = await show(ServicesDialog, { team: await team(), onClose: vi.fn() });
  const save = vi.spyOn(core, "save_service");

  await user.click(await screen.findByRole("button", { name: "Save New laptop as a file" }));

  await waitFor(() => expect(save).toHaveBeenCalledWith({ team: "t-systems", service: "s-laptop" }));
});
