import type { PartOfDay } from "./part-of-day";

export type TodayList = "promises" | "followUps" | "waiting" | "thank" | "others" | "answers";

const BY_DAY: { one: TodayList[]; two: [TodayList[], TodayList[]] } = {
  one: ["promises", "followUps", "waiting", "thank", "others", "answers"],
  two: [
    ["promises", "waiting"],
    ["followUps", "thank", "others", "answers"],
  ],
};

/** In the evening what was given comes first: whom to thank, then what is still open. */
const IN_THE_EVENING: typeof BY_DAY = {
  one: ["thank", "promises", "waiting", "followUps", "others", "answers"],
  two: [
    ["promises", "waiting"],
    ["thank", "followUps", "others", "answers"],
  ],
};

/** In which columns the lists stand, each in its order: by day what is due, comes up and waits. */
export function columnsOf(part: PartOfDay, isWide: boolean): TodayList[][] {
  const order = part === "evening" ? IN_THE_EVENING : BY_DAY;
  return isWide ? order.two : [order.one];
}
