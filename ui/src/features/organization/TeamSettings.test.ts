import { screen, waitFor, within } from "@testing-library/svelte";
import { expect, test, vi } from "vitest";
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
  const toggle = screen.getByRole<HTMLInputElement>("switch", { name: "Led by Legal too" });
  const hint = () => document.getElementById(toggle.getAttribute("aria-describedby")!)?.textContent;
  expect(hint()).toMatch(/Finance as well, and with it Grants, and .*confidential requests included/);

  const place = vi.spyOn(core, "place_team");
  await user.click(toggle);
  const asked = () => screen.findByRole("dialog", { name: "Let Legal lead Finance too?" });
  expect(within(await asked()).getByText(/and with it Grants.* Today that is Ines Baumann\./)).toBeTruthy();
  await user.click(within(await asked()).getByRole("button", { name: "Cancel" }));
  expect([toggle.checked, place.mock.calls]).toEqual([false, []]);

  await user.click(toggle);
  await user.click(within(await asked()).getByRole("button", { name: "Let them lead" }));
  await waitFor(async () => expect(await leads("t-finance")).toContain("p-ines"));
  expect(await leads("t-grants")).toContain("p-ines");
});

test("a part is no longer led from above at once, and parts that are not led so are not named", async () => {
  const { core, user } = await show(TeamSettings, { team: team("t-grants") });
  const toggle = screen.getByRole("switch", { name: "Led by Finance too" });
  expect(screen.getByText(/leads Grants as well and sees/)).toBeTruthy();

  await user.click(toggle);
  await waitFor(async () => {
    const { directory } = await core.app_state(null);
    expect(directory.teams.find((one) => one.id === "t-grants")?.leads_above).toEqual([]);
  });
});

test("a team above that this device does not know can be kept, left and led by", async () => {
  const elsewhere = { ...team("t-finance"), part_of: "t-elsewhere" };
  const { core, session, user } = await show(TeamSettings, { team: elsewhere });
  const teams = session.app.directory.teams.map((one) => (one.id === elsewhere.id ? elsewhere : one));
  const partial = { ...session.app, directory: { ...session.app.directory, teams } };
  vi.spyOn(core, "app_state").mockResolvedValue(partial);
  await session.reload();
  const place = vi.spyOn(core, "place_team").mockResolvedValue(null);
  expect(screen.getByRole("combobox", { name: "Part of the team above" })).toBeTruthy();

  await user.click(screen.getByRole("switch", { name: "Led by the team above too" }));
  const dialog = within(await screen.findByRole("dialog"));
  expect(dialog.getByText(/Grants.* Parts that are not shown here open with it/)).toBeTruthy();
  await user.click(dialog.getByRole("button", { name: "Let them lead" }));
  const led = { team: "t-finance", part_of: "t-elsewhere", is_led_from_above: true };
  await waitFor(() => expect(place).toHaveBeenCalledWith(led));

  await user.click(screen.getByRole("button", { name: "Close team…" }));
  await screen.findByText(
    /become parts of the team above: Grants\. Parts that are not shown here move as well\./,
  );
});

test("the card of a part says what it is part of, and who leads it from above", async () => {
  const { container } = await show(TeamCardView, { team: team("t-grants"), isNew: true });
  expect(container.querySelector("summary")?.textContent).toMatch(/· part of Finance$/);
  const row = screen.getByText(/^leads Finance/).closest("li")!;
  expect(row.textContent).toMatch(/Freya Nilsen/);
  expect(within(row).queryByRole("button")).toBeNull();
});

test("who leads above a team that this device does not know is shown, too", async () => {
  await show(TeamCardView, { team: { ...team("t-grants"), part_of: "t-elsewhere" }, isNew: true });
  expect(screen.getByText(/leads it from above/).closest("li")?.textContent).toMatch(/Freya Nilsen/);
  expect(screen.getByText(/part of the team above/)).toBeTruthy();
});

test("teams to be part of are told with the teams above them", async () => {
  const { user } = await show(TeamSettings, { team: team("t-land") });
  screen.getByRole("combobox", { name: /Part of/ }).focus();
  await user.keyboard("{Enter}");
  await screen.findByRole("option", { name: "Finance › Grants" });
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
