import { screen, waitFor } from "@testing-library/svelte";
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

test("before leaving one sees what one has promised for that time", async () => {
  const { user, navigation, container } = await show(AbsenceForm, { person: PEOPLE[0]! });
  await user.type(screen.getByLabelText("First day away"), "2026-11-18");
  await user.type(screen.getByLabelText("Back on"), "2026-11-19");

  const promised = await screen.findByRole("button", { name: /Budget figures/ });
  expect(screen.getByRole("heading", { name: /You promised .+ for that time/ })).toBeTruthy();
  expect(await audit(container)).toEqual([]);
  await user.click(promised);
  expect(navigation.request).toBe("r-budget");

  await user.clear(screen.getByLabelText("Back on"));
  await waitFor(() => expect(screen.queryByRole("button", { name: /Budget figures/ })).toBeNull());
});
