// The end of the day, and the week: what is open, and what becomes of it.
import { open, wait } from "./steps.mjs";

export const closeDay = async (page) => {
  await page.getByRole("button", { name: "Close the day" }).click();
  await page.getByRole("dialog", { name: "Close the day" }).waitFor();
  await page.getByRole("button", { name: "One after the other" }).waitFor();
};

const turnTo = async (page, title) => {
  await page.getByRole("dialog").getByRole("button", { name: title }).click();
  await page.getByRole("radio", { name: "Leave it" }).waitFor();
};
const choose = (page, name) =>
  page.getByRole("radio", { name, exact: true }).check({ force: true });
const seeAll = (page) => page.getByRole("button", { name: "See all" }).click();

/** A new time is chosen for the photographs, as far as the reason. */
const inTheMiddle = async (page) => {
  await closeDay(page);
  await turnTo(page, /^Photographs/);
  await choose(page, "New time");
  await page
    .getByRole("dialog")
    .getByRole("button", { name: "tomorrow 12:00" })
    .click();
  await page
    .getByRole("textbox", { name: "Why" })
    .fill("Two pictures are still with the printer.");
  await page.getByText(/Thursday,? 19 November/).waitFor();
};

const summary = async (page) => {
  await inTheMiddle(page);
  await seeAll(page);
  await turnTo(page, /^Interim report/);
  await choose(page, "Send word");
  await page
    .getByRole("textbox", { name: "Your word to them" })
    .fill("It comes tomorrow morning, the tables are done.");
  await seeAll(page);
  await turnTo(page, /^Second screen/);
  await choose(page, "Confirm & thank");
  await seeAll(page);
  await turnTo(page, /^Call Dmitri/);
  await choose(page, "Snooze");
  await seeAll(page);
  await page.getByRole("button", { name: "Send 3" }).waitFor();
};

const week = async (page) => {
  await open("My promises")(page);
  await page.getByRole("radio", { name: "Week" }).check({ force: true });
  await page.getByRole("region", { name: "Next week" }).waitFor();
};

/** The figures are on their way to another time. */
const moving = async (page) => {
  await week(page);
  await page.getByRole("button", { name: /^Budget figures/ }).focus();
  await page.keyboard.press("m");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
};

/** In the evening, and where nothing is open. */
export const DAY_STATES = {
  evening: [wait, "/?state=evening"],
  "close-day": [closeDay, "/?state=evening"],
  "close-day-middle": [inTheMiddle, "/?state=evening"],
  "close-day-summary": [summary, "/?state=evening"],
  "close-day-end": [
    async (page) => {
      await summary(page);
      await page.getByRole("button", { name: "Send 3" }).click();
      await page.getByText(/You kept your word/).waitFor();
    },
    "/?state=evening",
  ],
  "close-day-nothing": [
    async (page) => {
      await page.keyboard.press("Control+k");
      await page.getByRole("combobox").fill("close the day");
      await page.getByRole("option", { name: "Close the day" }).waitFor();
      await page.keyboard.press("Enter");
      await page.getByText(/The day is closed/).waitFor();
    },
    "/?state=empty",
  ],
  week: [week, "/?state=busy"],
  "week-moving": [moving, "/"],
  "week-away": [
    async (page) => {
      await open("Settings")(page);
      await page.getByLabel("First day away").fill("2026-11-19");
      await page.getByLabel("Back on").fill("2026-11-23");
      await page.getByRole("button", { name: "Save absence" }).last().click();
      await week(page);
      await page.getByText("Away").first().waitFor();
    },
    "/",
  ],
  "week-new-time": [
    async (page) => {
      await moving(page);
      await page.keyboard.press("Enter");
      await page.getByRole("dialog", { name: "A new time" }).waitFor();
    },
    "/",
  ],
  "week-empty": [
    async (page) => {
      await open("My promises")(page);
      await page.getByRole("radio", { name: "Week" }).check({ force: true });
      await page.getByText("Two quiet weeks").waitFor();
    },
    "/?state=empty",
  ],
  "week-narrow": [week, "/", { width: 720, height: 520 }],
  "week-beside-request": [
    async (page) => {
      await week(page);
      await page.getByRole("button", { name: /^Budget figures/ }).click();
      await page.getByRole("group", { name: "Steps" }).waitFor();
    },
    "/",
  ],
  "close-day-small": [
    inTheMiddle,
    "/?state=evening",
    { width: 720, height: 520 },
  ],
};
