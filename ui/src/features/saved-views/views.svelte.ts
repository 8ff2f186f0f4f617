import { createContext } from "svelte";
import { t } from "../../i18n";
import type { Commands, KeepView, SavedView } from "../../platform";
import { asFailure, type CommandFailure } from "../../platform";
import { offerUndo, perform } from "../session/perform";

/** The saved views, in the order of the sidebar. */
export class SavedViews {
  all = $state.raw<SavedView[]>([]);
  failure = $state.raw<CommandFailure>();
  #turn = 0;

  constructor(private readonly core: Commands) {}

  async reload(): Promise<void> {
    const turn = ++this.#turn;
    try {
      const views = await this.core.list_views(null);
      if (turn === this.#turn) [this.all, this.failure] = [views, undefined];
    } catch (cause) {
      if (turn === this.#turn) this.failure = asFailure(cause);
    }
  }

  find(id: string | null): SavedView | undefined {
    return this.all.find((view) => view.id === id);
  }

  /** Keeps it; the id of what was kept, or nothing where it was refused. */
  async keep(view: KeepView): Promise<string | undefined> {
    let id: string | undefined;
    await perform(
      async () => ({ id } = await this.core.keep_view(view)),
      t("view-kept", { name: view.name }),
    );
    return id;
  }

  async drop(view: SavedView): Promise<boolean> {
    const order = this.all.map((one) => one.id);
    const isDropped = await perform(() => this.core.drop_view({ id: view.id }));
    if (isDropped)
      offerUndo(t("view-dropped", { name: view.name }), async () => {
        const { id, name, list, search, team } = view;
        await this.core.keep_view({ id, name, list, search, team });
        await this.core.order_views({ views: order });
      });
    return isDropped;
  }

  /** Up by -1, down by 1. */
  async move(view: SavedView, by: -1 | 1): Promise<void> {
    const order = this.all.map((one) => one.id);
    const at = order.indexOf(view.id);
    const to = at + by;
    if (at < 0 || to < 0 || to >= order.length) return;
    [order[at], order[to]] = [order[to]!, order[at]!];
    await perform(() => this.core.order_views({ views: order }));
  }
}

export const [useSavedViews, provideSavedViews] = createContext<SavedViews>();
