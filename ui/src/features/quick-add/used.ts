import type { ServiceInLine, QuickAdd, QuickAddChip, QuickAddVerb } from "../../platform";

/** Which parts go into what is saved; the core understands them in every line. */
const USED: Record<QuickAddVerb, string[]> = {
  ask: ["verb", "person", "team", "due", "next_word", "remind", "priority", "kind", "repeat", "note"],
  thank: ["verb", "person", "value", "note"],
  remind: ["verb", "due", "remind", "note"],
  tell: ["verb", "note"],
};

/** The service that a line asks for. */
export const serviceOf = (line: QuickAdd): ServiceInLine | undefined =>
  line.services.find((one) => one.id === line.service);

/** Whether a part that was understood does something in this line. What is unclear is asked back instead. */
export function isUsed(chip: QuickAddChip, line: QuickAdd): boolean {
  if (chip.problem) return true;
  if (!USED[line.verb].includes(chip.field)) return false;
  const service = serviceOf(line);
  if (service && chip.field === "team") return [service.team, service.asked_of].includes(chip.value ?? "");
  // A form is filled in once.
  if (service?.needs_form && chip.field === "repeat") return false;
  // One team is asked, and only where no person is.
  if (chip.field === "team") return line.people.length === 0 && chip.value === line.teams[0];
  // Without a time nothing rings, whoever is asked.
  if (line.verb === "ask" && chip.field === "remind" && chip.value === null && line.remind === null)
    return false;
  // What begins on a named day is not asked yet, and there is nothing to be reminded of.
  if (line.verb === "ask" && ["next_word", "remind"].includes(chip.field))
    return !line.repeat?.weekdays.length;
  if (line.verb !== "remind") return true;
  // A reminder rings once, whatever is answered: its own time goes before the time when the thing is due.
  if (chip.field === "due") return line.remind === null;
  if (chip.field === "remind") return chip.value !== null;
  return true;
}
