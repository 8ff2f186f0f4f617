import { screen, within } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { createFakePlatform } from "../../platform/fake";
import { audit, show } from "../../testing/stage";
import ClockLine from "./ClockLine.svelte";
import ClockStoryView from "./ClockStoryView.svelte";

test("the strip of a clock can be read as a table", async () => {
  const { row, clocks } = await createFakePlatform("usual").core.open_request({ request: "r-riparian" });
  const clock = clocks.find(({ kind }) => kind === "deliver")!;
  const { user } = await show(ClockLine, { clock, row });

  await user.click(await screen.findByRole("button", { name: /by .* Why is it due then/ }));

  const dialog = within(await screen.findByRole("dialog", { name: "Why is it due then?" }));
  expect(await dialog.findByText(/“Pressing” aims to deliver within 3 working days/)).toBeTruthy();
  expect(dialog.getByRole("img", { name: "14 h 35 min counted so far" })).toBeTruthy();
  const lines = within(dialog.getByRole("table", { name: "What counts and what does not" })).getAllByRole(
    "row",
  );
  expect(lines.some((line) => /1 h 56 min counted/.test(line.textContent ?? ""))).toBe(true);
  expect(lines.some((line) => /left/.test(line.textContent ?? ""))).toBe(true);
  const told = within(dialog.getByRole("list")).getAllByRole("listitem");
  expect(told.map((line) => line.textContent?.replace(/\s+/g, " ").trim())).toEqual([
    expect.stringMatching(/^today 17:00 ?who serves it, that it comes due$/),
    expect.stringMatching(/^tomorrow 17:00 ?who serves it, that it is late$/),
    expect.stringMatching(/a colleague, who may help$/),
    expect.stringMatching(/who leads the team$/),
  ]);
  expect(await audit(document.body)).toEqual([]);
});

test("while it waits a due time is one at the earliest", async () => {
  const { core } = createFakePlatform("usual");
  const { row } = await core.open_request({ request: "r-riparian" });
  const story = await core.explain_clock({ request: row.id, kind: "deliver" });
  const paused = { ...story, clock: { ...story.clock, state: "paused" as const }, moments: [] };

  await show(ClockStoryView, { story: paused, row });

  expect(await screen.findByText(/While it waits, it is due .* at the earliest\./)).toBeTruthy();
});
