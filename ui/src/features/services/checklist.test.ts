import { screen, waitFor, within } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { createFakePlatform } from "../../platform/fake";
import type { RequestDetail } from "../../platform";
import DeliverDialog from "../requests/dialogs/DeliverDialog.svelte";
import { show } from "../../testing/stage";
import Checklist from "./Checklist.svelte";

const open = { title: "Order the laptop", ticked_by: null, ticked_at: null };

async function detailWith(): Promise<RequestDetail> {
  const { core } = createFakePlatform();
  const detail = await core.open_request({ request: "r-budget" });
  return { ...detail, checklist: [open, open], can: [...detail.can, "tick_step"] };
}

test("delivering with open steps names them and asks first", async () => {
  const probe = await show(DeliverDialog, {
    detail: await detailWith(),
    onClose: () => undefined,
  });
  const dialog = within(await screen.findByRole("dialog"));
  await probe.user.type(dialog.getByRole("textbox", { name: "What you deliver" }), "Here it is");
  const deliver = dialog.getByRole<HTMLButtonElement>("button", { name: "Deliver" });

  expect(dialog.getAllByText("Order the laptop").length).toBe(2);
  expect(deliver.disabled).toBe(true);
  await probe.user.click(dialog.getByRole("switch", { name: "Deliver with open steps" }));
  await waitFor(() => expect(deliver.disabled).toBe(false));
});

test("who only reads along sees the steps and who did them, and ticks none", async () => {
  const done = { ...open, ticked_by: "p-noah", ticked_at: "2026-11-17T09:00:00Z" };
  const detail = { ...(await detailWith()), checklist: [done], can: ["say"] };
  await show(Checklist, { detail });

  expect(screen.getByRole<HTMLInputElement>("checkbox", { name: "Order the laptop" }).disabled).toBe(true);
  expect(screen.getByText(/Noah Whitfield/)).toBeTruthy();
  expect(screen.getByText("1 of 1 done")).toBeTruthy();
});
