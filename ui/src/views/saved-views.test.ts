import { screen, waitFor, within } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { undoLast } from "../features/session/perform";
import { audit, show } from "../testing/stage";
import MainView from "./MainView.svelte";

const names = async (core: Awaited<ReturnType<typeof show>>["core"]) =>
  (await core.list_views(null)).map((view) => view.name);

test("a search is kept under a name, stands in the sidebar, and leads back to it", async () => {
  const { user, core, navigation } = await show(MainView, {});
  navigation.show("everyone");
  const field = await screen.findByRole<HTMLInputElement>("searchbox", { name: "Search requests" });
  await user.type(field, "is:late");

  await user.click(await screen.findByRole("button", { name: "Save as a view…" }));
  const dialog = await screen.findByRole("dialog", { name: "Save as a view" });
  expect(await audit(dialog)).toEqual([]);
  await user.type(within(dialog).getByRole("textbox", { name: "Name" }), "Too late{Enter}");

  const place = await screen.findByRole("button", { name: /^Too late/ });
  await waitFor(() => expect(place.getAttribute("aria-current")).toBe("page"));
  expect(await names(core)).toContain("Too late");

  navigation.show("today");
  await user.click(await screen.findByRole("button", { name: /^Too late/ }));
  expect(navigation.view).toBe("everyone");
  const shown = await screen.findByRole<HTMLInputElement>("searchbox", { name: "Search requests" });
  await waitFor(() => expect(shown.value).toBe("is:late"));
});

test("what was typed besides is kept in the view, when somebody says so", async () => {
  const { user, core } = await show(MainView, {});
  await user.click(await screen.findByRole("button", { name: /^Waiting on others/ }));
  const field = await screen.findByRole<HTMLInputElement>("searchbox", { name: "Search requests" });
  await waitFor(() => expect(field.value).toBe("is:waiting sort:needed"));

  await user.type(field, " lease");
  await user.click(await screen.findByRole("button", { name: "Keep in “Waiting on others”" }));

  await waitFor(async () =>
    expect((await core.list_views(null))[0]!.search).toBe("is:waiting sort:needed lease"),
  );
});

test("views are moved and deleted by their menu, and what was deleted comes back to its place", async () => {
  const { user, core } = await show(MainView, {});
  const more = (name: string) => screen.findByRole("button", { name: `More for the view “${name}”` });

  await user.click(await more("Pressing this week"));
  await user.click(await screen.findByRole("menuitem", { name: "Move up" }));
  await waitFor(async () => expect((await names(core))[0]).toBe("Pressing this week"));

  await user.click(await more("Pressing this week"));
  await user.click(await screen.findByRole("menuitem", { name: "Delete" }));
  await waitFor(async () => expect(await names(core)).not.toContain("Pressing this week"));
  expect(undoLast()).toBe(true);
  await waitFor(async () => expect((await names(core))[0]).toBe("Pressing this week"));
});

test("a view that refers to somebody who is gone opens, and says so", async () => {
  const { user, core } = await show(MainView, {});
  await core.keep_view({ id: null, name: "Old", list: "everyone", search: "from:zebedee", team: null });

  await user.click(await screen.findByRole("button", { name: /^Old/ }));

  await screen.findByText("looked for as text: nothing is called so");
});

test("a view of a team that somebody else leads can only be opened and moved", async () => {
  const { user, core, session } = await show(MainView, {});
  await core.set_membership({ team: "t-grants", person: session.me, role: "member" });
  await waitFor(() => expect(session.ledTeams).toEqual([]));

  await user.click(await screen.findByRole("button", { name: "More for the view “Grants 2027”" }));

  await screen.findByRole("menuitem", { name: "Move up" });
  expect(screen.queryByRole("menuitem", { name: "Delete" })).toBeNull();
});

test("a search that was changed and not kept yet is brought back", async () => {
  const { user } = await show(MainView, {});
  const change = async () => {
    await user.click(await screen.findByRole("button", { name: "More for the view “Pressing this week”" }));
    await user.click(await screen.findByRole("menuitem", { name: "Change…" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Change the view" }));
    return dialog.getByRole<HTMLInputElement>("textbox", { name: "Search and filters" });
  };
  const first = await change();
  await waitFor(() => expect(first.value).toBe("priority:>=high due:<=eow"));
  await user.type(first, " lease");
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());

  const second = await change();

  await waitFor(() => expect(second.value).toBe("priority:>=high due:<=eow lease"));
});

test("a view of one team's queue says whose it is", async () => {
  const { user, core, navigation, session } = await show(MainView, {});
  await core.set_membership({ team: "t-systems", person: session.me, role: "member" });
  navigation.show("queues");
  await user.click(await screen.findByRole("radio", { name: /^Systems/ }));
  await user.type(await screen.findByRole("searchbox", { name: "Search requests" }), "is:late");

  await user.click(await screen.findByRole("button", { name: "Save as a view…" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Save as a view" }));
  await user.type(dialog.getByRole("textbox", { name: "Name" }), "Late there{Enter}");

  await waitFor(async () =>
    expect((await core.list_views(null)).at(-1)!.search).toBe('is:late team:"Systems"'),
  );
  expect(screen.queryByRole("button", { name: "Keep in “Late there”" })).toBeNull();
});
