import type { Commands, RequestList, RequestRow } from "../../platform";

// No list holds all requests: everyone's leaves out mine and those that I promised.
const LISTS: RequestList[] = ["my_requests", "my_promises", "everyone"];

/** Requests of every list that say it or have the number, so many of each at most; also ended ones. */
export async function findRequests(core: Commands, text: string, mostOfAList: number): Promise<RequestRow[]> {
  const pages = await Promise.all(
    LISTS.map((list) =>
      core
        .list_requests({ list, team: null, include_ended: true, text, offset: 0, limit: mostOfAList })
        .then(({ rows }) => rows)
        // The other lists are still worth showing.
        .catch(() => []),
    ),
  );
  return [...new Map(pages.flat().map((row) => [row.id, row])).values()];
}
