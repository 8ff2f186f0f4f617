// What the pictures show of the rules of a team.
import { open, quickAdd, request } from "./steps.mjs";

export const RULE_SCENES = {
  "dialog-rules": async (page) => {
    await open("Team load")(page);
    await page.getByRole("button", { name: "Rules", exact: true }).click();
    await page.getByRole("button", { name: /GRA-118/ }).waitFor();
  },
  "dialog-rule-editor": async (page) => {
    await open("Team load")(page);
    await page.getByRole("button", { name: "Rules", exact: true }).click();
    await page.getByRole("button", { name: "Edit Pressing first" }).click();
    await page.getByRole("button", { name: "Try it now" }).click();
    await page.getByText(/It would have fired/).waitFor();
  },
  "request-by-rule": async (page) => {
    await quickAdd("Figures for the board #grants !high")(page);
    await page.keyboard.press("Enter");
    await request("My requests", /Figures for the board/)(page);
    await page.getByText(/Rule “Pressing first”/).waitFor();
  },
  "dialog-rule-problem": async (page) => {
    await open("Team load")(page);
    await page.getByRole("button", { name: "Rules", exact: true }).click();
    await page.getByRole("button", { name: "New rule" }).click();
    const text = page.getByRole("textbox", { name: "The same as text" });
    await text.fill("when asked\nif priority:hihg\nthen watch @Mara");
    await page.getByRole("list", { name: "What would do" }).waitFor();
    await text.scrollIntoViewIfNeeded();
  },
};
