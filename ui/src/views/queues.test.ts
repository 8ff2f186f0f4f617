import { screen, waitFor, within } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { show } from "../testing/stage";
import MainView from "./MainView.svelte";

/** The rows themselves need a window of some height: the browser looks at them. */
const total = () => Number(document.querySelector("header .total")?.textContent);

test("a request leaves the queue when somebody takes it, by keys alone", async () => {
  const { user, navigation, core } = await show(MainView, {});
  const [before] = await core.list_queues(null);
  await screen.findByRole("button", { name: `Team queues, ${before!.waiting}` });

  await user.keyboard("gq");
  await screen.findByRole("heading", { name: "Team queues" });
  await waitFor(() => expect(total()).toBe(before!.waiting));
  await user.keyboard("j");
  expect(navigation.request).toBe("r-map");
  await screen.findByRole("group", { name: "Steps" });
  await user.keyboard("1");
  const dialog = within(await screen.findByRole("dialog"));
  await user.type(dialog.getByRole("textbox", { name: "I deliver by" }), "fri 15:00");
  await waitFor(() =>
    expect(dialog.getByRole<HTMLButtonElement>("button", { name: "Promise" }).disabled).toBe(false),
  );
  await user.keyboard("{Control>}{Enter}{/Control}");

  await screen.findByRole("button", { name: `Team queues, ${before!.waiting - 1}` });
  await waitFor(() => expect(total()).toBe(before!.waiting - 1));
});

test("who is in several teams chooses whose queue it is", async () => {
  const { user, navigation, core, session } = await show(MainView, {});
  await core.set_membership({ team: "t-systems", person: session.me, role: "member" });
  await core.ask({
    title: "A new battery for the field tablet",
    details: null,
    addressee: { person: null, team: "t-systems" },
    visibility: "teams",
    priority: "normal",
    kind: null,
    needed_by: null,
    watchers: [],
    link: null,
    form: null,
  });
  navigation.show("queues");
  const systems = await screen.findByRole("radio", { name: /^Systems \d+$/ });
  const [grants] = await core.list_queues(null);
  await waitFor(() => expect(total()).toBeGreaterThan(grants!.waiting));

  await user.click(systems);

  expect(navigation.queue).toBe("t-systems");
  const waiting = (await core.list_queues(null)).find((one) => one.team === "t-systems")!.waiting;
  await waitFor(() => expect(total()).toBe(waiting));

  await core.set_membership({ team: "t-systems", person: session.me, role: null });
  await waitFor(() => expect(total()).toBe(grants!.waiting));
  expect(navigation.queue).toBeNull();
});

test("alone, queues lead to the organization", async () => {
  const { user, navigation } = await show(MainView, {}, "empty");
  expect(screen.queryByRole("button", { name: /Team queues/ })).toBeNull();

  navigation.show("queues");
  await user.click(await screen.findByRole("button", { name: "Join an organization" }));

  expect(navigation.view).toBe("settings");
});

test("triage goes on where it was, past what was left for later", async () => {
  const { user, navigation, core } = await show(MainView, {});
  navigation.show("queues");
  const { rows } = await core.list_requests({
    list: "queues",
    team: null,
    include_ended: false,
    text: null,
    offset: 0,
    limit: 9,
  });
  await waitFor(() => expect(total()).toBe(rows.length));
  await user.keyboard("jj");
  expect(navigation.request).toBe(rows[1]!.id);

  await core.decline({ request: rows[1]!.id, reason: "No time", alternative: "Ask Leila" });
  await waitFor(() => expect(total()).toBe(rows.length - 1));
  await user.keyboard("k");

  expect(navigation.request).toBe(rows[0]!.id);
});
