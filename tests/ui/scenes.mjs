// What the pictures show: every view, and how to get there.
import { ASKING } from "./scenes-asking.mjs";
import { HOURS } from "./scenes-hours.mjs";
import { RULE_SCENES } from "./rule-scenes.mjs";
import { NESTED_TEAMS } from "./nested-team-scenes.mjs";
import {
  catalogue,
  menuStep,
  open,
  quickAdd,
  request,
  settings,
  step,
  wait,
} from "./steps.mjs";

export const SCENES = {
  ...RULE_SCENES,
  ...NESTED_TEAMS,
  today: wait,
  "my-requests": open("My requests"),
  "my-promises": open("My promises"),
  queues: open(/Team queues/),
  load: open("Team load"),
  everyone: open("Everyone"),
  answers: open("Answers"),
  answer: async (page) => {
    await open("Answers")(page);
    await page.getByRole("button", { name: /The VPN does not/ }).click();
    await page.getByRole("article", { name: /The VPN/ }).waitFor();
  },
  "dialog-answer": async (page) => {
    await open("Answers")(page);
    await page.getByRole("button", { name: /Which indirect costs/ }).click();
    await page.getByRole("button", { name: "Change…" }).click();
    await page.getByRole("textbox", { name: "The answer" }).waitFor();
  },
  "dialog-insert-answer": async (page) => {
    await request("My promises", /Budget figures/)(page);
    await page.getByRole("button", { name: "Insert an answer…" }).click();
    await page.getByRole("dialog").getByText("match funding").waitFor();
  },
  "quick-add-who-can-help": async (page) => {
    await quickAdd("a deed and the land registry for the mill")(page);
    await page.getByRole("button", { name: /Ines Baumann knows/ }).waitFor();
  },
  "settings-skills": async (page) => {
    await settings("Profile")(page);
    await page.getByText("What you can be asked about").first().waitFor();
    await page
      .getByRole("textbox", { name: "A skill, in a few words" })
      .scrollIntoViewIfNeeded();
  },
  "quick-add-answer": async (page) => {
    await quickAdd("ask my VPN does not connect")(page);
    await page.getByRole("button", { name: /The VPN does not/ }).click();
    await page.getByText(/Choose the gateway/).waitFor();
  },
  thanks: open("Thanks"),
  attention: open(/Needs attention/),
  request: request("My requests", /Riparian grant/),
  "clock-story": async (page) => {
    await request("My requests", /Riparian grant/)(page);
    await page
      .locator(".facts")
      .getByRole("button", { name: /by .*Why is it due then/ })
      .last()
      .click();
    await page.getByRole("table", { name: /What counts/ }).waitFor();
  },
  ...HOURS,
  ...ASKING,
  "dialog-terms-steps": async (page) => {
    await SCENES["dialog-terms"](page);
    await page.getByText("Once it is late").scrollIntoViewIfNeeded();
  },
  "dialog-catalogue": catalogue,
  "dialog-service-ask": async (page) => {
    await catalogue(page);
    await page.getByRole("button", { name: /New laptop/ }).click();
    await page
      .getByRole("combobox", { name: "Why" })
      .selectOption("New colleague");
    await page.getByRole("textbox", { name: /Screens/ }).fill("7");
    await page.getByRole("button", { name: "Ask", exact: true }).click();
  },
  "request-by-service": async (page) => {
    await catalogue(page);
    await page.getByRole("button", { name: /New laptop/ }).click();
    await page
      .getByRole("combobox", { name: "Why" })
      .selectOption("Replacement");
    await page.getByRole("button", { name: "Ask", exact: true }).click();
    await page.getByRole("region", { name: "Checklist" }).waitFor();
  },
  "dialog-service-editor": async (page) => {
    await open("Team load")(page);
    await page.getByRole("button", { name: /^Services/ }).click();
    await page.getByRole("button", { name: "New service" }).click();
    await page
      .getByRole("textbox", { name: "Name", exact: true })
      .fill("Key for a gate");
    await page.getByRole("button", { name: "Add a field" }).click();
    await page.getByRole("textbox", { name: "Name of the field" }).fill("Gate");
  },
  "request-reworded": async (page) => {
    await request("My requests", /Riparian grant/)(page);
    await page.getByRole("button", { name: /^edited/ }).click();
    await page.getByRole("textbox", { name: "Write a message" }).focus();
    await page.keyboard.press("ArrowUp");
    await page
      .getByRole("textbox", { name: "The message in other words" })
      .waitFor();
  },
  "request-mentioning": async (page) => {
    await request("My requests", /Riparian grant/)(page);
    const words = page.getByRole("textbox", { name: "Write a message" });
    await words.pressSequentially("@ben");
    await page.keyboard.press("Enter");
    await words.pressSequentially("knows, or @a");
    await page.getByRole("listbox", { name: "Suggestions" }).waitFor();
  },
  "request-canned-texts": async (page) => {
    await request("My promises", /Budget figures/)(page);
    await page
      .getByRole("textbox", { name: "Write a message" })
      .pressSequentially("::");
    await page.getByRole("option", { name: /What funders need/ }).waitFor();
    await page.keyboard.press("ArrowDown");
  },
  "dialog-deliver-canned-text": async (page) => {
    await step("My promises", /Budget figures/, "Deliver…")(page);
    const words = page.getByRole("textbox", { name: "What you deliver" });
    await words.pressSequentially("::takes");
    await page.keyboard.press("Enter");
    await words.press("End");
    await words.press("Enter");
    await words.pressSequentially("::");
    await page.getByRole("option", { name: /Thank you, and/ }).waitFor();
  },
  "dialog-canned-text": async (page) => {
    await settings("Texts and templates")(page);
    await page
      .getByRole("button", { name: "Edit Thank you, and by when" })
      .click();
    await page
      .getByRole("textbox", { name: "Text" })
      .pressSequentially(" {manger}");
    await page.getByText("{manger} is nothing").waitFor();
  },
  "dialog-team-texts": async (page) => {
    await open("Team load")(page);
    await page.getByRole("button", { name: "Canned texts" }).click();
    await page.getByRole("dialog").getByText("What funders need").waitFor();
  },
  "request-mentioned": request("My promises", /Interim report/),
  "request-delivered": request("My requests", /Second screen/),
  "request-note": async (page) => {
    await request("My promises", /Interim report/)(page);
    await page.keyboard.press("x");
  },
  "dialog-promise": async (page) => {
    await step("My promises", /Two hours/, "Promise…")(page);
    await page.getByRole("textbox", { name: "I deliver by" }).fill("fri 15:00");
  },
  "dialog-past": async (page) => {
    await step("My promises", /Budget figures/, "New time…")(page);
    await page
      .getByRole("textbox", { name: "I deliver by" })
      .fill("yesterday 9:00");
  },
  "dialog-hand-over": async (page) => {
    await step("My promises", /Two hours/, "Hand over…")(page);
    await page
      .getByRole("combobox", { name: "To a person or a team" })
      .fill("le");
  },
  approval: request("Everyone", /A drone for the spring survey/),
  "dialog-reject": step("Everyone", /A drone for the spring survey/, "Say no…"),
  "dialog-ask-approval": menuStep(
    "My promises",
    /Photographs for the spring brochure/,
    "Ask for agreement…",
  ),
  "dialog-labels": async (page) => {
    await request("My promises", /Budget figures/)(page);
    await page.keyboard.press("l");
    await page
      .getByRole("combobox", { name: "Labels on this request" })
      .fill("land");
    await page.getByRole("option", { name: /Land registry/ }).waitFor();
  },
  "request-parts": request("My promises", /Interim report/),
  "request-linked": async (page) => {
    await request("My requests", /Riparian grant/)(page);
    await page.getByRole("list", { name: "Follows" }).scrollIntoViewIfNeeded();
  },
  "dialog-link": async (page) => {
    await menuStep("My promises", /Budget figures/, "Link…")(page);
    await page
      .getByRole("textbox", { name: "Find by title or number" })
      .fill("report");
    await page.getByRole("radio", { name: /Interim report/ }).check();
  },
  "dialog-ask-part": menuStep(
    "My promises",
    /Budget figures/,
    "Ask somebody for a part…",
  ),
  "dialog-split": async (page) => {
    await menuStep(
      "My promises",
      /Budget figures/,
      "Split off messages…",
    )(page);
    await page.getByRole("dialog").getByRole("checkbox").first().check();
    await page
      .getByRole("textbox", { name: "What you need" })
      .fill("The figures of 2025");
  },
  "dialog-merge": async (page) => {
    await menuStep(
      "My promises",
      /Budget figures/,
      "Merge into another…",
    )(page);
    await page
      .getByRole("textbox", { name: "Find by title or number" })
      .fill("parcels");
    await page.getByRole("radio", { name: /parcels/ }).check();
  },
  "request-merged": async (page) => {
    await SCENES["dialog-merge"](page);
    await page.getByRole("button", { name: "Merge", exact: true }).click();
    await page.getByText("Undo", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Open GRA-214" }).first().click();
    await page.getByText(/goes on there/).waitFor();
  },
  "request-muted": async (page) => {
    await request("My promises", /Budget figures/)(page);
    await page.keyboard.press("m");
    await page.getByText("Muted").first().waitFor();
  },
  "dialog-priority": menuStep("My promises", /Budget figures/, "Priority…"),
  "requests-labelled": async (page) => {
    await request("My requests", /Riparian grant/)(page);
    await page.getByRole("button", { name: "Label Grants 2027" }).click();
    await page.getByRole("list", { name: "My requests" }).waitFor();
  },
  filtered: async (page) => {
    await open("Everyone")(page);
    await page
      .getByRole("searchbox", { name: "Search requests" })
      .fill("stage:asked,delivered priority:>=normal due:<=fri stauts:x");
    await page.getByText("there is no such filter").waitFor();
  },
  "filter-menu": async (page) => {
    await open("My promises")(page);
    await page.keyboard.press("f");
    await page.getByRole("menuitem", { name: "Stage" }).waitFor();
    await page.keyboard.press("ArrowRight");
    await page.getByRole("menuitem", { name: "Acknowledged" }).waitFor();
  },
  "saved-view": async (page) => {
    await page.getByRole("button", { name: /^Waiting on others/ }).click();
    await page.getByRole("list", { name: "My requests" }).waitFor();
  },
  "dialog-view": async (page) => {
    await open("Everyone")(page);
    await page
      .getByRole("searchbox", { name: "Search requests" })
      .fill("is:late");
    await page.getByRole("button", { name: "Save as a view…" }).click();
    await page.getByRole("textbox", { name: "Name" }).fill("What is late");
  },
  chosen: async (page) => {
    await open("Everyone")(page);
    const rows = page.getByRole("list", { name: "Everyone" });
    await rows.getByRole("button").nth(1).focus();
    await page.keyboard.press("x");
    await page.keyboard.press("Shift+ArrowDown");
    await page.keyboard.press("Shift+ArrowDown");
    await page.getByRole("toolbar").getByText("3 chosen").waitFor();
  },
  "dialog-deliver": step("My promises", /Budget figures/, "Deliver…"),
  "dialog-remind": menuStep("My promises", /Budget figures/, "Remind me…"),
  "dialog-confirm": async (page) => {
    await step("My requests", /Second screen/, "Confirm & thank")(page);
    await page
      .getByRole("radio", { name: "It was excellent" })
      .check({ force: true });
    await page
      .getByRole("textbox", { name: /Thanks to Noah/ })
      .fill(
        "It was on my desk before I had finished asking. The funder calls are so much easier now.",
      );
  },
  "quick-add": quickAdd(
    "ask @leila and @okafer for the riparian grant on listing 4471 by fri 3pm #legal !high // the buyer asks",
  ),
  "quick-add-similar": quickAdd("the riparian grant for listing 4471 @sam"),
  "quick-add-thank": quickAdd(
    "thank @jo for covering the open house ^teamwork",
  ),
  "quick-add-past": quickAdd("ask @sam for the deed by yesterday"),
  "undo-toast": async (page) => {
    await request("My requests", /Riparian grant/)(page);
    await page
      .getByRole("textbox", { name: "Write a message" })
      .fill("I am in the archive until noon.");
    await page.keyboard.press("Control+Enter");
    await page.getByText("Message sent.").waitFor();
  },
  palette: async (page) => {
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox").fill("riparian");
  },
  shortcuts: async (page) => page.keyboard.press("?"),
  sync: async (page) =>
    page.getByRole("button", { name: /State of the backend/ }).click(),
  "settings-profile": settings("Profile"),
  "settings-absence": async (page) => {
    await settings("Profile")(page);
    await page.getByLabel("First day away").fill("2026-11-18");
    await page.getByLabel("Back on").fill("2026-11-20");
    await page
      .getByRole("heading", { name: /You promised/ })
      .scrollIntoViewIfNeeded();
  },
  "settings-general": settings("General"),
  "settings-appearance": settings("Appearance"),
  "settings-notifications": settings("Notifications"),
  "settings-shortcuts": settings("Shortcuts"),
  "settings-texts": settings("Texts and templates"),
  "settings-account": settings("Account"),
  "settings-organization": settings("Organization"),
  "settings-privacy": settings("Privacy"),
  "settings-rights": settings("Data and erasure"),
  "settings-audit": settings("Audit log"),
  "dialog-erase": async (page) => {
    await settings("Data and erasure")(page);
    const picker = page.getByRole("combobox", { name: "Person" }).last();
    await picker.fill("no");
    await page.getByRole("option").first().click();
    await page.getByRole("button", { name: "Erase…" }).click();
    await page.getByRole("dialog").waitFor();
  },
  "settings-organization-person": async (page) => {
    await settings("Organization")(page);
    await page.getByRole("button", { name: /Sam Okafor/ }).click();
    await page.getByRole("button", { name: "Link for a new password" }).click();
    await page.getByText(/\/reset\//).waitFor();
  },
  "settings-organization-deactivate": async (page) => {
    await settings("Organization")(page);
    await page.getByRole("button", { name: /Ben Osei/ }).click();
    await page.getByRole("button", { name: "Deactivate…" }).click();
    await page.getByRole("dialog", { name: /Deactivate Ben Osei/ }).waitFor();
  },
  "settings-organization-invite": async (page) => {
    await settings("Organization")(page);
    await page.getByRole("button", { name: "Invite somebody…" }).click();
    await page.getByRole("textbox", { name: "E-mail address" }).waitFor();
  },
  "settings-organization-import": async (page) => {
    await settings("Organization")(page);
    await page.getByRole("button", { name: "From a table…" }).click();
    await page
      .getByRole("textbox", { name: "Or paste it here" })
      .fill(
        "name,email\nRita Vance,rita@example.org\nNowhere,no address\nSam,sam@willowreed.example",
      );
    await page.getByRole("button", { name: "See what would happen" }).click();
    await page.getByText(/1 would be added/).waitFor();
  },
  "settings-organization-teams": async (page) => {
    await settings("Organization")(page);
    await page.getByRole("radio", { name: "Teams" }).click({ force: true });
    await page.getByText("Legal").first().click();
    await page.getByRole("button", { name: "Close team…" }).waitFor();
  },
  "settings-organization-rules": async (page) => {
    await settings("Organization")(page);
    await page.getByRole("radio", { name: "Settings" }).click({ force: true });
    await page
      .getByRole("textbox", { name: "Name of the organization" })
      .waitFor();
  },
  "settings-advanced": settings("Advanced"),
};
