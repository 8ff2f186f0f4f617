// What only a real browser shows: long lists, the keyboard, big text, strong contrast.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { audit, raise, shots } from "./stage.mjs";

let stage;
before(async () => (stage = await raise()));
after(async () => stage.close());

async function on(path, options, act) {
  const page = await stage.open(path, options);
  await act(page);
  const { troubles } = page;
  await page.context().close();
  assert.deepEqual(troubles, []);
}

const go = (page, keys) => page.keyboard.type(keys, { delay: 20 });

test("a long list holds few rows and shows its end", () =>
  on("/", {}, async (page) => {
    await go(page, "ge");
    const list = page.getByRole("list", { name: "Everyone" });
    await list.getByRole("listitem").first().waitFor();
    assert.ok((await list.getByRole("listitem").count()) < 60);

    await list.evaluate((element) =>
      element.parentElement.scrollTo(0, element.parentElement.scrollHeight),
    );

    const last = list.locator('[aria-posinset="414"]');
    await last.getByRole("button").waitFor();
    assert.equal(await last.getAttribute("aria-setsize"), "414");
  }));

test("a long conversation opens at its end, and earlier lines come by scrolling up", () =>
  on("/?state=long_talk", {}, async (page) => {
    await go(page, "gm");
    await page.getByRole("button", { name: /Riparian grant/ }).click();
    const region = page.getByRole("region", { name: "Conversation" });
    await region.getByText(/^Message 500:/).waitFor();
    const lines = region.getByRole("list").last().locator(":scope > li");
    assert.equal(await lines.count(), 24);
    const end = await region.evaluate(
      (one) => one.scrollHeight - one.scrollTop - one.clientHeight,
    );
    assert.ok(end < 2, `${end} pixels are below`);

    for (let shown = 144; shown <= 504; shown += 120) {
      await region.evaluate((element) => element.scrollTo(0, 0));
      await page.waitForFunction(
        (count) =>
          document.querySelectorAll("ol[aria-live] > li").length === count,
        shown,
      );
    }
    // What was at the upper edge is still there.
    const read = await region.evaluate((element) => element.scrollTop);
    assert.ok(read > 1000, `it stands at ${read}`);
    await region.evaluate((element) => element.scrollTo(0, 0));
    await region.getByText(/^Message 1:/).waitFor();
    await page.getByRole("button", { name: /earlier line/ }).waitFor({
      state: "detached",
    });
  }));

test("requests are walked through with J and K, and left with Escape", () =>
  on("/", {}, async (page) => {
    await go(page, "gm");
    await page.getByRole("button", { name: /Riparian grant/ }).waitFor();
    await go(page, "jj");
    const current = page.locator('button[aria-current="true"]');
    await current
      .filter({ hasText: "Receipt for the Elm Street deposit" })
      .waitFor();
    await go(page, "k");
    await current
      .filter({ hasText: "Access to the Birch Hill trail cameras" })
      .waitFor();
    await page.keyboard.press("Escape");
    await current.waitFor({ state: "detached" });
  }));

test("a message is taken back with Ctrl and Z", () =>
  on("/", {}, async (page) => {
    await go(page, "gm");
    await page.getByRole("button", { name: /Riparian grant/ }).click();
    await page.getByRole("textbox", { name: "Write a message" }).waitFor();
    await go(page, "r");
    await page.keyboard.type("Too early");
    await page.keyboard.press("Control+Enter");
    await page.getByText("Message sent.").waitFor();
    await page.keyboard.press("Control+z");
    await page.getByText("You took a message back").waitFor();
  }));

const box = (locator) => locator.boundingBox();
const isOver = (a, b) =>
  a.x < b.x + b.width &&
  b.x < a.x + a.width &&
  a.y < b.y + b.height &&
  b.y < a.y + a.height;

for (const viewport of [
  { width: 1200, height: 800 },
  { width: 720, height: 520 },
]) {
  test(`what was done is said where nothing is covered, at ${viewport.width} pixels`, () =>
    on("/", { viewport }, async (page) => {
      await go(page, "gm");
      await page.getByRole("button", { name: /Riparian grant/ }).click();
      const field = page.getByRole("textbox", { name: "Write a message" });
      await field.fill("I am in the archive until noon.");
      await page.keyboard.press("Control+Enter");
      const toast = page.locator("[data-sonner-toast]");
      await toast.waitFor();
      await page.waitForTimeout(500);

      const said = await box(toast);
      for (const [name, needed] of [
        ["the composer", page.locator("form.composer")],
        ["Settings", page.locator('[data-view="settings"]')],
        [
          "the state of the backend",
          page.getByRole("button", { name: /State of the backend/ }),
        ],
      ])
        assert.equal(isOver(said, await box(needed)), false, name);
    }));
}

test("the first run is drawn in green: marigold is for thanks", () =>
  on("/?state=first_run", {}, async (page) => {
    const colour = (locator) =>
      locator.evaluate((one) => getComputedStyle(one).backgroundColor);
    const step = page.locator('.steps [data-state="now"]');
    const next = page.getByRole("button", { name: "Continue" });
    assert.equal(await colour(step), await colour(next));
  }));

test("searching finds, and says when it does not", () =>
  on("/", {}, async (page) => {
    await go(page, "/");
    await page.getByRole("searchbox").fill("heron");
    await page
      .getByRole("button", { name: /Heron Marsh/ })
      .first()
      .waitFor();
    await page.getByRole("searchbox").fill("zebra");
    await page.getByText("Nothing here says “zebra”.").waitFor();
  }));

const isCut = (elements) =>
  elements
    .filter((one) => one.scrollWidth > one.clientWidth)
    .map((one) => one.textContent);

test("a full day is seen whole on a laptop, and every title can be read", () =>
  on("/?state=busy", {}, async (page) => {
    const region = (name) => page.getByRole("region", { name });
    await region("Waiting for you 7").waitFor();
    for (const [name, lines] of [
      ["Promised for today 4", 4],
      ["Waiting for you 7", 7],
      ["Not thanked yet 2", 2],
      ["Answers to look at again 1", 1],
    ])
      assert.equal(
        await region(name).getByRole("listitem").count(),
        lines,
        name,
      );

    // What does not fit is counted, and one press away.
    const more = page.getByRole("main").getByRole("button", { name: /more$/ });
    for (const [name, lines] of [
      ["Follow-ups 8", 8],
      ["With others 4", 4],
    ]) {
      const shown = await region(name).getByRole("listitem").count();
      assert.ok(shown >= 2, `${name}: ${shown}`);
      const rest = region(name).getByRole("button", { name: /more$/ });
      assert.equal((await rest.textContent()).trim(), `${lines - shown} more`);
    }
    const bottoms = await page
      .getByRole("region")
      .evaluateAll((all) =>
        all.map((one) => one.getBoundingClientRect().bottom),
      );
    assert.ok(Math.max(...bottoms) <= 800, String(bottoms));
    const titles = page
      .getByRole("main")
      .getByRole("listitem")
      .locator(".text, .title");
    assert.deepEqual(await titles.evaluateAll(isCut), []);

    await page.setViewportSize({ width: 1200, height: 1200 });
    await more.first().waitFor({ state: "detached" });
  }));

test("the palette finds what I asked for and whom to ask, by keyboard alone", () =>
  on("/", {}, async (page) => {
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox").fill("okafor");
    await page.getByRole("option", { name: /Ask Sam Okafor/ }).waitFor();
    await page.keyboard.press("Enter");
    const line = page.getByRole("textbox", { name: /What do you need/ });
    await line.waitFor();
    await page.getByText("Sam Okafor").first().waitFor();
    assert.equal(await line.inputValue(), "ask @sam.okafor ");
  }));

test("the promise says why it is due then", () =>
  on("/", {}, async (page) => {
    await go(page, "gm");
    await page.getByRole("button", { name: /Receipt for the Elm/ }).click();
    await page.getByRole("button", { name: /Why is it due then/ }).click();
    const story = page.getByRole("dialog");
    await story.getByText("The bank needs until Friday morning.").waitFor();
    await page.screenshot({ path: join(shots, "promise-story.png") });
    assert.deepEqual(await audit(page), []);
  }));

test("from right to left everything keeps its place", () =>
  on("/?state=busy", {}, async (page) => {
    await page.evaluate(() => (document.documentElement.dir = "rtl"));
    await page.screenshot({ path: join(shots, "right-to-left.png") });
    const isWide = await page.evaluate(
      () => document.documentElement.scrollWidth > innerWidth,
    );
    assert.equal(isWide, false);
    assert.deepEqual(await audit(page), []);
  }));

const settings = async (page, section) => {
  await page.locator('[data-view="settings"]').click();
  await page
    .getByRole("navigation", { name: "Settings" })
    .getByRole("button", { name: section })
    .click();
};

test("a day that was not chosen reads as any day until somebody chooses it", () =>
  on("/", {}, async (page) => {
    await settings(page, "Audit log");
    const from = page.getByLabel("From", { exact: true });
    const none = page.getByText("any day");
    await none.first().waitFor();
    assert.equal(
      await from.evaluate((field) => getComputedStyle(field).resize),
      "none",
    );
    await page.screenshot({ path: join(shots, "any-day.png") });
    assert.equal(await none.count(), 2);
    await from.focus();
    assert.equal(await none.first().isVisible(), false);
    await from.fill("2026-11-16");
    assert.equal(await none.count(), 1);
  }));

test("the report of a table breaks neither a line's number nor an address", () =>
  on("/", { viewport: { width: 720, height: 520 } }, async (page) => {
    await settings(page, "Organization");
    await page.getByRole("button", { name: "From a table…" }).click();
    await page
      .getByRole("textbox", { name: "Or paste it here" })
      .fill(
        "name,email\nSomebody with a long name,somebody@willowreed.example\nNowhere,an address that goes on and on without being one",
      );
    await page.getByRole("button", { name: "See what would happen" }).click();
    const linesOf = (cell) =>
      cell.evaluate((one) => {
        const text = document.createRange();
        text.selectNodeContents(one);
        return new Set([...text.getClientRects()].map(({ top }) => top)).size;
      });
    await page.getByRole("cell", { name: "3", exact: true }).waitFor();
    for (const cell of [
      page.getByRole("columnheader", { name: "Line" }),
      page.getByRole("cell", { name: "somebody@willowreed.example" }),
    ])
      assert.equal(await linesOf(cell), 1);
  }));

for (const [name, options, path] of [
  [
    "big-text",
    { viewport: { width: 600, height: 400 }, deviceScaleFactor: 2 },
    "/",
  ],
  ["full-day-small", { viewport: { width: 720, height: 520 } }, "/?state=busy"],
  ["strong-contrast", { contrast: "more" }, "/"],
  ["strong-contrast-dark", { contrast: "more", colorScheme: "dark" }, "/"],
  ["forced-colors", { forcedColors: "active" }, "/"],
]) {
  test(`${name} stays readable`, () =>
    on(path, options, async (page) => {
      await page.getByRole("heading", { name: /Good morning/ }).waitFor();
      await page.screenshot({ path: join(shots, `${name}.png`) });
      const isWide = await page.evaluate(
        () => document.documentElement.scrollWidth > innerWidth,
      );
      assert.equal(isWide, false);
      // The browser replaces forced colours where axe cannot see it.
      if (!options.forcedColors) assert.deepEqual(await audit(page), []);
    }));
}
