import { screen, waitFor } from "@testing-library/svelte";
import { expect, test, vi } from "vitest";
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

test("by the keyboard earlier lines come when they are asked for, not before", async () => {
  let look: IntersectionObserverCallback = () => undefined;
  class Observer {
    constructor(seen: IntersectionObserverCallback) {
      look = seen;
    }
    observe() {}
    disconnect() {}
  }
  vi.stubGlobal("IntersectionObserver", Observer);
  const { user } = await show(RequestPane, { request: "r-riparian" }, "long_talk");
  await screen.findByText(/^Message 500:/);
  const seen = () =>
    look([{ isIntersecting: true } as IntersectionObserverEntry], {} as IntersectionObserver);

  screen.getByRole("button", { name: /^Show earlier lines/ }).focus();
  seen();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(lines()).toBe(60);
  await user.keyboard("{Enter}");
  await waitFor(() => expect(lines()).toBe(180));
  (document.activeElement as HTMLElement).blur();
  seen();
  await waitFor(() => expect(lines()).toBe(300));
  vi.unstubAllGlobals();
});

test("earlier lines are not read aloud as news", async () => {
  const { user } = await show(RequestPane, { request: "r-riparian" }, "long_talk");
  await screen.findByText(/^Message 500:/);
  const list = screen.getByRole("list", { name: "Conversation" });

  await user.click(screen.getByRole("button", { name: /Show earlier lines/ }));
  expect(list.getAttribute("aria-live")).toBe("off");

  await waitFor(() => expect(list.getAttribute("aria-live")).toBe("polite"));
});
