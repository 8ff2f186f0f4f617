// How requests are arranged: priority, labels and links.
import type { Commands, LinkTo, RequestMention, ShownLink } from "../bindings";
import { take } from "./take";
import { entry, type FakeRequest } from "./requests";
import { ME, NOW } from "./organization";
import { isEnded, type World } from "./world";

const isSame = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

/** The request, where it is to be seen. */
export function mention(world: World, id: string): RequestMention | null {
  const row = (world.requests.get(id) ?? world.archive.get(id))?.row;
  return row ? { id, number: row.number, title: row.title } : null;
}

/** What a request is linked to, said by itself or by others. */
export function linksOf(world: World, one: FakeRequest): ShownLink[] {
  const canUnlink = (side: FakeRequest) => world.can(side).includes("unlink");
  const own = one.links.map(({ to, kind }): ShownLink => {
    const other = world.requests.get(to) ?? world.archive.get(to);
    const row = other ? { ...other.row } : null;
    return { request: to, kind, is_from_here: true, row, can_unlink: canUnlink(one) };
  });
  const others = [...world.requests.values()].flatMap((other) =>
    other.links
      .filter(({ to }) => to === one.row.id)
      .map(({ kind }): ShownLink => ({
        request: other.row.id,
        kind,
        is_from_here: false,
        row: { ...other.row },
        can_unlink: canUnlink(other),
      })),
  );
  return [...own, ...others];
}

/** Whether `from` is a part of `whole`, or of a part of it. */
function isPartOf(world: World, from: string, whole: string, passed = new Set<string>()): boolean {
  const wholes = (world.requests.get(from)?.links ?? []).filter((link) => link.kind === "part_of");
  return wholes.some(({ to }) => {
    if (to === whole) return true;
    if (passed.has(to)) return false;
    return isPartOf(world, to, whole, passed.add(to));
  });
}

function link(world: World, request: string, { to, kind }: LinkTo): null {
  const [one, other] = [world.request(request), world.request(to)];
  if (to === request) throw { code: "linked_to_itself", message: "a request is not linked to itself" };
  const isSaid = kind === "related" && other.links.some((it) => it.to === request && it.kind === kind);
  if (isSaid || one.links.some((it) => it.to === to && it.kind === kind)) return null;
  if (kind === "part_of" && isPartOf(world, to, request))
    throw { code: "link_leads_back", message: "a part would contain the whole" };
  one.links = [...one.links.filter((it) => it.to !== to), { to, kind }];
  return take(world, request, { kind: "linked", entry: { link_kind: kind, linked: mention(world, to) } });
}

function unlink(world: World, request: string, to: string): null {
  const one = world.request(request);
  const gone = one.links.find((it) => it.to === to);
  if (!gone) return null;
  one.links = one.links.filter((it) => it !== gone);
  return take(world, request, {
    kind: "unlinked",
    entry: { link_kind: gone.kind, linked: mention(world, to) },
  });
}

function merge(world: World, request: string, into: string): null {
  const [one, other] = [world.request(request), world.request(into)];
  if (request === into) throw { code: "merged_into_itself", message: "not into itself" };
  if (!world.can(one).includes("merge")) throw { code: "wrong_stage", message: "it has ended" };
  if (isEnded(other.row) || other.row.stage === "delivered")
    throw { code: "merged_into_ended", message: "that one has ended" };
  const taking = [other.row.requester, other.row.helper, ...other.watchers];
  const joining = [...new Set([one.row.requester, ...one.watchers])].filter((it) => !taking.includes(it));
  const brought = one.timeline
    .filter((line) => line.file)
    .map(({ file }) => entry("file_took_in", ME, NOW, { file, is_unsent: true }));
  const lines = brought.map(({ id }) => id);
  one.merged = { into, before: one.row.stage, watchers: joining, lines };
  other.watchers = [...other.watchers, ...joining];
  take(world, into, { kind: "took_in", entry: { linked: mention(world, request) } });
  other.timeline.push(...brought);
  const [here, there] = [`request:${request}`, `request:${into}`];
  const words = world.drafts.get(here);
  if (words && !world.drafts.get(there)) {
    world.drafts.set(there, words);
    world.drafts.delete(here);
  }
  return take(world, request, { kind: "merged", stage: "merged", entry: { linked: mention(world, into) } });
}

function unmerge(world: World, request: string): null {
  const one = world.request(request);
  const { merged } = one;
  if (!merged) throw { code: "not_merged", message: "it was not merged" };
  const other = world.request(merged.into);
  one.merged = null;
  other.watchers = other.watchers.filter((it) => !merged.watchers.includes(it));
  other.timeline = other.timeline.filter((line) => !merged.lines.includes(line.id));
  take(world, merged.into, { kind: "took_out", entry: { linked: mention(world, request) } });
  return take(world, request, {
    kind: "unmerged",
    stage: merged.before,
    entry: { linked: mention(world, merged.into) },
  });
}

type StructureCommands = Pick<
  Commands,
  "change_priority" | "add_label" | "remove_label" | "list_labels" | "link" | "unlink" | "merge" | "unmerge"
>;

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
    merge: async ({ request, into }) => merge(world, request, into),
    unmerge: async ({ request }) => unmerge(world, request),
    link: async ({ request, to, kind }) => link(world, request, { to, kind }),
    unlink: async ({ request, to }) => unlink(world, request, to),
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
