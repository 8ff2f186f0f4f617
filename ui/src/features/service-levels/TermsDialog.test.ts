import { screen, waitFor, within } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { TEAMS } from "../../platform/fake/organization";
import { createFakePlatform } from "../../platform/fake";
import { audit, show } from "../../testing/stage";
import { Terms } from "./terms.svelte";
import TermsDialog from "./TermsDialog.svelte";

const team = (id: string) => TEAMS.find((one) => one.id === id)!;
const open = async (id: string) => {
  const stage = await show(TermsDialog, { team: team(id), onClose: () => undefined });
  return { ...stage, dialog: within(await screen.findByRole("dialog")) };
};

test("a team without service levels is told what they are for, and gets its first", async () => {
  const { core, user, dialog } = await open("t-grants");
  expect(await dialog.findByText("No service level yet")).toBeTruthy();

  await user.click(dialog.getByRole("button", { name: "Add service level" }));
  const save = dialog.getByRole<HTMLButtonElement>("button", { name: "Save" });
  expect(save.disabled).toBe(true);
  await user.type(dialog.getByRole("textbox", { name: "Name" }), "Usual");
  const answer = within(dialog.getByRole("group", { name: "Answer within" }));
  await user.selectOptions(answer.getByRole("combobox", { name: "Unit" }), "hours");
  await user.click(save);

  await waitFor(async () => {
    const { levels } = await core.team_terms({ team: "t-grants" });
    expect(levels.map(({ name, acknowledge }) => [name, acknowledge])).toEqual([
      ["Usual", { unit: "minutes", count: 240 }],
    ]);
  });
});

test("a level that can never hold says so", async () => {
  const { user, dialog } = await open("t-legal");
  expect(dialog.queryByText(/Never reached/)).toBeNull();

  await user.click(await dialog.findByRole("button", { name: "Move Usual up" }));

  expect(dialog.getByText(/Never reached/)).toBeTruthy();
});

test("a team says whether it is reminded, and who is told once something is late", async () => {
  const { core, user, dialog } = await open("t-legal");
  const warns = (await dialog.findAllByRole("switch", { name: /before a time comes due/ }))[0]!;
  const steps = dialog.getByRole("combobox", {
    name: "Once it is late then a colleague and who leads the team, too",
  });

  await user.click(warns);
  steps.focus();
  await user.keyboard("{Enter}");
  await screen.findByRole("option", { name: /who leads the team, too/, selected: true });
  await user.keyboard("{ArrowUp}{ArrowUp}");
  await waitFor(() =>
    expect(screen.getByRole("option", { name: "tell who serves it" }).hasAttribute("data-highlighted")).toBe(
      true,
    ),
  );
  await user.keyboard("{Enter}");
  await user.click(dialog.getByRole("button", { name: "Save" }));

  await waitFor(async () => {
    const { levels } = await core.team_terms({ team: "t-legal" });
    expect(levels.map((level) => [level.warns, level.steps])).toEqual([
      [false, 1],
      [true, 2],
    ]);
  });
});

test("a draft of before levels could warn is read as one that does", async () => {
  const { core } = createFakePlatform("usual");
  const { levels } = await core.team_terms({ team: "t-legal" });
  const older = levels.map(({ warns: _, steps: __, ...level }) => ({ ...level, name: `${level.name} now` }));
  await core.save_draft({ key: "terms:t-legal", text: JSON.stringify({ levels: older }) });

  const terms = new Terms(core, "t-legal");
  await terms.load();

  expect(terms.levels.map(({ name, warns, steps }) => [name, warns, steps])).toEqual([
    ["Pressing now", true, 3],
    ["Usual now", true, 3],
  ]);
});

test("days off are read from a calendar file and kept with the rest", async () => {
  const { core, user, dialog } = await open("t-legal");
  const file = new File(
    [
      "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20270106\nSUMMARY:Epiphany\nEND:VEVENT\nEND:VCALENDAR",
    ],
    "free.ics",
    { type: "text/calendar" },
  );

  await user.upload(await dialog.findByLabelText(/calendar file/), file);
  await dialog.findByText("Epiphany");
  await user.click(dialog.getByRole("button", { name: "Save" }));

  await waitFor(async () => {
    const { calendar } = await core.team_terms({ team: "t-legal" });
    expect(calendar?.days_off.map(({ name }) => name)).toEqual(["Christmas Eve", "Epiphany"]);
  });
});

test("what was changed and not saved is there again", async () => {
  const { core } = createFakePlatform("usual");
  const terms = new Terms(core, "t-legal");
  await terms.load();
  terms.levels = terms.levels.slice(1);
  terms.keep();
  await waitFor(async () => expect(await core.find_draft({ key: "terms:t-legal" })).toContain("Usual"));

  const again = new Terms(core, "t-legal");
  await again.load();

  expect(again.levels.map(({ name }) => name)).toEqual(["Usual"]);
  expect(again.isChanged).toBe(true);
  await again.save();
  expect(await core.find_draft({ key: "terms:t-legal" })).toBeFalsy();
  expect((await core.team_terms({ team: "t-legal" })).levels).toHaveLength(1);
});

test("the form can be read by everybody", async () => {
  await open("t-legal");

  expect(await audit(document.body)).toEqual([]);
});
