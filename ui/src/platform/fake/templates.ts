// Templates in memory.
import type { Commands, Template, Wish } from "../bindings";
import { ME } from "./organization";
import type { World } from "./world";

const wish = (title: string, person: string | null, team: string | null, more: Partial<Wish> = {}): Wish => ({
  title,
  details: null,
  addressee: { person, team },
  visibility: "teams",
  priority: "normal",
  kind: null,
  labels: [],
  watchers: [],
  needed: null,
  service: null,
  ...more,
});

const TEMPLATES: Omit<Template, "can_change">[] = [
  {
    id: "m-figures",
    team: null,
    name: "Monthly figures",
    wish: wish("Figures for {month}", "p-freya", null, {
      details: "By project, with what is still open.",
      needed: { days: 3, minutes: 1020 },
    }),
    is_unsent: false,
  },
  {
    id: "m-letter",
    team: "t-grants",
    name: "Letter of support",
    wish: wish("Letter of support", null, "t-legal", { priority: "high", labels: ["Grants 2027"] }),
    is_unsent: false,
  },
];

type Names = "list_templates" | "write_template" | "remove_template";

export function templateCommands(world: World): Pick<Commands, Names> {
  let all = world.scenario === "empty" ? [] : structuredClone(TEMPLATES);
  const membership = (team: string) =>
    world.directory.teams.find((one) => one.id === team)?.members.find((one) => one.person === ME);
  const canChange = (team: string | null) => team === null || (membership(team)?.is_lead ?? false);

  function check(team: string | null): void {
    if (!canChange(team)) throw { code: "somebody_elses", message: "that belongs to somebody else" };
  }

  return {
    list_templates: async () =>
      structuredClone(all)
        .filter(({ team }) => team === null || membership(team))
        .map((one) => ({ ...one, can_change: canChange(one.team) }))
        .sort((one, other) => one.name.localeCompare(other.name)),
    async write_template({ id, team, name, wish: wished }) {
      check(team);
      if (!name.trim()) throw { code: "text_empty", message: "the text is empty" };
      const written = { id: id ?? world.nextId("m"), team, name: name.trim(), wish: wished, is_unsent: true };
      all = [...all.filter((one) => one.id !== written.id), written];
      world.tell(["templates"]);
      return { id: written.id };
    },
    async remove_template({ id }) {
      check(all.find((one) => one.id === id)?.team ?? null);
      all = all.filter((one) => one.id !== id);
      world.tell(["templates"]);
      return null;
    },
  };
}
