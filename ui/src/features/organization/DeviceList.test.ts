import { screen, within } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { audit, show } from "../../testing/stage";
import DeviceList from "./DeviceList.svelte";

test("a device that is gone is signed out after a question, this one cannot be", async () => {
  const { user, container } = await show(DeviceList, {});
  expect(await screen.findByText("this one")).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Sign out on laptop" })).toBeNull();
  expect(await audit(container)).toEqual([]);

  await user.click(screen.getByRole("button", { name: "Sign out on old-notebook" }));
  const question = within(await screen.findByRole("dialog"));
  await user.click(question.getByRole("button", { name: "Sign out" }));

  await expect.poll(() => screen.queryByText("old-notebook")).toBeNull();
  expect(screen.getByText("laptop")).toBeTruthy();
});

test("without the backend it says why there is nothing to see", async () => {
  await show(DeviceList, {}, "offline");

  expect((await screen.findByRole("alert")).textContent).toMatch(/known by the backend alone/);
});
