import { render, screen, waitFor, within } from "@testing-library/svelte";
import type { Component } from "svelte";
import { toast } from "svelte-sonner";
import { expect, test, vi } from "vitest";
import type { Commands } from "../../platform";
import { createFakePlatform } from "../../platform/fake";
import { Navigation } from "../session/navigation.svelte";
import { Session } from "../session/session.svelte";
import Stage from "../../testing/Stage.svelte";
import { show } from "../../testing/stage";
import { QuickAddLine } from "../quick-add/line.svelte";
import CatalogueDialog from "./CatalogueDialog.svelte";
import { carryOver, fitted, NOTHING_TYPED, readDraft } from "./typed";

const AT_NINE = "2026-11-25T08:00:00.000Z";
const draftOf = async (core: Commands) =>
  readDraft((await core.find_draft({ key: "service:s-laptop" })) ?? "");

async function write(line: QuickAddLine, text: string) {
  line.write(text);
  await line.settle();
  return (await line.carry()) ?? "";
}

/** A line of quick add, in the form of its service. */
async function carried(text: string, name = "New laptop") {
  const shown = await show(CatalogueDialog, {});
  const line = new QuickAddLine(shown.core);
  shown.navigation.askBy(await write(line, text));
  return { ...shown, line, form: within(await screen.findByRole("dialog", { name })) };
}

type Form = Awaited<ReturnType<typeof carried>>["form"];
const ask = (form: Form) => form.getByRole<HTMLButtonElement>("button", { name: "Ask" });
const title = (form: Form) => form.findByRole<HTMLInputElement>("textbox", { name: "What it is about" });

test("two reminders at one time are both there", async () => {
  const { core, navigation } = await show(CatalogueDialog, {});
  const reminders = [true, false].map((if_no_reply) => ({ due: AT_NINE, if_no_reply }));
  await carryOver(core, "s-laptop", fitted("New laptop", "", { ...NOTHING_TYPED, line: "x", reminders }));
  navigation.askBy("s-laptop");

  expect((await screen.findAllByText(/^You are reminded/)).length).toBe(2);
});

test("a reminder that has passed is said to have passed", async () => {
  const { core, navigation } = await show(CatalogueDialog, {});
  const reminders = [{ due: "2026-11-01T08:00:00.000Z", if_no_reply: true }];
  await carryOver(core, "s-laptop", fitted("New laptop", "", { ...NOTHING_TYPED, line: "x", reminders }));
  navigation.askBy("s-laptop");

  await screen.findByText(/has passed. You are not reminded/);
});

test("a reminder that is not kept is told", async () => {
  const { core, user, form, navigation } = await carried("~new.laptop word wed 9 am");
  const told = vi.spyOn(toast, "error");
  vi.spyOn(core, "remind").mockRejectedValue({ code: "internal", message: "no" });
  await user.selectOptions(form.getByRole("combobox", { name: "Why" }), "Replacement");
  await user.click(ask(form));

  await waitFor(() => expect(navigation.request).not.toBeNull());
  await waitFor(() => expect(told).toHaveBeenCalledWith(expect.stringMatching(/you will not be reminded/)));
});

test("a title of 300 signs is kept whole", async () => {
  const long = "a".repeat(300);
  const { form } = await carried(`${long} ~new.laptop // and a note`);

  expect((await title(form)).value).toBe(`New laptop: ${long}`.slice(0, 200));
  const words = await form.findByRole<HTMLTextAreaElement>("textbox", { name: /In your words/ });
  expect(words.value).toBe(`${long}\n\nand a note`);
});

test("a title that names its service stays as it is, and any other says what is asked for", () => {
  expect(fitted("New laptop", "a new laptop for Yasmin", NOTHING_TYPED).title).toBe(
    "a new laptop for Yasmin",
  );
  expect(fitted("New laptop", "for Yasmin", NOTHING_TYPED).title).toBe("New laptop: for Yasmin");
  expect(fitted("New laptop", "", NOTHING_TYPED).title).toBe("");
});

test("a word more in the line leaves what was changed in the form", async () => {
  const { core, user, form, line } = await carried("mine broke ~new.laptop // in the rain");
  await user.type(await title(form), " in two");
  await write(line, "mine broke ~new.laptop !high // in the rain");

  const { typed, title: kept } = await draftOf(core);
  expect([kept, typed?.priority, typed?.details]).toEqual([
    "New laptop: mine broke in two",
    "high",
    "in the rain",
  ]);
});

test("a form of another day is not mixed with a new line, and goes on when wanted", async () => {
  const { core, navigation, user } = await show(CatalogueDialog, {});
  const text = JSON.stringify({ title: "For Leila", written: { 1: "Replacement" } });
  await core.save_draft({ key: "service:s-laptop", text });
  navigation.askBy(await write(new QuickAddLine(core), "mine broke ~new.laptop"));
  const form = within(await screen.findByRole("dialog", { name: "New laptop" }));
  const goOn = await form.findByRole("button", { name: "Go on with what you had" });
  expect(form.queryByRole("textbox", { name: "What it is about" })).toBeNull();
  expect(ask(form).disabled).toBe(true);
  await user.click(goOn);

  expect((await title(form)).value).toBe("For Leila");
  expect(form.getByRole<HTMLSelectElement>("combobox", { name: "Why" }).value).toBe("Replacement");
});

test("a form of another day is left when the new line is to begin anew", async () => {
  const { core, navigation, user } = await show(CatalogueDialog, {});
  const text = JSON.stringify({ title: "For Leila", written: { 1: "Replacement" } });
  await core.save_draft({ key: "service:s-laptop", text });
  navigation.askBy(await write(new QuickAddLine(core), "mine broke ~new.laptop"));
  const form = within(await screen.findByRole("dialog", { name: "New laptop" }));
  await user.click(await form.findByRole("button", { name: "Begin anew: New laptop: mine broke" }));

  expect((await title(form)).value).toBe("New laptop: mine broke");
  expect(form.getByRole<HTMLSelectElement>("combobox", { name: "Why" }).value).toBe("");
});

test("a form stays open, and says so, when its service is retired meanwhile", async () => {
  const { core, form } = await carried("mine broke ~new.laptop");
  await core.retire_service({ team: "t-systems", service: "s-laptop" });

  await form.findByText("This service is no longer offered; your words are still in quick add.");
  expect((await title(form)).value).toBe("New laptop: mine broke");
  expect(ask(form).disabled).toBe(true);
});

test("a service that is gone before its form opens is told, with the way back", async () => {
  const { core, navigation, user } = await show(CatalogueDialog, {});
  const service = await write(new QuickAddLine(core), "mine broke ~new.laptop");
  await core.retire_service({ team: "t-systems", service });
  navigation.askBy(service);
  await screen.findByText("This service is no longer offered; your words are still in quick add.");
  await user.click(screen.getByRole("button", { name: "Back to quick add" }));

  expect(navigation.isQuickAddOpen).toBe(true);
});

/** The form of a service, after something has been done before anybody looked. */
async function openedAfter(service: string, prepare: (core: Commands) => unknown) {
  const session = await Session.open(createFakePlatform("usual"));
  await prepare(session.core);
  session.start();
  const navigation = new Navigation();
  navigation.askBy(service);
  render(Stage as unknown as Component, { session, navigation, of: CatalogueDialog, with: {} });
}

test("when services cannot be listed, that is said", async () => {
  await openedAfter("s-laptop", (core) =>
    vi.spyOn(core, "list_services").mockRejectedValue({ code: "internal", message: "no" }),
  );

  const dialog = within(await screen.findByRole("dialog", { name: "Ask for a service" }));
  await dialog.findByRole("alert");
  expect(dialog.getByRole("button", { name: "Back to quick add" })).toBeTruthy();
});

test("who watches a confidential request is named", async () => {
  const { form } = await carried("~parental.leave @sam", "Parental leave");

  await form.findByText("Only you, People and culture and Sam Okafor, watching it, see this request.");
});

test("who leads the serving team from above is named among those who see a confidential request", async () => {
  await openedAfter("s-leave", (core) =>
    core.place_team({ team: "t-people", part_of: "t-legal", is_led_from_above: true }),
  );
  const form = within(await screen.findByRole("dialog", { name: "Parental leave" }));
  await form.findByText(
    "Only you and People and culture (and who leads it from above: Ines Baumann) see this request.",
  );
});

test("a confidential form of a group that is closed says so at the top", async () => {
  await openedAfter("s-leave", async (core) => {
    const leave = (await core.list_services(null)).find((one) => one.id === "s-leave")!;
    const description = { ...leave.description, handled_by: "t-systems" };
    await core.publish_service({ team: "t-people", service: leave.id, from: leave.version, description });
    await core.close_team({ id: "t-systems" });
  });
  const form = within(await screen.findByRole("dialog", { name: "Parental leave" }));

  await form.findByText(/it cannot be asked now/);
  expect(ask(form).disabled).toBe(true);
});

test("an unclear time is marked after a try", async () => {
  const { core, user, form } = await carried("~new.laptop");
  const sent = vi.spyOn(core, "ask");
  await user.selectOptions(form.getByRole("combobox", { name: "Why" }), "Replacement");
  const needed = await form.findByRole("textbox", { name: "Needed by (optional)" });
  await user.type(needed, "when it suits");
  await user.click(ask(form));

  await waitFor(() => expect(needed.getAttribute("aria-invalid")).toBe("true"));
  expect(document.activeElement).toBe(needed);
  expect(sent).not.toHaveBeenCalled();
});

test("sending waits for a time to be understood", async () => {
  const { core, user, form, navigation } = await carried("~new.laptop");
  await user.selectOptions(form.getByRole("combobox", { name: "Why" }), "Replacement");
  let answer: (when: { at: string; is_past: boolean }) => void = () => undefined;
  vi.spyOn(core, "understand_when").mockReturnValue(new Promise((resolve) => (answer = resolve)));
  await user.click(await form.findByRole("textbox", { name: "Needed by (optional)" }));
  await user.paste("wed 9 am");
  await user.click(ask(form));
  answer({ at: AT_NINE, is_past: false });

  await waitFor(() => expect(navigation.request).not.toBeNull());
  expect((await core.open_request({ request: navigation.request! })).row.needed_by).toBe(AT_NINE);
});

test("a time means what it meant when it was written, until its words are changed", async () => {
  const { core, form, navigation, user } = await carried("~new.laptop by wed 9 am");
  const needed = await form.findByRole<HTMLInputElement>("textbox", { name: "Needed by (optional)" });
  expect(needed.value).toBe("wed 9 am");
  const { typed } = await draftOf(core);
  expect(typed?.neededAt).toBe(AT_NINE);
  vi.spyOn(core, "understand_when").mockResolvedValue({ at: null, is_past: false });
  await user.selectOptions(form.getByRole("combobox", { name: "Why" }), "Replacement");
  await user.click(ask(form));

  await waitFor(() => expect(navigation.request).not.toBeNull());
  expect((await core.open_request({ request: navigation.request! })).row.needed_by).toBe(AT_NINE);
});

test("the first field that has to be answered has the focus", async () => {
  const { form } = await carried("mine broke ~new.laptop");

  await waitFor(() => expect(document.activeElement).toBe(form.getByRole("combobox", { name: "Why" })));
});

test("from the catalogue, too, there is room for a time and for words", async () => {
  const { user } = await show(CatalogueDialog, {});
  await user.click(await screen.findByRole("button", { name: /New laptop/ }));

  await screen.findByRole("textbox", { name: "Needed by (optional)" });
  expect(screen.getByRole("textbox", { name: "In your words (optional)" })).toBeTruthy();
});
