import { screen, waitFor, within } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { TEAMS } from "../../platform/fake/organization";
import { audit, show } from "../../testing/stage";
import TermsDialog from "./TermsDialog.svelte";

const open = async (id: string) => {
  const team = TEAMS.find((one) => one.id === id)!;
  const stage = await show(TermsDialog, { team, onClose: () => undefined });
  return { ...stage, dialog: within(await screen.findByRole("dialog")) };
};

const FREE = "webcal://calendars.example.org/free.ics";
const address = { name: "Address of the calendar" };

test("a followed calendar waits for its first reading and then shows its days", async () => {
  const { user, dialog, core } = await open("t-legal");

  await user.type(await dialog.findByRole("textbox", address), FREE);
  await user.click(dialog.getByRole("button", { name: "Follow" }));

  expect(await dialog.findByText(/once the server has read it/)).toBeTruthy();
  expect(await dialog.findByText(/7 days off to come from calendars.example.org/)).toBeTruthy();
  const days = within(dialog.getByRole("list", { name: "Days off from calendars.example.org" }));
  expect(days.getAllByText("Epiphany")).toHaveLength(2);
  expect(days.queryByRole("button", { name: /Remove/ })).toBeNull();
  expect((await core.team_terms({ team: "t-legal" })).followed?.address).toBe(
    "https://calendars.example.org/free.ics",
  );
  expect(await audit(document.body)).toEqual([]);
});

test("a calendar that breaks says why and since when, and its days stay", async () => {
  const { user, dialog } = await open("t-legal");
  const field = await dialog.findByRole("textbox", address);
  await user.type(field, FREE);
  await user.keyboard("{Enter}");
  await dialog.findByText(/7 days off to come/);

  await user.tripleClick(field);
  await user.paste("https://gone.example.org/free.ics");
  await user.click(dialog.getByRole("button", { name: "Follow" }));

  const words = await dialog.findByText(/gone.example.org answers 404. Check the address./);
  expect(words.textContent).toContain("The days that are known stay.");
  expect(dialog.getByText("Corpus Christi", { exact: false })).toBeTruthy();
});

test("a team that follows no longer has no such days", async () => {
  const { user, dialog, core } = await open("t-legal");
  await user.type(await dialog.findByRole("textbox", address), FREE);
  await user.click(dialog.getByRole("button", { name: "Follow" }));
  await dialog.findByText(/7 days off to come/);

  await user.click(dialog.getByRole("button", { name: "Stop following" }));
  const asked = within(await screen.findByRole("dialog", { name: "Stop following calendars.example.org?" }));
  expect(asked.getByText(/Its 7 days off to come count like any other day from now on/)).toBeTruthy();
  expect((await core.team_terms({ team: "t-legal" })).followed).not.toBeNull();
  await user.click(asked.getByRole("button", { name: "Stop following" }));

  await waitFor(() => expect(dialog.queryByText(/7 days off to come/)).toBeNull());
  expect((await core.team_terms({ team: "t-legal" })).followed).toBeNull();
});

test("a team without hours of its own is told to save them first", async () => {
  const { user, dialog } = await open("t-grants");

  await user.click(await dialog.findByRole("switch", { name: "Its own hours" }));

  expect(dialog.getByText(/Save the hours first/)).toBeTruthy();
  expect(dialog.getByRole<HTMLInputElement>("textbox", address).disabled).toBe(true);
});

test("an address that was typed and not followed is there again", async () => {
  const { user, dialog, core } = await open("t-legal");

  await user.type(await dialog.findByRole("textbox", address), "https://exam");

  await waitFor(async () => expect(await core.find_draft({ key: "follow:t-legal" })).toBe("https://exam"));
});

test("what is no address is kept to be put right", async () => {
  const { user, dialog } = await open("t-legal");
  const field = await dialog.findByRole<HTMLInputElement>("textbox", address);

  await user.type(field, "free.ics");
  await user.click(dialog.getByRole("button", { name: "Follow" }));

  expect(field.value).toBe("free.ics");
  expect(dialog.queryByRole("button", { name: "Stop following" })).toBeNull();
});

test("a calendar that broke is tried again when somebody says so", async () => {
  const { user, dialog } = await open("t-legal");
  const field = await dialog.findByRole<HTMLInputElement>("textbox", address);
  await user.type(field, "https://gone.example.org/free.ics{Enter}");
  await dialog.findByText(/answers 404/);
  await user.tripleClick(field);
  await user.paste("https://exam");

  await user.click(dialog.getByRole("button", { name: "Try again" }));

  expect(await dialog.findByText(/once the server has read it/)).toBeTruthy();
  expect(dialog.queryByRole("button", { name: "Try again" })).toBeNull();
  expect(await dialog.findByText(/answers 404/)).toBeTruthy();
  expect(field.value).toBe("https://exam");
});

test("a field that was emptied stays empty", async () => {
  const { user, dialog } = await open("t-legal");
  const field = await dialog.findByRole<HTMLInputElement>("textbox", address);
  await user.type(field, `${FREE}{Enter}`);
  await dialog.findByText(/7 days off to come/);
  expect(field.value).toBe("https://calendars.example.org/free.ics");

  await user.clear(field);
  expect(field.value).toBe("");
  await user.type(field, "https://e");
  expect(field.value).toBe("https://e");
});

test("an address that is half typed keeps nobody from saving hours", async () => {
  const { user, dialog, core } = await open("t-legal");
  await user.type(await dialog.findByRole("textbox", address), "exam");

  await user.click(dialog.getByRole("button", { name: "Add service level" }));
  await user.type(dialog.getAllByRole("textbox", { name: "Name" }).at(-1)!, "Slow");
  await user.click(dialog.getByRole("button", { name: "Save" }));

  await waitFor(async () => expect((await core.team_terms({ team: "t-legal" })).levels).toHaveLength(3));
});

test("what is discarded is an address that was typed too", async () => {
  const { user, dialog, core } = await open("t-legal");
  await user.type(await dialog.findByRole("textbox", address), "https://exam");
  await waitFor(async () => expect(await core.find_draft({ key: "follow:t-legal" })).toBe("https://exam"));

  await user.click(dialog.getByRole("button", { name: "Discard changes" }));

  await waitFor(async () => expect(await core.find_draft({ key: "follow:t-legal" })).toBeFalsy());
});

test("what becomes of it is told where somebody listens already", async () => {
  const { user, dialog } = await open("t-legal");
  const field = await dialog.findByRole("textbox", address);
  const listening = dialog.getAllByRole("status");

  await user.type(field, `${FREE}{Enter}`);

  const words = await dialog.findByText(/7 days off to come/);
  expect(listening.some((one) => one.contains(words))).toBe(true);
});
