import { screen } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { createFakePlatform } from "../../platform/fake";
import type { RequestRow } from "../../platform";
import { audit, show } from "../../testing/stage";
import RequestLine from "./RequestLine.svelte";

async function rowOf(request: string): Promise<RequestRow> {
  return (await createFakePlatform("usual").core.open_request({ request })).row;
}

test.each([
  ["r-report", "late, yesterday 17:00"],
  ["r-brochure", "by 15:00, soon"],
  ["r-laptop", "kept"],
  ["r-volunteer", "offered Sat 10:00"],
  ["r-archive", "no promise yet"],
])("%s says %s", async (request, words) => {
  const { container } = await show(RequestLine, { row: await rowOf(request), onOpen: () => undefined });

  expect(screen.getByText(words)).toBeTruthy();
  expect(await audit(container)).toEqual([]);
});

test("colour is never the only carrier", async () => {
  await show(RequestLine, { row: await rowOf("r-archive"), onOpen: () => undefined });

  expect(screen.getByRole("img", { name: "Asked" })).toBeTruthy();
  expect(screen.getByText("Not sent")).toBeTruthy();
  expect(screen.getByRole("img", { name: "From Mara Lindqvist to Land stewardship" })).toBeTruthy();
});
