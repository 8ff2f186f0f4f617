import { expect, test } from "vitest";
import { createFakePlatform } from "../fake";

test("who leads a team of the helper's side from above reads internal notes, each once", async () => {
  const { core } = createFakePlatform("usual");
  const args = { team: null, include_ended: true, text: "", offset: 0, limit: 200 };
  const { rows } = await core.list_requests({ list: "everyone", ...args });
  const { id } = rows.find((row) => row.helper === "p-mara")!;

  const { note_people, note_teams } = await core.open_request({ request: id });

  expect(note_teams).toContain("t-grants");
  expect([...note_people].sort()).toEqual(["p-freya", "p-mara"]);
});
