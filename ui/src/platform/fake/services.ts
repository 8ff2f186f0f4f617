// What teams offer, asking by it, and the steps of a checklist, in memory.
import type {
  Commands,
  FieldAnswer,
  FormAnswers,
  FormField,
  OfferedService,
  ServiceRead,
  RequiredApproval,
  ServiceDescription,
  ShownAnswer,
} from "../bindings";
import { settle } from "./approvals";
import { ME, NOW } from "./organization";
import { entry, paragraphs, type FakeRequest } from "./requests";
import { take } from "./take";
import type { World } from "./world";

type Names =
  | "list_services"
  | "publish_service"
  | "retire_service"
  | "restore_service"
  | "save_service"
  | "read_service_file"
  | "tick_step";

const field = (key: number, title: string, more: Partial<FormField>): FormField => ({
  key,
  title,
  help: null,
  is_required: false,
  kind: "text",
  options: [],
  is_ahead: false,
  least: null,
  most: null,
  shown_if: null,
  ...more,
});

const described = (name: string, more: Partial<ServiceDescription>): ServiceDescription => ({
  name,
  icon: "hand",
  details: null,
  fields: [],
  helper: null,
  checklist: [],
  attachments: [],
  approvals: [],
  first_word: null,
  handled_by: null,
  is_confidential: false,
  ...more,
});

const LAPTOP = described("New laptop", {
  icon: "laptop",
  details: "A laptop for a new colleague, or in place of one that is worn out.",
  fields: [
    field(1, "Why", { kind: "choice", options: ["New colleague", "Replacement"], is_required: true }),
    field(2, "Who starts", { is_required: true, shown_if: { field: 1, answer: "New colleague" } }),
    field(3, "First day", { kind: "date", is_ahead: true, help: "We have it ready the day before." }),
    field(4, "Screens", { kind: "number", least: 0, most: 3 }),
  ],
  helper: "p-noah",
  checklist: ["Order the laptop", "Set up the account", "Hand it over"],
  approvals: [{ is_manager: true, people: [], needed: 1 }],
  first_word: "We have seen it. Ordering takes about three working days.",
});
const ACCESS = described("Access to a system", {
  icon: "key",
  details: "An account, or other rights in one that is there.",
  fields: [
    field(1, "System", { is_required: true }),
    field(2, "For whom", { kind: "person", is_required: true }),
    field(3, "What for", { kind: "long_text" }),
  ],
  checklist: ["Ask the owner of the system", "Open the account"],
});
const LEAVE = described("Parental leave", {
  icon: "family",
  details: "Tell us early: we plan the time with you.",
  fields: [field(1, "From", { kind: "date", is_required: true, is_ahead: true })],
  attachments: ["Certificate of the due date"],
  is_confidential: true,
});
const CERTIFICATE = described("Certificate of employment", {
  icon: "document",
  fields: [field(1, "Language", { kind: "choice", options: ["English", "German"], is_required: true })],
});

const offered = (id: string, team: string, description: ServiceDescription): OfferedService => ({
  id,
  team,
  version: 1,
  is_retired: false,
  can_publish: true,
  description,
  details_html: description.details ? paragraphs(description.details) : null,
});

/** The services of a world, made when they are first asked for. */
const kept = new WeakMap<World, OfferedService[]>();

export function servicesOf(world: World): OfferedService[] {
  const isAlone = world.scenario === "first_run" || world.scenario === "empty";
  const begin = isAlone
    ? []
    : [
        offered("s-laptop", "t-systems", LAPTOP),
        offered("s-access", "t-systems", ACCESS),
        offered("s-leave", "t-people", LEAVE),
        offered("s-certificate", "t-people", CERTIFICATE),
      ];
  const services = kept.get(world) ?? structuredClone(begin);
  kept.set(world, services);
  return services;
}

function shown(title: string, given: FieldAnswer): ShownAnswer {
  const words = given.words ?? given.choice ?? given.file?.name ?? null;
  return { title, words, person: given.person, date: given.date, number: given.number };
}

/** Gives a request its form and its checklist, as the service has them now. */
export function fillIn(world: World, one: FakeRequest, { service, version, answers }: FormAnswers): void {
  const found = servicesOf(world).find((other) => other.id === service);
  if (!found) throw { code: "not_found", message: "no such service" };
  const { name, icon, helper, fields, checklist, approvals, first_word } = found.description;
  const { handled_by, is_confidential } = found.description;
  const handler = world.directory.teams.find((one) => one.id === handled_by);
  if (handled_by && is_confidential && !handler?.is_active)
    throw { code: "service_group_gone", message: "the group is gone" };
  const given = fields.flatMap(({ key, title }) => {
    const answer = answers.find((other) => other.field === key);
    return answer ? [shown(title, answer)] : [];
  });
  one.row.addressee = { person: null, team: handler?.is_active ? handler.id : found.team };
  if (is_confidential) one.privateTo = one.row.addressee.team;
  one.form = { service, version, name, icon, helper, answers: given };
  one.checklist = checklist.map((title) => ({ title, ticked_by: null, ticked_at: null }));
  if (helper) one.watchers = [...one.watchers, helper];
  if (first_word) one.timeline.push(entry("first_word", null, NOW, { words: first_word, is_unsent: true }));
  askApprovals(world, one, approvals);
}

/** Asks those who have to agree; who is the requester, or not there any more, is left out with a line. */
function askApprovals(world: World, one: FakeRequest, required: RequiredApproval[]): void {
  for (const { is_manager, people, needed } of required) {
    const requester = world.directory.people.find((person) => person.id === one.row.requester);
    const named = is_manager ? (requester?.manager ? [requester.manager] : []) : people;
    const isThere = (id: string) =>
      id !== one.row.requester &&
      world.directory.people.some((person) => person.id === id && person.is_active);
    const approvers = named.filter(isThere);
    const gone = named.filter((id) => !isThere(id));
    if (gone.length || !named.length)
      one.timeline.push(entry("approval_skipped", null, NOW, { approvers: gone, is_unsent: true }));
    if (!approvers.length) continue;
    one.approvals.push({
      id: world.nextId("a"),
      approvers: approvers.map((person) => ({ person, approved_at: null, rejected_at: null })),
      needed: Math.min(needed, approvers.length),
      state: "later",
      reason: null,
      can_decide: false,
      can_waive: false,
    });
  }
  settle(one);
  const open = one.approvals.find((step) => step.state === "open");
  if (open)
    one.timeline.push(
      entry("approval_asked", one.row.requester, NOW, {
        approvers: open.approvers.map(({ person }) => person),
        needed: open.needed,
        by_service: true,
        is_unsent: true,
      }),
    );
}

function publish(world: World, args: Parameters<Commands["publish_service"]>[0]): string {
  const services = servicesOf(world);
  const { team, description } = args;
  const isSameName = (one: OfferedService) =>
    one.team === team &&
    one.id !== args.service &&
    !one.is_retired &&
    one.description.name.toLowerCase() === description.name.toLowerCase();
  if (services.some(isSameName))
    throw { code: "service_invalid", message: "taken", details: JSON.stringify({ flaw: "name_taken" }) };
  const known = services.find((one) => one.id === args.service);
  if ((known?.version ?? 0) !== args.from)
    throw { code: "service_changed_meanwhile", message: "another version" };
  const id = known?.id ?? world.nextId("s");
  const next = { ...offered(id, team, structuredClone(description)), version: args.from + 1 };
  kept.set(world, [...services.filter((one) => one !== known), next]);
  world.tell(["directory"]);
  return id;
}

/** People of a file are addresses; who is not here is left out. */
function readFile(world: World, text: string): ServiceRead {
  const unreadable = (what: string) => {
    throw { code: "service_file_unreadable", message: what, details: { what, line: 1 } };
  };
  let file: Partial<ServiceDescription> & { goodturn_service?: number } = {};
  try {
    file = JSON.parse(text) as typeof file;
  } catch (cause) {
    unreadable(String(cause));
  }
  const { goodturn_service, name, ...more } = file;
  if (!goodturn_service || !name) return unreadable("missing field `goodturn_service`") as never;
  if (goodturn_service > 1) throw { code: "service_file_newer", message: "newer" };
  const left: string[] = [];
  const find = (address: string) => {
    const found = world.directory.people.find((one) => one.email === address)?.id ?? null;
    if (!found) left.push(address);
    return found;
  };
  const helper = more.helper ? find(more.helper) : null;
  return { description: described(name, { ...more, helper }), left_out: left };
}

export function serviceCommands(world: World): Pick<Commands, Names> {
  const setRetired = (id: string, is_retired: boolean): null => {
    kept.set(
      world,
      servicesOf(world).map((one) => (one.id === id ? { ...one, is_retired } : one)),
    );
    world.tell(["directory"]);
    return null;
  };
  return {
    list_services: async () => structuredClone(servicesOf(world)),
    publish_service: async (args) => ({ id: publish(world, args) }),
    retire_service: async ({ service }) => setRetired(service, true),
    save_service: async () => ({ left_out: [] }),
    read_service_file: async ({ text }) => readFile(world, text),
    restore_service: async ({ service }) => setRetired(service, false),
    async tick_step({ request, step, is_done }) {
      const one = world.request(request);
      const chosen = one.checklist[step];
      if (!chosen) throw { code: "not_found", message: "no such step" };
      if ((chosen.ticked_by !== null) === is_done) return null;
      const tick = is_done ? { ticked_by: ME, ticked_at: NOW } : { ticked_by: null, ticked_at: null };
      one.checklist = one.checklist.with(step, { ...chosen, ...tick });
      const kind = is_done ? "step_ticked" : "step_unticked";
      return take(world, request, { kind, entry: { step: chosen.title } });
    },
  };
}
