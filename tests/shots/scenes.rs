//! The pictures, and the way to each of them.

use crate::scene::{Do, Scene};
use Do::{Choose, Click, Fill, Pick, Press, See, Step, Type, Window};

const QUICK_ADD: &str = "ctrl+shift+space";
/// What was typed for the picture before is kept as a draft.
const ALL: &str = "ctrl+a";
const IN_WORK: &str = "Riparian grant";
const TO_CONFIRM: &str = "Second screen";
const ASKED_OF_ME: &str = "May I promise the Okafors";
const TO_AGREE: &str = "Laptop for Yasmin";
const PROMISED_BY_ME: &str = "Key facts for 2 Lantern Court";

/// Of the sample organization.
pub(crate) const FILLED: &[Scene] = &[
    scene("today", &[See("Good morning")]),
    scene("my-requests", &[Click("My requests"), See(IN_WORK)]),
    scene("my-promises", &[Click("My promises"), See(PROMISED_BY_ME)]),
    scene("queues", &[Click("Team queues"), See("Asked")]),
    scene("load", &[Click("Team load"), See("No time given")]),
    scene("everyone", &[Click("Everyone"), See("Everyone")]),
    scene("thanks", &[Click("Thanks")]),
    scene("request-in-work", &[Click("My requests"), Click(IN_WORK), See("conveyance")]),
    scene("request-to-confirm", &[Click("My requests"), Click(TO_CONFIRM), See("Confirm & thank")]),
    scene("request-asked-of-me", &[Click("My promises"), Click(ASKED_OF_ME), See("Promise…")]),
    scene("request-promised", &[Click("My promises"), Click(PROMISED_BY_ME), See("Only the charges")]),
    scene(
        "why-due-then",
        &[Click("My requests"), Click(IN_WORK), Click("Why is it due then"), See("A promise moves only")],
    ),
    scene(
        "why-an-answer-then",
        &[Click("My promises"), Click(ASKED_OF_ME), Click("Why is an answer due then"), See("aims to answer")],
    ),
    scene("service-levels", &[Click("Team load"), Click("Hours and service levels"), See("Its own hours")]),
    scene("services", &[Click("Team load"), Click("Services"), See("What others can ask of the team by name")]),
    scene(
        "catalogue",
        &[
            Click("Today"),
            Press("ctrl+k"),
            Type("ask for a service"),
            Press("Return"),
            See("What teams offer. Choose one"),
        ],
    ),
    scene("agreement", &[Click(TO_AGREE), See("Waits for agreement")]),
    scene("dialog-reject", &[Click(TO_AGREE), Step("Say no…"), See("Why do you not agree?")]),
    scene("filter", &[Click("Everyone"), Fill("Search requests", "is:late sort:asked"), See("Late")]),
    scene(
        "filter-not-understood",
        &[Click("Everyone"), Fill("Search requests", "due:<someday"), See("not understood")],
    ),
    scene(
        "dialog-labels",
        &[Click("My promises"), Click(PROMISED_BY_ME), Step("Labels…"), See("Labels on this request")],
    ),
    scene("dialog-link", &[Click("My promises"), Click(PROMISED_BY_ME), Step("Link…"), See("Find by title or number")]),
    scene(
        "dialog-promise",
        &[
            Click("My promises"),
            Click(ASKED_OF_ME),
            Step("Promise…"),
            Fill("I deliver by", "today 16:30"),
            Fill("Next word by", "today 14:00"),
        ],
    ),
    scene(
        "dialog-past",
        &[Click("My promises"), Click(PROMISED_BY_ME), Step("New time…"), Fill("I deliver by", "yesterday 9:00")],
    ),
    scene(
        "dialog-deliver",
        &[
            Click("My promises"),
            Click(PROMISED_BY_ME),
            Step("Deliver…"),
            Fill("What you deliver", "One page, as promised. The charges are on the back."),
            Fill("What will they need next?", "The bidder will ask for the energy certificate."),
        ],
    ),
    scene(
        "dialog-confirm",
        &[
            Click("My requests"),
            Click(TO_CONFIRM),
            Step("Confirm & thank"),
            Choose("radio", "It was excellent"),
            Fill("Thanks to", "He smiled all morning. Four hundred switches less, because you took him seriously."),
        ],
    ),
    scene(
        "dialog-not-yet",
        &[
            Click("My requests"),
            Click(TO_CONFIRM),
            Step("Not yet"),
            Fill("What is missing?", "The left one stays dark after lunch."),
        ],
    ),
    scene(
        "dialog-hand-over",
        &[Click("My promises"), Click(ASKED_OF_ME), Step("Hand over…"), Fill("To a person or a team", "pr")],
    ),
    scene("dialog-decline", &[Click("My promises"), Click(ASKED_OF_ME), Step("Decline…")]),
    scene("dialog-remind", &[Click("My promises"), Click(PROMISED_BY_ME), Step("Remind me…")]),
    scene(
        "quick-add",
        &[
            Press(QUICK_ADD),
            Window("Goodturn: quick add"),
            Press(ALL),
            Type("Riparian grant for listing 4471 @maria due fri 3pm !high // the buyer asks"),
        ],
    ),
    scene(
        "quick-add-similar",
        &[
            Press(QUICK_ADD),
            Window("Goodturn: quick add"),
            Press(ALL),
            Type("riparian grant for the buyer of listing 4471"),
        ],
    ),
    scene(
        "quick-add-thank",
        &[
            Press(QUICK_ADD),
            Window("Goodturn: quick add"),
            Press(ALL),
            Type("thank @jo for covering the open house ^teamwork"),
        ],
    ),
    scene(
        "quick-add-past",
        &[Press(QUICK_ADD), Window("Goodturn: quick add"), Press(ALL), Type("ask @sam for the deed by yesterday")],
    ),
    scene(
        "quick-add-service",
        &[
            Press(QUICK_ADD),
            Window("Goodturn: quick add"),
            Press(ALL),
            Type("one that works ~laptop by fri 3pm // mine broke"),
        ],
    ),
    scene("palette", &[Click("Go to or do"), Type("ferry")]),
    scene("state", &[Click("State of the backend")]),
    scene("settings-general", &[Click("Settings"), Click("General")]),
    scene("settings-profile", &[Click("Settings"), Click("Profile")]),
    scene("settings-appearance", &[Click("Settings"), Click("Appearance")]),
    scene("settings-notifications", &[Click("Settings"), Click("Notifications")]),
    scene("settings-shortcuts", &[Click("Settings"), Click("Shortcuts")]),
    scene("settings-account", &[Click("Settings"), Click("Account")]),
    scene("settings-organization", &[Click("Settings"), Click("Organization")]),
    scene("settings-person", &[Click("Settings"), Click("Organization"), Click("Aiko Tanabe"), See("Reports to")]),
    scene(
        "settings-import",
        &[
            Click("Settings"),
            Click("Organization"),
            Click("From a table"),
            Fill("Or paste it here", "name,email,rank"),
            Click("See what would happen"),
            See("There is no column"),
        ],
    ),
    scene("settings-teams", &[Click("Settings"), Click("Organization"), Choose("radio", "Teams"), See("Add team")]),
    scene(
        "settings-for-everybody",
        &[Click("Settings"), Click("Organization"), Choose("radio", "Settings"), See("Close unconfirmed after")],
    ),
    scene("settings-privacy", &[Click("Settings"), Click("Privacy")]),
    scene("settings-rights", &[Click("Settings"), Click("Data and erasure")]),
    scene("settings-audit", &[Click("Settings"), Click("Audit log")]),
    scene("settings-advanced", &[Click("Settings"), Click("Advanced")]),
];

/// Of a first start.
pub(crate) const EMPTY: &[Scene] = &[
    scene("first-run-name", &[See("Welcome to Goodturn")]),
    scene("first-run-hours", &[Fill("Your name", "Mara Lindqvist"), Click("Continue"), See("When do you work?")]),
    scene(
        "first-run-shortcut",
        &[Fill("Your name", "Mara Lindqvist"), Click("Continue"), Click("Continue"), See("One shortcut")],
    ),
    scene(
        "first-run-begin",
        &[
            Fill("Your name", "Mara Lindqvist"),
            Click("Continue"),
            Click("Continue"),
            Click("Continue"),
            See("How do you want"),
        ],
    ),
    scene(
        "today-empty",
        &[
            Fill("Your name", "Mara Lindqvist"),
            Click("Continue"),
            Click("Continue"),
            Click("Continue"),
            Click("Start empty"),
            See("Today"),
        ],
    ),
    scene("my-requests-empty", &[Click("My requests")]),
    scene("thanks-empty", &[Click("Thanks")]),
];

/// Somebody who has read nothing sets up a team, step by step; each begins where the last one ended.
pub(crate) const WALK: &[Scene] = &[
    scene(
        "walk-0-start",
        &[
            Fill("Your name", "Mara Lindqvist"),
            Click("Continue"),
            Click("Continue"),
            Click("Continue"),
            Click("Start empty"),
            See("Today"),
        ],
    ),
    scene("walk-1-palette", &[Press("ctrl+k"), Type("team"), See("Set up teams")]),
    scene(
        "walk-2-name",
        &[
            Press("ctrl+k"),
            Type("set up"),
            Press("Return"),
            Fill("Name of the team", "IT help"),
            Fill("Short form", "ITH"),
            See("I lead it myself"),
        ],
    ),
    scene(
        "walk-3-team",
        &[
            Press("ctrl+k"),
            Type("set up"),
            Press("Return"),
            Fill("Name of the team", "IT help"),
            Fill("Short form", "ITH"),
            Click("Add team"),
            See("Hours and service levels"),
        ],
    ),
    scene("walk-4-services", &[Click("Team load"), Click("Services"), See("No services yet")]),
    scene(
        "walk-5-service",
        &[
            Click("Team load"),
            Click("Services"),
            Click("New service"),
            Fill("Name", "A new laptop"),
            Click("Add a field"),
            Fill("Name of the field", "For whom?"),
            Choose("checkbox", "Has to be answered"),
            See("Preview"),
        ],
    ),
    scene(
        "walk-6-service-published",
        &[Click("Team load"), Click("Services"), Click("New service"), Click("Publish"), See("Version 1")],
    ),
    scene(
        "walk-7-level",
        &[
            Click("Team load"),
            Click("Hours and service levels"),
            Click("Add service level"),
            Fill("Name", "Standard"),
            Pick("Unit", "hours"),
            See("Not saved yet"),
        ],
    ),
    scene(
        "walk-8-level-kept",
        &[Click("Team load"), Click("Hours and service levels"), Click("Save"), See("From now on these hold")],
    ),
    scene("walk-9-rules", &[Click("Team load"), Click("Rules"), See("Begin with it")]),
    scene(
        "walk-10-rule",
        &[Click("Team load"), Click("Rules"), Click("Begin with Pressing first"), See("The same as text")],
    ),
    scene(
        "walk-11-rule-kept",
        &[
            Click("Team load"),
            Click("Rules"),
            Click("Begin with Pressing first"),
            Click("Keep rule"),
            See("Kept: Pressing first"),
        ],
    ),
    scene(
        "walk-12-rule-fires",
        &[
            Click("Quick add"),
            Fill("What do you need", "The printer smokes #ith !urgent"),
            See("A request."),
            Press("ctrl+Return"),
            See("Rule “Pressing first”"),
        ],
    ),
    scene(
        "walk-13-quick-add",
        &[
            Press(QUICK_ADD),
            Window("Goodturn: quick add"),
            Press(ALL),
            Type("for Yasmin ~laptop by fri 3pm // the old one broke"),
        ],
    ),
    scene(
        "walk-14-form",
        &[
            Click("Quick add"),
            Fill("What do you need", "for Yasmin ~laptop by fri 3pm // the old one broke"),
            See("of IT help"),
            Click("Fill in"),
            See("Back to quick add"),
        ],
    ),
];

const fn scene(name: &'static str, way: &'static [Do]) -> Scene {
    Scene { name, way }
}
