import { screen, within } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { audit, show } from "../../testing/stage";
import RequestPane from "./RequestPane.svelte";

const steps = () => screen.findByRole("region", { name: "Agreement" });
const button = (name: string) => screen.findByRole("button", { name });

test("who has to agree sees who has, and agrees", async () => {
  const { user, container, core } = await show(RequestPane, { request: "r-drone" });
  const section = await steps();
  expect(within(section).getByText("Waits for agreement")).toBeTruthy();
  expect(within(section).getByText("2 of 2 have to agree")).toBeTruthy();
  expect(within(section).getByText(/^Priya Raman, /)).toBeTruthy();
  expect(within(section).getByText("You, not yet")).toBeTruthy();
  expect(await audit(container)).toEqual([]);

  await user.click(await button("Agree"));

  expect(await within(section).findByText("Agreed")).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Agree" })).toBeNull();
  const { row } = await core.open_request({ request: "r-drone" });
  expect(row.approval).toBeNull();
});

test("a no wants a reason, says it to everybody, and can be taken back by agreeing after all", async () => {
  const { user } = await show(RequestPane, { request: "r-drone" });
  await user.click(await button("Say no…"));

  const dialog = await screen.findByRole("dialog", { name: "Why do you not agree?" });
  expect(within(dialog).getByRole<HTMLButtonElement>("button", { name: "Say no" }).disabled).toBe(true);
  await user.type(within(dialog).getByRole("textbox", { name: "Why" }), "Rent one for a week");
  await user.click(within(dialog).getByRole("button", { name: "Say no" }));

  const section = await steps();
  expect(await within(section).findByText("Not agreed")).toBeTruthy();
  expect(within(section).getByText("Rent one for a week")).toBeTruthy();
  await user.click(await button("Agree"));
  expect(await within(section).findByText("Agreed")).toBeTruthy();
});

test("a helper asks two people and delivers only once they have agreed", async () => {
  const { user } = await show(RequestPane, { request: "r-brochure" });
  expect(await screen.findByRole("button", { name: "Deliver…" })).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "More steps" }));
  await user.click(await screen.findByRole("menuitem", { name: "Ask for agreement…" }));

  const dialog = await screen.findByRole("dialog", { name: "Who has to agree?" });
  const people = within(dialog).getByRole("combobox", { name: "Approvers" });
  await user.type(people, "Priya");
  await user.click(await screen.findByRole("option", { name: /Priya Raman/ }));
  await user.type(people, "Ruth");
  await user.click(await screen.findByRole("option", { name: /Ruth Adeyemi/ }));
  await user.click(within(dialog).getByRole("radio", { name: "All of them" }));
  await user.click(within(dialog).getByRole("button", { name: "Ask them" }));

  expect(await within(await steps()).findByText("2 of 2 have to agree")).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Deliver…" })).toBeNull();

  const without = () => screen.findByRole("dialog", { name: "Go on without that agreement?" });
  await user.click(within(await steps()).getByRole("button", { name: "Go on without it…" }));
  await user.click(within(await without()).getByRole("button", { name: "Cancel" }));
  expect(screen.queryByRole("button", { name: "Deliver…" })).toBeNull();

  await user.click(within(await steps()).getByRole("button", { name: "Go on without it…" }));
  await user.click(within(await without()).getByRole("button", { name: "Go on without it" }));
  expect(await screen.findByRole("button", { name: "Deliver…" })).toBeTruthy();
});

test("of three people as many have to agree as the helper says", async () => {
  const { user } = await show(RequestPane, { request: "r-brochure" });
  await user.click(await button("More steps"));
  await user.click(await screen.findByRole("menuitem", { name: "Ask for agreement…" }));

  const dialog = within(await screen.findByRole("dialog", { name: "Who has to agree?" }));
  for (const name of ["Priya Raman", "Ruth Adeyemi", "Noah Whitfield"]) {
    await user.type(dialog.getByRole("combobox", { name: "Approvers" }), name.split(" ")[0]!);
    await user.click(await screen.findByRole("option", { name: new RegExp(name) }));
  }
  await user.selectOptions(dialog.getByRole("combobox", { name: "Who has to agree" }), "2 of them");
  await user.click(dialog.getByRole("button", { name: "Ask them" }));

  expect(await within(await steps()).findByText("2 of 3 have to agree")).toBeTruthy();
});
