import { screen, within } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { audit, show } from "../../testing/stage";
import PeopleAdmin from "./PeopleAdmin.svelte";

const opened = async (user: Awaited<ReturnType<typeof show>>["user"], name: RegExp) => {
  await user.click(await screen.findByRole("button", { name }));
  return within(await screen.findByRole("dialog"));
};

test("people are found by what they do, and each says their role and whom they report to", async () => {
  const { user, container } = await show(PeopleAdmin, {});

  await user.type(screen.getByRole("searchbox", { name: /Find by/ }), "counsel");

  const found = within(screen.getByRole("list", { name: "People" })).getAllByRole("button");
  expect(found.map((one) => one.textContent?.replace(/\s+/g, " ").trim())).toEqual([
    expect.stringMatching(/Sam Okafor Counsel · reports to Priya Raman/),
  ]);
  expect(await audit(container)).toEqual([]);
});

test("inviting somebody stands above the list, however long it is", async () => {
  const { user } = await show(PeopleAdmin, {});
  const open = screen.getByRole("button", { name: "Invite somebody…" });
  const list = screen.getByRole("list", { name: "People" });
  expect(open.compareDocumentPosition(list) & Node.DOCUMENT_POSITION_FOLLOWING).toBeTruthy();

  await user.click(open);

  const dialog = within(await screen.findByRole("dialog", { name: "Invite somebody" }));
  await user.click(dialog.getByRole("button", { name: "Cancel" }));
  await expect.poll(() => screen.queryByRole("dialog")).toBeNull();
});

test("a new role and other teams are saved together", async () => {
  const { user, session } = await show(PeopleAdmin, {});
  const dialog = await opened(user, /Ben Osei/);

  await user.click(dialog.getByRole("checkbox", { name: "Finance" }));
  await user.clear(dialog.getByRole("textbox", { name: "What they do" }));
  await user.type(dialog.getByRole("textbox", { name: "What they do" }), "Chief ecologist");
  await user.click(dialog.getByRole("button", { name: "Save" }));

  await expect.poll(() => session.person("p-ben")?.position).toBe("Chief ecologist");
  expect(session.team("t-finance")?.members.some((one) => one.person === "p-ben")).toBe(true);
});

test("ending somebody's access asks first, and can be taken back", async () => {
  const { user, session } = await show(PeopleAdmin, {});
  const dialog = await opened(user, /Ben Osei/);

  await user.click(dialog.getByRole("button", { name: "Deactivate…" }));
  const question = within(await screen.findByRole("dialog", { name: /Deactivate Ben Osei/ }));
  expect(session.person("p-ben")?.is_active).toBe(true);
  await expect.poll(() => document.activeElement).toBe(question.getByRole("button", { name: "Cancel" }));
  await user.click(question.getByRole("button", { name: "Deactivate" }));

  await expect.poll(() => session.person("p-ben")?.is_active).toBe(false);
  await user.click(await screen.findByRole("button", { name: "Let them in again" }));
  await expect.poll(() => session.person("p-ben")?.is_active).toBe(true);
});

test("a link for a new password is made for who has joined, an invitation for who has not", async () => {
  const { user } = await show(PeopleAdmin, {});
  let dialog = await opened(user, /Sam Okafor/);
  await user.click(await dialog.findByRole("button", { name: "Link for a new password" }));
  expect(await dialog.findByText(/\/reset\//)).toBeTruthy();
  await user.click(dialog.getByRole("button", { name: "Cancel" }));

  dialog = await opened(user, /Dmitri Volkov.*not here yet/);
  await user.click(dialog.getByRole("button", { name: "Make a new invitation" }));
  expect(await dialog.findByText(/\/join\//)).toBeTruthy();
});

test("on this computer alone nobody signs themselves out of what has no password", async () => {
  const { user } = await show(PeopleAdmin, {}, "empty");
  const dialog = await opened(user, /Mara Lindqvist/);

  expect(dialog.getByRole("group", { name: "Out of office" })).toBeTruthy();
  expect(dialog.queryByRole("heading", { name: "Access" })).toBeNull();
  expect(dialog.queryByRole("button", { name: "Link for a new password" })).toBeNull();
  expect(dialog.queryByRole("button", { name: /^Sign out/ })).toBeNull();
});

test("without the backend it says what is missing and why", async () => {
  await show(PeopleAdmin, {}, "offline");

  expect((await screen.findByRole("alert")).textContent).toMatch(/known by the backend alone/);
  expect(screen.getByRole("button", { name: /Sam Okafor/ })).toBeTruthy();
});
