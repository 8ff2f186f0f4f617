import { screen } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { show } from "../../testing/stage";
import QueueChoice from "./QueueChoice.svelte";

test("who leads a team chooses among its queue and those of its parts, which come after it", async () => {
  const { core } = await show(QueueChoice, { chosen: null, onChoose: () => undefined });
  await core.place_team({ team: "t-legal", part_of: "t-grants", is_led_from_above: true });
  await core.place_team({ team: "t-land", part_of: "t-legal", is_led_from_above: true });

  await screen.findByRole("radio", { name: /^Land stewardship \d+, part of Legal$/ });
  const offered = screen.getAllByRole("radio").map((one) => one.parentElement?.textContent?.trim());
  expect(offered.map((text) => text?.replace(/\s*\d+$/, ""))).toEqual([
    "All queues",
    "Grants",
    "› Legal",
    "›› Land stewardship",
  ]);
});

test("who is in all the teams that are offered chooses among their own", async () => {
  const { core } = await show(QueueChoice, { chosen: null, onChoose: () => undefined });
  await core.set_membership({ team: "t-land", person: "p-mara", role: "member" });
  await screen.findByRole("radio", { name: "All my teams" });
});
