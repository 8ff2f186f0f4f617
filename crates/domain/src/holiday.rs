//! Public holidays, by the rules of each country.
//!
//! A country's set holds what is free in all of it; what only a region or a company keeps is written into the
//! calendar itself ([`crate::WorkingCalendar::days_off`]). A new country is a table, no code.

mod countries;

use std::fmt;

use chrono::{Datelike, Days, NaiveDate, Weekday};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A country by the two letters of ISO 3166-1. One that has no set here has no holidays: a newer version may
/// know more of them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct Country([u8; 2]);

impl Country {
    /// The country of that code.
    pub fn new(code: &str) -> Option<Self> {
        match code.as_bytes() {
            [first, second] if first.is_ascii_uppercase() && second.is_ascii_uppercase() => {
                Some(Self([*first, *second]))
            }
            _ => None,
        }
    }

    /// Every country whose holidays are known.
    pub fn all() -> impl Iterator<Item = Self> {
        countries::SETS.iter().filter_map(|set| Self::new(set.country))
    }

    /// What that day is called there, when it is a public holiday.
    pub fn holiday_on(self, date: NaiveDate) -> Option<&'static str> {
        let set = countries::SETS.iter().find(|set| set.country.as_bytes() == self.0)?;
        // A holiday can be kept on the last day of the year before.
        let years = [Some(date.year()), date.year().checked_add(1).filter(|_| date.month() == 12)];
        years.into_iter().flatten().find_map(|year| set.find(year, date))
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [first, second] = self.0.map(char::from);
        write!(f, "{first}{second}")
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Country({self})")
    }
}

impl TryFrom<String> for Country {
    type Error = String;

    fn try_from(code: String) -> Result<Self, String> {
        Self::new(&code).ok_or_else(|| format!("{code:?} is not the code of a country"))
    }
}

impl From<Country> for String {
    fn from(country: Country) -> String {
        country.to_string()
    }
}

/// The holidays of one country.
struct Set {
    country: &'static str,
    holidays: &'static [Holiday],
}

/// A holiday and when it is.
#[derive(Clone, Copy)]
struct Holiday {
    name: &'static str,
    rule: Rule,
    observed: Observed,
    /// The first year in which it is kept.
    since: i32,
}

/// On which day of a year.
#[derive(Clone, Copy)]
enum Rule {
    /// Month and day.
    On(u32, u32),
    /// So many days after Easter Sunday.
    Easter(i64),
    /// The first, second … such weekday of a month.
    Nth(u32, Weekday, u8),
    /// The last such weekday of a month.
    Last(u32, Weekday),
}

/// What happens when it falls on a weekend.
#[derive(Clone, Copy)]
enum Observed {
    /// It is lost.
    AsItFalls,
    /// A Saturday's on the Friday before, a Sunday's on the Monday after.
    NearestWeekday,
    /// On the next working day that is not a holiday yet.
    NextWeekday,
    /// A Sunday's on the Saturday before.
    DayBefore,
}

impl Set {
    fn find(&self, year: i32, date: NaiveDate) -> Option<&'static str> {
        let kept = self.holidays.iter().filter(|it| it.since <= year);
        let mut moved: Vec<(NaiveDate, &'static str)> = Vec::new();
        for holiday in kept {
            let Some(day) = holiday.rule.day(year) else { continue };
            match holiday.observed.day(day) {
                Some(day) if day == date => return Some(holiday.name),
                Some(_) => {}
                None => moved.push((day, holiday.name)),
            }
        }
        // Those that stay where they are go first: what moves has to find another day.
        let mut taken: Vec<NaiveDate> = Vec::new();
        for (day, name) in moved {
            let free = self.next_free(year, day, &taken)?;
            if free == date {
                return Some(name);
            }
            taken.push(free);
        }
        None
    }

    fn next_free(&self, year: i32, from: NaiveDate, taken: &[NaiveDate]) -> Option<NaiveDate> {
        let stays = |day| {
            let fixed = self.holidays.iter().filter(|it| it.since <= year);
            fixed.filter_map(|it| it.rule.day(year)).any(|it| it == day)
        };
        from.iter_days().skip(1).take(14).find(|day| !is_weekend(*day) && !stays(*day) && !taken.contains(day))
    }
}

impl Rule {
    fn day(self, year: i32) -> Option<NaiveDate> {
        match self {
            Self::On(month, day) => NaiveDate::from_ymd_opt(year, month, day),
            Self::Easter(days) => easter_sunday(year)?.checked_add_signed(chrono::TimeDelta::days(days)),
            Self::Nth(month, weekday, n) => NaiveDate::from_weekday_of_month_opt(year, month, weekday, n),
            Self::Last(month, weekday) => {
                [5, 4].into_iter().find_map(|n| NaiveDate::from_weekday_of_month_opt(year, month, weekday, n))
            }
        }
    }
}

impl Observed {
    /// The day on which it is kept; none when it has to look for one.
    fn day(self, day: NaiveDate) -> Option<NaiveDate> {
        match (self, day.weekday()) {
            (Self::NearestWeekday, Weekday::Sat) | (Self::DayBefore, Weekday::Sun) => {
                day.checked_sub_days(Days::new(1))
            }
            (Self::NearestWeekday, Weekday::Sun) => day.checked_add_days(Days::new(1)),
            (Self::NextWeekday, Weekday::Sat | Weekday::Sun) => None,
            _ => Some(day),
        }
    }
}

fn is_weekend(day: NaiveDate) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

/// Easter Sunday of the Gregorian calendar, by the anonymous algorithm (Meeus, *Astronomical Algorithms*, chapter 8).
fn easter_sunday(year: i32) -> Option<NaiveDate> {
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let d = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    let e = (32 + 2 * (b % 4) + 2 * (c / 4) - d - c % 4) % 7;
    let f = d + e - 7 * ((a + 11 * d + 22 * e) / 451) + 114;
    NaiveDate::from_ymd_opt(year, u32::try_from(f / 31).ok()?, u32::try_from(f % 31 + 1).ok()?)
}

#[cfg(test)]
mod tests;
