// How requests are arranged: priority and labels.
import type { Commands, RequestRow } from "../bindings";
import { take } from "./take";
import type { World } from "./world";

const isSame = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

/** A search without its `label:word` and `label:"several words"`, and these. */
export function labelsIn(search: string): { labels: string[]; text: string } {
  const labels: string[] = [];
  const text = search.replaceAll(
    /(?<=^|\s)label:(?:"([^"]*)"?|(\S*))/gi,
    (_, quoted?: string, word?: string) => {
      const label = (quoted ?? word ?? "").trim().replaceAll(/\s+/g, " ");
      if (label) labels.push(label.toLowerCase());
      return "";
    },
  );
  return { labels, text: text.trim().replaceAll(/\s+/g, " ") };
}

/** Whether the request has the label, or one that begins so. */
export const isLabelled = (row: RequestRow, label: string): boolean =>
  row.labels.some((one) => one.toLowerCase().startsWith(label));

type StructureCommands = Pick<Commands, "change_priority" | "add_label" | "remove_label" | "list_labels">;

export function structureCommands(world: World): StructureCommands {
  return {
    async change_priority({ request, priority }) {
      const earlier = world.request(request).row.priority;
      if (earlier === priority) return null;
      return take(world, request, {
        kind: "priority_changed",
        row: { priority },
        entry: { priority, earlier_priority: earlier },
      });
    },
    async add_label({ request, label }) {
      const { labels } = world.request(request).row;
      if (labels.some((one) => isSame(one, label))) return null;
      return take(world, request, {
        kind: "labelled",
        row: { labels: [...labels, label].sort() },
        entry: { label },
      });
    },
    async remove_label({ request, label }) {
      const { labels } = world.request(request).row;
      const kept = labels.filter((one) => !isSame(one, label));
      if (kept.length === labels.length) return null;
      return take(world, request, { kind: "unlabelled", row: { labels: kept }, entry: { label } });
    },
    async list_labels({ text }) {
      const uses = new Map<string, { label: string; requests: number }>();
      for (const label of [...world.requests.values()].flatMap((one) => one.row.labels)) {
        const use = uses.get(label.toLowerCase()) ?? { label, requests: 0 };
        uses.set(label.toLowerCase(), { ...use, requests: use.requests + 1 });
      }
      return [...uses.values()]
        .filter((use) => use.label.toLowerCase().includes(text.trim().toLowerCase()))
        .sort((a, b) => b.requests - a.requests || a.label.localeCompare(b.label));
    },
  };
}
