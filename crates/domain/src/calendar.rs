//! Working time: the hours in which a person or a team works.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::holiday::Country;
use crate::text::Title;

/// A stretch of working time within a day, in minutes since midnight, `from` < `to` ≤ 1440.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Interval {
    pub from: u16,
    pub to: u16,
}

/// Working hours by weekday, in a zone, but for holidays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WorkingCalendar {
    #[schemars(with = "String")]
    pub zone: Tz,
    /// Monday first; a day without intervals is free.
    pub week: [Vec<Interval>; 7],
    /// Whose public holidays are free.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holidays: Option<Country>,
    /// Further free days, such as those of a region or the company, by what they are called.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(with = "BTreeMap<String, Title>")]
    pub days_off: BTreeMap<NaiveDate, Title>,
    /// The days off of the calendar that is followed, as it was read last.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(with = "BTreeMap<String, Title>")]
    pub followed: BTreeMap<NaiveDate, Title>,
}

/// A stretch of working time on a date of the calendar, `from` < `until`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    pub from: Timestamp,
    pub until: Timestamp,
    pub date: NaiveDate,
}

/// How far ahead a working day is looked for: further than all days off of somebody who works on one day of the
/// week. A calendar without hours works on no day.
const HORIZON_DAYS: u64 = 6_000;

/// After it, no working day is looked for.
const LAST_YEAR: i32 = 10_000;

/// The years 1 and 9999 in microseconds: so far from the last dates there are that no offset of a zone overflows.
const EARLIEST: Timestamp = Timestamp::from_micros(-62_135_596_800_000_000);
const LATEST: Timestamp = Timestamp::from_micros(253_402_300_799_999_999);

impl WorkingCalendar {
    /// The most days off that a calendar holds, its own and followed ones each: those of ten years and more.
    pub const MOST_DAYS_OFF: usize = 400;

    /// Those hours in that zone, without a holiday.
    pub fn new(zone: Tz, week: [Vec<Interval>; 7]) -> Self {
        Self { zone, week, holidays: None, days_off: BTreeMap::new(), followed: BTreeMap::new() }
    }

    /// Monday to Friday, 09:00 to 17:00.
    pub fn weekdays(zone: Tz) -> Self {
        let day = vec![Interval { from: 9 * 60, to: 17 * 60 }];
        Self::new(zone, std::array::from_fn(|index| if index < 5 { day.clone() } else { Vec::new() }))
    }

    /// Whether every interval is within its day, in order, and none overlap, and there are not too many days off.
    pub fn is_valid(&self) -> bool {
        [&self.days_off, &self.followed].iter().all(|it| it.len() <= Self::MOST_DAYS_OFF)
            && self.week.iter().all(|day| {
                day.iter().all(|it| it.from < it.to && it.to <= 24 * 60) && day.is_sorted_by(|a, b| a.to <= b.from)
            })
    }

    /// Whether anybody works on that date.
    pub fn works_on(&self, date: NaiveDate) -> bool {
        !self.day(date).is_empty()
    }

    /// Whether it is a working day, were it not a holiday.
    pub fn would_work_on(&self, date: NaiveDate) -> bool {
        !self.week[date.weekday().num_days_from_monday() as usize].is_empty()
    }

    /// What that date is called when it is free as a holiday or day off.
    pub fn day_off(&self, date: NaiveDate) -> Option<&str> {
        let own = self.days_off.get(&date).or_else(|| self.followed.get(&date)).map(Title::as_str);
        own.or_else(|| self.holidays.and_then(|country| country.holiday_on(date)))
    }

    /// Whether everything up to today is counted by the other as by this one: at most days to come of the calendar
    /// that is followed are others, and days on which nobody works anyway.
    pub fn was_like(&self, other: &Self, now: Timestamp) -> bool {
        let today = self.local(now).date_naive();
        let is_same = |date: &NaiveDate| self.works_on(*date) == other.works_on(*date);
        let mut over = self.followed.range(..=today).chain(other.followed.range(..=today));
        let otherwise = Self { followed: self.followed.clone(), ..other.clone() };
        otherwise == *self && over.all(|(date, _)| is_same(date))
    }

    /// Whether somebody works at that moment.
    pub fn is_working(&self, at: Timestamp) -> bool {
        self.stretches(at).next().is_some_and(|it| it.from <= at)
    }

    /// The stretches of working time that are left from an instant on, until nobody works for years.
    pub fn stretches(&self, from: Timestamp) -> impl Iterator<Item = Stretch> {
        let mut free_days = 0;
        let dates = self.local(from).date_naive().iter_days().take_while(|it| it.year() <= LAST_YEAR);
        let days = dates.map(move |date| (date, self.day(date))).take_while(move |(_, day)| {
            free_days = if day.is_empty() { free_days + 1 } else { 0 };
            free_days <= HORIZON_DAYS
        });
        days.flat_map(move |(date, day)| day.iter().map(move |it| self.stretch(date, *it)))
            .map(move |it| Stretch { from: it.from.max(from), ..it })
            .filter(|it| it.from < it.until)
    }

    /// When work begins and ends on that date; none on a free day.
    pub fn hours_on(&self, date: NaiveDate) -> Option<(Timestamp, Timestamp)> {
        let day = self.day(date);
        let (first, last) = (day.first()?, day.last()?);
        Some((self.at_minutes(date, first.from), self.at_minutes(date, last.to)))
    }

    /// The end of work on that date; 17:00 on a free day.
    pub fn end_of_day(&self, date: NaiveDate) -> Timestamp {
        self.hours_on(date).map_or_else(|| self.at_minutes(date, 17 * 60), |(_, end)| end)
    }

    /// The same time of day `days` working days later.
    pub fn plus_working_days(&self, from: Timestamp, days: u32) -> Timestamp {
        self.step(from, days, |date| date.checked_add_days(Days::new(1)))
    }

    /// The same time of day `days` working days earlier.
    pub fn minus_working_days(&self, from: Timestamp, days: u32) -> Timestamp {
        self.step(from, days, |date| date.checked_sub_days(Days::new(1)))
    }

    /// How much of the time between two instants is working time; none when they are the wrong way round.
    pub fn working_time(&self, from: Timestamp, until: Timestamp) -> TimeDelta {
        let stretches = self.stretches(from).take_while(|it| it.from < until);
        stretches.map(|it| it.until.min(until).since(it.from)).sum()
    }

    /// The instant itself when work goes on then, or else the next beginning of work.
    pub fn next_working_instant(&self, from: Timestamp) -> Timestamp {
        self.stretches(from).next().map_or(from, |it| it.from)
    }

    /// The instant as wall clock time of the calendar's zone. Instants outside of the years 1 to
    /// 9999 are shown as the nearest within.
    pub fn local(&self, at: Timestamp) -> DateTime<Tz> {
        at.clamp(EARLIEST, LATEST).to_utc().with_timezone(&self.zone)
    }

    /// The instant of a wall clock time on a date. A time that the clocks skip is moved past the
    /// gap, one that they show twice is the first.
    pub fn at(&self, date: NaiveDate, time: NaiveTime) -> Timestamp {
        let local = date.and_time(time);
        // Gaps are an hour or less, but for the whole days that places skipped to cross the date line.
        let shifted = (0..=24).filter_map(|hours| local.checked_add_signed(TimeDelta::hours(hours)));
        let found = shifted.filter_map(|it| self.zone.from_local_datetime(&it).earliest()).next();
        found.map_or_else(|| local.and_utc(), |it| it.with_timezone(&Utc)).into()
    }

    /// The instant so many minutes after midnight by the clock on the wall, up to the midnight that ends the date.
    pub fn at_minutes(&self, date: NaiveDate, minutes: u16) -> Timestamp {
        match NaiveTime::from_num_seconds_from_midnight_opt(u32::from(minutes) * 60, 0) {
            Some(time) => self.at(date, time),
            None => self.at(date.checked_add_days(Days::new(1)).unwrap_or(date), NaiveTime::MIN),
        }
    }

    fn stretch(&self, date: NaiveDate, interval: Interval) -> Stretch {
        Stretch { from: self.at_minutes(date, interval.from), until: self.at_minutes(date, interval.to), date }
    }

    fn day(&self, date: NaiveDate) -> &[Interval] {
        let day = &self.week[date.weekday().num_days_from_monday() as usize];
        if day.is_empty() || self.day_off(date).is_some() { &[] } else { day }
    }

    fn step(&self, from: Timestamp, days: u32, next: impl Fn(NaiveDate) -> Option<NaiveDate>) -> Timestamp {
        let local = self.local(from);
        let mut date = local.date_naive();
        for _ in 0..days {
            for _ in 0..HORIZON_DAYS {
                let Some(candidate) = next(date) else { return from };
                date = candidate;
                if self.works_on(date) || self.week.iter().all(Vec::is_empty) {
                    break;
                }
            }
        }
        self.at(date, local.time())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BERLIN: Tz = chrono_tz::Europe::Berlin;

    fn instant(text: &str) -> Timestamp {
        DateTime::parse_from_rfc3339(text).expect("a time in RFC 3339").to_utc().into()
    }

    fn date(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn without_hours(zone: Tz) -> WorkingCalendar {
        WorkingCalendar::new(zone, Default::default())
    }

    #[test]
    fn working_days_skip_free_days_both_ways() {
        let calendar = WorkingCalendar::weekdays(BERLIN);
        let (friday, monday) = (instant("2026-11-20T15:00:00+01:00"), instant("2026-11-23T15:00:00+01:00"));

        assert_eq!(calendar.plus_working_days(friday, 1), monday);
        assert_eq!(calendar.minus_working_days(monday, 1), friday);
        assert_eq!(calendar.plus_working_days(friday, 5), instant("2026-11-27T15:00:00+01:00"));
        assert_eq!(calendar.plus_working_days(friday, 0), friday);
    }

    #[test]
    fn working_days_keep_the_time_of_day_when_the_clocks_change() {
        let calendar = WorkingCalendar::weekdays(BERLIN);
        let friday_in_summer = instant("2026-10-23T09:00:00+02:00");

        assert_eq!(calendar.plus_working_days(friday_in_summer, 1), instant("2026-10-26T09:00:00+01:00"));
    }

    #[test]
    fn a_calendar_without_hours_counts_every_day() {
        let calendar = without_hours(BERLIN);
        let friday = instant("2026-11-20T15:00:00+01:00");

        assert_eq!(calendar.plus_working_days(friday, 2), instant("2026-11-22T15:00:00+01:00"));
        assert_eq!(calendar.next_working_instant(friday), friday);
        assert_eq!(calendar.hours_on(date("2026-11-20")), None);
        assert_eq!(calendar.end_of_day(date("2026-11-20")), instant("2026-11-20T17:00:00+01:00"));
    }

    #[test]
    fn work_begins_next_in_the_gap_between_two_intervals() {
        let mut calendar = WorkingCalendar::weekdays(BERLIN);
        calendar.week[4] = vec![Interval { from: 540, to: 720 }, Interval { from: 780, to: 1020 }];
        let next = |text| calendar.next_working_instant(instant(text));

        assert_eq!(next("2026-11-20T08:00:00+01:00"), instant("2026-11-20T09:00:00+01:00"));
        assert_eq!(next("2026-11-20T10:00:00+01:00"), instant("2026-11-20T10:00:00+01:00"));
        assert_eq!(next("2026-11-20T12:00:00+01:00"), instant("2026-11-20T13:00:00+01:00"));
        assert_eq!(next("2026-11-20T17:00:00+01:00"), instant("2026-11-23T09:00:00+01:00"));
    }

    #[test]
    fn work_may_end_at_midnight() {
        let mut calendar = WorkingCalendar::weekdays(BERLIN);
        calendar.week[4] = vec![Interval { from: 18 * 60, to: 24 * 60 }];

        assert!(calendar.is_valid());
        assert_eq!(calendar.end_of_day(date("2026-11-20")), instant("2026-11-21T00:00:00+01:00"));
    }

    #[test]
    fn hours_are_those_of_the_clock_on_the_wall() {
        let calendar = WorkingCalendar::weekdays(BERLIN);

        let summer = (instant("2026-10-23T07:00:00Z"), instant("2026-10-23T15:00:00Z"));
        let winter = (instant("2026-10-26T08:00:00Z"), instant("2026-10-26T16:00:00Z"));
        assert_eq!(calendar.hours_on(date("2026-10-23")), Some(summer));
        assert_eq!(calendar.hours_on(date("2026-10-26")), Some(winter));
    }

    #[test]
    fn a_time_that_the_clocks_skip_is_moved_past_the_gap() {
        let at = |zone, day, minutes| WorkingCalendar::weekdays(zone).at_minutes(date(day), minutes);

        assert_eq!(at(BERLIN, "2027-03-28", 150), instant("2027-03-28T03:30:00+02:00"));
        // Samoa had no 30 December in 2011.
        assert_eq!(at(chrono_tz::Pacific::Apia, "2011-12-30", 720), instant("2011-12-31T00:00:00+14:00"));
    }

    #[test]
    fn a_time_that_the_clocks_show_twice_is_the_first() {
        let calendar = WorkingCalendar::weekdays(BERLIN);

        assert_eq!(calendar.at_minutes(date("2026-10-25"), 150), instant("2026-10-25T02:30:00+02:00"));
    }

    #[test]
    fn intervals_that_overlap_or_leave_the_day_are_not_valid() {
        let with = |day: Vec<Interval>| {
            let mut calendar = WorkingCalendar::weekdays(BERLIN);
            calendar.week[0] = day;
            calendar.is_valid()
        };

        assert!(with(vec![Interval { from: 0, to: 60 }, Interval { from: 60, to: 1440 }]));
        assert!(!with(vec![Interval { from: 0, to: 61 }, Interval { from: 60, to: 90 }]));
        assert!(!with(vec![Interval { from: 60, to: 60 }]));
        assert!(!with(vec![Interval { from: 60, to: 1441 }]));
    }

    #[test]
    fn the_ends_of_time_do_not_panic() {
        for zone in [chrono_tz::Pacific::Kiritimati, chrono_tz::Pacific::Pago_Pago] {
            let calendar = WorkingCalendar::weekdays(zone);
            for at in [i64::MIN, i64::MAX].map(Timestamp::from_micros) {
                calendar.next_working_instant(at);
                calendar.plus_working_days(at, 3);
                calendar.minus_working_days(at, 3);
            }
        }
    }
}
