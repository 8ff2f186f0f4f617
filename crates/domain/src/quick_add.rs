//! Quick add: one line in plain language becomes a request, a thanks or a reminder (`rules.md` §7).
//!
//! The grammar knows no language: words come from a [`Language`] table. It rejects rather than
//! guesses, and what is not understood stays text, so that nothing of a line is ever lost.

mod cursor;
mod english;
mod french;
mod german;
mod kind;
mod language;
mod names;
mod read;
mod repeat;
mod slips;
mod spanish;
mod title;
mod when;
mod who;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use self::cursor::Cursor;
use self::language::Meaning;
pub(crate) use self::language::fold;
pub use self::language::{DayPart, Language, Unit};
pub use self::names::{Catalogue, Directory};
pub use self::repeat::Repeat;
use crate::calendar::WorkingCalendar;
use crate::clock::Timestamp;
use crate::id::{OfferedServiceId, PersonId, TeamId};
use crate::service_request::Priority;

/// What a line is about to do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verb {
    #[default]
    Ask,
    Thank,
    Remind,
    Tell,
}

/// What a part of the line says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    Verb,
    Person,
    Team,
    Due,
    NextWord,
    Remind,
    Priority,
    Kind,
    Value,
    Points,
    Repeat,
    Note,
}

/// A part of the line that was understood, in UTF-16 units of the line. Tokens are in order and
/// never overlap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    pub field: Field,
    pub start: u32,
    pub end: u32,
    /// Where it begins without the words that lead to it: at the *fri* of `by fri`.
    pub content: u32,
    pub value: Option<Value>,
    /// What keeps it from being used. Its words then stay in the title too.
    pub problem: Option<Problem>,
    /// The name fits nobody as it was typed, and one but for a slip of the fingers.
    pub is_close: bool,
}

/// What a token stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    Person(PersonId),
    Team(TeamId),
    Service(OfferedServiceId),
    At(Timestamp),
}

/// Why a token cannot be used before somebody has chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The time lies in the past; it is the value of the token.
    InThePast,
    /// Nobody, no team and no service that is known has such a name.
    UnknownName,
    /// Several people, teams or services have such a name; those first with whom the writer has most to do.
    AmbiguousName { choices: Vec<Value> },
}

/// Who is meant: somebody of the directory, or the name as typed where there is no directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mention<Id> {
    Known(Id),
    Typed(String),
}

/// What quick add understood of a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QuickAdd {
    pub verb: Verb,
    /// All that was not understood, in one line. Empty when everything was.
    pub title: String,
    /// In the order of the line, each once. `@me` is among them, the *me* of *remind me* is not.
    pub people: Vec<Mention<PersonId>>,
    pub teams: Vec<Mention<TeamId>>,
    /// Whether the line is a reminder to the writer.
    pub is_to_self: bool,
    pub due: Option<Timestamp>,
    pub next_word: Option<Timestamp>,
    pub remind: Option<Timestamp>,
    pub remind_if_no_reply: bool,
    pub priority: Option<Priority>,
    /// `cover`, `info`, `represent`, `approve` or the name of a service.
    pub kind: Option<String>,
    /// The service that is asked for; its name is the kind.
    pub service: Option<OfferedServiceId>,
    pub values: Vec<String>,
    pub points: Option<u32>,
    pub repeat: Option<Repeat>,
    /// What follows `//`, and then the lines below the first one as they were written.
    pub note: Option<String>,
    pub tokens: Vec<Token>,
}

impl QuickAdd {
    /// What keeps parts of the line from being used, with those parts.
    pub fn problems(&self) -> impl Iterator<Item = (&Token, &Problem)> {
        self.tokens.iter().filter_map(|token| Some((token, token.problem.as_ref()?)))
    }

    /// When a reminder is to ring: the time it was given, or else when the thing is due.
    pub fn reminds_at(&self) -> Option<Timestamp> {
        self.remind.or(self.due)
    }
}

/// When the named parts of the day are, in minutes since midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayParts {
    pub morning: u16,
    pub noon: u16,
    pub afternoon: u16,
    pub evening: u16,
}

impl Default for DayParts {
    fn default() -> Self {
        Self { morning: 9 * 60, noon: 12 * 60, afternoon: 15 * 60, evening: 19 * 60 }
    }
}

impl DayParts {
    fn minutes(&self, part: DayPart) -> u16 {
        match part {
            DayPart::Morning => self.morning,
            DayPart::Noon => self.noon,
            DayPart::Afternoon => self.afternoon,
            DayPart::Evening => self.evening,
        }
    }
}

/// What a line is understood in.
#[derive(Clone, Copy, Debug)]
pub struct QuickAddContext<'a> {
    pub language: Language,
    pub now: Timestamp,
    /// Zone and hours: a date without a time is the end of that working day. It is the helper's
    /// where the helper is known.
    pub calendar: &'a WorkingCalendar,
    pub day_parts: DayParts,
    /// The writer.
    pub me: Option<PersonId>,
    /// Whom names are looked up in; without one they are taken as typed.
    pub directory: Option<&'a Directory>,
    /// How much the writer has to do with people: it orders choices, and never chooses.
    pub weights: Option<&'a BTreeMap<PersonId, u32>>,
    /// What services are looked up in; without one their names are taken as typed.
    pub catalogue: Option<&'a Catalogue>,
    /// What the person un-parsed: spans in UTF-16 units whose words stay text.
    pub literal: &'a [(u32, u32)],
}

impl QuickAddContext<'_> {
    fn today(&self) -> NaiveDate {
        self.calendar.local(self.now).date_naive()
    }
}

/// Understands a text: its first line is the line, all that follows is part of its note. The same line in the same context always gives the same.
pub fn parse(line: &str, context: &QuickAddContext<'_>) -> QuickAdd {
    read::read_line(line, context)
}

/// Understands a when that stands alone, as in the date field of a dialog: `thu 12:00`, `2 wd`.
/// It may lie in the past.
pub fn understand_when(text: &str, context: &QuickAddContext<'_>) -> Option<Timestamp> {
    let words = cursor::split(text, &[]);
    let mut cursor = Cursor { words: &words, at: 0, language: context.language };
    cursor.skip(Meaning::Due);
    let at = cursor
        .attempt(|it| when::read_when(it, context).filter(|_| it.rest().is_empty()))
        .or_else(|| when::read_bare_amount(&mut cursor, context))?;
    cursor.rest().is_empty().then_some(at)
}
