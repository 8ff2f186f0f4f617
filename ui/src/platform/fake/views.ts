// Saved views: kept, changed, ordered and dropped.
import type { Commands, KeepView, SavedView } from "../bindings";
import { ME } from "./organization";
import type { World } from "./world";

/** A view as it is kept, without what it shows. */
export type KeptView = Omit<SavedView, "total" | "can_change">;

export const VIEWS: KeptView[] = [
  {
    id: "v-waiting",
    name: "Waiting on others",
    list: "my_requests",
    search: "is:waiting sort:needed",
    team: null,
    owner: ME,
  },
  {
    id: "v-pressing",
    name: "Pressing this week",
    list: "my_promises",
    search: "priority:>=high due:<=eow",
    team: null,
    owner: ME,
  },
  {
    id: "v-grants",
    name: "Grants 2027",
    list: "everyone",
    search: 'label:"Grants 2027" sort:due',
    team: "t-grants",
    owner: "p-leila",
  },
];

type ViewCommands = Pick<Commands, "list_views" | "keep_view" | "drop_view" | "order_views">;

export function viewCommands(world: World, list: Commands["list_requests"]): ViewCommands {
  const leads = (team: string) =>
    world.directory.teams.some(
      (one) => one.id === team && one.members.some((member) => member.person === ME && member.is_lead),
    );
  const canChange = (view: KeptView) => (view.team ? leads(view.team) : view.owner === ME);
  const refuse = () => {
    throw { code: "somebody_elses", message: "that belongs to somebody else" };
  };

  function keep({ id, ...kept }: KeepView): { id: string } {
    const known = world.views.find((view) => view.id === id);
    if ((known && !canChange(known)) || (kept.team && !leads(kept.team))) refuse();
    if (!kept.name.trim()) throw { code: "text_empty", message: "the text is empty" };
    const view: KeptView = { ...kept, id: id ?? world.nextId("v"), owner: known?.owner ?? ME };
    world.views = known ? world.views.map((one) => (one === known ? view : one)) : [...world.views, view];
    world.tell(["views"]);
    return { id: view.id };
  }

  return {
    async list_views() {
      const total = async ({ list: of, search }: KeptView) =>
        (await list({ list: of, team: null, include_ended: false, text: search, offset: 0, limit: 0 })).total;
      return Promise.all(
        world.views.map(async (view) => ({ ...view, can_change: canChange(view), total: await total(view) })),
      );
    },
    keep_view: async (args) => keep(args),
    async drop_view({ id }) {
      const known = world.views.find((view) => view.id === id);
      if (!known || !canChange(known)) refuse();
      world.views = world.views.filter((view) => view !== known);
      world.tell(["views"]);
      return null;
    },
    async order_views({ views }) {
      const place = (view: KeptView) => (views.includes(view.id) ? views.indexOf(view.id) : views.length);
      world.views = [...world.views].sort((a, b) => place(a) - place(b));
      world.tell(["views"]);
      return null;
    },
  };
}
