import { screen, waitFor } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { show } from "../testing/stage";
import FirstRunView from "./FirstRunView.svelte";

const next = () => screen.getByRole("button", { name: "Continue" });

test("typing can begin at once, on every step", async () => {
  const { user } = await show(FirstRunView, {}, "first_run");
  const name = await screen.findByRole<HTMLInputElement>("textbox", { name: "Your name" });
  await waitFor(() => expect(document.activeElement).toBe(name));
  await user.keyboard("{Control>}a{/Control}Mara{Enter}");

  const monday = await screen.findByRole("textbox", { name: "Monday" });
  await waitFor(() => expect(document.activeElement).toBe(monday));
  await user.click(next());

  await waitFor(() => expect(document.activeElement).toBe(next()));
  await user.keyboard("{Enter}");

  const examples = await screen.findByRole("button", { name: /a few examples/ });
  await waitFor(() => expect(document.activeElement).toBe(examples));
});

test("starting with the computer is asked for before one begins", async () => {
  const { user, session } = await show(FirstRunView, {}, "first_run");
  await screen.findByRole("textbox", { name: "Your name" });
  for (let step = 0; step < 2; step += 1) await user.click(next());
  const autostart = await screen.findByRole("switch", { name: "Start with the computer" });
  expect(session.app.settings.autostart).toBe(false);

  await user.click(autostart);

  await waitFor(() => expect(session.app.settings.autostart).toBe(true));
  expect(screen.getByRole("switch", { name: "Start with the computer", checked: true })).toBeTruthy();
});

test("while joining there is one way back in the form, and one to begin differently", async () => {
  const { user } = await show(FirstRunView, {}, "first_run");
  const name = await screen.findByRole("textbox", { name: "Your name" });
  await user.clear(name);
  await user.type(name, "Mara");
  for (let step = 0; step < 3; step += 1) await user.click(next());
  await user.click(screen.getByRole("button", { name: "Join my organization with a link" }));

  const link = await screen.findByRole("textbox", { name: "Invitation link" });
  await waitFor(() => expect(document.activeElement).toBe(link));
  await user.type(link, "https://turn.willowreed.example/join/6f1c");
  await user.click(next());
  await screen.findByText(/invites you to/);
  expect(screen.getAllByRole("button", { name: "Back" })).toHaveLength(1);

  await user.click(screen.getByRole("button", { name: "Begin another way" }));

  expect(await screen.findByRole("button", { name: "Start empty" })).toBeTruthy();
});

test("who signs in keeps the profile of the account", async () => {
  const { user, core } = await show(FirstRunView, {}, "first_run");
  const there = await core.profile(null);
  const name = await screen.findByRole("textbox", { name: "Your name" });
  await user.clear(name);
  await user.type(name, "A name for this device");
  for (let step = 0; step < 3; step += 1) await user.click(screen.getByRole("button", { name: "Continue" }));
  await user.click(screen.getByRole("button", { name: "Join my organization with a link" }));
  await user.click(screen.getByRole("button", { name: "I have an account" }));
  await user.type(screen.getByRole("textbox", { name: "Address of the backend" }), "localhost:8484");
  await user.type(screen.getByRole("textbox", { name: "E-mail address" }), "mara@example.org");
  await user.type(screen.getByLabelText("Password"), "a calm long password");

  await user.click(screen.getByRole("button", { name: "Sign in" }));

  await waitFor(async () => expect((await core.app_state(null)).is_first_run).toBe(false));
  expect((await core.profile(null)).name).toBe(there.name);
});
