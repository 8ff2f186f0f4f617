//! Times and working hours as they are given on the command line and in its files.

use std::path::Path;

use anyhow::{Context, ensure};
use chrono::{DateTime, NaiveDateTime, Utc};
use chrono_tz::Tz;
use goodturn_domain::{Timestamp, WorkingCalendar};

/// A moment as typed: with an offset it stands alone, without one it needs a zone.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Moment {
    Instant(DateTime<Utc>),
    Local(NaiveDateTime),
}

impl Moment {
    /// The instant, by the calendar's zone where it has no offset.
    pub(crate) fn instant(self, calendar: &WorkingCalendar) -> Timestamp {
        match self {
            Self::Instant(at) => at.into(),
            Self::Local(local) => calendar.at(local.date(), local.time()),
        }
    }
}

/// Reads a moment such as `2026-11-22T12:00`.
pub(crate) fn moment(text: &str) -> Result<Moment, String> {
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Ok(Moment::Instant(at.to_utc()));
    }
    ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
        .iter()
        .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())
        .map(Moment::Local)
        .ok_or_else(|| "expected a time such as 2026-11-22T12:00".to_owned())
}

#[expect(clippy::disallowed_methods, reason = "a command line is the rim: here is where time comes in")]
pub(crate) fn this_moment() -> Timestamp {
    Utc::now().into()
}

/// The working hours of a file, or plain weekdays; a zone that is given replaces that of the file.
pub(crate) fn working_calendar(file: Option<&Path>, zone: Option<Tz>) -> anyhow::Result<WorkingCalendar> {
    let Some(file) = file else { return Ok(WorkingCalendar::weekdays(zone.unwrap_or_else(machine_zone))) };
    let name = file.display();
    let text = std::fs::read_to_string(file).with_context(|| format!("could not read the calendar {name}"))?;
    let calendar: WorkingCalendar =
        serde_json::from_str(&text).with_context(|| format!("{name} does not hold a working calendar"))?;
    ensure!(calendar.is_valid(), "the working hours in {name} overlap or are out of order");
    Ok(WorkingCalendar { zone: zone.unwrap_or(calendar.zone), ..calendar })
}

fn machine_zone() -> Tz {
    let name = iana_time_zone::get_timezone().ok();
    name.and_then(|it| it.parse().ok()).unwrap_or(Tz::UTC)
}
