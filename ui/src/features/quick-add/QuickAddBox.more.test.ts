import { fireEvent, screen, waitFor } from "@testing-library/svelte";
import { expect, test, vi } from "vitest";
import { audit, show } from "../../testing/stage";
import QuickAddBox from "./QuickAddBox.svelte";

async function box() {
  const [onSaved, onClose] = [vi.fn(), vi.fn()];
  const rest = { onForm: vi.fn(), onOpen: vi.fn(), onHelped: vi.fn() };
  const shown = await show(QuickAddBox, { onSaved, onClose, ...rest });
  return { ...shown, onSaved, onClose, line: screen.getByRole<HTMLTextAreaElement>("textbox") };
}

test("names that fit stand in a list, and arrows and Enter take one", async () => {
  const { user, line, container, onSaved } = await box();

  await user.type(line, "the deed @o");
  const options = await screen.findAllByRole("option");
  const names = options.map((option) => option.textContent?.trim());
  expect(names).toEqual(["Sam Okafor", "Ben Osei", "Oscar Lund"]);
  expect(line.getAttribute("aria-activedescendant")).toBeNull();
  await user.keyboard("{ArrowDown}{ArrowDown}");
  expect(line.getAttribute("aria-activedescendant")).toBe(options[1]?.id);
  expect(await audit(container)).toEqual([]);
  await user.keyboard("{Enter}");

  await waitFor(() => expect(screen.queryByRole("listbox")).toBeNull());
  expect(line.value).toBe("the deed @ben.osei");
  expect(document.activeElement).toBe(line);
  expect(onSaved).not.toHaveBeenCalled();
});

test("Tab takes the first name, and Escape closes the list and nothing else", async () => {
  const { user, line, onClose } = await box();

  await user.type(line, "the deed @o");
  await screen.findByRole("listbox");
  await user.keyboard("{Escape}");
  expect(screen.queryByRole("listbox")).toBeNull();
  expect(onClose).not.toHaveBeenCalled();
  await user.keyboard("{Backspace}{Backspace}{Backspace}@o");
  await screen.findByRole("listbox");
  await user.tab();

  expect(line.value).toBe("the deed @sam.okafor");
});

test("a file that is pasted goes with the request", async () => {
  const { user, line, core, onSaved } = await box();
  const attach = vi.spyOn(core, "attach_file");

  await user.type(line, "the deed @sam");
  const file = new File(["a picture"], "deed.png", { type: "image/png" });
  await fireEvent.paste(line, { clipboardData: { files: [file] } });
  await screen.findByText("deed.png");
  await waitFor(() => expect(screen.queryByRole("progressbar")).toBeNull());
  await user.keyboard("{Enter}");

  await waitFor(() => expect(onSaved).toHaveBeenCalled());
  expect(attach).toHaveBeenCalledWith(expect.objectContaining({ name: "deed.png", words: null }));
  expect(screen.queryByText("deed.png")).toBeNull();
});

test("a file does not get lost with a thanks: the line waits", async () => {
  const { user, line, onSaved } = await box();

  await user.type(line, "thank @sam for the deed");
  const file = new File(["a picture"], "deed.png", { type: "image/png" });
  await fireEvent.paste(line, { clipboardData: { files: [file] } });
  await screen.findByText(/Files go with a request/);
  await user.keyboard("{Enter}");

  expect(onSaved).not.toHaveBeenCalled();
  expect(line.value).toBe("thank @sam for the deed");
});

test("arrow up brings back the same kind first, and arrow down what had been begun", async () => {
  const { user, line } = await box();
  for (const saved of ["thank @sam for the deed", "the map @ben", "thank @jo for the cake"]) {
    await user.type(line, `${saved}{Enter}`);
    await waitFor(() => expect(line.value).toBe(""));
  }

  await user.type(line, "thank");
  await user.keyboard("{ArrowUp}");
  expect(line.value).toBe("thank @jo for the cake");
  await user.keyboard("{ArrowUp}");
  expect(line.value).toBe("thank @sam for the deed");
  await user.keyboard("{ArrowUp}");
  expect(line.value).toBe("the map @ben");
  await user.keyboard("{ArrowDown}{ArrowDown}{ArrowDown}");

  expect(line.value).toBe("thank");
});

test("lines below the first go into the details", async () => {
  const { user, line } = await box();

  await user.type(line, "the deed @sam{Shift>}{Enter}{/Shift}by fri is fine");

  await screen.findByText(/lines below the first go into the details/);
  expect(screen.queryByText(/needed by/)).toBeNull();
});
