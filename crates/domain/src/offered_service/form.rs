//! Forms: what a service asks, and what somebody has answered.

use chrono::{Datelike, NaiveDate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ServiceDescription, ServiceFlaw, ServiceIcon};
use crate::clock::Timestamp;
use crate::file::FileName;
use crate::id::{EntryId, OfferedServiceId, PersonId, TeamId};
use crate::refusal::Refusal;
use crate::text::{Title, Words};

/// What is answered in a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FieldKind {
    /// A line.
    Text,
    /// Some paragraphs.
    LongText,
    /// One of these.
    Choice {
        options: Vec<Title>,
    },
    /// Somebody of the organization.
    Person,
    /// A day; when `is_ahead`, none before the day on which it is asked.
    Date {
        #[serde(default)]
        is_ahead: bool,
    },
    /// A whole number.
    Number {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        least: Option<i32>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        most: Option<i32>,
    },
    File,
}

/// A field is only there while an earlier choice is answered so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Condition {
    pub field: u16,
    pub title: Title,
}

/// A field of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FormField {
    /// What it is called by answers and conditions, within its form.
    pub key: u16,
    pub title: Title,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<Words>,
    #[serde(default)]
    pub is_required: bool,
    pub kind: FieldKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown_if: Option<Condition>,
}

/// What somebody answers in one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Answer {
    /// In a line or in paragraphs.
    Text {
        words: Words,
    },
    Choice {
        title: Title,
    },
    Person {
        person: PersonId,
    },
    Date {
        #[schemars(with = "String")]
        date: NaiveDate,
    },
    Number {
        number: i32,
    },
    /// A file that follows as a line of the timeline.
    File {
        entry: EntryId,
        name: FileName,
    },
}

/// The answer in the field of that key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FieldAnswer {
    pub field: u16,
    pub answer: Answer,
}

/// What somebody asks by a service: which version of it they had before them, and what they answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FormAnswers {
    pub service: OfferedServiceId,
    pub version: u32,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<FieldAnswer>,
}

/// What was asked, and what was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct GivenAnswer {
    pub title: Title,
    pub answer: Answer,
}

/// By which service a request was asked: a copy of its own, as it was then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FilledForm {
    pub service: OfferedServiceId,
    pub version: u32,
    pub name: Title,
    #[serde(default)]
    pub icon: ServiceIcon,
    /// Who usually serves it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub helper: Option<PersonId>,
    /// Which team it was asked of. Before this was kept: whom that version named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked_of: Option<TeamId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<GivenAnswer>,
}

/// A step of a request's checklist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Step {
    pub title: Title,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticked: Option<Tick>,
}

/// That a step was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Tick {
    pub by: PersonId,
    pub at: Timestamp,
}

/// Years of people's lives and plans; calendars on devices show no others.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2200;

impl FormField {
    /// The longest answer in a line, in characters.
    pub const LONGEST_LINE: usize = 500;
    /// The longest answer in paragraphs, in characters.
    pub const LONGEST_TEXT: usize = 5_000;

    pub(super) fn check(&self, earlier: &[FormField]) -> Result<(), ServiceFlaw> {
        match &self.kind {
            FieldKind::Choice { options } if !are_options(options) => return Err(ServiceFlaw::OptionsInvalid),
            FieldKind::Number { least: Some(least), most: Some(most) } if least > most => {
                return Err(ServiceFlaw::RangeInvalid);
            }
            _ => {}
        }
        match &self.shown_if {
            Some(condition) if !condition.can_be(earlier) => Err(ServiceFlaw::ConditionInvalid),
            _ => Ok(()),
        }
    }

    /// Whether that answers it.
    fn take(&self, answer: &Answer, today: NaiveDate) -> Result<(), Refusal> {
        let field = || self.title.clone();
        let out_of_range = |is_out| if is_out { Err(Refusal::AnswerOutOfRange { field: field() }) } else { Ok(()) };
        let too_long = |words: &Words, most: usize| match words.as_str().chars().count() > most {
            true => Err(Refusal::AnswerTooLong { field: field(), most }),
            false => Ok(()),
        };
        match (&self.kind, answer) {
            (FieldKind::Text, Answer::Text { words }) => too_long(words, Self::LONGEST_LINE),
            (FieldKind::LongText, Answer::Text { words }) => too_long(words, Self::LONGEST_TEXT),
            (FieldKind::Choice { options }, Answer::Choice { title }) => match options.contains(title) {
                true => Ok(()),
                false => Err(Refusal::AnswerNotOffered { field: field() }),
            },
            (FieldKind::Date { is_ahead }, Answer::Date { date }) => {
                out_of_range(!YEARS.contains(&date.year()) || (*is_ahead && *date < today))
            }
            (FieldKind::Number { least, most }, Answer::Number { number }) => {
                out_of_range(least.is_some_and(|it| *number < it) || most.is_some_and(|it| *number > it))
            }
            (FieldKind::Person, Answer::Person { .. }) | (FieldKind::File, Answer::File { .. }) => Ok(()),
            _ => Err(Refusal::AnswerOfOtherKind { field: field() }),
        }
    }
}

impl Condition {
    fn can_be(&self, earlier: &[FormField]) -> bool {
        earlier.iter().any(|it| {
            it.key == self.field && matches!(&it.kind, FieldKind::Choice { options } if options.contains(&self.title))
        })
    }
}

fn are_options(options: &[Title]) -> bool {
    let longest = ServiceDescription::LONGEST_NAME;
    let is_new = |(at, option): (usize, &Title)| !options[..at].contains(option);
    (2..=ServiceDescription::MOST_OPTIONS).contains(&options.len())
        && options.iter().enumerate().all(is_new)
        && options.iter().all(|it| it.as_str().chars().count() <= longest)
}

impl ServiceDescription {
    /// The answers as a request keeps them, in the order of the form. What was answered in a field that is not
    /// there under these answers is left out: who changed their mind is not held to what they wrote before.
    ///
    /// # Errors
    /// An own [`Refusal`] for what is missing, of another kind, not among the options, out of range or too long,
    /// and for an answer to nothing that was asked.
    pub fn fill(&self, answers: &[FieldAnswer], today: NaiveDate) -> Result<Vec<GivenAnswer>, Refusal> {
        if answers.iter().any(|it| !self.fields.iter().any(|field| field.key == it.field)) {
            return Err(Refusal::AnswerToNothing);
        }
        let mut given: Vec<(u16, GivenAnswer)> = Vec::new();
        for field in &self.fields {
            let is_so = |it: &Condition| {
                let found = given.iter().find(|(key, _)| *key == it.field);
                matches!(found, Some((_, GivenAnswer { answer: Answer::Choice { title }, .. })) if *title == it.title)
            };
            if !field.shown_if.as_ref().is_none_or(is_so) {
                continue;
            }
            match answers.iter().find(|it| it.field == field.key) {
                Some(FieldAnswer { answer, .. }) => {
                    field.take(answer, today)?;
                    given.push((field.key, GivenAnswer { title: field.title.clone(), answer: answer.clone() }));
                }
                None if field.is_required => {
                    return Err(Refusal::AnswerMissing { field: field.title.clone() });
                }
                None => {}
            }
        }
        Ok(given.into_iter().map(|(_, it)| it).collect())
    }
}

impl FilledForm {
    /// Who is named in it.
    pub fn people(&self) -> impl Iterator<Item = PersonId> + '_ {
        let answered = self.answers.iter().filter_map(|it| match it.answer {
            Answer::Person { person } => Some(person),
            _ => None,
        });
        answered.chain(self.helper)
    }
}
