//! Days off out of a calendar file (iCalendar, RFC 5545), such as the holidays of a region.
//!
//! A text and a date give days or an error, whatever the text: it may come from anywhere. Not in here: where it is
//! from, which is up to the client for a file and to the server for an address.

mod repeating;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate};
use goodturn_domain::{Title, WorkingCalendar};
use icalendar::{Calendar, Component, DatePerhapsTime, Event, EventStatus, Property};
use thiserror::Error;

use repeating::Repeating;

/// Nobody's days off fill more than this, in bytes; what people keep in their own calendars may.
const MOST_BYTES: usize = 4 * 1024 * 1024;
/// How many years ahead days are taken from a calendar, for those that come again and again.
const YEARS_AHEAD: i32 = 5;
/// So many entries are looked at: a calendar of holidays has a few hundred.
const MOST_ENTRIES: usize = 5_000;
/// So many entries that come again are looked at.
const MOST_RULES: usize = 500;
/// The longest time off that one entry can be, in days.
const LONGEST: u64 = 366;

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
/// is a meeting, not a day off.
///
/// # Errors
/// When it is no calendar, has no such day, or more than a working calendar holds.
pub fn read(text: &str, today: NaiveDate) -> Result<BTreeMap<NaiveDate, Title>, CalendarFileError> {
    if text.len() > MOST_BYTES {
        return Err(CalendarFileError::TooLarge { most: MOST_BYTES });
    }
    // Some programs begin their files with a mark of their encoding.
    let calendar: Calendar = text.trim_start_matches('\u{feff}').parse().map_err(CalendarFileError::Unreadable)?;
    let window = Window::of(today);
    let most = WorkingCalendar::MOST_DAYS_OFF;
    let (mut days, mut rules) = (BTreeMap::new(), 0);
    for event in calendar.components.iter().filter_map(|it| it.as_event()).take(MOST_ENTRIES) {
        rules += usize::from(event.property_value("RRULE").is_some());
        if days.len() > most || rules > MOST_RULES {
            break;
        }
        add(event, &window, &mut days);
    }
    match days.len() {
        0 => Err(CalendarFileError::Empty),
        count if count > most => Err(CalendarFileError::TooManyDays { most }),
        _ => Ok(days),
    }
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

    fn has(&self, date: NaiveDate) -> bool {
        (self.first..self.last).contains(&date)
    }
}

fn add(event: &Event, window: &Window, days: &mut BTreeMap<NaiveDate, Title>) {
    if event.get_status() == Some(EventStatus::Cancelled) {
        return;
    }
    let Some(DatePerhapsTime::Date(start)) = event.get_start() else { return };
    let Some(name) = event.get_summary().and_then(|it| Title::new(it).ok()) else { return };
    let end = event.get_end().map(|it| it.date_naive());
    let length = end.and_then(|end| u64::try_from((end - start).num_days()).ok()).unwrap_or(1).clamp(1, LONGEST);
    for first in beginnings(event, start, window) {
        let dates = (0..length).filter_map(|ahead| first.checked_add_days(Days::new(ahead)));
        for date in dates.filter(|it| window.has(*it)) {
            days.entry(date).or_insert_with(|| name.clone());
        }
    }
}

/// The days on which an entry begins: one, or those of its rule.
fn beginnings(event: &Event, start: NaiveDate, window: &Window) -> Vec<NaiveDate> {
    let Some(rule) = event.property_value("RRULE").and_then(Repeating::parse) else { return vec![start] };
    let from = window.first.checked_sub_days(Days::new(LONGEST)).unwrap_or(window.first);
    let left_out = dates_of(event, "EXDATE");
    let mut days = rule.days(start, from, window.last);
    days.retain(|it| !left_out.contains(it));
    days.extend(dates_of(event, "RDATE"));
    days
}

/// Days that an entry lists one by one.
fn dates_of(event: &Event, name: &str) -> BTreeSet<NaiveDate> {
    let several = event.multi_properties().get(name).into_iter().flatten().map(Property::value);
    let all = several.chain(event.property_value(name));
    all.flat_map(|it| it.split(',')).filter_map(repeating::date).take(WorkingCalendar::MOST_DAYS_OFF).collect()
}

#[cfg(test)]
mod tests;
