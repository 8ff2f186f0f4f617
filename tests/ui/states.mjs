// What the pictures show besides: the states that the app can be in.
import { DAY_STATES } from "./scenes-day.mjs";
import { open, settings, wait } from "./steps.mjs";

export const STATES = {
  ...DAY_STATES,
  empty: [wait, "/?state=empty"],
  busy: [wait, "/?state=busy"],
  "empty-requests": [open("My requests"), "/?state=empty"],
  // Nobody there belongs to a team, and no place leads to queues but the keys.
  "empty-queues": [
    async (page) => {
      await page.getByRole("heading", { name: /Good morning/ }).waitFor();
      await page.keyboard.press("g");
      await page.keyboard.press("q");
      await page.getByText("No team yet").waitFor();
    },
    "/?state=empty",
  ],
  "empty-thanks": [open("Thanks"), "/?state=empty"],
  offline: [
    async (page) =>
      page.getByRole("button", { name: /State of the backend/ }).click(),
    "/?state=offline",
  ],
  "signed-out": [settings("Account"), "/?state=signed_out"],
  "disk-full": [wait, "/?state=disk_full"],
  damaged: [wait, "/?state=damaged"],
  "update-needed": [wait, "/?state=update_needed"],
  join: [settings("Account"), "/?state=empty"],
  "organization-offline": [settings("Organization"), "/?state=offline"],
  "reset-password": [
    async (page) => {
      await settings("Account")(page);
      await page
        .getByRole("button", { name: "I have a link for a new password" })
        .click();
      await page
        .getByRole("textbox", { name: "Link for a new password" })
        .waitFor();
    },
    "/?state=signed_out",
  ],
  joined: [
    async (page) => {
      await page.getByRole("button", { name: "Look at them" }).click();
      await page.getByRole("button", { name: "Is it Noah Whitfield?" }).click();
    },
    "/?state=joined",
  ],
  "first-run": [wait, "/?state=first_run"],
  "first-run-hours": [
    async (page) => {
      await page
        .getByRole("textbox", { name: "Your name" })
        .fill("Mara Lindqvist");
      await page.getByRole("button", { name: "Continue" }).click();
    },
    "/?state=first_run",
  ],
  "quick-add-window": [
    (page) =>
      page
        .getByRole("textbox")
        .fill("ask @sam for the grant papers by fri 15:00"),
    "/quick-add.html",
    { width: 640, height: 180 },
  ],
};
