import { screen, waitFor, within } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { createFakePlatform } from "../platform/fake";
import { audit, show } from "../testing/stage";
import AttentionView from "./AttentionView.svelte";
import FirstRunView from "./FirstRunView.svelte";
import MainView from "./MainView.svelte";
import ThanksView from "./ThanksView.svelte";
import TodayView from "./TodayView.svelte";

test("today answers what was promised, who waits, and whom to thank", async () => {
  const { container } = await show(TodayView, {});

  await screen.findByRole("heading", { name: "Good morning, Mara" });
  const promised = within(screen.getByRole("region", { name: /Promised for today/ }));
  expect(promised.getAllByRole("button")).toHaveLength(3);
  expect(screen.getByRole("region", { name: /Waiting for you/ })).toBeTruthy();
  const thankless = within(screen.getByRole("region", { name: /Not thanked yet/ }));
  expect(thankless.getByRole("button", { name: /Boundary survey.* Ben Osei/ })).toBeTruthy();
  expect(thankless.getByRole("button", { name: "Say thanks to Ben Osei" })).toBeTruthy();
  expect(await audit(container)).toEqual([]);
});

test("what there is no room for is counted, and one press away", async () => {
  const { user } = await show(TodayView, {}, "busy");
  const followUps = within(await screen.findByRole("region", { name: "Follow-ups 8" }));
  const more = followUps.getByRole("button", { name: /^\d more$/ });
  const hidden = parseInt(more.textContent ?? "", 10);
  expect(followUps.getAllByRole("listitem")).toHaveLength(8 - hidden);

  await user.click(more);

  expect(followUps.getAllByRole("listitem")).toHaveLength(8);
  expect(followUps.getByRole("button", { name: "Show fewer" })).toBeTruthy();
});

test("a promise stands once: among the promises, not among the follow-ups as well", async () => {
  const { core } = await show(TodayView, {}, "busy");
  const promised = within(await screen.findByRole("region", { name: /Promised for today/ }));
  expect(promised.getByRole("button", { name: /Interim report/ })).toBeTruthy();

  const { follow_ups } = await core.today(null);
  expect(follow_ups.filter((one) => one.reason === "promise")).toHaveLength(3);
  const followUps = screen.getByRole("region", { name: `Follow-ups ${follow_ups.length - 3}` });
  expect(within(followUps).queryByText(/^Promise due/)).toBeNull();
});

test("a follow-up is done with one press", async () => {
  const { user } = await show(TodayView, {});

  await user.click(
    await screen.findByRole("button", { name: "Done: Call Dmitri about the Miller corner stones" }),
  );

  await waitFor(() => expect(screen.queryByText(/Call Dmitri/)).toBeNull());
});

test("a promise for tonight is due tonight, though its reminder rang yesterday", async () => {
  const { user, navigation, core } = await show(MainView, {}, "empty");
  const usual = createFakePlatform("usual").core;
  const detail = await usual.open_request({ request: "r-budget" });
  const promise = { due: "2026-11-18T22:45:00Z", state: "on_time" as const, renegotiated: 0 };
  const [followUp] = (await usual.today(null)).follow_ups;
  const request = { ...detail.row, promise };
  const rung = {
    ...followUp!,
    reason: "promise" as const,
    words: null,
    request,
    due: "2026-11-17T20:34:00Z",
  };
  const today = await core.today(null);
  core.today = async () => ({ ...today, follow_ups: [rung] });
  core.open_request = async () => ({ ...detail, row: request, follow_ups: [rung] });

  navigation.show("thanks");
  await screen.findByText(/No thanks yet/);
  navigation.show("today");
  const followUps = await screen.findByRole("region", { name: /Follow-ups/ });
  expect(within(followUps).getByText("Promise due today 23:45")).toBeTruthy();

  await user.click(within(followUps).getByRole("button", { name: /^Budget figures/ }));
  const facts = await screen.findAllByRole("region", { name: "Facts" });
  expect(within(facts.at(-1)!).getByText("Promise due today 23:45")).toBeTruthy();
});

test("an empty day teaches the next step", async () => {
  const { user, navigation } = await show(TodayView, {}, "empty");

  await user.click(await screen.findByRole("button", { name: "Ask somebody" }));

  expect(navigation.isQuickAddOpen).toBe(true);
});

test("alone, the list of everyone leads to the organization", async () => {
  const { user, navigation } = await show(MainView, {}, "empty");
  navigation.show("everyone");

  await user.click(await screen.findByRole("button", { name: "Join an organization" }));

  expect(await screen.findByRole("textbox", { name: "Invitation link" })).toBeTruthy();
});

test("what was refused says why, and gives the words back", async () => {
  const { user, navigation, core, container } = await show(AttentionView, {});
  const cards = await screen.findAllByRole("article");
  const delivery = within(cards[1]!);
  expect(delivery.getByText(/it is now “Withdrawn”/)).toBeTruthy();
  expect(await audit(container)).toEqual([]);

  await user.click(delivery.getByRole("button", { name: "Use the words again" }));

  await waitFor(() => expect(navigation.request).toBe("r-budget"));
  expect(await core.find_draft({ key: "request:r-budget" })).toBe(
    "The figures are in the shared folder, second sheet.",
  );
});

test("thanks are cards, and mine can be answered", async () => {
  const { user, container } = await show(ThanksView, {});
  const cards = await screen.findAllByRole("article");
  expect(await audit(container)).toEqual([]);

  await user.click(within(cards[0]!).getByRole("button", { name: "Say thanks back" }));

  expect(within(await screen.findByRole("dialog")).getByText("Leila Haddad")).toBeTruthy();
});

test("the first run ends in a workspace of one's own", async () => {
  const { user, core } = await show(FirstRunView, {}, "first_run");
  const name = await screen.findByRole("textbox", { name: "Your name" });
  await user.clear(name);
  await user.type(name, "Mara Lindqvist");
  for (let step = 0; step < 3; step += 1) await user.click(screen.getByRole("button", { name: "Continue" }));

  await user.click(screen.getByRole("button", { name: "Start empty" }));

  await waitFor(async () => expect((await core.app_state(null)).is_first_run).toBe(false));
});

test("single keys go places, and are left alone while somebody types", async () => {
  const { user, navigation } = await show(MainView, {});
  await screen.findByRole("heading", { name: "Good morning, Mara" });

  await user.keyboard("gk");
  expect(navigation.view).toBe("thanks");
  await user.keyboard("q");
  await user.type(await screen.findByRole("textbox"), "gt");

  expect(navigation.view).toBe("thanks");
});
