//! What comes again: the rules of RFC 5545 as far as whole days have them.
//!
//! Every day of the years in question is held against the rule once, and each is counted. A rule that is never met
//! costs as little as any other one, which those who look for the next match cannot say: somebody may have written it
//! to be looked at for ever.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

use crate::CalendarFileError;
use crate::steps::Steps;

/// When an entry comes again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Repeating {
    frequency: Frequency,
    interval: i32,
    count: Option<usize>,
    until: Option<NaiveDate>,
    months: BTreeSet<i32>,
    month_days: BTreeSet<i32>,
    /// By the number of the day in its week, with which of them it is in its month or year; zero for each.
    weekdays: BTreeSet<(u32, i32)>,
    places: BTreeSet<i32>,
    week_starts: Weekday,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Frequency {
    Year,
    Month,
    Week,
    Day,
}

impl Repeating {
    /// The rule, if it is one for whole days that is understood.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut rule = Self {
            frequency: Frequency::Year,
            interval: 1,
            count: None,
            until: None,
            months: BTreeSet::new(),
            month_days: BTreeSet::new(),
            weekdays: BTreeSet::new(),
            places: BTreeSet::new(),
            week_starts: Weekday::Mon,
        };
        let mut has_frequency = false;
        for part in text.trim().split(';').filter(|it| !it.is_empty()) {
            let (name, value) = part.split_once('=')?;
            match name.to_ascii_uppercase().as_str() {
                "FREQ" => {
                    rule.frequency = frequency(value)?;
                    has_frequency = true;
                }
                "INTERVAL" => rule.interval = value.parse().ok().filter(|it| *it > 0)?,
                "COUNT" => rule.count = Some(value.parse().ok()?),
                "UNTIL" => rule.until = Some(date(value)?),
                "BYMONTH" => rule.months = list(value, 1..=12)?,
                "BYMONTHDAY" => rule.month_days = list(value, -31..=31)?,
                "BYDAY" => rule.weekdays = value.split(',').map(numbered).collect::<Option<_>>()?,
                "BYSETPOS" => rule.places = list(value, -366..=366)?,
                "WKST" => rule.week_starts = weekday(value)?.1,
                // At what time of the day says nothing of a whole one.
                "BYHOUR" | "BYMINUTE" | "BYSECOND" => {}
                _ => return None,
            }
        }
        has_frequency.then_some(rule)
    }

    /// The days on which it begins, of an entry that first begins on `start`, from one day to before another one.
    pub(crate) fn days(
        &self,
        start: NaiveDate,
        from: NaiveDate,
        until: NaiveDate,
        steps: &mut Steps,
    ) -> Result<Vec<NaiveDate>, CalendarFileError> {
        // Whoever counts has to begin at the beginning.
        let first = if self.count.is_some() { start } else { start.max(from) };
        let last = self.until.and_then(|it| it.succ_opt()).map_or(until, |it| it.min(until));
        let (mut left, mut found) = (self.count.unwrap_or(usize::MAX), Vec::new());
        let mut begin = self.period_begin(first);
        while begin < last && left > 0 {
            let Some(next) = self.period_after(begin) else { break };
            steps.take(1)?;
            if self.period(start, begin) % i64::from(self.interval) == 0 {
                let mut within = Vec::new();
                for date in begin.iter_days().take_while(|it| *it < next) {
                    steps.take(1)?;
                    within.extend(Some(date).filter(|it| self.fits(start, *it)));
                }
                let placed: Vec<_> = self.placed(&within).into_iter().filter(|it| *it >= start).take(left).collect();
                left -= placed.len();
                found.extend(placed.into_iter().filter(|it| (from..last).contains(it)));
            }
            begin = next;
        }
        Ok(found)
    }

    /// How many years, months, weeks or days after the first one.
    fn period(&self, start: NaiveDate, date: NaiveDate) -> i64 {
        let years = i64::from(date.year() - start.year());
        match self.frequency {
            Frequency::Year => years,
            Frequency::Month => years * 12 + i64::from(date.month()) - i64::from(start.month()),
            Frequency::Week => (self.period_begin(date) - self.period_begin(start)).num_days() / 7,
            Frequency::Day => (date - start).num_days(),
        }
    }

    fn period_begin(&self, date: NaiveDate) -> NaiveDate {
        match self.frequency {
            Frequency::Year => date.with_ordinal(1),
            Frequency::Month => date.with_day(1),
            Frequency::Week => date.checked_sub_days(Days::new(u64::from(date.weekday().days_since(self.week_starts)))),
            Frequency::Day => Some(date),
        }
        .unwrap_or(date)
    }

    /// The beginning of the period after the one that begins then.
    fn period_after(&self, begin: NaiveDate) -> Option<NaiveDate> {
        match self.frequency {
            Frequency::Year => begin.checked_add_months(Months::new(12)),
            Frequency::Month => begin.checked_add_months(Months::new(1)),
            Frequency::Week => begin.checked_add_days(Days::new(7)),
            Frequency::Day => begin.succ_opt(),
        }
    }

    fn fits(&self, start: NaiveDate, date: NaiveDate) -> bool {
        let is_any_day = self.month_days.is_empty() && self.weekdays.is_empty();
        let in_month = if self.months.is_empty() {
            self.frequency != Frequency::Year || !is_any_day || date.month() == start.month()
        } else {
            self.months.contains(&signed(date.month()))
        };
        if !in_month {
            return false;
        }
        if is_any_day {
            return match self.frequency {
                Frequency::Week => date.weekday() == start.weekday(),
                Frequency::Year | Frequency::Month => date.day() == start.day(),
                Frequency::Day => true,
            };
        }
        let (day, length) = (signed(date.day()), days_in_month(date));
        let on_day =
            self.month_days.is_empty() || [day, day - length - 1].iter().any(|it| self.month_days.contains(it));
        on_day && (self.weekdays.is_empty() || self.is_on_weekday(date))
    }

    fn is_on_weekday(&self, date: NaiveDate) -> bool {
        let (day, length) = match self.frequency {
            Frequency::Year if self.months.is_empty() => (signed(date.ordinal()), days_in_year(date)),
            _ => (signed(date.day()), days_in_month(date)),
        };
        let from_front = (day - 1) / 7 + 1;
        let from_back = -((length - day) / 7 + 1);
        let weekday = date.weekday().num_days_from_monday();
        [0, from_front, from_back].iter().any(|it| self.weekdays.contains(&(weekday, *it)))
    }

    /// Those of a period that it is about.
    fn placed(&self, within: &[NaiveDate]) -> Vec<NaiveDate> {
        if self.places.is_empty() {
            return within.to_vec();
        }
        let count = i32::try_from(within.len()).unwrap_or(i32::MAX);
        let is_placed = |index: i32| self.places.contains(&(index + 1)) || self.places.contains(&(index - count));
        (0..).zip(within).filter(|(index, _)| is_placed(*index)).map(|(_, date)| *date).collect()
    }
}

fn frequency(value: &str) -> Option<Frequency> {
    match value.to_ascii_uppercase().as_str() {
        "YEARLY" => Some(Frequency::Year),
        "MONTHLY" => Some(Frequency::Month),
        "WEEKLY" => Some(Frequency::Week),
        "DAILY" => Some(Frequency::Day),
        // What comes by the hour is no day off.
        _ => None,
    }
}

/// Each of them once, however often somebody has written it: a day is held against no more than there are.
fn list(value: &str, possible: RangeInclusive<i32>) -> Option<BTreeSet<i32>> {
    let number = |it: &str| it.trim().parse().ok().filter(|it| *it != 0 && possible.contains(it));
    value.split(',').map(number).collect()
}

/// The number of a day in its week, and which of them.
fn numbered(value: &str) -> Option<(u32, i32)> {
    let (which, weekday) = weekday(value)?;
    (-53..=53).contains(&which).then_some((weekday.num_days_from_monday(), which))
}

/// `FR`, `2FR` or `-1FR`.
fn weekday(value: &str) -> Option<(i32, Weekday)> {
    let value = value.trim();
    let name = value.get(value.len().checked_sub(2)?..)?;
    let weekday = match name.to_ascii_uppercase().as_str() {
        "MO" => Weekday::Mon,
        "TU" => Weekday::Tue,
        "WE" => Weekday::Wed,
        "TH" => Weekday::Thu,
        "FR" => Weekday::Fri,
        "SA" => Weekday::Sat,
        "SU" => Weekday::Sun,
        _ => return None,
    };
    let which = &value[..value.len() - 2];
    Some((if which.is_empty() { 0 } else { which.parse().ok()? }, weekday))
}

/// The day of a date, or of a date with a time.
pub(crate) fn date(value: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(value.trim().get(..8)?, "%Y%m%d").ok()
}

fn days_in_month(date: NaiveDate) -> i32 {
    i32::from(date.num_days_in_month())
}

fn days_in_year(date: NaiveDate) -> i32 {
    if date.leap_year() { 366 } else { 365 }
}

fn signed(day: u32) -> i32 {
    i32::try_from(day).unwrap_or(0)
}
