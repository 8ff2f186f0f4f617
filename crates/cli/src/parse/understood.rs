//! What quick add understood, as JSON for programs and as lines for people.

use std::fmt;

use chrono::SecondsFormat;
use goodturn_domain::quick_add::{Field, Mention, Problem, QuickAdd, Repeat, Value, Verb};
use goodturn_domain::{Priority, Timestamp, WorkingCalendar};
use serde::Serialize;

/// A parsed line with instants in the zone of its writer.
#[derive(Debug, Serialize)]
pub(super) struct Understood {
    verb: Verb,
    title: String,
    people: Vec<String>,
    teams: Vec<String>,
    due: Option<String>,
    next_word: Option<String>,
    remind: Option<String>,
    remind_if_no_reply: bool,
    priority: Option<Priority>,
    kind: Option<String>,
    values: Vec<String>,
    points: Option<u32>,
    repeat: Option<Repeat>,
    note: Option<String>,
    tokens: Vec<Span>,
    problems: Vec<Trouble>,
}

#[derive(Debug, Serialize)]
struct Span {
    field: Field,
    start: u32,
    end: u32,
}

/// A part that was understood and cannot be used.
#[derive(Debug, Serialize)]
struct Trouble {
    code: &'static str,
    #[serde(flatten)]
    span: Span,
    at: Option<String>,
}

impl Understood {
    pub(super) fn of(add: QuickAdd, calendar: &WorkingCalendar) -> Self {
        let show = |at: Timestamp| calendar.local(at).to_rfc3339_opts(SecondsFormat::Secs, false);
        let problems = add.problems().map(|(token, problem)| Trouble {
            code: code(problem),
            span: Span { field: token.field, start: token.start, end: token.end },
            at: token.value.and_then(|it| if let Value::At(at) = it { Some(show(at)) } else { None }),
        });
        Self {
            problems: problems.collect(),
            verb: add.verb,
            title: add.title,
            people: add.people.into_iter().map(typed).collect(),
            teams: add.teams.into_iter().map(typed).collect(),
            due: add.due.map(show),
            next_word: add.next_word.map(show),
            remind: add.remind.map(show),
            remind_if_no_reply: add.remind_if_no_reply,
            priority: add.priority,
            kind: add.kind,
            values: add.values,
            points: add.points,
            repeat: add.repeat,
            note: add.note,
            tokens: add.tokens.iter().map(|it| Span { field: it.field, start: it.start, end: it.end }).collect(),
        }
    }
}

fn typed<Id: fmt::Display>(mention: Mention<Id>) -> String {
    match mention {
        Mention::Known(id) => id.to_string(),
        Mention::Typed(name) => name,
    }
}

fn code(problem: &Problem) -> &'static str {
    match problem {
        Problem::InThePast => "in_the_past",
        Problem::UnknownName => "unknown_name",
        Problem::AmbiguousName { .. } => "ambiguous_name",
    }
}

/// The fields as people read them, in this order.
const FIELDS: [&str; 15] = [
    "verb",
    "title",
    "people",
    "teams",
    "due",
    "next_word",
    "remind",
    "remind_if_no_reply",
    "priority",
    "kind",
    "values",
    "points",
    "repeat",
    "note",
    "problems",
];

/// Every field that was understood, a line each, named as in the JSON.
impl fmt::Display for Understood {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fields = serde_json::to_value(self).map_err(|_| fmt::Error)?;
        let lines = FIELDS.iter().filter_map(|name| match &fields[*name] {
            serde_json::Value::Null | serde_json::Value::Bool(false) => None,
            serde_json::Value::Array(items) if items.is_empty() => None,
            serde_json::Value::String(text) => Some(format!("{name}: {text}")),
            other => Some(format!("{name}: {other}")),
        });
        f.write_str(&lines.collect::<Vec<_>>().join("\n"))
    }
}
