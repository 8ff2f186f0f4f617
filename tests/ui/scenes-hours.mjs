// The hours that a team works by, and the calendar that it follows.
import { open } from "./steps.mjs";

/** The hours of the team are kept, and it follows that calendar. */
const followed = async (page, address) => {
  const hours = page.getByRole("button", { name: "Hours and service levels" });
  await open("Team load")(page);
  await hours.click();
  await page.getByRole("switch", { name: "Its own hours" }).click();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await hours.click();
  await follow(page, address);
};

const follow = async (page, address) => {
  await page.getByRole("textbox", { name: /Address/ }).fill(address);
  await page.getByRole("button", { name: "Follow", exact: true }).click();
};

export const HOURS = {
  "dialog-terms": async (page) => {
    await open("Team load")(page);
    await page
      .getByRole("button", { name: "Hours and service levels" })
      .click();
    await page.getByRole("switch", { name: "Its own hours" }).click();
    await page.getByRole("button", { name: "Add service level" }).click();
    await page.getByRole("textbox", { name: "Name" }).fill("Usual");
    await page
      .getByRole("group", { name: "Answer within" })
      .getByRole("combobox")
      .selectOption("hours");
  },
  "dialog-follow": async (page) => {
    await followed(page, "webcal://calendars.example.org/holidays.ics");
    await page.getByText(/7 days off to come/).scrollIntoViewIfNeeded();
  },
  "dialog-follow-broken": async (page) => {
    await followed(page, "webcal://calendars.example.org/holidays.ics");
    await page.getByText(/7 days off to come/).waitFor();
    await follow(page, "https://gone.example.org/holidays.ics");
    await page.getByText(/answers 404/).scrollIntoViewIfNeeded();
  },
};
