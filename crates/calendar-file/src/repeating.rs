//! What comes again: the rules of RFC 5545 as far as whole days have them.
//!
//! Every day of the years in question is held against the rule once. A rule that is never met costs as little as any
//! other one, which those who look for the next match cannot say: somebody may have written it to be looked at for ever.

use std::str::FromStr;

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

/// Rules that are counted from their first day are not counted from before it.
const EARLIEST_YEAR: i32 = 1900;

/// When an entry comes again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Repeating {
    frequency: Frequency,
    interval: i32,
    count: Option<usize>,
    until: Option<NaiveDate>,
    months: Vec<u32>,
    month_days: Vec<i32>,
    /// With which of them it is in its month or year; zero for each.
    weekdays: Vec<(i32, Weekday)>,
    places: Vec<i32>,
    week_starts: Weekday,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Frequency {
    Year,
    Month,
    Week,
}

impl Repeating {
    /// The rule, if it is one for whole days that is understood.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut rule = Self {
            frequency: Frequency::Year,
            interval: 1,
            count: None,
            until: None,
            months: Vec::new(),
            month_days: Vec::new(),
            weekdays: Vec::new(),
            places: Vec::new(),
            week_starts: Weekday::Mon,
        };
        let mut is_seldom = false;
        for part in text.trim().split(';').filter(|it| !it.is_empty()) {
            let (name, value) = part.split_once('=')?;
            match name.to_ascii_uppercase().as_str() {
                "FREQ" => {
                    rule.frequency = frequency(value)?;
                    is_seldom = true;
                }
                "INTERVAL" => rule.interval = value.parse().ok().filter(|it| *it > 0)?,
                "COUNT" => rule.count = Some(value.parse().ok()?),
                "UNTIL" => rule.until = Some(date(value)?),
                "BYMONTH" => rule.months = list(value)?,
                "BYMONTHDAY" => rule.month_days = list(value)?,
                "BYDAY" => rule.weekdays = value.split(',').map(weekday).collect::<Option<_>>()?,
                "BYSETPOS" => rule.places = list(value)?,
                "WKST" => rule.week_starts = weekday(value)?.1,
                // At what time of the day says nothing of a whole one.
                "BYHOUR" | "BYMINUTE" | "BYSECOND" => {}
                _ => return None,
            }
        }
        is_seldom.then_some(rule)
    }

    /// The days on which it begins, of an entry that first begins on `start`, from one day to before another one.
    pub(crate) fn days(&self, start: NaiveDate, from: NaiveDate, until: NaiveDate) -> Vec<NaiveDate> {
        // Whoever counts has to begin at the beginning.
        let first = if self.count.is_some() { start } else { start.max(from) };
        if first.year() < EARLIEST_YEAR {
            return Vec::new();
        }
        let last = self.until.and_then(|it| it.succ_opt()).map_or(until, |it| it.min(until));
        let mut left = self.count.unwrap_or(usize::MAX);
        let (mut found, mut period, mut within) = (Vec::new(), None, Vec::new());
        let mut close = |within: &mut Vec<NaiveDate>| {
            for date in self.placed(within).into_iter().filter(|it| *it >= start) {
                if left == 0 {
                    break;
                }
                left -= 1;
                found.extend(Some(date).filter(|it| (from..last).contains(it)));
            }
            within.clear();
        };
        for date in self.period_begin(first).iter_days().take_while(|it| *it < self.period_end(last)) {
            let current = self.period(start, date);
            if period != Some(current) {
                close(&mut within);
                period = Some(current);
            }
            if current >= 0 && current % i64::from(self.interval) == 0 && self.fits(start, date) {
                within.push(date);
            }
        }
        close(&mut within);
        found
    }

    /// How many years, months or weeks after the first one.
    fn period(&self, start: NaiveDate, date: NaiveDate) -> i64 {
        let years = i64::from(date.year() - start.year());
        match self.frequency {
            Frequency::Year => years,
            Frequency::Month => years * 12 + i64::from(date.month()) - i64::from(start.month()),
            Frequency::Week => (self.period_begin(date) - self.period_begin(start)).num_days() / 7,
        }
    }

    fn period_begin(&self, date: NaiveDate) -> NaiveDate {
        match self.frequency {
            Frequency::Year => date.with_ordinal(1),
            Frequency::Month => date.with_day(1),
            Frequency::Week => date.checked_sub_days(Days::new(u64::from(date.weekday().days_since(self.week_starts)))),
        }
        .unwrap_or(date)
    }

    /// The first day that no period with `last` in it has: which of several days it is shows at the end.
    fn period_end(&self, last: NaiveDate) -> NaiveDate {
        let begin = self.period_begin(last);
        match self.frequency {
            Frequency::Year => begin.checked_add_months(Months::new(12)),
            Frequency::Month => begin.checked_add_months(Months::new(1)),
            Frequency::Week => begin.checked_add_days(Days::new(7)),
        }
        .unwrap_or(last)
    }

    fn fits(&self, start: NaiveDate, date: NaiveDate) -> bool {
        let is_any_day = self.month_days.is_empty() && self.weekdays.is_empty();
        let in_month = if self.months.is_empty() {
            self.frequency != Frequency::Year || !is_any_day || date.month() == start.month()
        } else {
            self.months.contains(&date.month())
        };
        if !in_month {
            return false;
        }
        if is_any_day {
            return match self.frequency {
                Frequency::Week => date.weekday() == start.weekday(),
                Frequency::Year | Frequency::Month => date.day() == start.day(),
            };
        }
        let (day, length) = (signed(date.day()), days_in_month(date));
        let on_day =
            self.month_days.is_empty() || self.month_days.iter().any(|it| *it == day || *it == day - length - 1);
        on_day && (self.weekdays.is_empty() || self.weekdays.iter().any(|it| self.is_weekday(*it, date)))
    }

    fn is_weekday(&self, (which, weekday): (i32, Weekday), date: NaiveDate) -> bool {
        let (day, length) = match self.frequency {
            Frequency::Year if self.months.is_empty() => (signed(date.ordinal()), days_in_year(date)),
            _ => (signed(date.day()), days_in_month(date)),
        };
        let from_front = (day - 1) / 7 + 1;
        let from_back = -((length - day) / 7 + 1);
        date.weekday() == weekday && (which == 0 || which == from_front || which == from_back)
    }

    /// Those of a period that it is about.
    fn placed(&self, within: &[NaiveDate]) -> Vec<NaiveDate> {
        if self.places.is_empty() {
            return within.to_vec();
        }
        let count = i32::try_from(within.len()).unwrap_or(i32::MAX);
        let is_placed = |index: i32| self.places.iter().any(|it| *it == index + 1 || *it == index - count);
        (0..).zip(within).filter(|(index, _)| is_placed(*index)).map(|(_, date)| *date).collect()
    }
}

fn frequency(value: &str) -> Option<Frequency> {
    match value.to_ascii_uppercase().as_str() {
        "YEARLY" => Some(Frequency::Year),
        "MONTHLY" => Some(Frequency::Month),
        "WEEKLY" => Some(Frequency::Week),
        // What comes by the day or the hour is no day off.
        _ => None,
    }
}

fn list<T: FromStr>(value: &str) -> Option<Vec<T>> {
    value.split(',').map(|it| it.trim().parse().ok()).collect()
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
