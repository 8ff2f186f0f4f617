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
  "dialog-rule-by-turns": async (page) => {
    await open("Team load")(page);
    await page.getByRole("button", { name: "Rules", exact: true }).click();
    await page.getByRole("button", { name: "New rule" }).click();
    await page
      .getByRole("textbox", { name: "The same as text" })
      .fill(
        'when asked\nthen hand over by turns at most 5 who is at work who knows "Deeds"',
      );
    await page.getByRole("combobox", { name: "Whom it comes to" }).waitFor();
    await page.getByRole("button", { name: "Try it now" }).click();
    await page.getByText(/It would have fired/).waitFor();
    await page
      .getByRole("combobox", { name: "Whom it comes to" })
      .scrollIntoViewIfNeeded();
  },
  "request-by-turns": async (page) => {
    await open("Team load")(page);
    await page.getByRole("button", { name: "Rules", exact: true }).click();
    await page.getByRole("button", { name: "New rule" }).click();
    await page
      .getByRole("textbox", { name: "Name", exact: true })
      .fill("Round the team");
    await page
      .getByRole("textbox", { name: "The same as text" })
      .fill("when asked\nthen hand over by turns");
    await page.getByRole("button", { name: "Keep rule" }).click();
    await page.keyboard.press("Escape");
    await quickAdd("A grant for the mill #grants")(page);
    await page.keyboard.press("Enter");
    await request("My requests", /A grant for the mill/)(page);
    await page.getByText(/whose turn it was/).waitFor();
  },
  "dialog-hand-over-in-team": async (page) => {
    await quickAdd("A grant for the mill #grants")(page);
    await page.keyboard.press("Enter");
    await request("My requests", /A grant for the mill/)(page);
    await page.keyboard.press("a");
    await page.getByRole("group", { name: /Members of/ }).waitFor();
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
