import { screen, waitFor, within } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { audit, show } from "../../testing/stage";
import RequestPane from "./RequestPane.svelte";

const composer = (name = "Write a message") => screen.findByRole<HTMLTextAreaElement>("textbox", { name });
const list = () => screen.findByRole("listbox", { name: "Suggestions" });
const options = async () =>
  within(await list())
    .getAllByRole("option")
    .map((one) => one.textContent);

test("a colleague is named by some letters, and it says before sending who will see the request", async () => {
  const { user, container, core } = await show(RequestPane, { request: "r-riparian" });
  const field = await composer();

  await user.type(field, "Maybe @ose");
  expect(await options()).toEqual([expect.stringContaining("Ben Osei")]);
  expect(await audit(container)).toEqual([]);
  await user.keyboard("{Enter}");
  await waitFor(() => expect(field.value).toBe("Maybe @Ben Osei "));
  expect(screen.getByText("Ben Osei will see this request from now on.")).toBeTruthy();
  await user.type(field, "knows{Control>}{Enter}{/Control}");

  expect(await screen.findByText("@Ben Osei", { selector: ".mention" })).toBeTruthy();
  const { watchers, timeline } = await core.open_request({ request: "r-riparian" });
  expect(watchers).toContain("p-ben");
  expect(timeline.find((line) => line.kind === "said" && line.mentions.length > 0)?.words).toBe(
    "Maybe @Ben Osei knows",
  );
  expect(timeline.at(-1)).toMatchObject({ kind: "watched", person: "p-ben" });
});

test("who takes part already is named without more", async () => {
  const { user } = await show(RequestPane, { request: "r-riparian" });

  await user.type(await composer(), "@Sam Okafor?");

  expect(screen.queryByText(/will see this request/)).toBeNull();
});

test("the arrow keys choose, and Escape leaves the text alone", async () => {
  const { user } = await show(RequestPane, { request: "r-riparian" });
  const field = await composer();

  await user.type(field, "@o");
  const offered = await options();
  await user.keyboard("{ArrowDown}");
  const chosen = within(await list()).getByRole("option", { selected: true });
  expect(chosen.textContent).toBe(offered[1]);
  expect(field.getAttribute("aria-activedescendant")).toBe(chosen.id);
  await user.keyboard("{Escape}");

  expect(screen.queryByRole("listbox")).toBeNull();
  expect(field.value).toBe("@o");
  await user.type(field, "s");
  expect(screen.queryByRole("listbox"), "it stays away").toBeNull();
});

test("a name that is nearly right is found as well", async () => {
  const { user } = await show(RequestPane, { request: "r-riparian" });

  await user.type(await composer(), "@Tomaz");

  expect(await options()).toContainEqual(expect.stringContaining("Tomás Herrera"));
});

test("an address is no mention", async () => {
  const { user } = await show(RequestPane, { request: "r-riparian" });

  await user.type(await composer(), "ben@o");

  expect(screen.queryByRole("listbox")).toBeNull();
});

test("a note offers only who reads notes, and says so of others before they are refused", async () => {
  const { user, core } = await show(RequestPane, { request: "r-report" });
  await composer();
  await user.click(screen.getByRole("radio", { name: "Internal note" }));
  const field = await composer("Write an internal note");

  await user.type(field, "@e");
  // Freya leads the team from above.
  const reading = ["Leila Haddad", "Freya Nilsen"].map((name) => expect.stringContaining(name) as string);
  expect(await options()).toEqual(reading);
  await user.clear(field);
  await user.type(field, "@Ben Osei knows");
  expect(screen.getByText(/Ben Osei does not read internal notes/)).toBeTruthy();
  const before = (await core.open_request({ request: "r-report" })).timeline.length;
  await user.click(screen.getByRole("button", { name: "Keep note" }));

  expect((await core.open_request({ request: "r-report" })).timeline.length).toBe(before);
  expect(field.value).toBe("@Ben Osei knows");
});

test("a line that names me stands out", async () => {
  await show(RequestPane, { request: "r-report" });

  const mine = await screen.findByText("@Mara Lindqvist", { selector: ".mention.mine" });

  expect(mine.closest("li")!.dataset.calls).toBe("true");
});

test("other words may call somebody, and keep calling who was renamed since", async () => {
  const { user, core } = await show(RequestPane, { request: "r-riparian" });
  await core.say({
    request: "r-riparian",
    words: "Ask @Benjamin Osei",
    mentions: [{ person: "p-ben", name: "Benjamin Osei" }],
  });
  await composer();
  const line = (await screen.findByText("@Benjamin Osei")).closest("li")!;

  await user.click(within(line).getByRole("button", { name: "Edit" }));
  const field = await composer("The message in other words");
  await user.type(field, " or @Aiko{Enter}");
  await waitFor(() => expect(field.value).toBe("Ask @Benjamin Osei or @Aiko Tanaka "));
  expect(screen.getByText("Aiko Tanaka will see this request from now on.")).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Save" }));

  await waitFor(async () => {
    const { timeline } = await core.open_request({ request: "r-riparian" });
    const said = timeline.findLast((one) => one.kind === "said")!;
    expect(said.mentions.map(({ person }) => person).sort()).toEqual(["p-aiko", "p-ben"]);
  });
});
