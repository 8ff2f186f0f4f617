import { screen, waitFor, within } from "@testing-library/svelte";
import { expect, test, vi } from "vitest";
import type { When } from "../../platform";
import { show } from "../../testing/stage";
import RequestPane from "./RequestPane.svelte";

async function open(request: string, step: string) {
  const shown = await show(RequestPane, { request });
  const steps = within(await screen.findByRole("group", { name: "Steps" }));
  await shown.user.click(steps.getByRole("button", { name: step }));
  return { ...shown, dialog: within(await screen.findByRole("dialog")) };
}

test("a promise is not made while the time of the next word is unclear", async () => {
  const { user, dialog } = await open("r-map", "Promise…");
  const promise = dialog.getByRole<HTMLButtonElement>("button", { name: "Promise" });
  await user.type(dialog.getByRole("textbox", { name: "I deliver by" }), "fri 15:00");
  await waitFor(() => expect(promise.disabled).toBe(false));

  const nextWord = dialog.getByRole("textbox", { name: "Next word by" });
  await user.type(nextWord, "wensday");
  await dialog.findByText(/not clear yet/);
  expect(promise.disabled).toBe(true);

  await user.clear(nextWord);
  await waitFor(() => expect(promise.disabled).toBe(false));
});

test("an earlier time is not sent while a new one is being understood", async () => {
  const { user, dialog, core } = await open("r-budget", "New time…");
  const renegotiate = vi.spyOn(core, "renegotiate");
  const field = dialog.getByRole("textbox", { name: "I deliver by" });
  await user.type(field, "fri 15:00");
  await user.type(dialog.getByRole("textbox", { name: "Why" }), "The figures came late.");
  const send = dialog.getByRole<HTMLButtonElement>("button", { name: "Move the promise" });
  await waitFor(() => expect(send.disabled).toBe(false));

  core.understand_when = () => new Promise<When>(() => undefined);
  await user.type(field, "0{Control>}{Enter}{/Control}");

  expect(renegotiate).not.toHaveBeenCalled();
  expect(send.disabled).toBe(true);
});
