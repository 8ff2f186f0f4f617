import type { QuickAdd, QuickAddChip, ServiceInLine } from "../../platform";
import { closest } from "../people/closest";

/** What a name that is being typed may become. */
export interface Offer {
  id: string;
  name: string;
  service?: ServiceInLine;
}

export interface Completion {
  chip: QuickAddChip;
  offers: Offer[];
}

const NAMES = ["person", "team", "kind"];

/** More than this nobody reads while typing. */
const MOST = 6;

interface Named {
  id: string;
  name: string;
}

/** Who and what can be named. */
interface Known {
  nameOf: (id: string) => string;
  people: Named[];
  teams: Named[];
}

function offersFor(chip: QuickAddChip, line: QuickAdd, known: Known): Offer[] {
  if (chip.problem === "ambiguous_name" && chip.field === "kind")
    return line.services
      .filter((one) => chip.choices.includes(one.id))
      .map((service) => ({
        id: service.id,
        name: `${service.name}, ${known.nameOf(service.team)}`,
        service,
      }));
  if (chip.problem === "ambiguous_name") return chip.choices.map((id) => ({ id, name: known.nameOf(id) }));
  if (chip.problem !== "unknown_name" || chip.field === "kind") return [];
  return closest(chip.text, chip.field === "team" ? known.teams : known.people, MOST);
}

/** What the name at the caret may become; the core has put those first with whom one has most to do. */
export function completionAt(
  caret: number | null,
  line: QuickAdd | undefined,
  known: Known,
): Completion | undefined {
  const chip = line?.chips.find(({ end, field }) => end === caret && NAMES.includes(field));
  if (!line || !chip) return undefined;
  const offers = offersFor(chip, line, known).slice(0, MOST);
  return offers.length ? { chip, offers } : undefined;
}
