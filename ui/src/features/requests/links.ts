import type { RequestRow, ShownLink } from "../../platform";

/** A link to a request that I may see. */
export type SeenLink = ShownLink & { row: RequestRow };

/** What a link is called from the side that is looked at. */
const NAMES = [
  "parts",
  "part-of",
  "follows",
  "followed-by",
  "duplicate-of",
  "duplicates",
  "related",
] as const;
export type LinkName = (typeof NAMES)[number];

function nameOf({ kind, is_from_here }: ShownLink): LinkName {
  if (kind === "part_of") return is_from_here ? "part-of" : "parts";
  if (kind === "follows") return is_from_here ? "follows" : "followed-by";
  if (kind === "duplicate_of") return is_from_here ? "duplicate-of" : "duplicates";
  return "related";
}

/** The links that can be shown, by what they are; what has none is left out. */
export function grouped(links: ShownLink[]): { name: LinkName; links: SeenLink[] }[] {
  const seen = links.filter((link): link is SeenLink => link.row !== null);
  return NAMES.map((name) => ({ name, links: seen.filter((link) => nameOf(link) === name) })).filter(
    (group) => group.links.length > 0,
  );
}

/** The parts that are promised for later than the whole. */
export function lateParts(row: RequestRow, links: ShownLink[]): RequestRow[] {
  const due = row.promise?.due;
  if (due === undefined) return [];
  const isLate = (part: RequestRow) =>
    part.promise !== null &&
    ["asked", "closed", "delivered"].every((stage) => part.stage !== stage) &&
    part.promise.due > due;
  return links
    .filter((link) => nameOf(link) === "parts" && link.row !== null && isLate(link.row))
    .map((link) => link.row!);
}
