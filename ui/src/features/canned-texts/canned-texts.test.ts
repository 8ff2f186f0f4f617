import { screen, waitFor, within } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { audit, show } from "../../testing/stage";
import DeclineDialog from "../requests/dialogs/DeclineDialog.svelte";
import RequestPane from "../requests/RequestPane.svelte";
import TextsSection from "../settings/TextsSection.svelte";
import CannedTexts from "./CannedTexts.svelte";

const composer = () => screen.findByRole<HTMLTextAreaElement>("textbox", { name: "Write a message" });
const names = async () =>
  within(await screen.findByRole("listbox", { name: "Suggestions" }))
    .getAllByRole("option")
    .map((one) => one.querySelector("span")!.textContent);

test("a text is found by some letters of its name and goes in filled in", async () => {
  const { user, container } = await show(RequestPane, { request: "r-budget" });
  const field = await composer();

  await user.type(field, "Hello. ::");
  expect(await names()).toEqual([
    "It takes longer",
    "Thank you, and by when",
    "What funders need",
    "Insert an answer…",
    "New canned text…",
  ]);
  expect(await audit(container)).toEqual([]);
  await user.type(field, "than");
  expect((await names())[0]).toBe("Thank you, and by when");
  await user.keyboard("{Enter}");

  await waitFor(() => expect(field.value).toMatch(/^Hello\. Thank you, \p{L}+\. You will have it by/u));
  expect(field.value).toContain("Mara Lindqvist");
  expect(screen.queryByText(/Not filled in yet/)).toBeNull();
});

test("what is not known yet stays visible, is said, and typing goes on over it", async () => {
  const { user } = await show(RequestPane, { request: "r-report" });
  const field = await composer();

  await user.type(field, "::takes{Enter}");

  await waitFor(() => expect(field.value).toContain("{next_word}"));
  expect(screen.getByText("Not filled in yet: {next_word}.")).toBeTruthy();
  await waitFor(() =>
    expect(field.value.slice(field.selectionStart, field.selectionEnd)).toBe("{next_word}"),
  );
  await user.keyboard("noon");
  expect(field.value).toContain("again by noon.");
  expect(screen.queryByText(/Not filled in yet/)).toBeNull();
});

test("two colons inside of a word or before nothing known are left alone", async () => {
  const { user } = await show(RequestPane, { request: "r-budget" });
  const field = await composer();

  await user.type(field, "std::");
  expect(screen.queryByRole("listbox")).toBeNull();
  await user.type(field, " ::zzz{Enter}on");

  expect(field.value).toBe("std:: ::zzz\non");
});

test("in a dialog the list closes with Escape and the dialog stays", async () => {
  let isClosed = false;
  const { user, core } = await show(RequestPane, { request: "r-budget" });
  const detail = await core.open_request({ request: "r-budget" });
  await show(DeclineDialog, { detail, onClose: () => (isClosed = true) });
  const field = await screen.findByRole<HTMLTextAreaElement>("textbox", { name: "Why" });

  await user.type(field, "::");
  await names();
  await user.keyboard("{Escape}");
  expect(screen.queryByRole("listbox")).toBeNull();
  expect(isClosed).toBe(false);
  await user.clear(field);
  await user.type(field, "::funders");
  await user.click(await screen.findByRole("option", { name: /What funders need/ }));

  await waitFor(() => expect(field.value).toContain("for the funder we still need"));
});

test("a new text is written from the list", async () => {
  const { user, core } = await show(RequestPane, { request: "r-budget" });
  const field = await composer();
  await user.type(field, "::");
  await user.click(await screen.findByRole("option", { name: "New canned text…" }));

  const dialog = within(await screen.findByRole("dialog", { name: "New canned text" }));
  await user.type(dialog.getByRole("textbox", { name: "Name" }), "Regards");
  const words = dialog.getByRole<HTMLTextAreaElement>("textbox", { name: "Text" });
  await user.type(words, "Kind regards, ");
  await user.click(dialog.getByRole("button", { name: /\{me\}/ }));
  expect(words.value).toBe("Kind regards, {me}");
  expect(document.querySelector("[data-preview]")!.textContent).toBe("Kind regards, Mara Lindqvist");
  await user.click(dialog.getByRole("button", { name: "Save" }));

  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(field.value).toBe("");
  const texts = await core.list_canned_texts(null);
  expect(texts.find(({ name }) => name === "Regards")).toMatchObject({
    team: null,
    words: "Kind regards, {me}",
  });
});

test("one's own texts are changed and removed in the settings, and what is unknown is said", async () => {
  const { user, core, container } = await show(TextsSection, {});
  await screen.findByText("It takes longer");
  expect(await audit(container)).toEqual([]);

  await user.click(screen.getByRole("button", { name: "Edit It takes longer" }));
  const dialog = within(await screen.findByRole("dialog"));
  const words = dialog.getByRole<HTMLTextAreaElement>("textbox", { name: "Text" });
  await waitFor(() => expect(words.value).toContain("{requester}"));
  await user.clear(words);
  await user.type(words, "Dear {{whom}");
  expect(await dialog.findByText(/\{whom\} is nothing that can be filled in/)).toBeTruthy();
  expect(await audit(document.body)).toEqual([]);
  await user.click(dialog.getByRole("button", { name: "Discard changes" }));

  await user.click(screen.getByRole("button", { name: "Remove It takes longer" }));
  await waitFor(() => expect(screen.queryByText("It takes longer")).toBeNull());
  expect((await core.list_canned_texts(null)).map(({ id }) => id)).not.toContain("c-late");
});

test("what was written and not saved is there again", async () => {
  const first = await show(CannedTexts, { team: "t-grants" });
  await first.user.click(await screen.findByRole("button", { name: "New canned text…" }));
  const name = () => screen.findByRole<HTMLInputElement>("textbox", { name: "Name" });
  await first.user.type(await name(), "Half a name");
  await first.user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());

  await first.user.click(screen.getByRole("button", { name: "New canned text…" }));

  const again = await name();
  await waitFor(() => expect(again.value).toBe("Half a name"));
});

test("two texts of an owner do not share a name, whatever the case", async () => {
  const { core } = await show(CannedTexts, { team: null });
  const again = { id: null, team: null, name: "IT TAKES LONGER", words: "Hello" };

  await expect(core.write_canned_text(again)).rejects.toMatchObject({ code: "canned_text_name_taken" });
  await expect(core.write_canned_text({ ...again, team: "t-grants" })).resolves.toBeTruthy();
});
