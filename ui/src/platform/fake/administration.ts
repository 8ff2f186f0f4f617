// What administrators do, and one's own devices and password, in memory.
import { closeTeam, placeTeam } from "./nesting";
import type { Commands, DeviceCard, ImportedLine, ImportReport } from "../bindings";
import { at, ME, ZONE } from "./organization";
import { isEnded, type World } from "./world";

const OFFLINE = { code: "offline", message: "no way to the backend" };
const SERVER = "https://turn.willowreed.example";

type Names =
  | "change_role"
  | "set_manager"
  | "change_person"
  | "deactivate"
  | "reactivate"
  | "rename_team"
  | "place_team"
  | "close_team"
  | "reopen_team"
  | "change_organization"
  | "list_accounts"
  | "invite"
  | "invite_again"
  | "import_people"
  | "list_devices"
  | "revoke_device"
  | "change_password"
  | "make_password_reset"
  | "password_reset"
  | "reset_password"
  | "belongings"
  | "bring_along"
  | "open_local_workspace"
  | "return_to_organization"
  | "dismiss_wiped"
  | "change_email"
  | "set_absence"
  | "promises_while_away"
  | "set_respect_officer"
  | "make_service_account"
  | "change_email_of";

/** What came of the lines of a table; enough of it to look at every kind. */
export function report(csv: string, isDry: boolean, known: (email: string) => boolean): ImportReport {
  const empty = { added: 0, changed: 0, unchanged: 0, failed: 0, lines: [], csv: "" };
  const [header, ...rows] = csv.split(/\r?\n/).filter((line) => line.trim());
  const columns = (header ?? "").split(",").map((one) => one.trim().toLowerCase());
  const missing = ["name", "email"].find((one) => !columns.includes(one));
  if (header?.includes("@"))
    return { ...empty, dry_run: isDry, problem: { code: "no_header", details: "{}" } };
  if (!rows.length || missing) {
    const problem = missing
      ? { code: "column_missing", details: JSON.stringify({ column: missing }) }
      : { code: "empty", details: "{}" };
    return { ...empty, dry_run: isDry, problem };
  }
  const lines = rows.map((row, index): ImportedLine => {
    const cells = row.split(",").map((one) => one.trim());
    const [name, email] = ["name", "email"].map((one) => cells[columns.indexOf(one)] ?? "");
    const line = { line: index + 2, email: email!, name: name!, changes: [], problems: [], link: null };
    const problems = name ? [] : [{ code: "unusable", details: JSON.stringify({ column: "name" }) }];
    if (!email!.includes("@")) problems.push({ code: "not_an_address", details: JSON.stringify({ email }) });
    if (problems.length) return { ...line, outcome: "error", problems };
    if (known(email!)) return { ...line, outcome: "unchanged" };
    return {
      ...line,
      outcome: "add",
      changes: [{ field: "role", from: "", to: "member" }],
      link: isDry ? null : `${SERVER}/join/${index}`,
    };
  });
  const count = (outcome: string) => lines.filter((line) => line.outcome === outcome).length;
  return {
    dry_run: isDry,
    problem: null,
    added: count("add"),
    changed: count("change"),
    unchanged: count("unchanged"),
    failed: count("error"),
    lines,
    csv: "line,email,name,outcome,reason,changes,link\n",
  };
}

export function administrationCommands(world: World): Pick<Commands, Names> {
  const isReachable = () => world.scenario !== "offline";
  const devices = new Map<string, DeviceCard[]>();
  const devicesOf = (person: string) => {
    const known = devices.get(person) ?? [
      device("d-laptop", "laptop", at(0, 9, 30), person === ME),
      device("d-desk", "desk in the archive", at(-3, 16), false),
      device("d-old", "old-notebook", at(-40, 8), false),
    ];
    devices.set(person, known);
    return known;
  };
  const person = (id: string) => {
    const found = world.directory.people.find((one) => one.id === id);
    if (!found) throw { code: "not_found", message: "nobody" };
    return found;
  };
  const team = (id: string) => world.directory.teams.find((one) => one.id === id)!;
  const changed = () => {
    // What is shown is compared by identity.
    world.directory = structuredClone(world.directory);
    world.tell(["directory"]);
    return null;
  };
  const changeEmail = (id: string, email: string): null => {
    if (world.directory.people.some((one) => one.email === email && one.id !== id))
      throw { code: "email_taken", message: "somebody has that address" };
    person(id).email = email;
    return changed();
  };
  return {
    async change_role({ person: id, role }) {
      person(id).role = role;
      return changed();
    },
    async set_manager({ person: id, manager }) {
      for (let above = manager; above; above = person(above).manager)
        if (above === id) throw { code: "reports_to_themselves", message: "a circle" };
      person(id).manager = manager;
      return changed();
    },
    async change_person({ person: id, name, position, zone }) {
      Object.assign(person(id), { name, position, zone });
      return changed();
    },
    async deactivate({ id }) {
      person(id).is_active = false;
      return changed();
    },
    async reactivate({ id }) {
      person(id).is_active = true;
      return changed();
    },
    async rename_team({ team: id, name, prefix }) {
      Object.assign(team(id), { name, prefix: prefix.toUpperCase() });
      return changed();
    },
    async place_team({ team: id, part_of, is_led_from_above }) {
      placeTeam(world, team(id), part_of, is_led_from_above);
      return changed();
    },
    async close_team({ id }) {
      closeTeam(world, team(id));
      return changed();
    },
    async reopen_team({ id }) {
      team(id).is_active = true;
      return changed();
    },
    async change_organization({ name, zone, values, confirm_reminder_days, lapse_days, rating_share }) {
      Object.assign(world.directory, {
        organization: name,
        organization_zone: zone,
        values,
        confirm_reminder_days,
        lapse_days,
        rating_share,
      });
      return changed();
    },
    async list_accounts() {
      if (!isReachable()) throw OFFLINE;
      return world.directory.people.map((one) => ({
        person: one.id,
        has_account: one.id !== "p-dmitri",
        invited_until: one.id === "p-dmitri" ? at(5, 9) : null,
        last_seen_at: one.id === "p-dmitri" ? null : at(0, 8),
      }));
    },
    async invite({ email }) {
      if (!isReachable()) throw OFFLINE;
      const there = world.directory.people.find((one) => one.email === email);
      if (!there) return { link: `${SERVER}/join/6f1c-93aa-1b7e` };
      const holder = { person: there.id, name: there.name, has_joined: there.id !== "p-dmitri" };
      throw { code: "email_taken", message: "somebody has that address", details: { holder } };
    },
    invite_again: async () => ({ link: `${SERVER}/join/9a0e-41d7` }),
    async import_people({ csv, dry_run }) {
      if (!isReachable()) throw OFFLINE;
      return report(csv, dry_run, (email) => world.directory.people.some((one) => one.email === email));
    },
    async list_devices({ person: id }) {
      if (!isReachable()) throw OFFLINE;
      return devicesOf(id ?? ME);
    },
    async revoke_device({ person: id, device: gone }) {
      const known = devicesOf(id ?? ME);
      const left = known.filter((one) => one.is_this || (gone !== null && one.device !== gone));
      devices.set(id ?? ME, left);
      return known.length - left.length;
    },
    async change_password({ current }) {
      if (current === "wrong") throw { code: "wrong_password", message: "not the current password" };
      return null;
    },
    async set_absence({ person: id, absence }) {
      person(id).absence = absence;
      return changed();
    },
    async promises_while_away({ first_day, back_on }) {
      const isMeanwhile = (due?: string) => !!due && due >= first_day && due < back_on;
      const rows = [...world.requests.values()].map((one) => one.row);
      return rows.filter((row) => row.helper === ME && !isEnded(row) && isMeanwhile(row.promise?.due));
    },
    async set_respect_officer({ person: id, is_respect_officer }) {
      person(id).is_respect_officer = is_respect_officer;
      return changed();
    },
    async make_service_account({ name }) {
      const id = `p-program-${world.directory.people.length}`;
      const rest = {
        position: null,
        teams: [],
        manager: null,
        absence: null,
        is_respect_officer: false,
        skills: [],
      };
      const role = "service_account";
      world.directory.people.push({ id, name, email: null, role, zone: ZONE, is_active: true, ...rest });
      changed();
      return { person: id, token: "8Qm2-not-a-real-token-7Yb4" };
    },
    async change_email({ email, password }) {
      if (password === "wrong") throw { code: "wrong_password", message: "not the current password" };
      return changeEmail(ME, email);
    },
    change_email_of: async ({ person, email }) => changeEmail(person, email),
    make_password_reset: async () => ({ link: `${SERVER}/reset/c2b4-77fe`, expires_at: at(1, 9) }),
    async password_reset({ link }) {
      if (!link.includes("/reset/")) throw { code: "not_a_reset", message: "no link for a new password" };
      return {
        organization: "Willow & Reed Land Trust",
        name: "Mara Lindqvist",
        email: "mara@willowreed.example",
        server: SERVER,
      };
    },
    async reset_password({ link }) {
      if (link.endsWith("/used")) throw { code: "reset_used", message: "somebody has used it" };
      return null;
    },
    belongings: async () => structuredClone(world.belongings),
    async bring_along({ requests }) {
      const brought = requests.map((one) => one.request);
      world.belongings.requests = world.belongings.requests.filter((one) => !brought.includes(one.id));
      world.belongings.is_settled = true;
      return { reminders: 0, requests: brought.length };
    },
    async open_local_workspace() {
      world.elsewhere = SERVER;
      world.tell(["directory", "sync"]);
      return null;
    },
    async dismiss_wiped() {
      world.wiped = null;
      world.tell(["sync"]);
      return null;
    },
    async return_to_organization() {
      world.elsewhere = null;
      world.tell(["directory", "sync"]);
      return null;
    },
  };
}

function device(id: string, name: string, seen: string, isThis: boolean): DeviceCard {
  return { device: id, name, signed_in_at: at(-60, 9), last_seen_at: seen, is_this: isThis };
}
