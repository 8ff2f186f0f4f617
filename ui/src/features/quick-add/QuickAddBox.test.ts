import { screen, waitFor } from "@testing-library/svelte";
import { expect, test, vi } from "vitest";
import { audit, show } from "../../testing/stage";
import { QuickAddLine } from "./line.svelte";
import QuickAddBox from "./QuickAddBox.svelte";

async function box() {
  const onSaved = vi.fn();
  const onForm = vi.fn();
  const onClose = vi.fn();
  const onOpen = vi.fn();
  const onHelped = vi.fn();
  const shown = await show(QuickAddBox, { onSaved, onForm, onClose, onOpen, onHelped });
  return {
    ...shown,
    onSaved,
    onForm,
    onClose,
    onOpen,
    onHelped,
    line: screen.getByRole<HTMLTextAreaElement>("textbox"),
  };
}

test("what was understood shows as chips", async () => {
  const { user, line, container } = await box();

  await user.type(line, "the deed @sam by fri 3pm");

  expect(await screen.findByText("needed by Friday 20 November at 15:00")).toBeTruthy();
  expect(await screen.findByText("Sam Okafor")).toBeTruthy();
  expect(await audit(container)).toEqual([]);
});

test("Backspace at a chip makes it plain words and deletes nothing", async () => {
  const { user, line } = await box();
  await user.type(line, "the deed by fri");
  await screen.findByText(/needed by/);

  await user.keyboard("{Backspace}");

  await waitFor(() => expect(screen.queryByText(/needed by/)).toBeNull());
  expect(line.value).toBe("the deed by fri");
});

test("Enter saves, Ctrl and Enter opens too", async () => {
  const { user, line, onSaved } = await box();

  await user.type(line, "the deed @sam{Enter}");
  await waitFor(() =>
    expect(onSaved).toHaveBeenLastCalledWith(expect.objectContaining({ verb: "ask" }), "stay"),
  );
  await user.type(line, "the map @ben{Control>}{Enter}{/Control}");
  await waitFor(() =>
    expect(onSaved).toHaveBeenLastCalledWith(expect.objectContaining({ verb: "ask" }), "open"),
  );

  expect(line.value).toBe("");
});

test("a time that has passed is asked back", async () => {
  const { user, line, onSaved } = await box();
  await user.type(line, "the deed @sam by yesterday");
  await screen.findByText("“by yesterday” has passed. Which time did you mean?");

  await user.keyboard("{Enter}");

  expect(onSaved).not.toHaveBeenCalled();
});

test("an unknown name can be chosen", async () => {
  const { user, line } = await box();
  await user.type(line, "the deed @okafer");

  await user.click(await screen.findByRole("button", { name: "Sam Okafor" }));

  await waitFor(() => expect(line.value).toBe("the deed @sam.okafor"));
});

test("Enter opens the form of a service with what was typed, and the line stays until it is sent", async () => {
  const { user, line, core, container, onForm, onSaved } = await box();

  await user.type(line, "mine broke ~new.laptop by fri 3pm !high @sam // or I cannot work");
  await screen.findByText("of Systems: its form comes next");
  expect(screen.getByText("watches it")).toBeTruthy();
  expect(screen.getByText(/Your words are in it already/)).toBeTruthy();
  expect(screen.getByRole("button", { name: "Fill in “New laptop”" })).toBeTruthy();
  expect(await audit(container)).toEqual([]);
  await user.keyboard("{Enter}");

  await waitFor(() => expect(onForm).toHaveBeenCalledWith("s-laptop"));
  expect(onSaved).not.toHaveBeenCalled();
  expect(line.value).toContain("mine broke ~new.laptop");
  expect(JSON.parse((await core.find_draft({ key: "service:s-laptop" })) ?? "")).toMatchObject({
    title: "New laptop: mine broke",
    typed: {
      line: line.value,
      needed: "fri 3pm",
      details: "or I cannot work",
      priority: "high",
      watchers: ["p-sam"],
    },
  });
});

test("a service that asks nothing is asked at once, with its checklist and its first word", async () => {
  const { user, line, core, onSaved, onForm } = await box();
  const [some] = await core.list_services(null);
  const description = { ...some!.description, name: "Spare key", fields: [] };
  await core.publish_service({ team: "t-systems", service: null, from: 0, description });

  await user.type(line, "barn, at the back ~spare-key");
  await screen.findByText("of Systems: asked at once");
  expect(screen.getByText("Asked of Systems at once.")).toBeTruthy();
  expect(screen.queryByRole("button", { name: /Fill in/ })).toBeNull();
  await user.keyboard("{Enter}");

  await waitFor(() => expect(onSaved).toHaveBeenCalled());
  expect(onForm).not.toHaveBeenCalled();
  const [[{ request }]] = onSaved.mock.calls as [[{ request: string }]];
  const detail = await core.open_request({ request });
  expect([detail.row.title, detail.form?.name, detail.checklist.length]).toEqual([
    "barn, at the back",
    "Spare key",
    3,
  ]);
  expect(detail.timeline.map((one) => one.kind)).toContain("first_word");
});

test("a form that can stay empty can be opened all the same", async () => {
  const { user, line, core, onForm, onSaved } = await box();
  const [some] = await core.list_services(null);
  const fields = some!.description.fields.map((one) => ({ ...one, is_required: false }));
  const description = { ...some!.description, name: "Spare key", fields };
  await core.publish_service({ team: "t-systems", service: null, from: 0, description });

  await user.type(line, "barn, at the back ~spare-key");
  await screen.findByText("of Systems: asked at once, without its optional form");
  await user.click(screen.getByRole("button", { name: "Fill in “Spare key”" }));

  await waitFor(() => expect(onForm).toHaveBeenCalled());
  expect(onSaved).not.toHaveBeenCalled();
});

test("which of several services is meant is chosen by arrows", async () => {
  const { user, line, core } = await box();
  const [some] = await core.list_services(null);
  await core.publish_service({ team: "t-people", service: null, from: 0, description: some!.description });

  await user.type(line, "mine broke ~laptop");
  const first = await screen.findByRole("button", { name: "New laptop, Systems" });
  expect(screen.getByText(/Several services fit/)).toBeTruthy();
  await user.keyboard("{Enter}");
  await waitFor(() => expect(document.activeElement).toBe(first));
  await user.keyboard("{ArrowDown}");
  expect(document.activeElement?.textContent).toBe("New laptop, People and culture");
  await user.keyboard("{ArrowUp}{ArrowUp}");
  expect(document.activeElement).toBe(line);
  await user.keyboard("{Escape}{ArrowDown}{ArrowRight}{Enter}");

  await screen.findByText("of People and culture: its form comes next");
  expect(line.value).toBe("mine broke ~new.laptop #people.and.culture");
  expect(document.activeElement).toBe(line);
});

test("what is no service stays in the title and says so", async () => {
  const { user, line, core, onSaved } = await box();

  await user.type(line, "mine broke @sam ~rocket");
  await screen.findByText("is no service here, and stays in the title.");
  await user.keyboard("{Enter}");

  await waitFor(() => expect(onSaved).toHaveBeenCalled());
  const [[{ request }]] = onSaved.mock.calls as [[{ request: string }]];
  expect((await core.open_request({ request })).row.title).toBe("mine broke ~rocket");
});

test("a kind of request that everybody knows is no service", async () => {
  const { user, line } = await box();

  await user.type(line, "mine broke @sam ~cover");

  await screen.findByText("to cover");
  expect(screen.queryByText(/is no service/)).toBeNull();
});

test("Escape closes and keeps the draft", async () => {
  const { user, line, onClose, core } = await box();
  await user.type(line, "half a thou");

  await user.keyboard("{Escape}");

  expect(onClose).toHaveBeenCalled();
  await waitFor(async () => expect(await core.find_draft({ key: "quick-add" })).toBe("half a thou"));
});

test("a line that nobody is named in waits, and does not offer to be saved", async () => {
  const { user, line, onSaved } = await box();

  await user.type(line, "the deed by fri");
  await screen.findByText(/The line waits here until you name somebody/);
  expect(screen.queryByText("Enter")).toBeNull();
  await user.keyboard("{Enter}");

  expect(await screen.findByText(/Name somebody with @ or a team with #/)).toBeTruthy();
  expect(onSaved).not.toHaveBeenCalled();
});

test("what kept a line from being saved is forgotten once the line goes on", async () => {
  const { user, line } = await box();
  await user.type(line, "the deed{Enter}");
  const refused = /Name somebody with @ or a team with #/;
  await screen.findByText(refused);

  await user.type(line, " @sam");

  await waitFor(() => expect(screen.queryByText(refused)).toBeNull());
  expect(await screen.findByText("A request.")).toBeTruthy();
});

test("parts that do nothing in this line say so", async () => {
  const { user, line, container } = await box();

  await user.type(line, "ask @sam for the deed #grants ^teamwork every 2 weeks");

  expect(await screen.findAllByText("is not used in a request")).toHaveLength(1);
  expect(screen.getByText("is not used: somebody else is asked already")).toBeTruthy();
  expect(container.querySelectorAll("mark[data-unused]")).toHaveLength(2);
  expect(screen.getByText("every 2 weeks", { selector: ".chip > span" })).toBeTruthy();
});

test("a line that was saved in another window is gone from this one", async () => {
  const { user, line, core } = await box();
  await user.type(line, "the deed @sam");
  const elsewhere = new QuickAddLine(core);
  await elsewhere.load();
  expect(elsewhere.text).toBe("the deed @sam");
  await elsewhere.save();

  window.dispatchEvent(new Event("focus"));

  await waitFor(() => expect(line.value).toBe(""));
  expect(screen.queryByText("A request.")).toBeNull();
});

test("a line that went on in another window goes on from there", async () => {
  const { user, line, core } = await box();
  await user.type(line, "the deed");
  const elsewhere = new QuickAddLine(core);
  await elsewhere.load();
  elsewhere.write("the deed @sam by fri");

  window.dispatchEvent(new Event("focus"));

  await waitFor(() => expect(line.value).toBe("the deed @sam by fri"));
});

test("an open request that says the same is shown, and one press away", async () => {
  const { user, line, onOpen, container } = await box();

  await user.type(line, "riparian grant listing 4471 @sam");
  const similar = await screen.findByRole("button", { name: /LEG-87 Riparian grant/ });
  expect(await audit(container)).toEqual([]);
  await user.click(similar);

  expect(onOpen).toHaveBeenCalledWith(expect.objectContaining({ id: "r-riparian" }));
  expect(screen.getByText("One open request says nearly the same.")).toBeTruthy();
  expect(line.value).toBe("riparian grant listing 4471 @sam");
});

test("thanks are no request that somebody may have made already", async () => {
  const { user, line } = await box();

  await user.type(line, "thank @sam for the riparian grant listing 4471");

  await screen.findByText("Sam Okafor");
  expect(screen.queryByText("Asked already?")).toBeNull();
});

test("whoever can help with such a thing can be asked with one press", async () => {
  const { user, line, container } = await box();

  await user.type(line, "boundary survey of the mill // for the buyer");
  const helper = await screen.findByRole("button", { name: /^Ben Osei delivered . like it/ });
  expect(await audit(container)).toEqual([]);
  await user.click(helper);

  expect(line.value).toBe("boundary survey of the mill @ben.osei // for the buyer");
  await waitFor(() => expect(screen.queryByRole("group", { name: "Who can help with this?" })).toBeNull());
});

test("an answer that fits is read beside the line, and what helped is counted", async () => {
  const { user, line, container, core, onHelped } = await box();

  await user.type(line, "ask my VPN does not connect");
  await user.click(await screen.findByRole("button", { name: /The VPN does not connect from home/ }));
  await screen.findByText(/Choose the gateway/);
  expect(await audit(container)).toEqual([]);
  expect(line.value).toBe("ask my VPN does not connect");
  await user.click(screen.getByRole("button", { name: "This helped" }));

  await waitFor(() => expect(onHelped).toHaveBeenCalledOnce());
  expect((await core.open_answer({ id: "k-vpn" })).row.helped).toBe(15);
  expect(line.value, "the draft is kept").toBe("ask my VPN does not connect");
});

test("whoever closes an answer again goes on typing", async () => {
  const { user, line } = await box();
  await user.type(line, "ask the badge does not open");
  const title = await screen.findByRole("button", { name: /The badge does not open the gate/ });

  await user.click(title);
  await waitFor(() => expect(title.getAttribute("aria-expanded")).toBe("true"));
  await user.click(title);

  expect(document.activeElement).toBe(line);
});
