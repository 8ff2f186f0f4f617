// The audit log, exports and erasing in the organization of the fake platform.
import type { AuditRow, Commands, RetentionSettings } from "../bindings";
import { ME } from "./organization";
import type { World } from "./world";

const PAGE = 4;

function lines(world: World): AuditRow[] {
  const [other] = world.directory.people.filter((one) => one.id !== ME);
  const team = world.directory.teams[0]?.id ?? null;
  const line = (n: number, at: string, action: string, rest: Partial<AuditRow> = {}): AuditRow => ({
    n,
    at,
    actor: ME,
    action,
    subject: other?.id ?? null,
    subject_kind: other ? "person" : null,
    refusal: null,
    details: [],
    ...rest,
  });
  return [
    line(7, "2026-11-18T08:40:00Z", "change_role", { details: [{ name: "role", value: "administrator" }] }),
    line(6, "2026-11-18T08:12:00Z", "sign_in_refused", { actor: null, refusal: "wrong_password" }),
    line(5, "2026-11-17T16:05:00Z", "exported", { subject: "o-1", subject_kind: "organization" }),
    line(4, "2026-11-17T09:30:00Z", "set_membership", {
      details: [
        { name: "membership", value: "lead" },
        { name: "team", value: team ?? "" },
      ],
    }),
    line(3, "2026-11-16T10:00:00Z", "add_person"),
    line(2, "2026-11-16T09:59:00Z", "invitation_made", { details: [{ name: "role", value: "member" }] }),
    line(1, "2026-11-16T09:00:00Z", "found", { actor: null, subject: "o-1", subject_kind: "organization" }),
  ];
}

export function rightsCommands(
  world: World,
): Pick<
  Commands,
  | "audit_log"
  | "check_audit"
  | "export_data"
  | "erase_person"
  | "retention"
  | "preview_retention"
  | "change_retention"
> {
  let kept: RetentionSettings = {
    requests_days: null,
    follow_ups_days: null,
    thanks_days: null,
    audit_days: null,
  };
  return {
    async audit_log({ text, before, actor, subject, actions, from, to }) {
      const name = (id: string | null) => world.directory.people.find((one) => one.id === id)?.name ?? "";
      const sought = text?.toLowerCase() ?? "";
      const found = lines(world).filter(
        (row) =>
          (before === null || row.n < before) &&
          (actor === null || row.actor === actor) &&
          (subject === null || row.subject === subject) &&
          (!actions.length || actions.includes(row.action)) &&
          (from === null || row.at >= from) &&
          (to === null || row.at < to) &&
          `${row.action} ${name(row.actor)} ${name(row.subject)}`.toLowerCase().includes(sought),
      );
      const rows = found.slice(0, PAGE);
      return { rows, next: found.length > PAGE ? (rows.at(-1)?.n ?? null) : null };
    },
    retention: async () => ({ ...kept }),
    preview_retention: async ({ requests_days, thanks_days }) => [
      { kind: "service_request", count: requests_days ? 12 : 0, since: "2024-03-04T10:00:00Z" },
      { kind: "follow_up", count: 0, since: null },
      { kind: "thanks", count: thanks_days ? 3 : 0, since: "2025-01-09T10:00:00Z" },
    ],
    async change_retention(settings) {
      kept = settings;
      return null;
    },
    check_audit: async () => ({ records: 7, head: 7, hash: "5f0c".repeat(16), broken_at: null }),
    export_data: async ({ extent }) => ({ path: `~/Downloads/goodturn-${extent}.zip`, bytes: 48_213 }),
    async erase_person({ person, name }) {
      const found = world.directory.people.find((one) => one.id === person);
      if (found?.name.toLowerCase() !== name.toLowerCase())
        throw { code: "name_differs", message: "the typed name is not the person's" };
      Object.assign(found, { name: "Erased person", email: null, position: null, is_active: false });
      world.tell(["directory"]);
      return null;
    },
  };
}
