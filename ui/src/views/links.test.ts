import { screen, waitFor, within } from "@testing-library/svelte";
import { expect, test } from "vitest";
import RequestPane from "../features/requests/RequestPane.svelte";
import { undoLast } from "../features/session/perform";
import { audit, show } from "../testing/stage";

async function choose(user: Awaited<ReturnType<typeof show>>["user"], step: string) {
  await user.click(await screen.findByRole("button", { name: "More steps" }));
  await user.click(await screen.findByRole("menuitem", { name: step }));
  return within(await screen.findByRole("dialog"));
}

test("a whole shows its parts, and says calmly that one is promised for later", async () => {
  const { user, navigation, container } = await show(RequestPane, { request: "r-report" });

  const parts = within(await screen.findByRole("list", { name: "Its parts" }));
  screen.getByText(/“Budget figures for the wetland proposal” is promised by .*, later than the whole/);
  expect(await audit(container)).toEqual([]);
  await user.click(parts.getByRole("button", { name: /^Budget figures/ }));

  expect(navigation.request).toBe("r-budget");
});

test("of what I may not see there is neither title nor number", async () => {
  await show(RequestPane, { request: "r-riparian" });

  await screen.findByText(/linked to a request that you may not see/);

  expect(screen.queryByText(/r-of-the-board/)).toBeNull();
  expect(screen.getByRole("list", { name: "Follows" })).toBeTruthy();
});

test("a link is found by title, said, and taken back", async () => {
  const { user, core } = await show(RequestPane, { request: "r-budget" });
  const dialog = await choose(user, "Link…");

  await user.click(dialog.getByRole("radio", { name: "a duplicate of" }));
  await user.type(dialog.getByRole("textbox", { name: "Find by title or number" }), "GRA-215");
  await user.click(await dialog.findByRole("radio", { name: /Letter of support/ }));
  await user.click(dialog.getByRole("button", { name: "Link" }));

  await screen.findByText(/You marked it as a duplicate of GRA-215/);
  const letter = (await core.open_request({ request: "r-letter" })).links;
  expect(letter.map((link) => [link.request, link.is_from_here])).toEqual([["r-budget", false]]);
  undoLast();
  await waitFor(async () => expect((await core.open_request({ request: "r-letter" })).links).toEqual([]));
});

test("the whole is no part of its part", async () => {
  const { core } = await show(RequestPane, { request: "r-report" });

  await expect(core.link({ request: "r-report", to: "r-budget", kind: "part_of" })).rejects.toMatchObject({
    code: "link_leads_back",
  });
});

test("a link is taken back from the side that does not hold it", async () => {
  const { user, core } = await show(RequestPane, { request: "r-report" });

  await user.click(await screen.findByRole("button", { name: /Take back the link to “Budget figures/ }));

  await waitFor(async () => expect((await core.open_request({ request: "r-budget" })).links).toEqual([]));
  undoLast();
  await screen.findByRole("list", { name: "Its parts" });
});

test("somebody is asked for a part, in one gesture", async () => {
  const { user, core } = await show(RequestPane, { request: "r-letter" });
  const dialog = await choose(user, "Ask somebody for a part…");

  await user.type(dialog.getByRole("textbox", { name: "What you need" }), "The logo of the school");
  await user.type(dialog.getByRole("combobox", { name: "Of whom" }), "aiko");
  await user.click(await screen.findByRole("option", { name: /Aiko Tanaka/ }));
  await user.click(dialog.getByRole("button", { name: "Ask" }));

  const parts = within(await screen.findByRole("list", { name: "Its parts" }));
  expect(parts.getByRole("button", { name: /^The logo of the school/ })).toBeTruthy();
  const [link] = (await core.open_request({ request: "r-letter" })).links;
  expect(link?.row?.addressee.person).toBe("p-aiko");
});

test("what has ended is asked again with what it said, and leads to the new request", async () => {
  const { user, navigation, core } = await show(RequestPane, { request: "r-survey" });
  const steps = within(await screen.findByRole("group", { name: "Steps" }));
  await user.click(steps.getByRole("button", { name: "Ask again…" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Ask again" }));
  await waitFor(() =>
    expect(dialog.getByRole<HTMLInputElement>("textbox", { name: "What you need" }).value).toBe(
      "Boundary survey of the Miller parcel",
    ),
  );

  await user.click(dialog.getByRole("button", { name: "Ask" }));

  await waitFor(() => expect(navigation.request).toMatch(/^r-new/));
  const { links } = await core.open_request({ request: navigation.request! });
  expect(links.map((link) => [link.request, link.kind])).toEqual([["r-survey", "follows"]]);
});

test("a dialog that was closed half way has its title again", async () => {
  const { user } = await show(RequestPane, { request: "r-letter" });
  const first = await choose(user, "Ask somebody for a part…");
  await user.type(first.getByRole("textbox", { name: "What you need" }), "The logo");
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());

  const again = await choose(user, "Ask somebody for a part…");

  await waitFor(() =>
    expect(again.getByRole<HTMLInputElement>("textbox", { name: "What you need" }).value).toBe("The logo"),
  );
});
