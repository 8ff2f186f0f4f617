//! What is shown of an understood line.

use goodturn_domain::quick_add::{self, Field, Problem, Value, Verb};
use goodturn_domain::{Cycle, Priority};

use super::services::{self, Line};
use super::{effective_verb, known, missing};
use crate::commands::recurrences;
use crate::shown::{self, QuickAdd, QuickAddChip, QuickAddVerb};
use crate::workspace::{People, instant};

/// What is shown of a line.
pub(super) fn show(text: &str, line: &Line, people: &People) -> QuickAdd {
    let understood = &line.understood;
    let units: Vec<u16> = text.encode_utf16().collect();
    let chips = understood.tokens.iter().map(|token| chip(&units, token)).collect();
    QuickAdd {
        verb: show_verb(effective_verb(understood)),
        title: understood.title.clone(),
        people: understood.people.iter().filter_map(known).map(|id| id.to_string()).collect(),
        teams: understood.teams.iter().filter_map(known).map(|id| id.to_string()).collect(),
        due: understood.due.map(instant),
        next_word: understood.next_word.map(instant),
        remind: understood.remind.map(instant),
        remind_if_no_reply: understood.remind_if_no_reply,
        priority: show_priority(understood.priority),
        values: understood.values.clone(),
        repeat: understood.repeat.as_ref().and_then(Cycle::of_repeat).map(|it| recurrences::shown_cycle(&it)),
        note: understood.note.clone(),
        chips,
        service: understood.service.map(|id| id.to_string()),
        services: line.named().map(|it| services::shown_named(it, people)).collect(),
        missing: missing(line).into_iter().map(str::to_owned).collect(),
    }
}

fn chip(line: &[u16], token: &quick_add::Token) -> QuickAddChip {
    let show_value = |value: &Value| match value {
        Value::Person(id) => id.to_string(),
        Value::Team(id) => id.to_string(),
        Value::Service(id) => id.to_string(),
        Value::At(at) => instant(*at),
    };
    let (problem, choices) = match &token.problem {
        None => (None, Vec::new()),
        Some(Problem::InThePast) => (Some("in_the_past"), Vec::new()),
        Some(Problem::UnknownName) => (Some("unknown_name"), Vec::new()),
        Some(Problem::AmbiguousName { choices }) => (Some("ambiguous_name"), choices.iter().map(show_value).collect()),
    };
    let text = |from: u32| String::from_utf16_lossy(line.get(from as usize..token.end as usize).unwrap_or_default());
    QuickAddChip {
        field: field_name(token.field).to_owned(),
        start: token.start,
        end: token.end,
        text: text(token.start),
        content: text(token.content),
        value: token.value.as_ref().map(show_value),
        choices,
        problem: problem.map(str::to_owned),
        is_close: token.is_close,
    }
}

fn field_name(field: Field) -> &'static str {
    match field {
        Field::Verb => "verb",
        Field::Person => "person",
        Field::Team => "team",
        Field::Due => "due",
        Field::NextWord => "next_word",
        Field::Remind => "remind",
        Field::Priority => "priority",
        Field::Kind => "kind",
        Field::Value => "value",
        Field::Points => "points",
        Field::Repeat => "repeat",
        Field::Note => "note",
    }
}

pub(super) fn show_verb(verb: Verb) -> QuickAddVerb {
    match verb {
        Verb::Ask => QuickAddVerb::Ask,
        Verb::Thank => QuickAddVerb::Thank,
        Verb::Remind => QuickAddVerb::Remind,
        Verb::Tell => QuickAddVerb::Tell,
    }
}

pub(super) fn show_priority(priority: Option<Priority>) -> shown::Priority {
    match priority.unwrap_or_default() {
        Priority::Low => shown::Priority::Low,
        Priority::Normal => shown::Priority::Normal,
        Priority::High => shown::Priority::High,
        Priority::Urgent => shown::Priority::Urgent,
    }
}
