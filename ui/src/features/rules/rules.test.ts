import { screen, waitFor, within } from "@testing-library/svelte";
import { expect, test } from "vitest";
import type { Commands } from "../../platform";
import { TEAMS } from "../../platform/fake/organization";
import { audit, show } from "../../testing/stage";
import RulesDialog from "./RulesDialog.svelte";

const grants = TEAMS.find((one) => one.id === "t-grants")!;
const rulesOf = async (core: Commands) => (await core.team_rules({ team: grants.id })).rules;
const open = async (team = grants) => {
  const stage = await show(RulesDialog, { team, onClose: () => undefined });
  return { ...stage, dialog: async () => within(await screen.findByRole("dialog")) };
};

async function openEditor() {
  const stage = await open();
  await stage.user.click(await screen.findByRole("button", { name: "New rule" }));
  const editor = await stage.dialog();
  await editor.findByRole("textbox", { name: "The same as text" });
  const text = () => editor.getByRole<HTMLTextAreaElement>("textbox", { name: "The same as text" });
  const keep = () => editor.getByRole<HTMLButtonElement>("button", { name: "Keep rule" });
  return { ...stage, editor, text, keep };
}

test("what is chosen stands in the text, and is kept", async () => {
  const { core, user, editor, text, keep } = await openEditor();
  await user.type(editor.getByRole("textbox", { name: "Name" }), "Office moves");
  expect(keep().disabled).toBe(true);

  await user.click(editor.getByRole("button", { name: "Add a condition" }));
  await user.click(editor.getByRole("checkbox", { name: "High priority" }));
  await user.click(editor.getByRole("checkbox", { name: "Urgent" }));
  await user.click(editor.getByRole("button", { name: "Add an action" }));
  await user.type(editor.getByRole("combobox", { name: "Label" }), "Moves");

  await waitFor(() => expect(text().value).toBe('when asked\nif priority:>=high\nthen label "Moves"'));
  expect(editor.getByRole("note").textContent).toBe(
    "When a request is asked of the team, and its priority is high or urgent: add the label “Moves”.",
  );
  await waitFor(() => expect(keep().disabled).toBe(false));
  await user.click(keep());
  await waitFor(async () => expect((await rulesOf(core)).at(-1)?.name).toBe("Office moves"));
});

test("what is written as text stands in the fields", async () => {
  const { user, editor, text } = await openEditor();

  await user.click(text());
  await user.paste('when delivered if -label:tax then watch @Leila, note "Look at it"');

  const when = editor.getByRole<HTMLSelectElement>("combobox", { name: "When" });
  await waitFor(() => expect(when.value).toBe("delivered"));
  expect(editor.getByRole<HTMLInputElement>("combobox", { name: "Labels" }).value).toBe("tax");
  expect(editor.getByText("Leila Haddad")).toBeTruthy();
  expect(editor.getByRole<HTMLTextAreaElement>("textbox", { name: "Words" }).value).toBe("Look at it");
});

test("handing over within the team is chosen in fields and read as text", async () => {
  const { user, editor, text } = await openEditor();
  await user.click(editor.getByRole("button", { name: "Add an action" }));
  await user.selectOptions(editor.getByRole("combobox", { name: "What" }), "assign");
  await user.selectOptions(editor.getByRole("combobox", { name: "Whom it comes to" }), "least_open");
  await user.type(editor.getByRole("textbox", { name: "At most so many open" }), "5");
  await user.type(editor.getByRole("combobox", { name: "Only who knows" }), "Payroll");
  await user.click(editor.getByRole("switch", { name: "Only who is within their working hours" }));

  const written = 'hand over to who has least at most 5 who is at work who knows "Payroll"';
  await waitFor(() => expect(text().value).toBe(`when asked\nthen ${written}`));
  expect(editor.getByRole("note").textContent).toContain(
    "hand it over to who has least open (nobody who has 5 open already, only who is at work and only who knows “Payroll”)",
  );
  await user.clear(text());
  await user.paste("when asked then hand over by turns");
  const by = editor.getByRole<HTMLSelectElement>("combobox", { name: "Whom it comes to" });
  await waitFor(() => expect(by.value).toBe("turns"));
  expect(editor.getByRole<HTMLInputElement>("textbox", { name: "At most so many open" }).value).toBe("");
  await user.click(editor.getByRole("button", { name: "Try it now" }));
  await editor.findAllByText(/hand it over by turns: it was the turn of/);
});

test.each(["0", "100", "5e"])("at most %s open is told to be no number of requests", async (typed) => {
  const { user, editor, keep } = await openEditor();
  await user.type(editor.getByRole("textbox", { name: "Name" }), "Round");
  await user.click(editor.getByRole("button", { name: "Add an action" }));
  await user.selectOptions(editor.getByRole("combobox", { name: "What" }), "assign");
  const most = editor.getByRole<HTMLInputElement>("textbox", { name: "At most so many open" });
  await user.type(most, typed);

  await editor.findByText("A number from 1 to 99.");
  expect([most.value, most.getAttribute("aria-invalid"), keep().disabled]).toEqual([typed, "true", true]);
});

test("what is not understood is said with its place, and what would do is put there", async () => {
  const { user, editor, text, keep } = await openEditor();
  await user.type(editor.getByRole("textbox", { name: "Name" }), "Pressing");

  await user.click(text());
  await user.paste("when asked if priority:hihg then label Pressing");

  await editor.findByText(/“hihg” is none of the values/);
  expect(editor.getByText("Line 1, sign 24")).toBeTruthy();
  expect(keep().disabled).toBe(true);
  await user.click(editor.getByRole("button", { name: "high" }));
  expect(text().value).toBe("when asked if priority:high then label Pressing");
  await waitFor(() => expect(keep().disabled).toBe(false));
});

test("a rule is tried without anything being done", async () => {
  const { core, user, editor, text } = await openEditor();
  const before = await core.team_rules({ team: grants.id });
  await user.click(text());
  await user.paste("when asked if stage:asked then label Waiting");
  const run = editor.getByRole<HTMLButtonElement>("button", { name: "Try it now" });
  await waitFor(() => expect(run.disabled).toBe(false));

  await user.click(run);

  const count = await editor.findByText(/It would have fired for \d+ of \d+/);
  expect(count.textContent).not.toContain("for 0 of");
  expect(editor.getAllByText(/Does not hold: its stage is Asked/).length).toBeGreaterThan(0);
  expect(await core.team_rules({ team: grants.id })).toEqual(before);
});

test("rules are switched off, put in order and removed, with undo", async () => {
  const { core, user, container } = await open();
  await user.click(await screen.findByRole("switch", { name: "Pressing first is switched on" }));
  await waitFor(async () => expect((await rulesOf(core))[0]?.is_off).toBe(true));

  await user.click(screen.getByRole("button", { name: "Move Nobody waits unheard up" }));
  await waitFor(async () => expect((await rulesOf(core))[0]?.name).toBe("Nobody waits unheard"));
  await user.click(screen.getByRole("button", { name: "Remove Nobody waits unheard" }));
  await waitFor(async () => expect(await rulesOf(core)).toHaveLength(1));
  expect(await audit(container.ownerDocument.body)).toEqual([]);
});

test("without rules there are some to begin with", async () => {
  const { core, user, dialog } = await open();
  for (const { id } of await rulesOf(core)) await core.drop_rule({ team: grants.id, rule: id });

  await user.click(await screen.findByRole("button", { name: "Begin with Outside our hours" }));

  const editor = await dialog();
  const text = await editor.findByRole<HTMLTextAreaElement>("textbox", { name: "The same as text" });
  await waitFor(() => expect(text.value).toContain("is:outside-hours"));
  await user.click(editor.getByRole("button", { name: "Keep rule" }));
  await waitFor(async () =>
    expect((await rulesOf(core)).map((one) => one.name)).toEqual(["Outside our hours"]),
  );
});

test("what was written and not kept is there again", async () => {
  const { user, editor, text } = await openEditor();
  await user.click(text());
  await user.paste("when asked then label");
  await user.click(editor.getAllByRole("button", { name: "Close" })[1]!);

  await user.click(await screen.findByRole("button", { name: "New rule" }));

  const again = await screen.findByRole<HTMLTextAreaElement>("textbox", { name: "The same as text" });
  await waitFor(() => expect(again.value).toBe("when asked then label"));
});

test("who is in no team sees none of its rules", async () => {
  const legal = TEAMS.find((one) => one.id === "t-legal")!;
  const { dialog } = await open(legal);

  expect(await (await dialog()).findByText("The rules of a team are its own")).toBeTruthy();
  expect(screen.queryByRole("button", { name: "New rule" })).toBeNull();
});

test("what they did lately says why, and leads to the request", async () => {
  const { user, navigation } = await open();

  await user.click(await screen.findByRole("button", { name: /GRA-118/ }));

  expect(navigation.request).toBe("r-hollis");
});
