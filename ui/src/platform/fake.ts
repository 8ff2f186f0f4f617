// The whole organization in memory: the interface runs in a browser, and its tests need no core.
import type { Commands, KeepRecurrence, QuickAdd, Today, Wish } from "./bindings";
import { answerCommands, answersToReview } from "./fake/answers";
import { cannedTextCommands } from "./fake/canned-texts";
import { fileCommands } from "./fake/files";
import { administrationCommands } from "./fake/administration";
import { assigningCommands } from "./fake/assigning";
import { helpingCommands } from "./fake/helping";
import { loopCommands, thankIn } from "./fake/loop";
import { leadFromAbove } from "./fake/nesting";
import { ME, NOW } from "./fake/organization";
import { noticeHost } from "./fake/notices";
import { parse } from "./fake/quick-add";
import { recurringCommands } from "./fake/recurring";
import { rightsCommands } from "./fake/rights";
import { ruleCommands } from "./fake/rules";
import { serviceCommands } from "./fake/services";
import { serviceLevelCommands } from "./fake/service-levels";
import { watchingCommands } from "./fake/watching";
import { approvalCommands, waitsForMe } from "./fake/approvals";
import { structureCommands } from "./fake/structure";
import { templateCommands } from "./fake/templates";
import { understand } from "./fake/when";
import { viewCommands } from "./fake/views";
import { isEnded, World, type Scenario } from "./fake/world";
import type { Platform } from "./index";

function today(world: World): Today {
  const rows = [...world.requests.values()].filter(
    (one) =>
      [one.row.requester, one.row.helper, one.row.addressee.person].includes(ME) ||
      one.row.addressee.team === "t-grants",
  );
  const open = rows.map((one) => one.row).filter((row) => !isEnded(row));
  const byPromise = (a: { promise: { due: string } | null }, b: { promise: { due: string } | null }) =>
    (a.promise?.due ?? "9").localeCompare(b.promise?.due ?? "9");
  const endOfDay = "2026-11-18T23:00:00Z";
  return {
    promises: open
      .filter(
        (row) => row.helper === ME && row.stage !== "delivered" && row.promise && row.promise.due < endOfDay,
      )
      .sort(byPromise),
    follow_ups: world.followUps,
    waiting_on_me: open
      .filter(
        (row) =>
          (row.stage === "asked" && row.requester !== ME && !row.helper) ||
          waitsForMe(world.request(row.id)) ||
          (row.stage === "delivered" && row.requester === ME),
      )
      .slice(0, 7),
    waiting_on_others: open
      .filter((row) => row.requester === ME && row.stage !== "delivered")
      .sort(byPromise),
    not_thanked: rows
      .filter((one) => one.row.requester === ME && one.row.stage === "closed" && !one.isThanked)
      .map((one) => one.row),
    answers_to_review: answersToReview(world),
    kept_this_week: world.requests.size ? 4 : 0,
    thanks_this_week: world.thanks.length ? 2 : 0,
  };
}

function recognitionCommands(world: World): Pick<Commands, "list_thanks" | "thank" | "retract_thanks"> {
  return {
    async list_thanks({ list, offset, limit }) {
      const cards = world.thanks.filter((card) =>
        list === "received" ? card.to.includes(ME) : list === "given" ? card.from === ME : true,
      );
      return { cards: cards.slice(offset, offset + limit).map((card) => ({ ...card })), total: cards.length };
    },
    thank: async (args) => ({ id: thankIn(world, args).id }),
    async retract_thanks({ id }) {
      world.thanks = world.thanks.map((card) =>
        card.id === id ? { ...card, words: null, html: null, can_retract_until: null } : card,
      );
      world.tell(["thanks"]);
      return null;
    },
  };
}

function followUpCommands(world: World): Pick<Commands, "today" | "remind" | "snooze" | "finish_follow_up"> {
  return {
    today: async () => today(world),
    async remind({ request, words, due, if_no_reply }) {
      const id = world.nextId("f");
      world.followUps.push({
        id,
        reason: if_no_reply ? "no_reply" : "reminder",
        request: request ? world.request(request).row : null,
        words,
        due,
        is_due: due <= NOW,
        is_snoozed: false,
        clock: null,
        is_unsent: true,
      });
      world.tell(["follow_ups"]);
      return { id };
    },
    async snooze({ follow_up, until }) {
      world.followUps = world.followUps.map((one) =>
        one.id === follow_up ? { ...one, due: until, is_due: false, is_snoozed: true } : one,
      );
      world.tell(["follow_ups"]);
      return null;
    },
    async finish_follow_up({ id }) {
      world.followUps = world.followUps.filter((one) => one.id !== id);
      world.tell(["follow_ups"]);
      return null;
    },
  };
}

/** What a line asks again and again. */
async function recurring(
  core: Commands,
  understood: QuickAdd,
  request: string | null,
): Promise<KeepRecurrence> {
  const cycle = understood.repeat!;
  const { times } = await core.preview_cycle({ cycle, first: request ? NOW : null, request });
  if (!times.length) throw { code: "cycle_invalid", message: "no such cycle" };
  const wish: Wish = {
    title: understood.title,
    details: understood.note,
    addressee: {
      person: understood.people[0] ?? null,
      team: understood.people[0] ? null : (understood.teams[0] ?? null),
    },
    visibility: "teams",
    priority: understood.priority,
    kind: null,
    labels: [],
    watchers: understood.people.slice(1),
    needed: null,
    service: null,
  };
  return { id: null, wish, cycle, first: times[0]!, request };
}

function quickAddCommands(
  world: World,
  core: () => Commands,
): Pick<Commands, "parse_quick_add" | "save_quick_add" | "recent_quick_adds" | "understand_when"> {
  return {
    parse_quick_add: async (line) => parse(world, line),
    async save_quick_add(line) {
      const understood = parse(world, line);
      const [missing] = understood.missing;
      if (missing) throw { code: `${missing}_missing`, message: `the line has no ${missing}` };
      const guessed = understood.chips.find(
        (chip) =>
          chip.is_close && !line.seen.some((one) => one.start === chip.start && one.value === chip.value),
      );
      if (guessed)
        throw { code: "name_close", message: "a guess was not seen", details: { typed: guessed.text } };
      const empty = {
        verb: understood.verb,
        request: null,
        thanks: null,
        follow_up: null,
        recurrence: null,
      };
      world.recent.unshift(line.text);
      if (understood.verb === "thank") {
        const { id } = await core().thank({
          to: understood.people,
          words: understood.title,
          values: understood.values,
          request: null,
          is_private: false,
        });
        return { ...empty, thanks: id };
      }
      const due = understood.remind ?? understood.due;
      if (understood.verb === "remind" && due) {
        const { id } = await core().remind({
          request: null,
          words: understood.title,
          due,
          if_no_reply: false,
        });
        return { ...empty, follow_up: id };
      }
      if (understood.repeat?.weekdays.length) {
        const { id } = await core().keep_recurrence(await recurring(core(), understood, null));
        return { ...empty, recurrence: id };
      }
      const service = (await core().list_services(null)).find((one) => one.id === understood.service);
      const person = service ? null : (understood.people[0] ?? null);
      const { request } = await core().ask({
        title: understood.title || (service?.description.name ?? ""),
        details: understood.note,
        addressee: { person, team: person ? null : (service?.team ?? understood.teams[0] ?? null) },
        visibility: "teams",
        priority: understood.priority,
        kind: service?.description.name ?? null,
        needed_by: understood.due,
        watchers: understood.people.slice(person ? 1 : 0),
        link: null,
        form: service ? { service: service.id, version: service.version, answers: [] } : null,
      });
      if (!understood.repeat) return { ...empty, request };
      const { id } = await core().keep_recurrence(await recurring(core(), understood, request));
      return { ...empty, request, recurrence: id };
    },
    recent_quick_adds: async () => world.recent.slice(0, 3),
    async understand_when({ text }) {
      const moment = understand(text.replace(/^(by|due)\s+/i, "")) ?? null;
      return { at: moment, is_past: moment !== null && moment < world.now };
    },
  };
}

function settingsCommands(
  world: World,
): Omit<
  Commands,
  | keyof ReturnType<typeof loopCommands>
  | keyof ReturnType<typeof approvalCommands>
  | keyof ReturnType<typeof watchingCommands>
  | keyof ReturnType<typeof structureCommands>
  | keyof ReturnType<typeof viewCommands>
  | keyof ReturnType<typeof fileCommands>
  | keyof ReturnType<typeof recognitionCommands>
  | keyof ReturnType<typeof followUpCommands>
  | keyof ReturnType<typeof quickAddCommands>
  | keyof ReturnType<typeof rightsCommands>
  | keyof ReturnType<typeof administrationCommands>
  | keyof ReturnType<typeof serviceLevelCommands>
  | keyof ReturnType<typeof answerCommands>
  | keyof ReturnType<typeof assigningCommands>
  | keyof ReturnType<typeof helpingCommands>
  | keyof ReturnType<typeof cannedTextCommands>
  | keyof ReturnType<typeof recurringCommands>
  | keyof ReturnType<typeof templateCommands>
  | keyof ReturnType<typeof serviceCommands>
  | keyof ReturnType<typeof ruleCommands>
> {
  const done = async () => null;
  return {
    app_state: async () => structuredClone(world.appState()),
    async change_settings(settings) {
      world.settings = settings;
      world.tell(["settings"]);
      return settings;
    },
    async change_profile(profile) {
      world.profile = profile;
      return null;
    },
    profile: async () => structuredClone(world.profile),
    async finish_first_run(profile) {
      world.profile = profile;
      world.isFirstRun = false;
      world.directory.people[0]!.name = profile.name;
      world.tell(["settings", "directory"]);
      return null;
    },
    async save_draft({ key, text }) {
      world.drafts.set(key, text);
      return null;
    },
    find_draft: async ({ key }) => world.drafts.get(key) || null,
    diagnostics: async () => ({
      text: "Goodturn 0.1.0\nProfile: default\nRecords: 414\nUnsent: 1",
      log_folder: "~/.local/state/goodturn",
      data_folder: "~/.local/share/goodturn",
    }),
    list_attention: async () => [...world.attention],
    async dismiss_attention({ id }) {
      world.attention = world.attention.filter((item) => item.id !== id);
      world.tell(["attention", "sync"]);
      return null;
    },
    sync_now: async () => world.appState().sync,
    sign_in: async ({ password }) => {
      if (password === "wrong")
        throw { code: "wrong_password", message: "the e-mail address and the password do not fit" };
      return null;
    },
    async invitation({ link }) {
      if (!link.includes("/join/"))
        throw { code: "not_an_invitation", message: "the text is no invitation link" };
      return {
        organization: "Willow & Reed Land Trust",
        invited_by: "Leila Haddad",
        email: "mara@willowreed.example",
        name: "Mara Lindqvist",
        server: "https://turn.willowreed.example",
      };
    },
    async join({ link }) {
      if (link.endsWith("/used")) throw { code: "invitation_used", message: "somebody has used it" };
      return null;
    },
    sign_out: done,
    async unlock({ passphrase }) {
      if (passphrase === "wrong") throw { code: "wrong_passphrase", message: "not the right passphrase" };
      world.isUnlocked = true;
      world.tell(["sync"]);
      return null;
    },
    passphrase_needed: async () => false,
    add_team: async ({ name, prefix }) => {
      const id = world.nextId("t");
      world.directory.teams.push({
        id,
        name,
        prefix,
        members: [],
        part_of: null,
        is_led_from_above: false,
        leads_above: [],
        is_active: true,
      });
      world.tell(["directory"]);
      return { id };
    },
    async set_membership({ team, person, role }) {
      const found = world.directory.teams.find((one) => one.id === team);
      if (found)
        found.members = [
          ...found.members.filter((one) => one.person !== person),
          ...(role ? [{ person, is_lead: role === "lead" }] : []),
        ];
      const member = world.directory.people.find((one) => one.id === person);
      if (member) member.teams = [...member.teams.filter((one) => one !== team), ...(role ? [team] : [])];
      leadFromAbove(world);
      // What is shown is compared by identity.
      world.directory = structuredClone(world.directory);
      world.tell(["directory"]);
      return null;
    },
    add_example_requests: done,
    remove_example_requests: done,
  };
}

export function createFakePlatform(
  scenario = new URLSearchParams(location.search).get("state") as Scenario | null,
): Platform {
  const world = new World(scenario ?? "usual");
  const loop = loopCommands(world);
  const core: Commands = {
    ...loop,
    ...viewCommands(world, loop.list_requests),
    ...approvalCommands(world),
    ...watchingCommands(world),
    ...structureCommands(world),
    ...fileCommands(world),
    ...recognitionCommands(world),
    ...followUpCommands(world),
    ...rightsCommands(world),
    ...settingsCommands(world),
    ...quickAddCommands(world, () => core),
    ...administrationCommands(world),
    ...serviceCommands(world),
    ...ruleCommands(world),
    ...serviceLevelCommands(world),
    ...answerCommands(world),
    ...assigningCommands(world),
    ...helpingCommands(world),
    ...cannedTextCommands(world),
    ...recurringCommands(world),
    ...templateCommands(world),
  };
  return {
    core,
    onChanged: async (listener) => world.onChanged(listener),
    onNavigate: async (listener) => {
      world.navigators.add(listener);
      return () => world.navigators.delete(listener);
    },
    ...noticeHost(world),
    ownWindow: {
      hide: async () => undefined,
      resize: async () => undefined,
      onFocus: async (listener) => {
        window.addEventListener("focus", listener);
        return () => window.removeEventListener("focus", listener);
      },
    },
    openMain: async (navigate) => world.navigators.forEach((listener) => listener(navigate)),
  };
}
