import { screen } from "@testing-library/svelte";
import { expect, test, vi } from "vitest";
import { PEOPLE } from "../../platform/fake/organization";
import { audit, show } from "../../testing/stage";
import AbsenceForm from "./AbsenceForm.svelte";

test("out of office has its days, and ends after it began", async () => {
  const { user, core, container } = await show(AbsenceForm, { person: PEOPLE[1]! });
  const set = vi.spyOn(core, "set_absence");
  expect(await audit(container)).toEqual([]);
  await user.type(screen.getByLabelText("First day away"), "2026-12-07");
  await user.type(screen.getByLabelText("Back on"), "2026-12-01");
  expect(screen.getByText(/comes after the first day/)).toBeTruthy();
  expect(screen.getByRole<HTMLButtonElement>("button", { name: "Save absence" }).disabled).toBe(true);

  await user.clear(screen.getByLabelText("Back on"));
  await user.type(screen.getByLabelText("Back on"), "2026-12-14");
  await user.click(screen.getByRole("button", { name: "Save absence" }));

  expect(set.mock.calls[0]?.[0]).toEqual({
    person: PEOPLE[1]!.id,
    absence: { first_day: "2026-12-07", back_on: "2026-12-14", substitute: null },
  });
});
