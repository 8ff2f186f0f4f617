//! Cycles: how often, counted by the calendar and not by hours.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveTime};
use chrono_tz::Tz;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::calendar::WorkingCalendar;
use crate::clock::Timestamp;
use crate::quick_add::{Repeat, Unit};

/// What a cycle counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CycleUnit {
    Day,
    WorkingDay,
    Week,
    Month,
    Year,
}

/// How often something is asked again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Cycle {
    /// Every so many units, from one on.
    pub every: u16,
    pub unit: CycleUnit,
    /// On these days of its weeks, Monday is 0; on that of the first time when none is named.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub weekdays: BTreeSet<u8>,
    /// Counted from when the last one was done, and not from when it was due.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub from_completion: bool,
}

/// Working days are counted one by one; who was away for longer counts from today.
const MOST_COUNTED: usize = 3_000;

impl Cycle {
    /// The longest: every 400 days, or years.
    pub const MOST_EVERY: u16 = 400;

    /// Whether there is such a cycle.
    pub fn is_valid(&self) -> bool {
        (1..=Self::MOST_EVERY).contains(&self.every)
            && self.weekdays.iter().all(|it| *it < 7)
            && (self.weekdays.is_empty() || self.unit == CycleUnit::Week)
    }

    /// What quick add has read; none for what is shorter than a day, or longer than there is.
    pub fn of_repeat(repeat: &Repeat) -> Option<Self> {
        let unit = match repeat.unit {
            Unit::Day => CycleUnit::Day,
            Unit::WorkingDay => CycleUnit::WorkingDay,
            Unit::Week => CycleUnit::Week,
            Unit::Month => CycleUnit::Month,
            Unit::Year => CycleUnit::Year,
            Unit::Minute | Unit::Hour => return None,
        };
        let weekdays = repeat.weekdays.iter().filter_map(|it| u8::try_from(it.num_days_from_monday()).ok()).collect();
        let every = u16::try_from(repeat.every).ok()?;
        Some(Self { every, unit, weekdays, from_completion: repeat.from_completion }).filter(Self::is_valid)
    }

    /// The first time after `after`, where `first` was one. At the same time of day by the clock on the wall; a
    /// day that a month does not have is its last. None after the end of calendars.
    pub fn after(&self, first: Timestamp, after: Timestamp, calendar: &WorkingCalendar) -> Option<Timestamp> {
        let (begin, time) = parts(calendar.local(first));
        let seen = calendar.local(after).date_naive().max(begin);
        let at = |day: NaiveDate| calendar.at(day, time);
        let is_later = |day: &NaiveDate| at(*day) > after;
        let every = u32::from(self.every);
        match self.unit {
            CycleUnit::Day => by_days(begin, seen, u64::from(self.every)).find(is_later).map(at),
            CycleUnit::Week if self.weekdays.is_empty() => {
                by_days(begin, seen, u64::from(self.every) * 7).find(is_later).map(at)
            }
            CycleUnit::Week => {
                let from = seen.pred_opt().unwrap_or(seen).max(begin);
                let days = from.iter_days().take(7 * (usize::from(self.every) + 2));
                days.filter(|day| self.has(begin, *day)).find(is_later).map(at)
            }
            CycleUnit::Month => by_months(begin, seen, every).find(is_later).map(at),
            CycleUnit::Year => by_months(begin, seen, every * 12).find(is_later).map(at),
            CycleUnit::WorkingDay => {
                let next = |day: &NaiveDate| plus_working_days(*day, every, calendar);
                let counted = std::iter::successors(Some(begin), next).take(MOST_COUNTED).find(is_later);
                counted.or_else(|| next(&seen)).map(at)
            }
        }
    }

    /// The times after `due`, which was one, each found from the one before.
    pub fn times_after(
        &self,
        first: Timestamp,
        due: Timestamp,
        calendar: &WorkingCalendar,
    ) -> impl Iterator<Item = Timestamp> {
        let later = move |at: &Timestamp| match self.unit {
            CycleUnit::WorkingDay => {
                let day = plus_working_days(calendar.local(*at).date_naive(), self.every.into(), calendar)?;
                Some(calendar.at(day, parts(calendar.local(first)).1))
            }
            _ => self.after(first, *at, calendar),
        };
        std::iter::successors(later(&due), later)
    }

    /// The time after what was done at `done`, at the time of day of `first`.
    pub fn from_done(&self, first: Timestamp, done: Timestamp, calendar: &WorkingCalendar) -> Option<Timestamp> {
        let (_, time) = parts(calendar.local(first));
        let day = calendar.local(done).date_naive();
        let every = u32::from(self.every);
        let next = match self.unit {
            CycleUnit::Day => day.checked_add_days(Days::new(every.into())),
            CycleUnit::WorkingDay => plus_working_days(day, every, calendar),
            CycleUnit::Week if self.weekdays.is_empty() => day.checked_add_days(Days::new(u64::from(every) * 7)),
            CycleUnit::Week => {
                let from = day.checked_add_days(Days::new(u64::from(every - 1) * 7 + 1))?;
                from.iter_days().take(7).find(|it| self.weekdays.contains(&weekday(*it)))
            }
            CycleUnit::Month => day.checked_add_months(Months::new(every)),
            CycleUnit::Year => day.checked_add_months(Months::new(every * 12)),
        };
        next.map(|day| calendar.at(day, time))
    }

    /// The first day on or after `day` that is one of the weekdays, if any are named.
    pub fn first_day(&self, day: NaiveDate) -> NaiveDate {
        let mut week = day.iter_days().take(7);
        week.find(|it| self.weekdays.contains(&weekday(*it))).unwrap_or(day)
    }

    /// Whether a day is one of the named ones, in a week that counts.
    fn has(&self, begin: NaiveDate, day: NaiveDate) -> bool {
        let monday = |it: NaiveDate| it - chrono::TimeDelta::days(i64::from(weekday(it)));
        let weeks = (monday(day) - monday(begin)).num_days() / 7;
        self.weekdays.contains(&weekday(day)) && weeks % i64::from(self.every) == 0
    }
}

fn parts(local: DateTime<Tz>) -> (NaiveDate, NaiveTime) {
    (local.date_naive(), local.time())
}

fn weekday(day: NaiveDate) -> u8 {
    u8::try_from(day.weekday().num_days_from_monday()).unwrap_or_default()
}

/// Every so many days from `begin`, those from shortly before `seen` on.
fn by_days(begin: NaiveDate, seen: NaiveDate, every: u64) -> impl Iterator<Item = NaiveDate> {
    let passed = u64::try_from((seen - begin).num_days()).unwrap_or_default() / every;
    let nth = move |n: u64| begin.checked_add_days(Days::new(n * every));
    (passed.saturating_sub(1)..).map_while(nth)
}

/// Each counted from `begin`, so that the 31st comes back after a shorter month.
fn by_months(begin: NaiveDate, seen: NaiveDate, every: u32) -> impl Iterator<Item = NaiveDate> {
    let months = |it: NaiveDate| it.year() * 12 + i32::try_from(it.month0()).unwrap_or_default();
    let passed = u32::try_from(months(seen) - months(begin)).unwrap_or_default() / every;
    let nth = move |n: u32| begin.checked_add_months(Months::new(n.checked_mul(every)?));
    (passed.saturating_sub(1)..).map_while(nth)
}

fn plus_working_days(day: NaiveDate, days: u32, calendar: &WorkingCalendar) -> Option<NaiveDate> {
    let noon = calendar.at_minutes(day, 12 * 60);
    let next = calendar.local(calendar.plus_working_days(noon, days)).date_naive();
    Some(next).filter(|it| *it > day)
}
