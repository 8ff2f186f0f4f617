import { screen, waitFor, within } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { audit, show } from "../../testing/stage";
import { isPossible } from "./actions";
import RequestPane from "./RequestPane.svelte";
import { splittable } from "./split";

async function openSplit(request: string) {
  const stage = await show(RequestPane, { request });
  await stage.user.click(await screen.findByRole("button", { name: "More steps" }));
  await stage.user.click(await screen.findByRole("menuitem", { name: "Split off messages…" }));
  return { ...stage, dialog: within(await screen.findByRole("dialog")) };
}

test("chosen messages become a request of its own that names who wrote them", async () => {
  const { user, core, dialog } = await openSplit("r-budget");
  const { timeline, row } = await core.open_request({ request: "r-budget" });
  const [first] = splittable(timeline);
  const button = dialog.getByRole<HTMLButtonElement>("button", { name: "Split off" });

  expect(await audit(document.body)).toEqual([]);
  await user.click(dialog.getAllByRole("checkbox")[0]!);
  await user.type(dialog.getByRole("textbox", { name: "What you need" }), "Only the figures");
  expect(button.disabled, "nobody is asked yet").toBe(true);
  await user.type(dialog.getByRole("combobox", { name: "Of whom" }), "priya");
  await user.click(await screen.findByRole("option", { name: /Priya Raman/ }));
  await user.click(button);

  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  const { links } = await core.open_request({ request: "r-budget" });
  const part = links.find((link) => link.kind === "part_of" && link.row?.title === "Only the figures")!;
  const made = await core.open_request({ request: part.request });
  expect(made.details).toContain(`> ${first!.words!.split("\n")[0]}`);
  expect(made.watchers).toEqual([row.requester]);
  expect((await core.open_request({ request: "r-budget" })).timeline).toEqual(timeline);
});

test("notes are not offered, and nothing where nobody has said anything", async () => {
  const { core } = await show(RequestPane, { request: "r-report" });
  const report = await core.open_request({ request: "r-report" });
  const map = await core.open_request({ request: "r-map" });

  expect(report.timeline.some(({ kind }) => kind === "noted")).toBe(true);
  expect(splittable(report.timeline).every((entry) => !entry.is_internal)).toBe(true);
  expect(isPossible({ ...map, timeline: [] }, "split")).toBe(false);
  expect(isPossible({ ...report, row: { ...report.row, stage: "closed" } }, "split")).toBe(false);
});
