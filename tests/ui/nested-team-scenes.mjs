// What the pictures show of teams that are parts of others.
import { settings } from "./steps.mjs";

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
};
