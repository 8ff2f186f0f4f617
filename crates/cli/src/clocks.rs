//! `goodturn clocks`: how the clocks of a request stand, and which time they counted.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, ensure};
use chrono::SecondsFormat;
use goodturn_domain::clocks::{Clock, ClockKind, ClockState, Happening, Reason, Terms, What, clocks};
use goodturn_domain::{ServiceLevel, Timestamp, WorkingCalendar};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::moment::{Moment, moment, this_moment, working_calendar};

/// Shows every clock of a request with the time that it counted and the time that it did not.
///
/// A history is what happened in order, and the service level that it is held against; times without an offset
/// are those of the calendar's zone. docs/clocks.md says what can happen.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// A JSON file with the working hours; Monday to Friday, 09:00 to 17:00, by default.
    #[arg(long, value_name = "FILE")]
    calendar: Option<PathBuf>,
    /// A JSON file with what happened.
    #[arg(long, value_name = "FILE")]
    history: PathBuf,
    /// The moment in which one looks; this moment by default, and never before the last thing that happened.
    #[arg(long, value_name = "TIME", value_parser = moment)]
    now: Option<Moment>,
}

/// What a history file holds.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct History {
    #[serde(default)]
    level: Option<ServiceLevel>,
    happenings: Vec<Value>,
}

pub(crate) fn run(arguments: &Arguments, json: bool) -> anyhow::Result<String> {
    let calendar = working_calendar(arguments.calendar.as_deref(), None)?;
    let (level, happenings) = read(&arguments.history, &calendar)?;
    let now = arguments.now.map_or_else(this_moment, |it| it.instant(&calendar));
    let now = happenings.last().map_or(now, |last| last.at.max(now));
    let terms = [Terms { since: Timestamp::from_micros(i64::MIN), calendar, level }];
    let found: Vec<Shown> = clocks(&happenings, &terms, now).iter().map(|it| Shown::of(it, &terms, now)).collect();
    if json { Ok(serde_json::to_string(&found)?) } else { Ok(as_text(&found)) }
}

fn read(file: &Path, calendar: &WorkingCalendar) -> anyhow::Result<(Option<ServiceLevel>, Vec<Happening>)> {
    let name = file.display();
    let text = std::fs::read_to_string(file).with_context(|| format!("could not read the history {name}"))?;
    let history: History = serde_json::from_str(&text).with_context(|| format!("{name} does not hold a history"))?;
    ensure!(history.level.as_ref().is_none_or(ServiceLevel::is_valid), "a target in {name} is out of its bounds");
    let happenings: Vec<Happening> = history
        .happenings
        .into_iter()
        .enumerate()
        .map(|(index, it)| happening(it, calendar).with_context(|| format!("happening {} of {name}", index + 1)))
        .collect::<Result<_, _>>()?;
    ensure!(happenings.first().is_some_and(|it| it.what == What::Asked), "{name} does not begin with asked");
    ensure!(happenings.is_sorted_by_key(|it| it.at), "what happened in {name} is out of order");
    Ok((history.level, happenings))
}

/// In a file times are text; in the domain they are instants.
fn happening(mut value: Value, calendar: &WorkingCalendar) -> anyhow::Result<Happening> {
    for field in ["at", "due"] {
        if let Some(text) = value.get(field).and_then(Value::as_str) {
            let at = moment(text).map_err(|problem| anyhow!("{text:?}: {problem}"))?.instant(calendar);
            value[field] = json!(at);
        }
    }
    Ok(serde_json::from_value(value)?)
}

/// A clock with instants in the zone of the calendar.
#[derive(Debug, Serialize)]
struct Shown {
    clock: ClockKind,
    state: ClockState,
    started_at: String,
    stopped_at: Option<String>,
    due: Option<String>,
    warn_at: Option<String>,
    counted_minutes: i64,
    intervals: Vec<Interval>,
}

#[derive(Debug, Serialize)]
struct Interval {
    from: String,
    until: String,
    counted: bool,
    #[serde(flatten)]
    reason: Reason,
}

impl Shown {
    fn of(clock: &Clock, terms: &[Terms], now: Timestamp) -> Self {
        let calendar = &terms[0].calendar;
        let show = |at: Timestamp| calendar.local(at).to_rfc3339_opts(SecondsFormat::Secs, false);
        let interval = |it: goodturn_domain::clocks::Span| Interval {
            from: show(it.from),
            until: show(it.until),
            counted: it.reason == Reason::Counted,
            reason: it.reason,
        };
        Self {
            clock: clock.kind,
            state: clock.state,
            started_at: show(clock.started_at),
            stopped_at: clock.stopped_at.map(show),
            due: clock.due.map(show),
            warn_at: clock.warn_at.map(show),
            counted_minutes: clock.counted.num_minutes(),
            intervals: clock.spans(terms, now).into_iter().map(interval).collect(),
        }
    }
}

/// A paragraph for each clock, a line for each interval.
fn as_text(clocks: &[Shown]) -> String {
    let mut text = String::new();
    for it in clocks {
        let _ = write!(text, "{}: {}, {} minutes counted", word(&it.clock), word(&it.state), it.counted_minutes);
        let _ = it.due.as_ref().map(|due| write!(text, ", due {due}"));
        text.push('\n');
        for interval in &it.intervals {
            let _ = writeln!(text, "  {} to {}: {}", interval.from, interval.until, word(&interval.reason));
        }
    }
    text.trim_end().to_owned()
}

/// The word by which it goes in JSON.
fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(word)) => word,
        Ok(tagged) => tagged.get("type").and_then(Value::as_str).unwrap_or_default().to_owned(),
        Err(_) => String::new(),
    }
}
