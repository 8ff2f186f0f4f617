import { screen, waitFor, within } from "@testing-library/svelte";
import { expect, test, vi } from "vitest";
import { undoLast } from "../features/session/perform";
import { audit, show } from "../testing/stage";
import type { Addressee, Commands } from "../platform";
import MainView from "./MainView.svelte";
import ProfileSection from "../features/settings/ProfileSection.svelte";
import PossibleHelpers from "../features/people/PossibleHelpers.svelte";
import WhoCanHelp from "../features/people/WhoCanHelp.svelte";

async function askOf(core: Commands, title: string, addressee: Addressee): Promise<string> {
  const plain = { details: null, kind: null, needed_by: null, watchers: [], link: null, form: null };
  const { request } = await core.ask({
    title,
    addressee,
    visibility: "teams",
    priority: "normal",
    ...plain,
  });
  return request;
}

test("people are named with why, and chosen with one press", async () => {
  const chosen: string[] = [];
  const { user, container } = await show(WhoCanHelp, {
    text: "A look at the deed of the Quarry meadow",
    onChoose: (person: string) => void chosen.push(person),
  });

  const group = within(await screen.findByRole("group", { name: "Who can help with this?" }));
  const ines = group.getByRole("button", { name: /Ines Baumann knows: Deeds/ });
  expect(await audit(container)).toEqual([]);
  await user.click(ines);

  expect(chosen).toEqual(["p-ines"]);
});

test("who is away is named last, and it is said until when", async () => {
  const { core, user } = await show(WhoCanHelp, { text: "", onChoose: () => undefined });
  const named = () => core.who_can_help({ text: "the VPN, the deeds", request: null });
  expect((await named()).map((one) => one.person)).toEqual(["p-ines", "p-noah"]);
  const absence = { first_day: "2026-11-16", back_on: "2026-11-30", substitute: null };
  await core.set_absence({ person: "p-ines", absence });

  const helpers = await named();
  expect(helpers.map((one) => one.person)).toEqual(["p-noah", "p-ines"]);
  const onChoose = vi.fn();
  await show(PossibleHelpers, { helpers, onChoose });
  await user.click(screen.getByRole("button", { name: /Ines Baumann knows: Deeds · away until/ }));

  expect(onChoose).toHaveBeenCalledWith("p-ines");
});

test("in a hand-over, choosing somebody fills in whom it goes to", async () => {
  const { user, navigation, core } = await show(MainView, {});
  const request = await askOf(core, "A deed for the mill", { person: null, team: "t-grants" });
  navigation.open(request, "hand_over");
  const dialog = within(await screen.findByRole("dialog"));

  await user.click(await dialog.findByRole("button", { name: /Ines Baumann knows: Deeds/ }));

  await dialog.findByRole("button", { name: "Remove Ines Baumann" });
  expect(dialog.queryByRole("group", { name: "Who can help with this?" })).toBeNull();
});

test("everybody says what they can be asked about, and takes it back", async () => {
  const { user, container, core, session } = await show(ProfileSection, {});
  const field = await screen.findByRole<HTMLInputElement>("textbox", { name: "A skill, in a few words" });
  expect(await audit(container)).toEqual([]);

  await user.type(field, "French{Enter}");
  await waitFor(() => expect(session.person(session.me)!.skills).toEqual(["Budgets", "French"]));
  await waitFor(() => expect(field.value).toBe(""));
  await user.type(field, "budgets");
  await screen.findByText("You have said so already.");
  await user.click(screen.getByRole("button", { name: "Remove Budgets" }));
  await waitFor(() => expect(session.person(session.me)!.skills).toEqual(["French"]));
  // Another device adds one meanwhile.
  await core.set_skills({ skills: ["French", "Deeds"] });
  await waitFor(() => expect(session.person(session.me)!.skills).toContain("Deeds"));
  expect(undoLast()).toBe(true);

  await waitFor(() => expect(session.person(session.me)!.skills).toEqual(["Budgets", "French", "Deeds"]));
});

test("who leads a team finds its members in the order of what they have open, and nobody twice", async () => {
  const { navigation, core, session } = await show(MainView, {});
  await core.set_membership({ team: "t-legal", person: session.me, role: "lead" });
  for (const title of ["A deed for the quarry", "A deed for the pond"])
    await askOf(core, title, { person: "p-ines", team: null });
  const request = await askOf(core, "A deed for the mill", { person: null, team: "t-legal" });
  const holders = await core.possible_holders({ request });
  expect(holders.map(({ person }) => person).sort()).toEqual(["p-ines", "p-sam"]);
  const [first, last] = holders;
  expect(first!.open!).toBeLessThan(last!.open!);
  navigation.open(request, "hand_over");
  const dialog = within(await screen.findByRole("dialog"));
  const group = within(
    await dialog.findByRole("group", { name: "Members of Legal, those with least open first" }),
  );

  await group.findByRole("button", { name: /Ines Baumann knows: Deeds · \d open/ });
  const names = group.getAllByRole("button").map((one) => one.querySelector(".name")!.textContent);
  const nameOf = { "p-ines": "Ines Baumann", "p-sam": "Sam Okafor" } as Record<string, string>;
  expect(names).toEqual(holders.map(({ person }) => nameOf[person]));
  expect(dialog.getAllByRole("button", { name: /Ines Baumann/ }).length).toBe(1);
});

test("nobody but a lead sees what the others of a team have open", async () => {
  const { navigation, core, session } = await show(MainView, {});
  await core.set_membership({ team: "t-legal", person: session.me, role: "member" });
  const request = await askOf(core, "A deed for the mill", { person: null, team: "t-legal" });
  navigation.open(request, "hand_over");
  const dialog = within(await screen.findByRole("dialog"));

  const group = await dialog.findByRole("group", { name: "Members of Legal" });

  expect(within(group).getAllByRole("button").length).toBe(2);
  expect(group.textContent).not.toMatch(/open/);
});

test("what is asked of my team is handed to a member, and the focus goes on to why", async () => {
  const { user, navigation, core } = await show(MainView, {});
  const request = await askOf(core, "A grant for the mill", { person: null, team: "t-grants" });
  navigation.open(request, "hand_over");
  const dialog = within(await screen.findByRole("dialog"));
  const group = within(
    await dialog.findByRole("group", { name: /Members of .*, those with least open first/ }),
  );
  const [first] = group.getAllByRole("button");
  const name = first!.querySelector(".name")!.textContent!;
  expect(first!.textContent).toMatch(/open/);

  await user.click(first!);

  await dialog.findByRole("button", { name: `Remove ${name}` });
  await waitFor(() => expect(document.activeElement).toBe(dialog.getByRole("textbox", { name: /Why/ })));
});
