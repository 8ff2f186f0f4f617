// What the pictures show besides: the states that the app can be in.
import { DAY_STATES } from "./scenes-day.mjs";
import { open, settings, wait } from "./steps.mjs";

/** What the shell tells a window of when no desktop shows it. */
const NOTICES = [
  {
    subject: { type: "thanks", id: "thanks-1" },
    title: "Noah Whitfield thanks you",
    body: "The figures were there before I had asked twice.",
    actions: [{ action: "say_thanks_back", label: "Say thanks back" }],
    needs_you: false,
  },
  {
    subject: { type: "follow_up", id: "follow-up-1" },
    title: "You promised this for today, 15:00",
    body: "Budget figures for the riparian grant",
    actions: [
      { action: "new_time", label: "New time…" },
      { action: "send_word", label: "Send word…" },
      { action: "snooze", label: "Snooze" },
    ],
    needs_you: true,
  },
];

export const STATES = {
  notices: [
    async (page) => {
      await wait(page);
      await page.evaluate(
        (notices) =>
          notices.forEach((detail) =>
            window.dispatchEvent(new CustomEvent("fake-notice", { detail })),
          ),
        NOTICES,
      );
      await page.getByRole("button", { name: "New time…" }).waitFor();
    },
    "/",
  ],
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
