import { screen } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { show } from "../../testing/stage";
import ShortcutField from "./ShortcutField.svelte";

test("a shortcut that is taken is named as it is read, in one sentence", async () => {
  const { session } = await show(ShortcutField, {});

  await session.change({
    shortcut_problem:
      "CmdOrCtrl+Shift+Space is in use by another program or another profile. Choose a different one.",
  });

  expect((await screen.findByRole("alert")).textContent?.trim()).toBe(
    "Ctrl+Shift+Space is in use by another program or another profile. Choose a different one.",
  );
});
