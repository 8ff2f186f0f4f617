import { screen, waitFor, within } from "@testing-library/svelte";
import { expect, test, vi } from "vitest";
import type { Commands, FormField, ServiceDescription } from "../../platform";
import { audit, show } from "../../testing/stage";
import { QuickAddLine } from "../quick-add/line.svelte";
import CatalogueDialog from "./CatalogueDialog.svelte";

const dialog = async () => within(await screen.findByRole("dialog"));

test("a service is found by a word of it and asked for with its form", async () => {
  const { core, navigation, user } = await show(CatalogueDialog, {});
  await user.type(await screen.findByRole("searchbox", { name: "Search services" }), "worn");
  await user.click(await screen.findByRole("button", { name: /New laptop/ }));

  const form = await dialog();
  await user.click(form.getByRole("button", { name: "Ask" }));
  expect(form.getByText("Choose one.")).toBeTruthy();
  await waitFor(() => expect(document.activeElement).toBe(form.getByRole("combobox", { name: "Why" })));
  await user.selectOptions(form.getByRole("combobox", { name: "Why" }), "New colleague");
  await user.type(form.getByRole("textbox", { name: "Who starts" }), "Yasmin");
  await user.click(form.getByRole("button", { name: "Ask" }));

  await waitFor(() => expect(navigation.request).not.toBeNull());
  const detail = await core.open_request({ request: navigation.request! });
  expect(detail.form?.answers.map(({ title, words }) => [title, words])).toEqual([
    ["Why", "New colleague"],
    ["Who starts", "Yasmin"],
  ]);
  expect(detail.row.addressee.team).toBe("t-systems");
});

test("what was written in a form is there again", async () => {
  const first = await show(CatalogueDialog, {});
  await first.user.click(await screen.findByRole("button", { name: /Access to a system/ }));
  await first.user.type((await dialog()).getByRole("textbox", { name: "System" }), "Payroll");

  await first.user.click((await dialog()).getByRole("button", { name: "Back to all services" }));
  await first.user.click(await screen.findByRole("button", { name: /Access to a system/ }));

  const again = await dialog();
  await waitFor(() =>
    expect(again.getByRole<HTMLInputElement>("textbox", { name: "System" }).value).toBe("Payroll"),
  );
});

/** A line of quick add, on its way into the form of a service. */
async function carried(text: string) {
  const shown = await show(CatalogueDialog, {});
  const line = new QuickAddLine(shown.core);
  line.write(text);
  await line.settle();
  shown.navigation.askBy((await line.carry()) ?? "");
  return { ...shown, line, form: within(await screen.findByRole("dialog", { name: "New laptop" })) };
}

test("what was typed in quick add is in the form, and is sent with it", async () => {
  const { core, navigation, user, form } = await carried(
    "mine broke ~new.laptop by fri 3pm !high @sam word wed 9 am // or I cannot work",
  );
  const title = form.getByRole<HTMLInputElement>("textbox", { name: "What it is about" });
  await waitFor(() => expect(title.value).toBe("New laptop: mine broke"));
  expect(form.getByText("Asked of Systems")).toBeTruthy();
  await form.findByText("Friday 20 November at 15:00");
  expect(form.getByRole<HTMLTextAreaElement>("textbox", { name: "In your words (optional)" }).value).toBe(
    "or I cannot work",
  );
  expect(form.getByText(/unless you have heard by then/)).toBeTruthy();
  expect(await audit((await screen.findByRole("dialog")) as Element)).toEqual([]);
  await user.selectOptions(form.getByRole("combobox", { name: "Why" }), "Replacement");
  await user.click(form.getByRole("button", { name: "Ask" }));

  await waitFor(() => expect(navigation.request).not.toBeNull());
  const detail = await core.open_request({ request: navigation.request! });
  expect([detail.row.title, detail.details, detail.row.priority, detail.row.needed_by]).toEqual([
    "New laptop: mine broke",
    "or I cannot work",
    "high",
    "2026-11-20T14:00:00.000Z",
  ]);
  expect(detail.watchers).toContain("p-sam");
  expect(await core.find_draft({ key: "quick-add" }), "the line is done with").toBeFalsy();
});

test("whoever goes back finds the line, and what was changed in the form stays", async () => {
  const { core, navigation, user, form, line } = await carried("mine broke ~new.laptop");
  const title = form.getByRole<HTMLInputElement>("textbox", { name: "What it is about" });
  await waitFor(() => expect(title.value).toBe("New laptop: mine broke"));
  await user.type(title, " in two");
  await user.click(form.getByRole("button", { name: "Back to quick add" }));

  expect([navigation.isQuickAddOpen, navigation.isCatalogueOpen]).toEqual([true, false]);
  expect(await core.find_draft({ key: "quick-add" })).toBe("mine broke ~new.laptop");
  await line.carry();
  const kept = JSON.parse((await core.find_draft({ key: "service:s-laptop" })) ?? "") as object;
  expect(kept).toMatchObject({ title: "New laptop: mine broke in two" });
});

test("a line that went on takes its words along, and leaves the answers", async () => {
  const { core, user, form, line } = await carried("mine broke ~new.laptop");
  await user.selectOptions(form.getByRole("combobox", { name: "Why" }), "Replacement");
  line.write("mine is gone ~new.laptop");
  await line.settle();
  await line.carry();

  const kept = JSON.parse((await core.find_draft({ key: "service:s-laptop" })) ?? "") as object;
  expect(kept).toMatchObject({ title: "New laptop: mine is gone", written: { 1: "Replacement" } });
});

test("without services the catalogue says how there come to be some", async () => {
  await show(CatalogueDialog, {}, "empty");

  expect(await screen.findByText("No services yet")).toBeTruthy();
  expect(await audit((await screen.findByRole("dialog")) as Element)).toEqual([]);
});

const visit = (core: Commands, more: Partial<ServiceDescription>) =>
  core.publish_service({
    team: "t-systems",
    service: null,
    from: 0,
    description: {
      name: "Visit",
      icon: "hand",
      details: null,
      fields: [],
      helper: null,
      checklist: [],
      attachments: [],
      approvals: [],
      first_word: null,
      handled_by: null,
      is_confidential: false,
      ...more,
    },
  });
const bare: Omit<FormField, "key" | "title" | "kind"> = {
  help: null,
  is_required: false,
  options: [],
  is_ahead: false,
  least: null,
  most: null,
  shown_if: null,
};

test("a service with doubled lines can be asked for", async () => {
  const { core, user } = await show(CatalogueDialog, {});
  const choice: FormField = { ...bare, key: 1, title: "Door", kind: "choice", options: ["A", "A"] };
  await visit(core, { fields: [choice], attachments: ["Plan", "Plan"] });

  await user.click(await screen.findByRole("button", { name: /Visit/ }));

  expect((await dialog()).getAllByText("Plan").length).toBe(2);
});

test("nothing is asked before the file is there", async () => {
  const { core, navigation, user } = await show(CatalogueDialog, {});
  let arrive: (none: null) => void = () => undefined;
  vi.spyOn(core, "add_file_piece").mockReturnValue(new Promise((resolve) => (arrive = resolve)));
  const ask = vi.spyOn(core, "ask");
  await visit(core, { fields: [{ ...bare, key: 1, title: "Plan", kind: "file" }] });
  await user.click(await screen.findByRole("button", { name: /Visit/ }));
  const form = await dialog();

  await user.upload(form.getByLabelText("Plan (optional)"), new File(["plan"], "plan.pdf"));
  expect(await form.findByText("Waits for the file…")).toBeTruthy();
  expect(form.getByRole("progressbar", { name: "Reading plan.pdf" })).toBeTruthy();
  expect(form.getByRole<HTMLButtonElement>("button", { name: "Ask" }).disabled).toBe(true);
  expect(document.activeElement).toBe(form.getByRole("button", { name: "Remove plan.pdf" }));
  await user.click(form.getByRole("textbox", { name: "What it is about" }));
  await user.keyboard("{Control>}{Enter}{/Control}");
  expect(ask).not.toHaveBeenCalled();

  arrive(null);
  await waitFor(() =>
    expect(form.getByRole<HTMLButtonElement>("button", { name: "Ask" }).disabled).toBe(false),
  );
  await user.click(form.getByRole("button", { name: "Ask" }));
  await waitFor(() => expect(navigation.request).not.toBeNull());
  expect(ask.mock.calls[0]![0].form?.answers[0]?.file?.name).toBe("plan.pdf");
});

test("nothing is asked with a file that cannot be handed over", async () => {
  const { core, user } = await show(CatalogueDialog, {});
  const ask = vi.spyOn(core, "ask");
  await visit(core, { fields: [{ ...bare, key: 1, title: "Plan", kind: "file" }] });
  await user.click(await screen.findByRole("button", { name: /Visit/ }));
  const form = await dialog();
  const file = () => form.getByLabelText("Plan (optional)");

  await user.upload(file(), new File([], "empty.pdf"));
  await waitFor(() => expect(file().getAttribute("aria-invalid")).toBe("true"));
  await user.click(form.getByRole("button", { name: "Ask" }));
  expect(ask).not.toHaveBeenCalled();

  await user.click(form.getByRole("button", { name: "Remove empty.pdf" }));
  await user.click(form.getByRole("button", { name: "Ask" }));
  await waitFor(() => expect(ask).toHaveBeenCalled());
});

test("a draft of answers that do not fit is left out", async () => {
  const { core, user } = await show(CatalogueDialog, {});
  const written = { 1: "Stolen", 3: "Monday", 4: "2" };
  await core.save_draft({ key: "service:s-laptop", text: JSON.stringify({ title: "", written }) });
  await user.click(await screen.findByRole("button", { name: /New laptop/ }));

  const form = await dialog();
  await waitFor(() =>
    expect(form.getByRole<HTMLInputElement>("textbox", { name: "Screens (optional)" }).value).toBe("2"),
  );
  await user.click(form.getByRole("button", { name: "Ask" }));
  expect(form.getByText("Choose one.")).toBeTruthy();
  expect(form.getByLabelText<HTMLInputElement>("First day (optional)").value).toBe("");
});

test("what is wrong with a person is said at the field", async () => {
  const { user } = await show(CatalogueDialog, {});
  await user.click(await screen.findByRole("button", { name: /Access to a system/ }));
  const form = await dialog();
  await user.type(form.getByRole("textbox", { name: "System" }), "Payroll");
  await user.click(form.getByRole("button", { name: "Ask" }));

  const person = form.getByRole("combobox", { name: "For whom" });
  await waitFor(() => expect(document.activeElement).toBe(person));
  expect(person.getAttribute("aria-invalid")).toBe("true");
  expect(person.getAttribute("aria-required")).toBe("true");
  expect(document.getElementById(person.getAttribute("aria-describedby")!)?.textContent).toBe(
    "Choose somebody.",
  );
  expect(await audit((await screen.findByRole("dialog")) as Element)).toEqual([]);
});
