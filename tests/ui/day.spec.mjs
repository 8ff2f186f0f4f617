// The end of the day and the week, by hand and by keys.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { raise, shots } from "./stage.mjs";

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
const box = (locator) => locator.boundingBox();

test("the day is closed by keys alone, and nothing has gone out before its time", () =>
  on("/?state=evening", {}, async (page) => {
    const press = async (...keys) => {
      for (const key of keys) await page.keyboard.press(key);
    };
    const focused = (name) =>
      page.waitForFunction(
        (words) => document.activeElement?.textContent?.includes(words),
        name,
      );
    await press("Control+k");
    await page.keyboard.type("close the day");
    await page.getByRole("option", { name: "Close the day" }).waitFor();
    await press("Enter");
    const dialog = page.getByRole("dialog", { name: "Close the day" });
    await dialog.getByText(/^9 things are still open/).waitFor();
    await focused("One after the other");
    await press("Enter");

    // The first is late: it gets a new time, and a reason.
    await dialog.getByText("1 of 9").waitFor();
    const radio = (name) => dialog.getByRole("radio", { name });
    await page.waitForFunction(() => document.activeElement?.type === "radio");
    await press("ArrowRight");
    assert.equal(await radio("New time").isChecked(), true);
    await press("Tab");
    await page.keyboard.type("tomorrow 10:00");
    await dialog.getByText(/19 November at 10:00/).waitFor();
    await dialog.getByRole("button", { name: "fri 12:00" }).waitFor();
    await press("Tab", "Tab", "Tab", "Tab");
    await page.keyboard.type("The tables came late.");
    await press("Control+Enter");

    await dialog.getByText("2 of 9").waitFor();
    for (let at = 2; at <= 9; at += 1) {
      await dialog.getByText(`${at} of 9`).waitFor();
      await press("Control+Enter");
    }
    await focused("Interim report");
    await dialog.getByText("moves to tomorrow 10:00").waitFor();
    await press("Control+Enter");
    await dialog.getByText("One thing goes out in ten seconds.").waitFor();
    await focused("Close");
    await press("Shift+Tab", "Enter");
    await dialog.getByText("moves to tomorrow 10:00").waitFor();
    await press("Escape");
    await dialog.waitFor({ state: "detached" });
    await page
      .getByRole("button", { name: /Interim report.*late, yesterday 17:00/ })
      .waitFor();
  }));

test("in the evening it is seen whole as well, whom to thank first", () =>
  on("/?state=evening", {}, async (page) => {
    await page.getByText("9 things are still open today.").waitFor();
    const bottoms = await page
      .getByRole("region")
      .evaluateAll((all) =>
        all.map((one) => one.getBoundingClientRect().bottom),
      );
    assert.ok(Math.max(...bottoms) <= 800, String(bottoms));
    const top = async (name) =>
      (await box(page.getByRole("region", { name }))).y;
    assert.ok((await top("Not thanked yet")) < (await top("Follow-ups")));
  }));

test("a promise is dragged to another day, and moves once its reason is given", () =>
  on("/", {}, async (page) => {
    await go(page, "gw");
    const card = page.getByRole("button", { name: /^Budget figures/ });
    const day = page.getByRole("group", { name: /^Fri 20/ });
    const [from, to] = [await box(card), await box(day)];
    await page.mouse.move(from.x + 20, from.y + 20);
    await page.mouse.down();
    await page.mouse.move(to.x + 40, to.y + 20, { steps: 4 });
    await page.mouse.move(to.x + 40, to.y + to.height / 2, { steps: 4 });
    await page.screenshot({ path: join(shots, "week-dragging.png") });
    await page.mouse.up();

    const dialog = page.getByRole("dialog", { name: "A new time" });
    const time = dialog.getByRole("textbox", { name: "I deliver by" });
    assert.equal(await time.inputValue(), "2026-11-20 13:00");
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    await page.getByRole("button", { name: /^Budget.*today 17:00/ }).waitFor();
  }));

test("in the week a promise is moved by keys alone, and the focus goes with it", () =>
  on("/", {}, async (page) => {
    await go(page, "gw");
    const card = page.getByRole("button", { name: /^Budget figures/ });
    await card.focus();
    await page.keyboard.press("m");
    for (const key of ["ArrowRight", "ArrowUp", "ArrowUp", "Enter"])
      await page.keyboard.press(key);
    const dialog = page.getByRole("dialog", { name: "A new time" });
    await dialog.getByText(/19 November at 16:00/).waitFor();
    await dialog.getByRole("textbox", { name: "Why" }).focus();
    await page.keyboard.type("The bank is closed today.");
    await page.keyboard.press("Control+Enter");
    await dialog.waitFor({ state: "detached" });

    const day = page.getByRole("group", { name: /^Thu 19/ });
    await day.getByRole("button", { name: /^Budget.*16:00/ }).waitFor();
    await page.waitForFunction(() =>
      document.activeElement?.textContent?.includes("Budget figures"),
    );
    // Beside it G and M still go to My requests.
    await go(page, "gm");
    await page.getByRole("heading", { name: "My requests" }).waitFor();
  }));
