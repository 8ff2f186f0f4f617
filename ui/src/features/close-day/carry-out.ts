import { t } from "../../i18n";
import type { Commands, RequestDetail, Thank } from "../../platform";
import { isAllowed, type Choice } from "./choices";
import type { OpenItem } from "./open-items";

/** Why the policy does not allow it as the request stands now; nothing when it does. */
export async function obstacle(core: Commands, item: OpenItem, choice: Choice): Promise<string | undefined> {
  if (!item.row) return undefined;
  const detail = await core.open_request({ request: item.row.id });
  if (isAllowed(choice.deed, detail)) return undefined;
  return t("bulk-not-possible", { stage: detail.row.stage.replaceAll("_", "-") });
}

function thanksTo({ row }: RequestDetail, words: string): Thank | null {
  if (!words || row.helper === null) return null;
  return { to: [row.helper], words, values: [], request: row.id, is_private: false };
}

async function toRequest(core: Commands, request: string, choice: Choice): Promise<void> {
  const detail = await core.open_request({ request });
  const words = choice.words.trim();
  const at = choice.at ?? "";
  switch (choice.deed) {
    case "move":
      await core.renegotiate({ request, from: detail.row.promise?.due ?? null, to: at, reason: words });
      return;
    case "promise":
      await core.acknowledge({ request, promise: at, next_word: null, words: words || null });
      return;
    case "word":
      await core.say({ request, words, mentions: [] });
      return;
    case "next_word":
      await core.promise_next_word({ request, by: at, every: detail.word_every });
      return;
    case "deliver":
      await core.deliver({ request, words, next_need: null });
      return;
    case "confirm":
      await core.confirm({ request, rating: null, words: null, thanks: thanksTo(detail, words) });
      return;
    case "thank": {
      const thanks = thanksTo(detail, words);
      if (thanks) await core.thank(thanks);
    }
  }
}

/** Does what was chosen for one open thing. */
export async function carryOut(core: Commands, { row, followUp }: OpenItem, choice: Choice): Promise<void> {
  const { deed, at } = choice;
  if (deed === "done") {
    if (followUp) await core.finish_follow_up({ id: followUp.id });
  } else if (deed === "later") {
    if (!at) return;
    if (followUp) await core.snooze({ follow_up: followUp.id, until: at });
    else await core.remind({ request: row?.id ?? null, words: null, due: at, if_no_reply: false });
  } else if (row) await toRequest(core, row.id, choice);
}
