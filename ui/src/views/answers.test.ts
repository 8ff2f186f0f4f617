import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import type { Component } from "svelte";
import { expect, test, vi } from "vitest";
import AnswerEditor from "../features/answers/AnswerEditor.svelte";
import { Navigation } from "../features/session/navigation.svelte";
import { undoLast } from "../features/session/perform";
import { Session } from "../features/session/session.svelte";
import type { Visibility } from "../platform";
import { createFakePlatform } from "../platform/fake";
import Stage from "../testing/Stage.svelte";
import { audit, show } from "../testing/stage";
import MainView from "./MainView.svelte";

async function answers() {
  const shown = await show(MainView, {});
  shown.navigation.show("answers");
  await screen.findByRole("searchbox", { name: "Search answers" });
  return shown;
}

const titles = () =>
  within(screen.getByRole("list", { name: "Answers" }))
    .queryAllByRole("listitem")
    .map((one) => one.querySelector("strong")!.textContent);

test("answers are found by what they say, by their team, and by what is to be looked at", async () => {
  const { user } = await answers();
  expect(await audit(screen.getByRole("list", { name: "Answers" }).parentElement!)).toEqual([]);
  expect(titles()).not.toContain("Sending a report by fax");

  await user.type(screen.getByRole("searchbox", { name: "Search answers" }), "gateway");
  await waitFor(() => expect(titles()).toEqual(["The VPN does not connect from home"]));
  await user.clear(screen.getByRole("searchbox", { name: "Search answers" }));
  await user.click(screen.getByRole("radio", { name: "To look at again, 1" }));
  await waitFor(() => expect(titles()).toEqual(["Which indirect costs a funder accepts"]));
  await user.click(screen.getByRole("radio", { name: "All" }));
  await user.selectOptions(screen.getByRole("combobox", { name: "Team" }), "Finance");

  await waitFor(() => expect(titles()).toEqual(["An invoice without an order number"]));
});

test("an answer is read with the keys, judged, and left again to its line", async () => {
  const { user, core } = await answers();
  await user.keyboard("j");
  const reader = await screen.findByRole("article", { name: "An invoice without an order number" });
  expect(await audit(reader)).toEqual([]);

  await user.click(within(reader).getByRole("button", { name: "This helped" }));
  await waitFor(async () => expect((await core.open_answer({ id: "k-invoice" })).row.helped).toBe(8));
  await user.click(await within(reader).findByRole("button", { name: "This helped", pressed: true }));
  await waitFor(async () => expect((await core.open_answer({ id: "k-invoice" })).row.helped).toBe(7));
  await user.keyboard("{Escape}");

  await waitFor(() => expect(screen.queryByRole("article")).toBeNull());
});

test("an answer is written with a preview, and what is written survives the window", async () => {
  const { user, core } = await answers();
  const write = async () => {
    await user.click(await screen.findByRole("button", { name: "New answer" }));
    return within(await screen.findByRole("dialog", { name: "New answer" }));
  };
  const first = await write();
  await user.type(await first.findByRole("textbox", { name: "The question, in one line" }), "Lost receipts");
  await user.type(first.getByRole("textbox", { name: "The answer" }), "Ask Finance for the form.");
  await user.click(first.getByRole("radio", { name: "Preview" }));
  await within(await first.findByRole("region", { name: "Preview" })).findByText(/Ask Finance/);
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());

  const second = await write();
  const title = await second.findByRole<HTMLInputElement>("textbox", { name: "The question, in one line" });
  await waitFor(() => expect(title.value).toBe("Lost receipts"));
  await user.click(second.getByRole("button", { name: "Publish" }));

  await screen.findByRole("article", { name: "Lost receipts" });
  const page = await core.list_answers({ text: "lost receipts", filter: "mine", team: null });
  expect(page.rows[0]).toMatchObject({ team: "t-grants", audience: "organization", is_unsent: true });
  expect(await core.find_draft({ key: "answer:new" })).toBeNull();
});

test("whoever changes an answer that somebody else has changed meanwhile decides which stands", async () => {
  const { user, core, navigation } = await answers();
  navigation.showAnswer("k-indirect");
  await user.click(await screen.findByRole("button", { name: "Change…" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Change the answer" }));
  await user.type(await dialog.findByRole("textbox", { name: "The answer" }), " More.");
  await user.keyboard("{Escape}");
  await core.change_answer({
    answer: "k-indirect",
    from: 1,
    title: "Which indirect costs a funder accepts",
    words: "Up to 20 %.",
    owner: "p-leila",
    audience: "organization",
    review_on: "2027-01-01",
  });
  const reader = screen.getByRole("article", { name: /Which indirect costs/ });
  await within(reader).findByText(/Up to 20/);

  await user.click(await screen.findByRole("button", { name: "Change…" }));
  const again = within(await screen.findByRole("dialog", { name: "Change the answer" }));
  await again.findByText(/Somebody else has changed this answer/);
  expect(again.getByRole<HTMLButtonElement>("button", { name: "Save" }).disabled).toBe(true);
  await user.click(again.getByRole("button", { name: "Keep mine" }));
  await user.click(again.getByRole("button", { name: "Save" }));

  await waitFor(async () => expect((await core.open_answer({ id: "k-indirect" })).words).toMatch(/ More\.$/));
});

test("whoever has an answer open learns at once that somebody else has changed it", async () => {
  const { user, core, navigation } = await answers();
  navigation.showAnswer("k-indirect");
  await user.click(await screen.findByRole("button", { name: "Change…" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Change the answer" }));
  const words = await dialog.findByRole<HTMLTextAreaElement>("textbox", { name: "The answer" });
  const theirs = async (from: number, text: string) =>
    core.change_answer({
      answer: "k-indirect",
      from,
      title: "Which indirect costs a funder accepts",
      words: text,
      owner: "p-leila",
      audience: "organization",
      review_on: null,
    });

  await theirs(1, "Up to 20 %.");
  await waitFor(() => expect(words.value).toBe("Up to 20 %."));
  expect(dialog.queryByText(/Somebody else has changed this answer/)).toBeNull();
  await user.type(words, " More.");
  await theirs(2, "Up to 25 %.");
  await dialog.findByText(/Somebody else has changed this answer/);
  await user.click(dialog.getByRole("button", { name: "Take theirs" }));
  await waitFor(() => expect(words.value).toBe("Up to 25 %."));
  expect(undoLast()).toBe(true);

  await waitFor(() => expect(words.value).toBe("Up to 20 %. More."));
});

test("other words name a day of review only when somebody has chosen one", async () => {
  const { user, core, navigation } = await answers();
  const change = vi.spyOn(core, "change_answer");
  navigation.showAnswer("k-indirect");
  const save = async (more: () => Promise<unknown>) => {
    await user.click(await screen.findByRole("button", { name: "Change…" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Change the answer" }));
    await user.type(await dialog.findByRole("textbox", { name: "The answer" }), " More.");
    await more();
    await user.click(dialog.getByRole("button", { name: "Save" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  };
  const day = () => screen.getByLabelText<HTMLInputElement>("Looked at again on");

  await save(async () => expect(day().value).toBe("2026-11-16"));
  expect(change).toHaveBeenLastCalledWith(expect.objectContaining({ review_on: null }));
  await save(async () => fireEvent.input(day(), { target: { value: "2027-02-01" } }));

  expect(change).toHaveBeenLastCalledWith(expect.objectContaining({ review_on: "2027-02-01" }));
});

test("what is due is found right from today, and what was retired comes back", async () => {
  const { user, core, navigation } = await show(MainView, {});
  const section = within(await screen.findByRole("region", { name: /Answers to look at again/ }));
  await user.click(section.getByRole("button", { name: /^Still right/ }));
  await waitFor(() => expect(screen.queryByRole("region", { name: /Answers to look at again/ })).toBeNull());
  expect((await core.open_answer({ id: "k-indirect" })).row.is_due).toBe(false);

  navigation.showAnswer("k-match");
  await user.click(await screen.findByRole("button", { name: "Retire" }));
  await screen.findByRole("button", { name: "Offer again" });
  expect(undoLast()).toBe(true);

  await screen.findByRole("button", { name: "Retire" });
});

test("an answer is born from a delivery", async () => {
  const { user, core, navigation } = await show(MainView, {});
  navigation.show("everyone");
  const page = await core.list_requests({
    list: "everyone",
    team: null,
    include_ended: true,
    text: "",
    offset: 0,
    limit: 200,
  });
  const details = await Promise.all(page.rows.map((row) => core.open_request({ request: row.id })));
  const delivered = details.find(({ row, can }) => row.stage === "closed" && can.includes("note"))!;

  navigation.open(delivered.row.id);
  await user.click(await screen.findByRole("button", { name: "More steps" }));
  await user.click(await screen.findByRole("menuitem", { name: "Write an answer from this…" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Write an answer from this…" }));

  const title = await dialog.findByRole<HTMLInputElement>("textbox", { name: "The question, in one line" });
  expect(title.value).toBe(delivered.row.title);
});

async function writeFrom(visibility: Visibility) {
  const { core } = await show(MainView, {});
  const { rows } = await core.list_requests({
    list: "my_requests",
    team: null,
    include_ended: true,
    text: "",
    offset: 0,
    limit: 1,
  });
  const detail = await core.open_request({ request: rows[0]!.id });
  const source = { ...detail, visibility, delivery_words: "The form is enough." };
  return show(AnswerEditor, { answer: null, source, onClose: () => undefined });
}

test("whoever writes an answer from a private request is warned, and the team alone reads it", async () => {
  await writeFrom("private");

  await screen.findByText(/This request is private. The answer is not/);
  const words = screen.getByRole<HTMLTextAreaElement>("textbox", { name: "The answer" });
  expect(words.value).toBe("The form is enough.");
  expect(screen.getByRole<HTMLInputElement>("radio", { name: "Only the team" }).checked).toBe(true);
});

/** Mara leads Grants, and so Communications, which is part of it here. */
async function writePrivatelyFor(team: string) {
  const session = await Session.open(createFakePlatform("usual"));
  const { core } = session;
  await core.place_team({ team: "t-news", part_of: "t-grants", is_led_from_above: true });
  await session.reload();
  const args = { team: null, include_ended: true, text: "", offset: 0, limit: 1 };
  const { rows } = await core.list_requests({ list: "my_requests", ...args });
  const detail = await core.open_request({ request: rows[0]!.id });
  const row = { ...detail.row, addressee: { person: null, team } };
  const source = { ...detail, row, visibility: "private", delivery_words: "The form is enough." };
  const onSaved = vi.fn();
  const props = { answer: null, source, onSaved, onClose: () => undefined };
  const navigation = new Navigation();
  render(Stage as unknown as Component, { session, navigation, of: AnswerEditor, with: props });
  const chosen = await screen.findByRole<HTMLSelectElement>("combobox", { name: "Team" });
  return { core, onSaved, chosen, user: userEvent.setup() };
}

test("who leads a part from above writes an answer for it from its request, and keeps it right", async () => {
  const { core, onSaved, chosen, user } = await writePrivatelyFor("t-news");
  expect(chosen.value).toBe("t-news");
  expect(screen.getByRole<HTMLSelectElement>("combobox", { name: "Kept right by" }).value).toBe("p-mara");

  await user.click(screen.getByRole("button", { name: "Publish" }));
  await waitFor(() => expect(onSaved).toHaveBeenCalled());
  const { row } = await core.open_answer({ id: onSaved.mock.calls[0]![0] as string });
  expect([row.team, row.owner]).toEqual(["t-news", "p-mara"]);
});

test("what was asked privately of a team that is not mine goes to none of mine unless I choose it", async () => {
  const { chosen, user } = await writePrivatelyFor("t-legal");
  expect(chosen.value).toBe("");
  const save = screen.getByRole<HTMLButtonElement>("button", { name: "Publish" });
  expect(save.disabled).toBe(true);

  await user.selectOptions(chosen, "t-grants");
  expect(save.disabled).toBe(false);
});

test("whoever writes an answer from a request that two teams see is told who will read it", async () => {
  const { user } = await writeFrom("teams");
  await screen.findByText(/Only the two and their teams see this request/);

  await user.click(screen.getByRole("radio", { name: "Only the team" }));

  await waitFor(() => expect(screen.queryByText(/Only the two and their teams/)).toBeNull());
});

test("whoever begins to ask in the form reads what says it already, and names who can help", async () => {
  const { user, navigation, core } = await show(MainView, {});
  navigation.isAsking = true;
  const dialog = within(await screen.findByRole("dialog", { name: "New request" }));
  const title = await dialog.findByRole("textbox", { name: "What you need" });
  await user.type(title, "A deed for the mill");
  await user.click(await dialog.findByRole("button", { name: /Ines Baumann knows: Deeds/ }));
  await dialog.findByRole("button", { name: "Remove Ines Baumann" });
  await user.clear(title);
  await user.type(title, "VPN does not connect");
  await user.click(await dialog.findByRole("button", { name: /The VPN does not connect/ }));
  await user.click(await dialog.findByRole("button", { name: "This helped" }));

  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect((await core.open_answer({ id: "k-vpn" })).row.helped).toBe(15);
});

test("an answer goes into a message with its title as a link", async () => {
  const { user, navigation, core } = await show(MainView, {});
  const { rows } = await core.list_requests({
    list: "my_promises",
    team: null,
    include_ended: false,
    text: "",
    offset: 0,
    limit: 5,
  });
  navigation.open(rows[0]!.id);

  await user.click(await screen.findByRole("button", { name: "Insert an answer…" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Insert an answer…" }));
  await user.type(dialog.getByRole("searchbox", { name: "Search answers" }), "match funding");
  await user.click(await dialog.findByRole("button", { name: /How match funding is shown/ }));

  const words = await screen.findByRole<HTMLTextAreaElement>("textbox", { name: /Write a message/ });
  await waitFor(() =>
    expect(words.value).toMatch(
      /^\[How match funding is shown in a budget\]\(goodturn:\/\/answer\/k-match\)\n\nIn a line/,
    ),
  );
});

test("whoever inserts what only the team reads into a message is told until it is a note", async () => {
  const { user, navigation, core } = await show(MainView, {});
  const { rows } = await core.list_requests({
    list: "my_promises",
    team: null,
    include_ended: false,
    text: "",
    offset: 0,
    limit: 5,
  });
  navigation.open(rows[0]!.id);

  await user.click(await screen.findByRole("button", { name: "Insert an answer…" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Insert an answer…" }));
  await user.type(dialog.getByRole("searchbox", { name: "Search answers" }), "foundations");
  await user.click(await dialog.findByRole("button", { name: /Whom to call at the foundations/ }));
  await screen.findByText(/Only the team reads the answer that you inserted/);
  await user.click(screen.getByRole("radio", { name: "Internal note" }));

  await waitFor(() => expect(screen.queryByText(/Only the team reads the answer/)).toBeNull());
});
