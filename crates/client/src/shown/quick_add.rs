//! A line of quick add, understood.

use super::*;

shown! {
    enum QuickAddVerb { Ask, Thank, Remind, Tell }
}
shown! {
    /// A part of the line that was understood. Positions are UTF-16 units of the line.
    struct QuickAddChip {
        /// `verb`, `person`, `team`, `due`, `next_word`, `remind`, `priority`, `kind`, `value`, `points`, `repeat`, `note`.
        field: String,
        start: u32,
        end: u32,
        text: String,
        /// The text without the words that lead to it: `fri 3pm` of `by fri 3pm`.
        content: String,
        /// The id of the person, team or service, or the instant, once resolved.
        value: Option<String>,
        /// Ids to choose from when the name is unknown or fits several.
        choices: Vec<String>,
        /// `unknown_name`, `ambiguous_name`, `in_the_past`: what keeps it from being used.
        problem: Option<String>,
        /// The name was typed with a slip: nobody is called quite so.
        is_close: bool,
    }
}
shown! {
    /// A service that a line names, or may name.
    struct ServiceInLine {
        id: String,
        team: String,
        /// Who serves it: a group, or the team that offers it.
        asked_of: String,
        /// Nobody sees what is asked but those who ask, serve and agree.
        is_confidential: bool,
        name: String,
        icon: ServiceIcon,
        /// Something in its form has to be answered before it can be asked.
        needs_form: bool,
        has_form: bool,
    }
}
shown! {
    /// What quick add understood of a line.
    struct QuickAdd {
        verb: QuickAddVerb,
        title: String,
        people: Vec<String>,
        teams: Vec<String>,
        due: Option<Instant>,
        next_word: Option<Instant>,
        remind: Option<Instant>,
        remind_if_no_reply: bool,
        priority: Priority,
        values: Vec<String>,
        /// How often it is asked again.
        repeat: Option<Cycle>,
        note: Option<String>,
        /// The service that is asked for.
        service: Option<String>,
        /// That one, and those to choose from where several fit.
        services: Vec<ServiceInLine>,
        chips: Vec<QuickAddChip>,
        /// What is missing before it can be sent: `title`, `addressee`, `words`, `form`; saved as a draft reminder to self until then.
        missing: Vec<String>,
    }
}
shown! {
    /// `literal` are spans that the person un-parsed: pairs of UTF-16 positions.
    struct QuickAddLine { text: String, literal: Vec<(u32, u32)> }
}
shown! {
    /// A name that was typed with a slip, and who or what the window showed for it.
    struct SeenName {
        start: u32,
        end: u32,
        /// The id of the person, team or service.
        value: String,
    }
}
shown! {
    /// A line to save. `seen` are the guessed names that whoever saves it had before their eyes.
    struct SaveQuickAdd {
        text: String,
        literal: Vec<(u32, u32)>,
        #[serde(default)]
        seen: Vec<SeenName>,
    }
}
shown! {
    struct QuickAddSaved { verb: QuickAddVerb, request: Option<String>, thanks: Option<String>, follow_up: Option<String>, recurrence: Option<String> }
}
shown! {
    struct WhenText { text: String }
}
shown! {
    /// A time as typed (`thu 12:00`), understood; none when it could not be.
    struct When { at: Option<Instant>, is_past: bool }
}
