import { screen, waitFor, within } from "@testing-library/svelte";
import { createRawSnippet } from "svelte";
import { expect, test, vi } from "vitest";
import { instantAt, minutesOfDay } from "../../i18n/dates";
import type { RequestRow } from "../../platform";
import { createFakePlatform } from "../../platform/fake";
import { audit, show } from "../../testing/stage";
import { fortnight, inOrder, lastDay } from "./fortnight";
import { Moving } from "./moving.svelte";
import { daysOffIn, promisesUntil } from "./promises";
import WeekView from "./WeekView.svelte";

const WEEK = Array.from({ length: 7 }, (_, day) => (day < 5 ? [{ from: 540, to: 1020 }] : []));
const frame = { now: Date.parse("2026-11-18T08:40:00Z"), zone: "Europe/Berlin", locale: "en-GB" };

const row = (id: string, due: string, state: "on_time" | "late" = "on_time") =>
  ({
    id,
    title: id,
    helper: "p-mara",
    stage: "in_progress",
    promise: { due, state, renegotiated: 0 },
  }) as RequestRow;

test("promises stand on the day that they are due in my zone, and what is older before them", () => {
  const rows = [
    row("midnight", "2026-11-19T23:30:00Z"),
    row("old", "2026-11-13T11:00:00Z", "late"),
    row("saturday", "2026-11-21T11:00:00Z"),
    row("early", "2026-11-20T08:00:00Z"),
  ];
  const calendar = { week: WEEK, absence: null, daysOff: [{ date: "2026-11-25", name: "Founders’ day" }] };
  const { late, weeks } = fortnight(rows, calendar, frame);

  expect(late.map(({ id }) => id)).toEqual(["old"]);
  expect(weeks[0]?.map(({ date }) => date.slice(8))).toEqual(["16", "17", "18", "19", "20", "21"]);
  expect(weeks[0]?.[4]?.rows.map(({ id }) => id)).toEqual(["midnight", "early"]);
  expect(weeks[1]?.map(({ date }) => date.slice(8))).toEqual(["23", "24", "25", "26", "27", "28"]);
  expect(weeks[1]?.[2]).toMatchObject({ isOff: true, names: ["Founders’ day"] });
  expect(inOrder({ late, weeks })).toHaveLength(4);
  expect(lastDay(frame)).toBe("2026-11-29");
});

test("days on which I am away are off until I am back", () => {
  const absence = { first_day: "2026-11-19", back_on: "2026-11-23", substitute: null };
  const { weeks } = fortnight([], { week: WEEK, absence, daysOff: [] }, frame);

  const away = weeks.flat().filter((day) => day.isAway);
  expect(away.map(({ date }) => date)).toEqual(["2026-11-19", "2026-11-20"]);
  expect(away.every((day) => day.isOff)).toBe(true);
});

test.each([
  ["before the clocks change", "2026-03-28", 870, "2026-03-28T13:30:00.000Z"],
  ["after they went ahead", "2026-03-29", 870, "2026-03-29T12:30:00.000Z"],
  ["on the day on which they go back", "2026-10-25", 60, "2026-10-24T23:00:00.000Z"],
])("a time of the day is the one that the clocks show, %s", (_, day, minutes, instant) => {
  expect(instantAt(day, minutes, frame)).toBe(instant);
  expect(minutesOfDay(instant, frame)).toBe(minutes);
});

test("what is moved keeps to the hours and to days that are left", () => {
  const moving = new Moving(
    () => frame,
    () => WEEK,
    () => ["2026-11-18", "2026-11-19", "2026-11-23"],
  );
  moving.begin(row("report", "2026-11-17T16:00:00Z", "late"), "2026-11-17");
  expect(moving.place).toEqual({ day: "2026-11-18", minutes: 1020 });
  moving.byTime(1);
  expect(moving.place?.minutes).toBe(1020);
  moving.byTime(-1);
  moving.byDay(1);
  moving.byDay(1);
  moving.byDay(1);
  expect(moving.place).toEqual({ day: "2026-11-23", minutes: 990 });

  moving.over("2026-11-19", 0.5);
  expect(moving.place).toEqual({ day: "2026-11-19", minutes: 780 });
  moving.over("2026-11-19", null);
  expect(moving.place?.minutes).toBe(1020);
  moving.over("2026-11-17", 0.5);
  expect(moving.place).toBeUndefined();
});

test("it holds what I promised and what is promised to me, and counts what is for later", async () => {
  const { core } = createFakePlatform("usual");
  const { rows } = await promisesUntil(core, "p-mara", "2026-11-29");
  const ids = rows.map(({ id }) => id);

  expect(ids).toEqual(expect.arrayContaining(["r-budget", "r-report", "r-riparian", "r-catering"]));
  expect(ids).not.toContain("r-volunteer");
  expect((await promisesUntil(core, "p-mara", "2026-11-18")).later).toBeGreaterThan(0);
  expect((await daysOffIn(core, ["t-grants"]))[0]).toEqual({ date: "2026-11-25", name: "Founders’ day" });
});

const switcher = createRawSnippet(() => ({ render: () => "<span>switch</span>" }));

async function week() {
  const onOpen = vi.fn();
  const shown = await show(WeekView, { switcher, chosen: null, onOpen });
  const card = await screen.findByRole("button", { name: /^Budget figures.*for Freya Nilsen/ });
  return { ...shown, onOpen, card };
}

test("by keys a promise goes to another time, and its reason is asked for before it does", async () => {
  const { user, core, card, container } = await week();
  const moved = vi.spyOn(core, "renegotiate");
  expect(await audit(container)).toEqual([]);
  card.focus();
  await user.keyboard("m{ArrowRight}{ArrowUp}");
  await screen.findByText(/To Thursday 19 November at 16:30\./);

  await user.keyboard("{Enter}");

  const dialog = within(await screen.findByRole("dialog", { name: "A new time" }));
  const time = dialog.getByRole<HTMLInputElement>("textbox", { name: "I deliver by" });
  expect(time.value).toBe("2026-11-19 16:30");
  expect(moved).not.toHaveBeenCalled();
  await user.type(dialog.getByRole("textbox", { name: "Why" }), "The bank is closed.");
  await user.click(dialog.getByRole("button", { name: "Move the promise" }));
  await waitFor(() =>
    expect(moved).toHaveBeenCalledExactlyOnceWith({
      request: "r-budget",
      from: "2026-11-18T16:00:00.000Z",
      to: "2026-11-19T15:30:00.000Z",
      reason: "The bank is closed.",
    }),
  );
});

test("Escape leaves it where it is, and Enter opens it as ever", async () => {
  const { user, card, onOpen } = await week();
  card.focus();
  await user.keyboard("m{ArrowRight}{Escape}{Enter}");

  expect(screen.queryByRole("dialog")).toBeNull();
  expect(onOpen).toHaveBeenCalledExactlyOnceWith("r-budget");
});

test("what others promised me is theirs to move", async () => {
  const { user, core } = await week();
  const moved = vi.spyOn(core, "open_request");
  screen.getByRole("button", { name: /^Riparian grant.*from Sam Okafor/ }).focus();
  await user.keyboard("m{ArrowRight}{Enter}");

  expect(screen.queryByRole("button", { name: /New time for Riparian/ })).toBeNull();
  expect(screen.queryByRole("dialog", { name: "A new time" })).toBeNull();
  expect(moved).not.toHaveBeenCalled();
});
