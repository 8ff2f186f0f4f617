import { screen } from "@testing-library/svelte";
import { expect, test, vi } from "vitest";
import type { Notice, NoticeSubject } from "../../platform";
import { audit, show } from "../../testing/stage";
import NoticeStack from "./NoticeStack.svelte";

const asked = (id: string, title = "Maria asks"): Notice => ({
  subject: { type: "request", id },
  title,
  body: "The grant",
  actions: [{ action: "promise", label: "Promise…" }],
  needs_you: true,
});

const tell = (notice: Notice) => window.dispatchEvent(new CustomEvent("fake-notice", { detail: notice }));
const withdraw = (subject: NoticeSubject) =>
  window.dispatchEvent(new CustomEvent("fake-notice-withdrawn", { detail: subject }));

test("a notice that no desktop shows stands in the window with its buttons", async () => {
  const { user, session, container } = await show(NoticeStack, {});
  const answered = vi.spyOn(session.platform, "answerNotice");
  tell(asked("r1"));
  expect(await screen.findByText("The grant")).toBeTruthy();
  expect(await audit(container)).toEqual([]);

  await user.click(screen.getByRole("button", { name: "Promise…" }));

  expect(answered).toHaveBeenCalledWith({ type: "request", id: "r1" }, "promise");
  expect(screen.queryByText("The grant")).toBeNull();
});

test("its words open what it is about, and closing it asks for nothing", async () => {
  const { user, session } = await show(NoticeStack, {});
  const answered = vi.spyOn(session.platform, "answerNotice");
  tell(asked("r1"));
  await user.click(await screen.findByText("Maria asks"));
  tell(asked("r2"));
  await user.click(await screen.findByRole("button", { name: "Close" }));

  expect(answered.mock.calls.map(([, action]) => action)).toEqual(["open", null]);
});

test("a later notice takes the place of the first, and one handled elsewhere goes", async () => {
  await show(NoticeStack, {});
  tell(asked("r1"));
  tell(asked("r1", "Maria asks again"));
  expect(await screen.findByText("Maria asks again")).toBeTruthy();
  expect(screen.queryByText("Maria asks")).toBeNull();

  withdraw({ type: "request", id: "r1" });

  await expect.poll(() => screen.queryByText("Maria asks again")).toBeNull();
});

test("no more than three stand at a time, the latest ones", async () => {
  const { user } = await show(NoticeStack, {});
  for (const id of ["1", "2", "3", "4"]) tell(asked(id, `Notice ${id}`));
  expect(await screen.findByText("Notice 4")).toBeTruthy();
  expect(screen.queryByText("Notice 1")).toBeNull();

  await user.click(screen.getByText("Notice 4"));

  expect(await screen.findByText("Notice 1")).toBeTruthy();
});
