import { expect, test } from "vitest";
import type { AuditRow } from "../../platform";
import { createFakePlatform } from "../../platform/fake";
import { Session } from "../session/session.svelte";
import { particulars } from "./audit.svelte";

const RITA = "01a21c38-0000-7000-8000-000000000001";
const GONE = "01a21c38-0000-7000-8000-000000000002";

async function opened() {
  const session = await Session.open(createFakePlatform("usual"));
  session.app.directory.people[1] = { ...session.app.directory.people[1]!, id: RITA, name: "Rita Vance" };
  return session;
}

test("who was put into a team, and who was taken out, is told by name", async () => {
  const session = await opened();
  const row = {
    details: [
      { name: RITA, value: "member" },
      { name: GONE, value: "lead" },
    ],
  } as AuditRow;

  expect(particulars(row, session)).toBe("Rita Vance: Member");
  row.details[0]!.value = "none";
  expect(particulars(row, session)).toBe("Rita Vance: no longer a member");
});
