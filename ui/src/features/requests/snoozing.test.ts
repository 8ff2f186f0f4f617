import { screen, within } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { audit, show } from "../../testing/stage";
import { isPossible, STEP_KEYS } from "./actions";
import RequestPane from "./RequestPane.svelte";

async function takeStep(user: Awaited<ReturnType<typeof show>>["user"], name: string): Promise<void> {
  await user.click(await screen.findByRole("button", { name: "More steps" }));
  await user.click(await screen.findByRole("menuitem", { name }));
}

test("what an open request brings to mind is put off from there", async () => {
  const { user, core } = await show(RequestPane, { request: "r-budget" });
  await takeStep(user, "Snooze…");
  const dialog = await screen.findByRole("dialog", { name: "Remind me later" });
  expect(await audit(dialog)).toEqual([]);

  await user.click(await within(dialog).findByRole("button", { name: "tomorrow 9:00" }));
  await user.click(within(dialog).getByRole("button", { name: "Snooze" }));

  await expect
    .poll(async () => (await core.open_request({ request: "r-budget" })).follow_ups[0])
    .toMatchObject({ is_snoozed: true, due: "2026-11-19T08:00:00.000Z" });
});

test("of several one is chosen", async () => {
  const { user, core } = await show(RequestPane, { request: "r-budget" });
  const due = "2026-11-20T08:00:00.000Z";
  const { id } = await core.remind({ request: "r-budget", words: "Ask Freya", due, if_no_reply: false });
  await takeStep(user, "Snooze…");
  const dialog = await screen.findByRole("dialog", { name: "Remind me later" });

  await user.click(within(dialog).getByRole("combobox", { name: /^What/ }));
  await user.click(await screen.findByRole("option", { name: /Ask Freya/ }));
  await user.click(await within(dialog).findByRole("button", { name: "tomorrow 9:00" }));
  await user.click(within(dialog).getByRole("button", { name: "Snooze" }));

  await expect
    .poll(async () => {
      const { follow_ups } = await core.open_request({ request: "r-budget" });
      return follow_ups.filter((one) => one.is_snoozed).map((one) => one.id);
    })
    .toEqual([id]);
});

test("H puts off what there is, and sets a reminder where there is nothing", async () => {
  const { core } = await show(RequestPane, { request: "r-budget" });
  const first = async (request: string) => {
    const detail = await core.open_request({ request });
    return STEP_KEYS.h?.find((step) => isPossible(detail, step));
  };

  expect(await first("r-budget")).toBe("snooze");
  expect(await first("r-brochure")).toBe("remind");
});
