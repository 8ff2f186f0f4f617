import type { Today } from "../../platform";

/** A promise that stands in the list of promises does not come up again as a follow-up of its own. */
export function withoutDoubles(today: Today): Today {
  const promised = new Set(today.promises.map((row) => row.id));
  const isDouble = (request: string | undefined) => request !== undefined && promised.has(request);
  return {
    ...today,
    follow_ups: today.follow_ups.filter(
      ({ reason, request }) => reason !== "promise" || !isDouble(request?.id),
    ),
  };
}
