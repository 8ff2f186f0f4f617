import { screen } from "@testing-library/svelte";
import { expect, test } from "vitest";
import type { FollowUpRow } from "../../platform";
import { createFakePlatform } from "../../platform/fake";
import { audit, show } from "../../testing/stage";
import FollowUpLine from "./FollowUpLine.svelte";

test("what a clock has told says since when it is late, and what one may do", async () => {
  const { row } = await createFakePlatform("usual").core.open_request({ request: "r-archive" });
  const followUp: FollowUpRow = {
    id: "f-clock",
    reason: "may_step_in",
    request: row,
    words: null,
    due: "2026-11-18T08:00:00Z",
    is_due: true,
    is_snoozed: false,
    clock: { kind: "deliver", due: "2026-11-17T16:00:00Z", colleague: null, may_take: false },
    is_unsent: false,
  };
  let opened = 0;
  const { user, container } = await show(FollowUpLine, {
    followUp,
    onOpen: () => (opened += 1),
    onDone: () => undefined,
    onSnooze: () => undefined,
  });

  expect(screen.getByText("Late since yesterday 17:00: maybe you can help")).toBeTruthy();
  const done = "Done: Late with a colleague: Access to the Birch Hill trail cameras";
  expect(screen.getByRole("button", { name: done })).toBeTruthy();
  await user.click(
    screen.getByRole("button", { name: /Access to the Birch Hill trail cameras.*maybe you can help/ }),
  );
  expect(opened).toBe(1);
  expect(await audit(container)).toEqual([]);
});
