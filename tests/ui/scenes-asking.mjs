// What the pictures show of new requests, templates and what repeats.
import { open, settings } from "./steps.mjs";

export const ASKING = {
  "dialog-recurring": async (page) => {
    await open("My requests")(page);
    await page.getByRole("button", { name: "Repeating" }).click();
    await page.getByText("Next: tomorrow").waitFor();
  },
  "dialog-recurrence": async (page) => {
    await open("My requests")(page);
    await page.getByRole("button", { name: "Repeating" }).click();
    await page.getByRole("button", { name: /Change “Water/ }).click();
    await page.getByText("It is asked", { exact: true }).waitFor();
  },
  "dialog-ask": async (page) => {
    await page.keyboard.press("Control+k");
    await page.getByRole("option", { name: "Ask: Monthly figures" }).click();
    await page.getByRole("switch", { name: "Repeat" }).click();
    await page.getByRole("checkbox", { name: "Friday" }).click();
  },
  "settings-templates": async (page) => {
    await settings("Texts and templates")(page);
    await page
      .getByRole("list", { name: "Templates" })
      .scrollIntoViewIfNeeded();
  },
};
