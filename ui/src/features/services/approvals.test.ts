import { screen, waitFor, within } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { show } from "../../testing/stage";
import ApprovalsField from "./ApprovalsField.svelte";
import CatalogueDialog from "./CatalogueDialog.svelte";

const dialog = async () => within(await screen.findByRole("dialog"));

test("who asks is told who has to agree, and they are asked at once", async () => {
  const { core, navigation, user } = await show(CatalogueDialog, {});
  await user.click(await screen.findByRole("button", { name: /New laptop/ }));
  const form = await dialog();
  expect(form.getByText("Your manager")).toBeTruthy();
  await user.selectOptions(form.getByRole("combobox", { name: "Why" }), "Replacement");
  await user.click(form.getByRole("button", { name: "Ask" }));

  await waitFor(() => expect(navigation.request).not.toBeNull());
  const detail = await core.open_request({ request: navigation.request! });
  expect(detail.approvals.map(({ state, approvers }) => [state, approvers[0]?.person])).toEqual([
    ["open", "p-leila"],
  ]);
  expect(detail.timeline.at(-1)).toMatchObject({ kind: "approval_asked", by_service: true });
});

test("a step names people, and all of them stay all when one is added", async () => {
  let approvals = [{ is_manager: false, people: ["p-priya"], needed: 1 }];
  const { user } = await show(ApprovalsField, {
    approvals,
    onChange: (changed: typeof approvals) => (approvals = changed),
  });

  await user.type(screen.getByRole("combobox", { name: "These people" }), "Leila");
  await user.click(await screen.findByRole("option", { name: /Leila/ }));

  expect(approvals).toEqual([{ is_manager: false, people: ["p-priya", "p-leila"], needed: 2 }]);
});
