import { expect, test, vi } from "vitest";
import { hasWords } from "../../i18n";
import type { AuditRow } from "../../platform";
import { createFakePlatform } from "../../platform/fake";
import { Session } from "../session/session.svelte";
import { AuditLog, particulars } from "./audit.svelte";
import { ALL, deedWords } from "./deeds";

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

test("of backups the log says no more than the server knew", async () => {
  const session = await opened();
  const told = (value: string) =>
    particulars({ details: [{ name: "backups", value }] } as unknown as AuditRow, session);

  expect(told("none")).toBe("the server’s folder of backups had none with the name");
  expect(told("2026-11-27")).toContain("2026-11-27");
});

test.each([
  ["deactivated", { actions: ["deactivate"], text: null }],
  ["Invited", { actions: ["invitation_made"], text: null }],
  ["changed the members", { actions: ["set_memberships"], text: null }],
  ["added", { actions: ["add_person", "add_team"], text: null }],
  ["erased", { actions: ["erase", "account_erased"], text: null }],
  ["Rita", { actions: [], text: "Rita" }],
  ["Ed", { actions: [], text: "Ed" }],
  ["wrong_password", { actions: [], text: "wrong_password" }],
])("“%s” is looked for by the name of the deed that it is shown for", async (typed, asked) => {
  const session = await opened();
  const search = vi.spyOn(session.core, "audit_log");
  const log = new AuditLog(session);

  log.text = typed;
  await log.search();

  expect(search.mock.lastCall?.[0]).toMatchObject(asked);
});

test("words of many deeds find all that the log shows with them", async () => {
  const session = await opened();
  const search = vi.spyOn(session.core, "audit_log");
  const log = new AuditLog(session);

  log.text = "changed";
  await log.search();

  const { actions, text } = search.mock.lastCall![0];
  expect(text).toBeNull();
  expect(actions).toEqual(ALL.filter((deed) => deedWords(deed).includes("changed")));
  expect(actions.length).toBeGreaterThan(3);
});

test("a name that is also what was done is looked for as a name", async () => {
  const session = await opened();
  const search = vi.spyOn(session.core, "audit_log");
  const log = new AuditLog(session);
  session.app.directory.people[1]!.name = "Added Vance";

  log.text = "added";
  await log.search();

  expect(search.mock.lastCall?.[0]).toMatchObject({ actions: [], text: "added" });
});

test("words that say the chosen deed again leave nothing out", async () => {
  const session = await opened();
  const search = vi.spyOn(session.core, "audit_log");
  const log = new AuditLog(session);

  log.action = "add_person";
  log.text = "added";
  await log.search();

  expect(search.mock.lastCall?.[0]).toMatchObject({ actions: ["add_person"], text: null });
});

test("every deed that can be typed has words", () => {
  expect(ALL.filter((deed) => !hasWords(`audit-${deed.replaceAll("_", "-")}`))).toEqual([]);
});
