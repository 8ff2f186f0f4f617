//! Days off out of a calendar file (iCalendar, RFC 5545), such as the holidays of a region.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate, NaiveTime, TimeZone};
use goodturn_domain::{Title, WorkingCalendar};
use icalendar::rrule::Tz;
use icalendar::{Calendar, Component, DatePerhapsTime, Event, EventLike};

use crate::error::CommandError;

/// Nobody's days off fill more than this, in bytes; what people keep in their own calendars may.
const MOST_BYTES: usize = 4 * 1024 * 1024;
/// How many years ahead days are taken from a calendar, for those that come again and again.
const YEARS_AHEAD: i32 = 5;
/// So many entries are looked at: a calendar of holidays has a few hundred.
const MOST_ENTRIES: usize = 5_000;
/// The longest time off that one entry can be, in days.
const LONGEST: u64 = 366;

/// The days of the entries that are about whole days, from the beginning of this year on. What has a time of day
/// is a meeting, not a day off.
///
/// # Errors
/// `calendar_file_unreadable`, `calendar_file_empty` when no day is in it, and `too_many_days_off`.
pub(crate) fn read(text: &str, today: NaiveDate) -> Result<BTreeMap<NaiveDate, Title>, CommandError> {
    let unreadable = |cause: String| CommandError::new("calendar_file_unreadable", cause);
    if text.len() > MOST_BYTES {
        return Err(unreadable(format!("more than {MOST_BYTES} bytes")));
    }
    let calendar: Calendar = text.parse().map_err(unreadable)?;
    let window = Window::of(today);
    let mut days = BTreeMap::new();
    for event in calendar.components.iter().filter_map(|it| it.as_event()).take(MOST_ENTRIES) {
        add(event, &window, &mut days);
        if days.len() > WorkingCalendar::MOST_DAYS_OFF {
            break;
        }
    }
    match days.len() {
        0 => Err(CommandError::new("calendar_file_empty", "no whole day is in it")),
        count if count > WorkingCalendar::MOST_DAYS_OFF => {
            Err(CommandError::new("too_many_days_off", format!("{count} days")))
        }
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
    // What comes by the hour is no day off, and looking for all of it would take for ever.
    let is_seldom = |rule: &str| ["YEARLY", "MONTHLY", "WEEKLY"].iter().any(|it| rule.contains(&format!("FREQ={it}")));
    if !event.property_value("RRULE").is_some_and(is_seldom) {
        return vec![start];
    }
    let midnight = |date: NaiveDate| Tz::LOCAL.from_local_datetime(&date.and_time(NaiveTime::MIN)).earliest();
    let Ok(mut rule) = event.get_recurrence() else { return vec![start] };
    let earliest = window.first.checked_sub_days(Days::new(LONGEST)).and_then(midnight);
    if let (Some(from), Some(until)) = (earliest, midnight(window.last)) {
        rule = rule.after(from).before(until);
    }
    let most = u16::try_from(WorkingCalendar::MOST_DAYS_OFF + 1).unwrap_or(u16::MAX);
    rule.all(most).dates.into_iter().map(|it| it.date_naive()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(entries: &str) -> Result<Vec<String>, String> {
        let text = format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{entries}END:VCALENDAR\r\n");
        let today = "2026-11-23".parse().expect("a date");
        let found = read(&text, today).map_err(|it| it.code)?;
        Ok(found.iter().map(|(date, name)| format!("{date} {name}")).collect())
    }

    fn event(lines: &str) -> String {
        format!("BEGIN:VEVENT\r\nUID:1\r\n{lines}END:VEVENT\r\n")
    }

    #[test]
    fn whole_days_are_taken_with_their_names() {
        let buss = event("DTSTART;VALUE=DATE:20261118\r\nDTEND;VALUE=DATE:20261119\r\nSUMMARY:Buß- und Bettag\r\n");
        let bridge = event("DTSTART;VALUE=DATE:20261229\r\nDTEND;VALUE=DATE:20270101\r\nSUMMARY:Between the years\r\n");

        let expected = [
            "2026-11-18 Buß- und Bettag",
            "2026-12-29 Between the years",
            "2026-12-30 Between the years",
            "2026-12-31 Between the years",
        ];
        assert_eq!(days(&(buss + &bridge)), Ok(expected.map(str::to_owned).to_vec()));
    }

    #[test]
    fn what_comes_every_year_is_taken_for_the_coming_years() {
        let yearly = event("DTSTART;VALUE=DATE:20100815\r\nRRULE:FREQ=YEARLY\r\nSUMMARY:Mariä Himmelfahrt\r\n");

        let found = days(&yearly).expect("it can be read");

        assert_eq!(found.len(), 5);
        assert_eq!(found.first().map(String::as_str), Some("2026-08-15 Mariä Himmelfahrt"));
        assert_eq!(found.last().map(String::as_str), Some("2030-08-15 Mariä Himmelfahrt"));
    }

    #[test]
    fn meetings_and_years_that_are_over_are_left_out() {
        let meeting = event("DTSTART:20261124T090000Z\r\nDTEND:20261124T100000Z\r\nSUMMARY:Weekly\r\n");
        let past = event("DTSTART;VALUE=DATE:20200101\r\nSUMMARY:New Year\r\n");

        assert_eq!(days(&(meeting + &past)), Err("calendar_file_empty".to_owned()));
    }

    #[test]
    fn what_is_no_calendar_is_refused_and_nothing_panics() {
        let today = "2026-11-23".parse().expect("a date");
        let code = |text: &str| read(text, today).map_err(|it| it.code);

        assert_eq!(code("Dear colleagues, tomorrow is off."), Err("calendar_file_unreadable".to_owned()));
        assert_eq!(code(&"x".repeat(MOST_BYTES + 1)), Err("calendar_file_unreadable".to_owned()));
        assert!(code("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:2026").is_err());
        let hasty = event("DTSTART;VALUE=DATE:19000101\r\nRRULE:FREQ=SECONDLY\r\nSUMMARY:Off\r\n");
        assert_eq!(days(&hasty), Err("calendar_file_empty".to_owned()));
        let endless =
            event("DTSTART;VALUE=DATE:20260101\r\nDTEND;VALUE=DATE:20270101\r\nRRULE:FREQ=YEARLY\r\nSUMMARY:Off\r\n");
        assert_eq!(days(&endless), Err("too_many_days_off".to_owned()));
        let backwards = event("DTSTART;VALUE=DATE:20261201\r\nDTEND;VALUE=DATE:20261101\r\nSUMMARY:Off\r\n");
        assert_eq!(days(&backwards), Ok(vec!["2026-12-01 Off".to_owned()]));
    }
}
