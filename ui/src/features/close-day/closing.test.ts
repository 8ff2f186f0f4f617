import { screen, waitFor, within } from "@testing-library/svelte";
import { expect, test, vi } from "vitest";
import type { Commands } from "../../platform";
import { createFakePlatform } from "../../platform/fake";
import { audit, show } from "../../testing/stage";
import { undoLast } from "../session/perform";
import CloseDayDialog from "./CloseDayDialog.svelte";
import { openItems } from "./open-items";

async function begin(scenario: "evening" | "empty" = "evening") {
  const onClose = vi.fn();
  const shown = await show(CloseDayDialog, { onClose }, scenario);
  const dialog = within(await screen.findByRole("dialog", { name: "Close the day" }));
  const row = async (request: string) => (await shown.core.open_request({ request })).row;
  const turnTo = async (title: RegExp) => {
    await shown.user.click(await dialog.findByRole("button", { name: title }));
    await dialog.findByRole("radio", { name: "Leave it" });
  };
  const choose = (name: string) => shown.user.click(dialog.getByRole("radio", { name }));
  const write = async (label: string, words: string) => {
    const field = await dialog.findByRole("textbox", { name: label });
    await shown.user.clear(field);
    await shown.user.type(field, words);
  };
  const seeAll = () => shown.user.click(dialog.getByRole("button", { name: "See all" }));
  return { ...shown, dialog, onClose, row, turnTo, choose, write, seeAll };
}

type Pass = Awaited<ReturnType<typeof begin>>;

/** Moves one promise and sends a word on another. */
async function decideTwo({ dialog, turnTo, choose, write, seeAll }: Pass): Promise<void> {
  await turnTo(/^Photographs for the spring brochure/);
  await choose("New time");
  await write("I deliver by", "fri 12:00");
  await write("Why", "Two pictures are still with the printer.");
  await dialog.findByText(/20 November/);
  await seeAll();
  await turnTo(/^Interim report/);
  await choose("Send word");
  await write("Your word to them", "It comes tomorrow, the tables are done.");
  await seeAll();
}

const send = async ({ user, dialog }: Pass, name: string) => user.click(dialog.getByRole("button", { name }));

test("what is open stands there once, what I owe first, then who waits, then whom to thank", async () => {
  const { core } = createFakePlatform("evening");
  const items = openItems(await core.today(null), "p-mara");

  const whys = items.map(({ why }) => why);
  const order = ["promise", "word", "asked", "question", "agree", "confirm", "thank", "reminder"];
  expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
  expect(items.filter(({ row }) => row?.id === "r-budget")).toHaveLength(1);
  expect(whys.indexOf("promise")).toBe(0);
  expect(whys.indexOf("thank")).toBeGreaterThan(whys.lastIndexOf("confirm"));
  expect(whys.at(-1)).toBe("reminder");
  expect(whys.filter((why) => !order.includes(why))).toEqual([]);
});

test("nothing goes out before the end, and then all of it together", async () => {
  const pass = await begin();
  const { core, row, dialog } = pass;
  const [moved, said] = [vi.spyOn(core, "renegotiate"), vi.spyOn(core, "say")];
  const before = (await row("r-brochure")).promise?.due;
  await decideTwo(pass);
  dialog.getByText("moves to Fri 12:00");
  dialog.getByText("word goes out");
  expect(await audit(document.body)).toEqual([]);

  await send(pass, "Send 2");
  await dialog.findByText("2 things go out in ten seconds.");
  expect(moved).not.toHaveBeenCalled();
  expect((await row("r-brochure")).promise?.due).toBe(before);

  dispatchEvent(new Event("pagehide"));

  await waitFor(() => expect(said).toHaveBeenCalledTimes(1));
  expect(moved).toHaveBeenCalledExactlyOnceWith({
    request: "r-brochure",
    from: before,
    to: "2026-11-20T11:00:00.000Z",
    reason: "Two pictures are still with the printer.",
  });
  expect(said.mock.calls[0]?.[0].words).toBe("It comes tomorrow, the tables are done.");
});

test("one undo takes all of it back, and what was chosen is still there", async () => {
  const pass = await begin();
  const { core, user, dialog } = pass;
  const said = vi.spyOn(core, "say");
  await decideTwo(pass);
  await send(pass, "Send 2");

  await user.click(await dialog.findByRole("button", { name: "Undo" }));

  await dialog.findByText("moves to Fri 12:00");
  dispatchEvent(new Event("pagehide"));
  expect(said).not.toHaveBeenCalled();
  expect(undoLast()).toBe(false);
});

test("what is refused stays with its reason, and the others go out", async () => {
  const pass = await begin();
  const { core, dialog } = pass;
  const said = vi.spyOn(core, "say");
  Object.assign(core, {
    renegotiate: async () => {
      throw { code: "promise_moved", message: "somebody was faster" };
    },
  } satisfies Partial<Commands>);
  await decideTwo(pass);
  await send(pass, "Send 2");

  dispatchEvent(new Event("pagehide"));

  await dialog.findByText("One stays as it was");
  const stays = dialog.getByRole("button", { name: /^Photographs/ });
  expect(stays.querySelector(".why")?.textContent).toBeTruthy();
  expect(dialog.queryByRole("button", { name: /^Interim report/ })).toBeNull();
  expect(said).toHaveBeenCalledTimes(1);
});

test("what the policy forbids meanwhile is told at once, and sent to nobody", async () => {
  const pass = await begin();
  const { core, dialog } = pass;
  await decideTwo(pass);
  const open = core.open_request;
  Object.assign(core, {
    open_request: async (args: { request: string }) => {
      const detail = await open(args);
      return { ...detail, can: detail.can.filter((name) => name !== "say") };
    },
  });
  const said = vi.spyOn(core, "say");
  const moved = vi.spyOn(core, "renegotiate");
  await send(pass, "Send 2");

  await dialog.findByText("One stays as it was");
  dispatchEvent(new Event("pagehide"));
  await waitFor(() => expect(moved).toHaveBeenCalledTimes(1));
  expect(said).not.toHaveBeenCalled();
});

test("whoever closes it half way finds it as it was left, and one without a time does not go out", async () => {
  const pass = await begin();
  const { core, turnTo, choose, write, unmount, dialog } = pass;
  await turnTo(/^Photographs/);
  await choose("New time");
  await write("Why", "Two pictures are missing.");
  await pass.seeAll();
  dialog.getByText("the time is missing");
  expect(dialog.queryByRole("button", { name: /^Send/ })).toBeNull();
  await waitFor(async () =>
    expect(await core.find_draft({ key: "close-day" })).toContain("Two pictures are missing."),
  );
  unmount();

  const draft = (await core.find_draft({ key: "close-day" })) ?? "";
  const again = createFakePlatform("evening");
  await again.core.save_draft({ key: "close-day", text: draft });
  const { closingOf } = await import("./closing.svelte");
  const { Session } = await import("../session/session.svelte");
  const closing = closingOf(await Session.open(again));
  await closing.open();
  expect(closing.choiceFor("r-brochure")).toMatchObject({ deed: "move", words: "Two pictures are missing." });
  expect(closing.isReady("r-brochure")).toBe(false);
});

test("from the first to the last by Enter alone, looked at and left", async () => {
  const pass = await begin();
  const { user, dialog } = pass;
  await user.click(await dialog.findByRole("button", { name: "One after the other" }));
  const count = Number((await dialog.findByText(/^1 of/)).textContent.split(" of ")[1]);
  for (let at = 1; at <= count; at += 1) {
    await dialog.findByText(`${at} of ${count}`);
    await user.keyboard("{Control>}{Enter}{/Control}");
  }

  await waitFor(() => expect(dialog.getAllByText("stays as it is")).toHaveLength(count));
});

test("when nothing is open it says what the day gave", async () => {
  const { dialog } = await begin("empty");

  await dialog.findByText("Nothing of today is open any more.");
  await dialog.findByText("The day is closed. Have a good evening.");
  expect(dialog.queryByText(/kept your word/)).toBeNull();
});
