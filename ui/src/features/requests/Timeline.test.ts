import { screen, waitFor } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { show } from "../../testing/stage";
import RequestPane from "./RequestPane.svelte";

const lines = () => screen.getByRole("list", { name: "Conversation" }).querySelectorAll(":scope > li").length;

test("a long conversation opens with its latest lines, and shows earlier ones when asked", async () => {
  const { user, core } = await show(RequestPane, { request: "r-riparian" }, "long_talk");
  await screen.findByText(/^Message 500:/);
  const { length } = (await core.open_request({ request: "r-riparian" })).timeline;
  expect(lines()).toBe(60);
  expect(screen.queryByText(/^Message 1:/)).toBeNull();

  await user.click(screen.getByRole("button", { name: `Show earlier lines (${length - 60})` }));
  expect(lines()).toBe(180);
  await screen.findByText(/^Message 321:/);
});

test("earlier lines are not read aloud as news", async () => {
  const { user } = await show(RequestPane, { request: "r-riparian" }, "long_talk");
  await screen.findByText(/^Message 500:/);
  const list = screen.getByRole("list", { name: "Conversation" });

  await user.click(screen.getByRole("button", { name: /Show earlier lines/ }));
  expect(list.getAttribute("aria-live")).toBe("off");

  await waitFor(() => expect(list.getAttribute("aria-live")).toBe("polite"));
});
