// What the pictures show of new requests, templates and what repeats.
import { open, quickAdd, settings } from "./steps.mjs";

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
  "dialog-ask-priority": async (page) => {
    await page.keyboard.press("Control+k");
    await page.getByRole("option", { name: "Ask: Monthly figures" }).click();
    const priority = page.locator(".select-trigger").last();
    await priority.click();
    // What covers the list would take the click.
    await page.getByRole("option", { name: "Urgent" }).click();
    await priority.click();
    await page.getByRole("option", { name: "Urgent" }).waitFor();
  },
  "quick-add-service": async (page) => {
    await quickAdd(
      "ask for one that works ~laptop by fri 3pm @sam #systems // mine broke",
    )(page);
    await page.getByText("its form comes next").waitFor();
  },
  "quick-add-service-choice": async (page) => {
    await quickAdd("for Yasmin ~l by fri 3pm")(page);
    await page.getByText("Several services fit").waitFor();
    await page.keyboard.press("ArrowDown");
  },
  "quick-add-service-unknown": async (page) => {
    await quickAdd("for Yasmin ~rocket #systems")(page);
    await page.getByText("is no service here").waitFor();
  },
  "dialog-service-from-line": async (page) => {
    await quickAdd(
      "one that works ~laptop by fri 3pm !high @sam word wed 9 am // mine broke",
    )(page);
    await page.getByText("its form comes next").waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Back to quick add" }).waitFor();
  },
  "quick-add-service-optional": async (page) => {
    await open("Team load")(page);
    await page.getByRole("button", { name: /^Services/ }).click();
    await page.getByRole("button", { name: "New service" }).click();
    await page
      .getByRole("textbox", { name: "Name", exact: true })
      .fill("Keys for a gate that is opened by nobody else the whole year");
    await page.getByRole("button", { name: "Add a field" }).click();
    await page.getByRole("textbox", { name: "Name of the field" }).fill("Gate");
    await page.getByRole("button", { name: "Publish" }).click();
    await page.getByText("Published", { exact: true }).waitFor();
    await page.keyboard.press("Escape");
    await quickAdd("for the barn ~keys @sam")(page);
    await page.getByText("without its optional form").waitFor();
  },
  "settings-templates": async (page) => {
    await settings("Texts and templates")(page);
    await page
      .getByRole("list", { name: "Templates" })
      .scrollIntoViewIfNeeded();
  },
  "dialog-service-group": async (page) => {
    await open("Team load")(page);
    await page.getByRole("button", { name: /^Services/ }).click();
    await page.getByRole("button", { name: "New service" }).click();
    const group = page.getByRole("combobox", { name: "Who serves it" });
    await group.selectOption({ label: "People and culture" });
    await page
      .getByRole("switch", { name: /^Only the requester and People/ })
      .click();
    await group.scrollIntoViewIfNeeded();
  },
};
