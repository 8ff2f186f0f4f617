// Visits every view and state, light and dark: nothing fails, axe finds nothing, and a picture is kept.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { SCENES } from "./scenes.mjs";
import { audit, raise, shots } from "./stage.mjs";
import { STATES } from "./states.mjs";
import { wait } from "./steps.mjs";

let stage;
before(async () => (stage = await raise()));
after(async () => stage.close());

async function visit(
  name,
  act,
  path,
  colorScheme,
  viewport = { width: 1200, height: 800 },
) {
  const page = await stage.open(path, { colorScheme, viewport });
  await act(page);
  await wait(page);
  await page.screenshot({ path: join(shots, `${name}.${colorScheme}.png`) });
  const found = await audit(page);
  const { troubles } = page;
  await page.context().close();
  assert.deepEqual({ found, troubles }, { found: [], troubles: [] });
}

for (const colorScheme of ["light", "dark"]) {
  for (const [name, act] of Object.entries(SCENES))
    test(`${name}, ${colorScheme}`, () => visit(name, act, "/", colorScheme));
  for (const [name, [act, path, size]] of Object.entries(STATES))
    test(`${name}, ${colorScheme}`, () =>
      visit(name, act, path, colorScheme, size));
}

for (const [name, act] of Object.entries({
  today: wait,
  request: SCENES.request,
  everyone: SCENES.everyone,
  answer: SCENES.answer,
})) {
  test(`${name} in the smallest window`, () =>
    visit(`small-${name}`, act, "/", "light", { width: 720, height: 520 }));
}
