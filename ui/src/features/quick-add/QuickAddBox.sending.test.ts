import { fireEvent, screen, waitFor } from "@testing-library/svelte";
import { expect, test, vi } from "vitest";
import type { Commands } from "../../platform";
import { MOST_FILE_BYTES } from "../files/staged.svelte";
import { show } from "../../testing/stage";
import QuickAddBox from "./QuickAddBox.svelte";

async function box() {
  const onSaved = vi.fn();
  const rest = { onForm: vi.fn(), onClose: vi.fn(), onOpen: vi.fn(), onHelped: vi.fn() };
  const shown = await show(QuickAddBox, { onSaved, ...rest });
  return { ...shown, onSaved, line: screen.getByRole<HTMLTextAreaElement>("textbox") };
}

async function paste(line: HTMLElement, file = new File(["a picture"], "deed.png", { type: "image/png" })) {
  await fireEvent.paste(line, { clipboardData: { files: [file] } });
  await screen.findByText(file.name);
  await waitFor(() => expect(screen.queryByRole("progressbar")).toBeNull());
}

/** Lines are understood only from `release` on. */
function holdParsing(core: Commands) {
  let release = () => {};
  const gate = new Promise<void>((resolve) => (release = resolve));
  const parse = core.parse_quick_add.bind(core);
  core.parse_quick_add = (line) => gate.then(() => parse(line));
  return release;
}

/** Every person is named with a slip. */
function guess(core: Commands) {
  const parse = core.parse_quick_add.bind(core);
  core.parse_quick_add = async (line) => {
    const understood = await parse(line);
    const chips = understood.chips.map((chip) => ({ ...chip, is_close: chip.field === "person" }));
    return { ...understood, chips };
  };
}

const SEEN = { start: 9, end: 13, value: "p-sam" };

test("files that could not go along go first, and then the next line is saved", async () => {
  const { user, line, core, onSaved } = await box();
  const attach = vi
    .spyOn(core, "attach_file")
    .mockRejectedValueOnce({ code: "disk_full", message: "no room", details: null });
  const save = vi.spyOn(core, "save_quick_add");
  await user.type(line, "the deed @sam");
  await paste(line);
  await user.keyboard("{Enter}");
  await waitFor(() => expect(line.value).toBe(""));
  expect(onSaved).not.toHaveBeenCalled();

  await user.type(line, "thank @ben for the map{Enter}");

  await waitFor(() =>
    expect(onSaved).toHaveBeenLastCalledWith(expect.objectContaining({ verb: "thank" }), "stay"),
  );
  expect(save).toHaveBeenCalledTimes(2);
  const [first, again] = attach.mock.calls.map(([args]) => args.request);
  expect(again, "the file goes with its own request").toBe(first);
  expect(screen.queryByText("deed.png")).toBeNull();
  expect(line.value).toBe("");
});

test("Enter twice sends the files once", async () => {
  const { user, line, core, onSaved } = await box();
  let release = () => {};
  const held = new Promise<{ id: string }>((resolve) => (release = () => resolve({ id: "e-1" })));
  const attach = vi.spyOn(core, "attach_file").mockReturnValue(held as never);
  await user.type(line, "the deed @sam");
  await paste(line);

  await user.keyboard("{Enter}");
  await waitFor(() => expect(attach).toHaveBeenCalled());
  await user.keyboard("{Enter}{Enter}");
  release();

  await waitFor(() => expect(onSaved).toHaveBeenCalledTimes(1));
  expect(attach).toHaveBeenCalledTimes(1);
});

test("Enter before the line is understood waits where files go along", async () => {
  const { user, line, core, onSaved } = await box();
  const save = vi.spyOn(core, "save_quick_add");
  await paste(line);
  const release = holdParsing(core);

  await user.type(line, "thank @sam for the deed{Enter}");
  release();

  await screen.findByText(/Files go with a request/);
  expect(save).not.toHaveBeenCalled();
  expect(onSaved).not.toHaveBeenCalled();
  expect(line.value).toBe("thank @sam for the deed");
});

test("a guessed name that shows at Enter was seen", async () => {
  const { user, line, core } = await box();
  guess(core);
  const save = vi.spyOn(core, "save_quick_add");

  await user.type(line, "the deed @sam");
  await screen.findByText("Sam Okafor");
  await user.keyboard("{Enter}");

  await waitFor(() => expect(save).toHaveBeenCalledWith(expect.objectContaining({ seen: [SEEN] })));
});

test("a guessed name that nobody has seen is asked back, and sent by Enter once more", async () => {
  const { user, line, core, onSaved } = await box();
  guess(core);
  const release = holdParsing(core);
  const details = { typed: "@sam", name: "Sam Okafor" };
  const save = vi
    .spyOn(core, "save_quick_add")
    .mockRejectedValueOnce({ code: "name_close", message: "a guess was not seen", details });

  await user.type(line, "the deed @sam{Enter}");
  await screen.findByText(/Nobody is called .*@sam.* quite so\. If .*Sam Okafor.* is meant, press Enter/);
  expect(save).toHaveBeenLastCalledWith(expect.objectContaining({ seen: [] }));
  expect(onSaved).not.toHaveBeenCalled();
  release();
  await screen.findByText("Sam Okafor");
  await user.keyboard("{Enter}");

  await waitFor(() => expect(onSaved).toHaveBeenCalled());
  expect(save).toHaveBeenLastCalledWith(expect.objectContaining({ seen: [SEEN] }));
});

test("a file that is too large says so, and not that it is still being read", async () => {
  const { user, line, onSaved } = await box();
  const file = new File(["a film"], "film.mov");
  Object.defineProperty(file, "size", { value: MOST_FILE_BYTES + 1 });

  await user.type(line, "the deed @sam");
  await fireEvent.paste(line, { clipboardData: { files: [file] } });

  await screen.findByText(/A file cannot go with the request/);
  expect(screen.getByText(/The file is too large/)).toBeTruthy();
  expect(screen.queryByText(/still being read/)).toBeNull();
  await user.keyboard("{Enter}");
  expect(onSaved).not.toHaveBeenCalled();
});

test("arrow up leaves a word alone that is no verb", async () => {
  const { user, line } = await box();
  await user.type(line, "thank @sam for the deed{Enter}");
  await waitFor(() => expect(line.value).toBe(""));

  await user.type(line, "milk");
  await user.keyboard("{ArrowUp}");

  expect(line.value).toBe("milk");
});
