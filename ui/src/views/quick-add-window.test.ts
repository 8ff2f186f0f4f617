import { expect, test, vi } from "vitest";
import { show } from "../testing/stage";
import { Session } from "../features/session/session.svelte";
import { createFakePlatform } from "../platform/fake";
import QuickAddView from "./QuickAddView.svelte";

test("the window is asked for its height again when it got the one before", async () => {
  const platform = createFakePlatform("usual");
  const resize = vi.spyOn(platform.ownWindow, "resize");
  // Nothing is laid out in a test: every element is so high.
  vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockReturnValue(140);
  const session = await Session.open(platform);
  await show(QuickAddView, { session });
  await vi.waitFor(() => expect(resize).toHaveBeenLastCalledWith(140));
  resize.mockClear();

  vi.spyOn(window, "innerHeight", "get").mockReturnValue(172);
  window.dispatchEvent(new Event("resize"));
  expect(resize).toHaveBeenCalledExactlyOnceWith(140);

  resize.mockClear();
  vi.spyOn(window, "innerHeight", "get").mockReturnValue(140);
  window.dispatchEvent(new Event("resize"));
  expect(resize).not.toHaveBeenCalled();
});
