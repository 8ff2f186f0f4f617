import { screen, waitFor, within } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { TEAMS } from "../../platform/fake/organization";
import { audit, show } from "../../testing/stage";
import TeamCardView from "../settings/TeamCardView.svelte";
import TeamSettings from "./TeamSettings.svelte";

const team = (id: string) => structuredClone(TEAMS.find((one) => one.id === id)!);

test("an administrator says what a team is part of, and itself and its parts are not offered", async () => {
  const { core, user, container } = await show(TeamSettings, { team: team("t-finance") });
  expect(await audit(container)).toEqual([]);
  screen.getByRole("combobox", { name: /Part of/ }).focus();
  await user.keyboard("{Enter}");
  const offered = (await screen.findAllByRole("option")).map((one) => one.textContent?.trim());
  expect(offered).toContain("Legal");
  expect(offered).not.toContain("Finance");
  expect(offered).not.toContain("Grants");

  await user.click(screen.getByRole("option", { name: "Legal" }));
  await waitFor(async () => {
    const { directory } = await core.app_state(null);
    expect(directory.teams.find((one) => one.id === "t-finance")?.part_of).toBe("t-legal");
    expect(directory.teams.find((one) => one.id === "t-finance")?.leads_above).toEqual([]);
  });
});

test("who leads the team above leads a part where an administrator says so", async () => {
  const { core, user } = await show(TeamSettings, { team: { ...team("t-finance"), part_of: "t-legal" } });
  await core.place_team({ team: "t-finance", part_of: "t-legal", is_led_from_above: false });
  const leads = async (id: string) => {
    const { directory } = await core.app_state(null);
    return directory.teams.find((one) => one.id === id)?.leads_above;
  };
  const toggle = screen.getByRole("switch", { name: "Led by Legal too" });
  const hint = document.getElementById(toggle.getAttribute("aria-describedby")!)?.textContent;
  expect(hint).toMatch(/Finance .*confidential requests included/);

  await user.click(toggle);
  await waitFor(async () => expect(await leads("t-finance")).toContain("p-ines"));
  expect(await leads("t-grants")).toContain("p-ines");
});

test("who closes a team is told what becomes of its parts", async () => {
  const { core, user } = await show(TeamSettings, { team: team("t-finance") });
  await user.click(screen.getByRole("button", { name: "Close team…" }));
  const dialog = within(await screen.findByRole("dialog"));
  expect(dialog.getByText(/then stand by themselves: .*Grants/)).toBeTruthy();

  await user.click(dialog.getByRole("button", { name: "Close team" }));
  await waitFor(async () => {
    const { directory } = await core.app_state(null);
    expect(directory.teams.find((one) => one.id === "t-grants")?.part_of).toBeNull();
  });
});

test("a circle and too many teams below each other are refused", async () => {
  const { core } = await show(TeamSettings, { team: team("t-finance") });
  const place = (one: string, part_of: string) =>
    core.place_team({ team: one, part_of, is_led_from_above: false });
  await expect(place("t-finance", "t-grants")).rejects.toMatchObject({ code: "part_of_itself" });
  await place("t-legal", "t-grants");
  await place("t-land", "t-legal");
  await place("t-people", "t-land");
  await expect(place("t-news", "t-people")).rejects.toMatchObject({ code: "teams_too_deep" });
});

test("a part shows by whose hours and levels it goes, and sets its own from there", async () => {
  const { core, user } = await show(TeamCardView, { team: team("t-land"), isNew: true });
  await core.place_team({ team: "t-land", part_of: "t-legal", is_led_from_above: false });
  await user.click(screen.getByRole("button", { name: "Hours and service levels…" }));
  const dialog = within(await screen.findByRole("dialog"));
  expect(await dialog.findByText("As Legal")).toBeTruthy();
  expect(dialog.getByText("As Legal:").parentElement?.textContent).toMatch(/Pressing, Usual/);
  expect(dialog.queryByText("No service level yet")).toBeNull();

  await user.click(dialog.getByRole("switch", { name: "Its own hours" }));
  await user.click(dialog.getByRole("button", { name: "Set its own" }));
  await user.click(dialog.getByRole("button", { name: "Save" }));
  await waitFor(async () => {
    const { calendar, levels } = await core.team_terms({ team: "t-land" });
    expect([calendar?.country, levels.map((one) => one.name)]).toEqual(["DE", ["Pressing", "Usual"]]);
  });
});
