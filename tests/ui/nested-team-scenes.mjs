// What the pictures show of teams that are parts of others.
import { catalogue, open, settings } from "./steps.mjs";

export const NESTED_TEAMS = {
  "settings-organization-nested-teams": async (page) => {
    await settings("Organization")(page);
    await page.getByRole("radio", { name: "Teams" }).click({ force: true });
    await page.locator("summary", { hasText: "Grants" }).click();
    await page.getByRole("combobox", { name: "Part of Finance" }).waitFor();
  },
  "dialog-terms-from-above": async (page) => {
    await NESTED_TEAMS["settings-organization-nested-teams"](page);
    await page
      .getByRole("button", { name: "Hours and service levels…" })
      .click();
    await page.getByText("As Finance").waitFor();
  },
  "dialog-led-from-above": async (page) => {
    await settings("Organization")(page);
    await page.getByRole("radio", { name: "Teams" }).click({ force: true });
    await page.locator("summary", { hasText: "People and culture" }).click();
    await page.getByRole("combobox", { name: /^Part of/ }).click();
    await page.getByRole("option", { name: "Finance", exact: true }).click();
    await page.getByRole("switch", { name: "Led by Finance too" }).click();
    await page.getByRole("dialog", { name: /^Let Finance lead/ }).waitFor();
  },
  "settings-led-from-above": async (page) => {
    await NESTED_TEAMS["dialog-led-from-above"](page);
    await page.getByRole("button", { name: "Let them lead" }).click();
    await page.getByText(/^leads Finance/).waitFor();
  },
  "dialog-service-led-from-above": async (page) => {
    await NESTED_TEAMS["settings-led-from-above"](page);
    await catalogue(page);
    await page.getByRole("button", { name: /Parental leave/ }).click();
    const note = page.getByText(/who leads it from above: Freya Nilsen/);
    await note.waitFor();
    await note.scrollIntoViewIfNeeded();
  },
  "dialog-service-group-led-from-above": async (page) => {
    await open("Team load")(page);
    await page.getByRole("button", { name: /^Services/ }).click();
    await page.getByRole("button", { name: "New service" }).click();
    const group = page.getByRole("combobox", { name: "Who serves it" });
    await page.getByText(/leads Grants from above: Freya/).waitFor();
    await group.scrollIntoViewIfNeeded();
  },
  "list-queues-of-parts": async (page) => {
    await NESTED_TEAMS["settings-organization-nested-teams"](page);
    const chosen = page.getByRole("combobox", { name: "Part of Finance" });
    await page.locator("summary", { hasText: "Grants" }).click();
    await chosen.waitFor({ state: "hidden" });
    await page.locator("summary", { hasText: "Legal" }).click();
    await page.getByRole("combobox", { name: /^Part of/ }).click();
    await page.getByRole("option", { name: "Finance › Grants" }).click();
    await page.getByRole("switch", { name: "Led by Grants too" }).click();
    await page.getByRole("button", { name: "Let them lead" }).click();
    await open("Queues")(page);
    await page.getByRole("radio", { name: /part of Grants/ }).waitFor();
  },
};
