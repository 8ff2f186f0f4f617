import { fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import { expect, test, vi } from "vitest";
import { audit, show } from "../../testing/stage";
import RequestPane from "./RequestPane.svelte";

const steps = async () => within(await screen.findByRole("group", { name: "Steps" }));

test("a delivered request offers to confirm and thank, or not yet", async () => {
  const { container } = await show(RequestPane, { request: "r-laptop" });

  const group = await steps();

  expect(group.getByRole("button", { name: "Confirm & thank" })).toBeTruthy();
  expect(group.getByRole("button", { name: "Not yet" })).toBeTruthy();
  expect(screen.getByText("A message does not close it. Confirm & thank does.")).toBeTruthy();
  expect(await audit(container)).toEqual([]);
});

test("a request is confirmed and its helper thanked in one gesture", async () => {
  const { user, core } = await show(RequestPane, { request: "r-laptop" });
  await user.click((await steps()).getByRole("button", { name: "Confirm & thank" }));
  const dialog = within(await screen.findByRole("dialog"));

  await user.click(dialog.getByRole("radio", { name: "It was excellent" }));
  await user.type(dialog.getByRole("textbox", { name: /Thanks to Noah/ }), "You were quick.");
  await user.click(dialog.getByRole("button", { name: "Confirm & thank" }));

  await waitFor(async () => {
    const { row, timeline } = await core.open_request({ request: "r-laptop" });
    expect(row.stage).toBe("closed");
    expect(timeline.find((entry) => entry.kind === "confirmed")?.rating).toBe(5);
    expect(timeline.at(-1)?.thanks?.words).toBe("You were quick.");
  });
});

test("a promise needs a time that was understood", async () => {
  const { user, core } = await show(RequestPane, { request: "r-map" });
  await user.click((await steps()).getByRole("button", { name: "Promise…" }));
  const dialog = within(await screen.findByRole("dialog"));
  const promise = dialog.getByRole<HTMLButtonElement>("button", { name: "Promise" });
  const field = dialog.getByRole("textbox", { name: "I deliver by" });

  await user.type(field, "yesterday 9:00");
  await dialog.findByRole("alert");
  expect(promise.disabled).toBe(true);

  await user.clear(field);
  await user.type(field, "fri 15:00");
  await dialog.findByText("Friday 20 November at 15:00");
  await user.click(promise);

  await waitFor(async () =>
    expect((await core.open_request({ request: "r-map" })).row.promise?.due).toBe("2026-11-20T14:00:00.000Z"),
  );
});

test("what is written and not sent stays, as a draft", async () => {
  const { user, core } = await show(RequestPane, { request: "r-riparian" });

  await user.type(await screen.findByRole("textbox", { name: "Write a message" }), "Half a sent");

  await waitFor(async () =>
    expect((await core.open_request({ request: "r-riparian" })).draft).toBe("Half a sent"),
  );
});

test("a message is sent with Ctrl and Enter, and shown as not sent", async () => {
  const { user } = await show(RequestPane, { request: "r-riparian" });

  await user.type(
    await screen.findByRole("textbox", { name: "Write a message" }),
    "On its way{Control>}{Enter}{/Control}",
  );

  const said = await screen.findByText("On its way", { selector: "p" });
  expect(within(said.closest("li")!).getByText("Not sent")).toBeTruthy();
});

test("a notification's dialog opens as soon as the request is here", async () => {
  const { navigation } = await show(RequestPane, { request: "r-map" });

  navigation.dialog = "acknowledge";

  expect(await screen.findByRole("dialog", { name: "When can they have it?" })).toBeTruthy();
});

test("a request that is gone is explained", async () => {
  await show(RequestPane, { request: "r-never" });

  expect((await screen.findByRole("alert")).textContent).toContain("no longer yours to see");
});

test("a dialog that was closed half way has its words again", async () => {
  const { user } = await show(RequestPane, { request: "r-budget" });
  const open = async () => {
    await user.click((await steps()).getByRole("button", { name: "Deliver…" }));
    return within(await screen.findByRole("dialog")).getByRole<HTMLTextAreaElement>("textbox", {
      name: "What you deliver",
    });
  };
  await user.type(await open(), "The figures are");
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());

  const field = await open();

  await waitFor(() => expect(field.value).toBe("The figures are"));
});

test("the promise tells why it is due then: who said so, when, and why it moved", async () => {
  const { user } = await show(RequestPane, { request: "r-invoice" });

  await user.click(await screen.findByRole("button", { name: /Why is it due then/ }));

  const story = within(await screen.findByRole("dialog"));
  const [promised, moved] = story.getAllByRole("listitem");
  expect(within(promised!).getByText(/Promised by Freya Nilsen/)).toBeTruthy();
  expect(promised!.querySelector("s")?.textContent).toContain("Wednesday 18 November");
  expect(within(moved!).getByText(/Moved by Freya Nilsen/)).toBeTruthy();
  expect(within(moved!).getByText("The bank needs until Friday morning.")).toBeTruthy();
  expect(moved!.querySelector("strong")?.textContent).toContain("Friday 20 November");
});

const picker = (container: HTMLElement) => container.querySelector<HTMLInputElement>('input[type="file"]')!;

test("a file is chosen, said with words, and shown as not sent", async () => {
  const { user, container } = await show(RequestPane, { request: "r-riparian" });
  const words = await screen.findByRole("textbox", { name: "Write a message" });

  await user.upload(picker(container), new File(["rows and rows"], "figures.txt"));
  expect(within(screen.getByRole("list", { name: "Files to send" })).getByText("figures.txt")).toBeTruthy();
  await user.type(words, "As you asked{Control>}{Enter}{/Control}");

  const said = (await screen.findByText("As you asked", { selector: "p" })).closest("li")!;
  expect(within(said).getByText("figures.txt")).toBeTruthy();
  expect(within(said).getByText(/13 byte · not sent yet/)).toBeTruthy();
  expect(screen.queryByRole("list", { name: "Files to send" })).toBeNull();
  expect(await audit(container)).toEqual([]);
});

test("a file that was dropped can be taken away again", async () => {
  const { user } = await show(RequestPane, { request: "r-riparian" });
  const words = await screen.findByRole("textbox", { name: "Write a message" });

  await user.click(words);
  await fireEvent.drop(words, {
    dataTransfer: { files: [new File(["x"], "a.txt")] as unknown as FileList, types: ["Files"] },
  });
  await user.click(await screen.findByRole("button", { name: "Remove a.txt" }));

  expect(screen.queryByText("a.txt")).toBeNull();
  expect(screen.getByRole<HTMLButtonElement>("button", { name: "Send" }).disabled).toBe(true);
});

test("an empty file is refused before anything is sent", async () => {
  const { user, container } = await show(RequestPane, { request: "r-riparian" });
  await screen.findByRole("textbox", { name: "Write a message" });

  await user.upload(picker(container), new File([], "nothing.txt"));

  expect((await screen.findByRole("alert")).textContent).toContain("nothing in this file");
  expect(screen.getByRole<HTMLButtonElement>("button", { name: "Send" }).disabled).toBe(true);
});

test("files do not go into an internal note", async () => {
  const { user, container } = await show(RequestPane, { request: "r-budget" });
  await screen.findByRole("textbox", { name: "Write a message" });

  await user.upload(picker(container), new File(["x"], "a.txt"));
  await user.click(screen.getByRole("radio", { name: "Internal note" }));

  expect(screen.getByText(/Files go to everybody on the request/)).toBeTruthy();
  expect(screen.getByRole<HTMLButtonElement>("button", { name: "Keep note" }).disabled).toBe(true);
});

test("a file on the timeline says where it is, and is opened and saved from there", async () => {
  const { user } = await show(RequestPane, { request: "r-budget" });
  const card = (await screen.findByText(/second draft.pdf/)).closest("li")!;
  expect(within(card).getByText(/1.5 MB · fetched when you open it/)).toBeTruthy();

  await user.click(within(card).getByRole("button", { name: "Open" }));

  await waitFor(() => expect(within(card).getByText(/on this device/)).toBeTruthy());
  expect(await screen.findByRole("img", { name: "meadow.png" })).toBeTruthy();
});

test("what comes counts as read once somebody looks", async () => {
  vi.spyOn(document, "hasFocus").mockReturnValue(false);
  const { core } = await show(RequestPane, { request: "r-map" });
  const isUnread = async () => (await core.open_request({ request: "r-map" })).row.is_unread;
  await steps();
  expect(await isUnread()).toBe(true);

  window.dispatchEvent(new Event("focus"));

  await waitFor(async () => expect(await isUnread()).toBe(false));
});
