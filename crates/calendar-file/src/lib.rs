//! Days off out of a calendar file (iCalendar, RFC 5545), such as the holidays of a region.
//!
//! A text and a date give days or an error, whatever the text: it may come from anywhere. Not in here: where it is
//! from, which is up to the client for a file and to the server for an address.

mod entries;
mod repeating;
mod steps;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate};
use goodturn_domain::{Title, WorkingCalendar};
use thiserror::Error;

use entries::{Entry, Name, later};
use repeating::Repeating;
use steps::{MOST_STEPS, Steps};

/// Nobody's days off fill more than this, in bytes; what people keep in their own calendars may.
const MOST_BYTES: usize = 4 * 1024 * 1024;
/// How many years ahead days are taken from a calendar, for those that come again and again.
const YEARS_AHEAD: i32 = 5;

/// Why a text gives no days off.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CalendarFileError {
    #[error("it is no calendar: {0}")]
    Unreadable(String),
    #[error("it has more than {most} bytes")]
    TooLarge { most: usize },
    #[error("no whole day is in it")]
    Empty,
    #[error("more than {most} days are in it")]
    TooManyDays { most: usize },
}

/// The days of the entries that are about whole days, from the beginning of this year on. What has a time of day
/// is a meeting, not a day off, and what says itself that people work is none either.
///
/// # Errors
/// When it is no calendar, has no such day, or more than a working calendar holds.
pub fn read(text: &str, today: NaiveDate) -> Result<BTreeMap<NaiveDate, Title>, CalendarFileError> {
    read_within(text, today, &mut Steps { left: MOST_STEPS })
}

fn read_within(
    text: &str,
    today: NaiveDate,
    steps: &mut Steps,
) -> Result<BTreeMap<NaiveDate, Title>, CalendarFileError> {
    if text.len() > MOST_BYTES {
        return Err(CalendarFileError::TooLarge { most: MOST_BYTES });
    }
    let entries = entries::scan(text)?;
    let (window, replaced) = (Window::of(today), list_replaced(&entries));
    let mut days = BTreeMap::new();
    for entry in entries.iter().filter(|it| it.is_free()) {
        let Some((start, name)) = entry.start.zip(entry.name()) else { continue };
        let length = entry.length(start);
        for first in list_beginnings(entry, start, &replaced, &window, steps)? {
            window.add(first, length, &name, &mut days, steps)?;
        }
    }
    if days.is_empty() {
        return Err(CalendarFileError::Empty);
    }
    Ok(days.into_iter().map(|(date, name)| (date, name.title)).collect())
}

/// The years that are looked at.
struct Window {
    first: NaiveDate,
    last: NaiveDate,
}

impl Window {
    fn of(today: NaiveDate) -> Self {
        let first = today.with_ordinal(1).unwrap_or(today);
        let last = first.with_year(first.year() + YEARS_AHEAD).unwrap_or(today);
        Self { first, last }
    }

    fn add(
        &self,
        first: NaiveDate,
        length: u64,
        name: &Name,
        days: &mut BTreeMap<NaiveDate, Name>,
        steps: &mut Steps,
    ) -> Result<(), CalendarFileError> {
        let most = WorkingCalendar::MOST_DAYS_OFF;
        let end = later(first, length).min(self.last);
        for date in first.max(self.first).iter_days().take_while(|it| *it < end) {
            steps.take(1)?;
            let known = days.entry(date).or_insert_with(|| name.clone());
            if name < known {
                known.clone_from(name);
            }
            if days.len() > most {
                return Err(CalendarFileError::TooManyDays { most });
            }
        }
        Ok(())
    }
}

/// The days of entries that come again which other entries stand for: they were moved or called off.
fn list_replaced(entries: &[Entry]) -> BTreeMap<&str, BTreeSet<NaiveDate>> {
    let mut replaced: BTreeMap<&str, BTreeSet<_>> = BTreeMap::new();
    for (uid, day) in entries.iter().filter_map(|it| Some((it.uid.as_deref()?, it.instead_of?))) {
        replaced.entry(uid).or_default().insert(day);
    }
    replaced
}

/// The days on which an entry begins: one, or those of its rule, and those that it lists.
fn list_beginnings(
    entry: &Entry,
    start: NaiveDate,
    replaced: &BTreeMap<&str, BTreeSet<NaiveDate>>,
    window: &Window,
    steps: &mut Steps,
) -> Result<BTreeSet<NaiveDate>, CalendarFileError> {
    steps.take(1)?;
    if entry.instead_of.is_some() {
        return Ok([start].into());
    }
    let mut days: BTreeSet<_> = match entry.rule.as_deref().and_then(Repeating::parse) {
        Some(rule) => {
            let from = window.first.checked_sub_days(Days::new(entry.length(start))).unwrap_or(NaiveDate::MIN);
            rule.days(start, from, window.last, steps)?.into_iter().collect()
        }
        None => [start].into(),
    };
    days.extend(&entry.added);
    let replaced = entry.uid.as_deref().and_then(|it| replaced.get(it));
    days.retain(|it| !entry.left_out.contains(it) && !replaced.is_some_and(|days| days.contains(it)));
    Ok(days)
}

#[cfg(test)]
mod tests;
