import { screen, waitFor, within } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { audit, show } from "../../testing/stage";
import RequestPane from "./RequestPane.svelte";

const composer = () => screen.findByRole<HTMLTextAreaElement>("textbox", { name: "Write a message" });
const editor = () =>
  screen.findByRole<HTMLTextAreaElement>("textbox", { name: "The message in other words" });

/** The open request, on which I have just said something. */
async function said(words: string) {
  const shown = await show(RequestPane, { request: "r-riparian" });
  await shown.user.type(await composer(), `${words}{Control>}{Enter}{/Control}`);
  const line = (await screen.findByText(words, { selector: "p" })).closest("li")!;
  return { ...shown, line };
}

test("a message is put into other words, and says that it was edited and what it said before", async () => {
  const { user, container, line } = await said("At nine");
  await user.click(within(line).getByRole("button", { name: "Edit" }));

  const field = await editor();
  expect(field.value).toBe("At nine");
  await user.clear(field);
  await user.type(field, "At ten");
  await user.click(screen.getByRole("button", { name: "Save" }));

  expect(await within(line).findByText("At ten", { selector: "p" })).toBeTruthy();
  expect(within(line).queryByText("At nine")).toBeNull();
  await user.click(within(line).getByRole("button", { name: /^edited / }));
  expect(
    within(within(line).getByRole("list", { name: "What it said before" })).getByText("At nine"),
  ).toBeTruthy();
  expect(await audit(container)).toEqual([]);
});

test("arrow up in an empty composer edits what I said last, and the composer has the focus again", async () => {
  const { user, line } = await said("At nine");
  const field = await composer();
  await waitFor(() => expect(field.value).toBe(""));
  field.focus();

  await user.keyboard("{ArrowUp}");
  await waitFor(() =>
    expect(document.activeElement?.getAttribute("aria-label")).toBe("The message in other words"),
  );
  await user.keyboard(" sharp{Control>}{Enter}{/Control}");

  expect(await within(line).findByText("At nine sharp", { selector: "p" })).toBeTruthy();
  await waitFor(async () => expect(document.activeElement).toBe(await composer()));
});

test("arrow up in what is being written moves in it", async () => {
  const { user } = await said("At nine");

  await user.type(await composer(), "Half a sent{ArrowUp}");

  expect(screen.queryByRole("textbox", { name: "The message in other words" })).toBeNull();
});

test("an edit that was left with Escape goes on where it was, until it is discarded", async () => {
  const { user, line } = await said("At nine");
  const edit = () => within(line).getByRole("button", { name: "Edit" });
  await user.click(edit());
  await user.type(await editor(), ", or later");
  await user.keyboard("{Escape}");
  await waitFor(() => expect(document.activeElement).toBe(edit()));
  expect(within(line).getByText("At nine", { selector: "p" })).toBeTruthy();

  await user.click(edit());
  const field = await editor();
  await waitFor(() => expect(field.value).toBe("At nine, or later"));
  await user.click(screen.getByRole("button", { name: "Discard changes" }));
  await user.click(edit());

  expect((await editor()).value).toBe("At nine");
});

test("what others have said is not mine to edit", async () => {
  await show(RequestPane, { request: "r-riparian" });
  await composer();
  const mine = screen.queryAllByRole("button", { name: "Edit" }).map((one) => one.closest("li")!);

  for (const line of mine) expect(within(line).getByText("You")).toBeTruthy();
});

test("a message that was taken back has nothing to edit and nothing from before", async () => {
  const { user, line, core } = await said("At nine");
  await user.click(within(line).getByRole("button", { name: "Edit" }));
  await user.type(await editor(), "!{Control>}{Enter}{/Control}");
  await within(line).findByText("At nine!", { selector: "p" });

  await user.click(within(line).getByRole("button", { name: "Undo" }));

  await screen.findByText(/took a message back/);
  const { timeline } = await core.open_request({ request: "r-riparian" });
  expect(timeline.at(-1)).toMatchObject({
    kind: "retracted",
    can_reword: false,
    earlier: [],
    reworded_at: null,
  });
});
