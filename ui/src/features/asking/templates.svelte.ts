import { t } from "../../i18n";
import { longDay, type TimeFrame } from "../../i18n/dates";
import type { Commands, Template, Wish, WriteTemplate } from "../../platform";
import { offerUndo, perform } from "../session/perform";

/** What can stand in the texts of a template. */
export const TEMPLATE_VARIABLES = ["me", "today", "month", "year"] as const;

const PLACE = /\{\s*(me|today|month|year)\s*\}/giu;

/** The text with the values in it; what is unknown stays as it stands, for the eye to catch. */
function filled(text: string, me: string, frame: TimeFrame): string {
  const part = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(frame.locale, { timeZone: frame.zone, ...options }).format(frame.now);
  const values: Record<string, string> = {
    me,
    today: longDay(frame.now, frame),
    month: part({ month: "long", year: "numeric" }),
    year: part({ year: "numeric" }),
  };
  return text.replace(PLACE, (place, name: string) => values[name.toLowerCase()] || place);
}

/** Whether something is filled in when a request begins with it. */
export const hasVariables = ({ wish }: Template): boolean =>
  `${wish.title} ${wish.details ?? ""}`.search(PLACE) >= 0;

/** What is asked when a request begins with it now. */
export function begin({ wish }: Template, me: string, frame: TimeFrame): Wish {
  return {
    ...wish,
    title: filled(wish.title, me, frame),
    details: wish.details && filled(wish.details, me, frame),
  };
}

const asWritten = ({ id, team, name, wish }: Template): WriteTemplate => ({ id, team, name, wish });

/** Writes it, with a way back: to what was there before, or to nothing. True where it was not refused. */
export async function write(
  core: Commands,
  written: WriteTemplate,
  before: Template | null,
): Promise<boolean> {
  let id = "";
  if (!(await perform(async () => ({ id } = await core.write_template(written))))) return false;
  offerUndo(t("template-kept", { name: written.name }), () =>
    before ? core.write_template(asWritten(before)) : core.remove_template({ id }),
  );
  return true;
}

export async function remove(core: Commands, template: Template): Promise<void> {
  if (!(await perform(() => core.remove_template({ id: template.id })))) return;
  offerUndo(t("template-removed", { name: template.name }), () => core.write_template(asWritten(template)));
}
