//! Working time: the hours in which a person or a team works.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc, Weekday};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;

/// A stretch of working time within a day, in minutes since midnight, `from` < `to` ≤ 1440.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Interval {
    pub from: u16,
    pub to: u16,
}

/// Working hours by weekday, in a zone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkingCalendar {
    pub zone: Tz,
    /// Monday first; a day without intervals is free.
    pub week: [Vec<Interval>; 7],
}

/// How far ahead a working day is looked for; a calendar without hours works on no day.
const HORIZON_DAYS: u64 = 400;

/// The years 1 and 9999 in microseconds, less and plus nothing that a zone's offset could overflow.
const EARLIEST: Timestamp = Timestamp::from_micros(-62_135_596_800_000_000);
const LATEST: Timestamp = Timestamp::from_micros(253_402_300_799_999_999);

impl WorkingCalendar {
    /// Monday to Friday, 09:00 to 17:00.
    pub fn weekdays(zone: Tz) -> Self {
        let day = vec![Interval { from: 9 * 60, to: 17 * 60 }];
        let week = std::array::from_fn(|index| if index < 5 { day.clone() } else { Vec::new() });
        Self { zone, week }
    }

    /// Whether every interval is within its day, in order, and none overlap.
    pub fn is_valid(&self) -> bool {
        self.week.iter().all(|day| {
            day.iter().all(|it| it.from < it.to && it.to <= 24 * 60) && day.is_sorted_by(|a, b| a.to <= b.from)
        })
    }

    /// Whether anybody works on that date.
    pub fn works_on(&self, date: NaiveDate) -> bool {
        !self.day(date.weekday()).is_empty()
    }

    /// When work begins and ends on that date; none on a free day.
    pub fn hours_on(&self, date: NaiveDate) -> Option<(Timestamp, Timestamp)> {
        let day = self.day(date.weekday());
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

    /// The instant itself when work goes on then, or else the next beginning of work.
    pub fn next_working_instant(&self, from: Timestamp) -> Timestamp {
        let mut date = self.local(from).date_naive();
        for _ in 0..HORIZON_DAYS {
            for interval in self.day(date.weekday()) {
                let (begin, end) = (self.at_minutes(date, interval.from), self.at_minutes(date, interval.to));
                if from < end {
                    return from.max(begin);
                }
            }
            let Some(next) = date.checked_add_days(Days::new(1)) else { break };
            date = next;
        }
        from
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

    fn day(&self, weekday: Weekday) -> &[Interval] {
        &self.week[weekday.num_days_from_monday() as usize]
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
