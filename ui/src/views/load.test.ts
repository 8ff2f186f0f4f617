import { screen, waitFor, within } from "@testing-library/svelte";
import { expect, test, vi } from "vitest";
import { audit, show } from "../testing/stage";
import LoadView from "./LoadView.svelte";
import MainView from "./MainView.svelte";

test("a lead sees promises next to hours, and what is due on a free day", async () => {
  const { user, container, core } = await show(LoadView, {});
  const table = within(await screen.findByRole("table", { name: /Promises of Grants/ }));

  const mara = within(table.getByRole("row", { name: /Mara Lindqvist/ }));
  expect(mara.getAllByText(/^(One promise|\d promises), 8 hours of work$/).length).toBeGreaterThan(0);
  const { people } = await core.team_load({ team: "t-grants" });
  const late = people.find((one) => one.person === "p-mara")!.late;
  expect(mara.getAllByRole("cell")[0]!.textContent).toBe(String(late));
  expect(mara.getByText("One promise on a free day")).toBeTruthy();
  const leila = within(table.getByRole("row", { name: /Leila Haddad/ }));
  expect(leila.queryByText(/on a free day/)).toBeNull();
  expect(await audit(container)).toEqual([]);

  const save = vi.spyOn(core, "save_team_load");
  await user.click(screen.getByRole("button", { name: "Save as a table" }));
  expect(save).toHaveBeenCalledWith({ team: "t-grants" });
});

test("who leads several teams chooses, and sees the numbers of the one they chose", async () => {
  const { user, core, session } = await show(LoadView, {});
  await screen.findByRole("table", { name: /Promises of Grants/ });
  await core.set_membership({ team: "t-systems", person: session.me, role: "lead" });

  await user.click(await screen.findByRole("radio", { name: "Systems" }));

  const table = within(await screen.findByRole("table", { name: /Promises of Systems/ }));
  expect(table.getByRole("row", { name: /Noah Whitfield/ })).toBeTruthy();
  expect(table.queryByRole("row", { name: /Leila Haddad/ })).toBeNull();
});

test("who leads no team has no place for it, and is told why it is empty", async () => {
  const { user, navigation, core, session } = await show(MainView, {});
  await screen.findByRole("button", { name: "Team load" });

  await core.set_membership({ team: "t-grants", person: session.me, role: "member" });

  await waitFor(() => expect(screen.queryByRole("button", { name: "Team load" })).toBeNull());
  await user.keyboard("gl");
  expect(navigation.view).toBe("load");
  expect(await screen.findByText("You lead no team")).toBeTruthy();
});
