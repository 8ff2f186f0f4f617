import { expect, test, vi } from "vitest";
import type { Changed, Platform } from "../../platform";
import { createFakePlatform } from "../../platform/fake";
import { Session } from "./session.svelte";

test("what changed before anybody listened is looked at again", async () => {
  const platform = createFakePlatform("usual");
  const offline = await platform.core.app_state(null);
  const states = vi.fn(async () => ({
    ...offline,
    sync: { ...offline.sync, connection: "online" as const },
  }));
  states.mockResolvedValueOnce({
    ...offline,
    sync: { ...offline.sync, connection: "offline" as const },
  } as never);
  let listens!: () => void;
  const late: Platform = {
    ...platform,
    core: { ...platform.core, app_state: states },
    onChanged: (_listener: (changed: Changed) => void) =>
      new Promise((resolve) => (listens = () => resolve(() => undefined))),
  };
  const session = await Session.open(late);
  const stop = session.start();
  const rows = { reload: vi.fn(async () => undefined) };
  session.keep(rows, ["thanks"]);
  expect(session.app.sync.connection).toBe("offline");

  listens();

  await vi.waitFor(() => expect(session.app.sync.connection).toBe("online"));
  expect(rows.reload).toHaveBeenCalledTimes(2);
  stop();
});
