import { screen, waitFor, within } from "@testing-library/svelte";
import type { UserEvent } from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import type { Commands } from "../../platform";
import { createFakePlatform } from "../../platform/fake";
import { show } from "../../testing/stage";
import { QuickAddLine } from "../quick-add/line.svelte";
import RequestPane from "../requests/RequestPane.svelte";
import ThankDialog from "../thanks/ThankDialog.svelte";

/** Lets `command` answer only when it is told to. */
function hold<Name extends keyof Commands>(core: Commands, command: Name, answer: unknown) {
  let release = () => {};
  const held = new Promise((resolve) => (release = () => resolve(answer)));
  const called = vi.fn(() => held);
  Object.assign(core, { [command]: called });
  return { called, release };
}

const pressTwice = (user: UserEvent) => user.keyboard("{Control>}{Enter}{Enter}{/Control}");

test("a line that is saved twice at once is asked once", async () => {
  const { core } = createFakePlatform("usual");
  const { called, release } = hold(core, "save_quick_add", { verb: "ask", request: "r-1" });
  const line = new QuickAddLine(core);
  line.write("the deed @sam");

  const [first, second] = [line.save(), line.save()];
  release();

  expect(await first).toMatchObject({ request: "r-1" });
  expect(await second).toBeUndefined();
  expect(called).toHaveBeenCalledTimes(1);
});

test("a message that is sent twice at once arrives once, and the next one goes out", async () => {
  const { user, core } = await show(RequestPane, { request: "r-riparian" });
  const { called, release } = hold(core, "say", { id: "e-1" });
  const field = await screen.findByRole<HTMLTextAreaElement>("textbox", { name: "Write a message" });

  await user.type(field, "On its way");
  await pressTwice(user);
  expect(called).toHaveBeenCalledTimes(1);
  release();
  await waitFor(() => expect(field.value).toBe(""));
  await user.type(field, "And here it is");
  await pressTwice(user);

  expect(called).toHaveBeenCalledTimes(2);
});

test("thanks that are sent twice at once are said once", async () => {
  const { user, core } = await show(ThankDialog, { to: ["p-sam"], onClose: () => undefined });
  const { called } = hold(core, "thank", { id: "k-1" });

  await user.type(await screen.findByRole("textbox", { name: /Your words/ }), "You were quick.");
  await pressTwice(user);

  expect(called).toHaveBeenCalledTimes(1);
});

test("a step that is taken twice at once is taken once", async () => {
  const { user, core } = await show(RequestPane, { request: "r-budget" });
  const { called } = hold(core, "deliver", null);
  const steps = within(await screen.findByRole("group", { name: "Steps" }));
  await user.click(steps.getByRole("button", { name: "Deliver…" }));

  await user.type(await screen.findByRole("textbox", { name: "What you deliver" }), "The figures.");
  await pressTwice(user);

  expect(called).toHaveBeenCalledTimes(1);
});
