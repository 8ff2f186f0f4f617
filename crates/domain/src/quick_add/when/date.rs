//! Days: `today`, `fri`, `next fri`, `25 nov`, `3/4`, `2026-11-27`, `eow`.

use chrono::{Datelike, Days, Months, NaiveDate, TimeDelta, Weekday};

use super::time::stands_alone;
use crate::calendar::WorkingCalendar;
use crate::clock::Timestamp;
use crate::quick_add::QuickAddContext;
use crate::quick_add::cursor::{Cursor, Word, figures};
use crate::quick_add::language::{Meaning, Table, Unit};

/// A day as it was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Day {
    Exact(NaiveDate),
    /// The next one whose time lies ahead.
    Weekday(Weekday),
    /// A day and a month without a year.
    OfYear {
        month: u32,
        day: u32,
    },
    /// A day without a month.
    OfMonth(u32),
    /// The last working day of the week or month, so many ahead.
    EndOf(Unit, u32),
    /// A weekday and a date that do not fit together.
    Contradiction,
}

/// A date without a year that passed this recently was rather meant than the one a year later,
/// so that it has to be asked back.
const RECENT: TimeDelta = TimeDelta::days(90);

/// Around a year that is divisible by 100, 29 February is eight years away.
const YEARS_TO_A_LEAP_YEAR: i32 = 9;

/// Reads a day, with the words that lead to it.
pub(super) fn read_day(cursor: &mut Cursor<'_>, context: &QuickAddContext<'_>) -> Option<Day> {
    let has_article = cursor.skip(Meaning::On);
    if let Some(days) = cursor.read(|it| if let Meaning::Day(days) = it { Some(days) } else { None }) {
        return context.today().checked_add_signed(TimeDelta::days(days)).map(Day::Exact);
    }
    let end = |it| match it {
        Meaning::EndOf(unit @ (Unit::Week | Unit::Month), ahead) => Some(Day::EndOf(unit, ahead)),
        _ => None,
    };
    if let Some(day) = cursor.read(end) {
        return Some(day);
    }
    cursor
        .attempt(|it| read_weekday(it, context))
        .or_else(|| cursor.attempt(|it| read_date(it, context)))
        .or_else(|| if has_article { cursor.attempt(read_day_after_article) } else { None })
}

/// `fri`, `this fri`, `next fri`, `fri next week`, `fri 27 nov`.
fn read_weekday(cursor: &mut Cursor<'_>, context: &QuickAddContext<'_>) -> Option<Day> {
    let is_next = !cursor.skip(Meaning::This) && (cursor.skip(Meaning::NextWeek) || cursor.skip(Meaning::Next));
    cursor.skip(Meaning::On);
    let weekday = cursor.read(|it| if let Meaning::Weekday(weekday) = it { Some(weekday) } else { None })?;
    if is_next || (!cursor.skip(Meaning::This) && cursor.skip(Meaning::NextWeek)) {
        let monday = context.today().week(Weekday::Mon).checked_first_day()?;
        let days = 7 + u64::from(weekday.num_days_from_monday());
        return monday.checked_add_days(Days::new(days)).map(Day::Exact);
    }
    let dated = cursor.attempt(|it| {
        it.skip(Meaning::On);
        read_date(it, context)
    });
    let Some(day) = dated else { return Some(Day::Weekday(weekday)) };
    let at = day.resolve(|date| context.calendar.end_of_day(date), context)?;
    let date = context.calendar.local(at).date_naive();
    Some(if date.weekday() == weekday { Day::Exact(date) } else { Day::Contradiction })
}

fn read_date(cursor: &mut Cursor<'_>, context: &QuickAddContext<'_>) -> Option<Day> {
    cursor
        .attempt(|it| read_figures(it, context))
        .or_else(|| cursor.attempt(read_day_month))
        .or_else(|| cursor.attempt(read_month_day))
        .or_else(|| cursor.attempt(read_ordinal).map(Day::OfMonth))
}

/// `2026-11-27`, `3/4`, `3/4/27`.
fn read_figures(cursor: &mut Cursor<'_>, context: &QuickAddContext<'_>) -> Option<Day> {
    let text = cursor.peek()?.folded.as_str();
    cursor.at += 1;
    if let Ok(date) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        let has_four_figures = text.len() == 10 && text.as_bytes()[0].is_ascii_digit();
        return has_four_figures.then_some(Day::Exact(date));
    }
    let separators = context.language.table().date_separators;
    let separator = text.chars().find(|it| separators.contains(it))?;
    let mut fields = text.split(separator).filter(|it| !it.is_empty());
    let (first, second, year) = (short(fields.next()?)?, short(fields.next()?)?, fields.next());
    if fields.next().is_some() {
        return None;
    }
    let (day, month) = if context.language.is_day_first { (first, second) } else { (second, first) };
    // What cannot be a month is the day, whichever comes first here.
    let (day, month) = if month > 12 && separator == '/' { (month, day) } else { (day, month) };
    if cursor.skip(Meaning::OClock) {
        return None;
    }
    match year {
        None => Day::of_year(month, day),
        Some(year) => NaiveDate::from_ymd_opt(full_year(year)?, month, day).map(Day::Exact),
    }
}

/// `25 nov`, `25th of november 2026`.
fn read_day_month(cursor: &mut Cursor<'_>) -> Option<Day> {
    let day = cursor.attempt(read_ordinal).or_else(|| read_plain_day(cursor))?;
    cursor.skip(Meaning::Of);
    let month = cursor.read(month)?;
    with_year(cursor, month, day)
}

/// `nov 25`, `november 25th, 2026`.
fn read_month_day(cursor: &mut Cursor<'_>) -> Option<Day> {
    let month = cursor.read(month)?;
    cursor.skip(Meaning::On);
    let day = cursor.attempt(read_ordinal).or_else(|| read_plain_day(cursor))?;
    with_year(cursor, month, day)
}

fn with_year(cursor: &mut Cursor<'_>, month: u32, day: u32) -> Option<Day> {
    let is_open = cursor.words[..cursor.at].last().is_some_and(|it| !it.ends_a_clause() || it.raw.ends_with(','));
    let year = cursor.attempt(|it| {
        it.skip(Meaning::Of);
        let year =
            it.peek().filter(|word| is_open && word.folded.len() == 4).and_then(|word| full_year(&word.folded))?;
        it.at += 1;
        Some(year)
    });
    let Some(year) = year else { return Day::of_year(month, day) };
    NaiveDate::from_ymd_opt(year, month, day).map(Day::Exact)
}

fn month(meaning: Meaning) -> Option<u32> {
    if let Meaning::Month(month) = meaning { Some(month) } else { None }
}

fn read_plain_day(cursor: &mut Cursor<'_>) -> Option<u32> {
    let day = short(&cursor.peek()?.folded)?;
    cursor.at += 1;
    Some(day)
}

/// `le 25`.
fn read_day_after_article(cursor: &mut Cursor<'_>) -> Option<Day> {
    let day = read_plain_day(cursor).filter(|it| *it <= 31)?;
    let is_day = cursor.language.table().has_plain_days && stands_alone(cursor);
    is_day.then_some(Day::OfMonth(day))
}

/// `25th`. An ordinal dot would be trimmed as punctuation, so that it is looked for in the raw word.
fn read_ordinal(cursor: &mut Cursor<'_>) -> Option<u32> {
    let word = cursor.peek()?;
    let day = ordinal(word, cursor.language.table())?;
    cursor.at += 1;
    Some(day)
}

fn ordinal(word: &Word<'_>, table: &Table) -> Option<u32> {
    let number = |text: &str| table.ordinals.iter().find_map(|it| short(text.strip_suffix(it)?));
    number(&word.folded).or_else(|| number(word.raw)).filter(|it| *it <= 31)
}

/// One or two figures.
fn short(text: &str) -> Option<u32> {
    figures(text).filter(|_| text.len() <= 2)
}

/// `27` and `2027`. Earlier and later centuries are numbers of something else.
fn full_year(text: &str) -> Option<i32> {
    let year = i32::try_from(figures(text)?).ok()?;
    match text.len() {
        2 => Some(2000 + year),
        4 => (1900..2200).contains(&year).then_some(year),
        _ => None,
    }
}

impl Day {
    /// A day that some year has.
    fn of_year(month: u32, day: u32) -> Option<Self> {
        const LEAP_YEAR: i32 = 2024;
        NaiveDate::from_ymd_opt(LEAP_YEAR, month, day).map(|_| Self::OfYear { month, day })
    }

    /// The instant, given what the instant on a date is.
    pub(super) fn resolve(
        self,
        on: impl Fn(NaiveDate) -> Timestamp,
        context: &QuickAddContext<'_>,
    ) -> Option<Timestamp> {
        let mut instants = self.candidates(context).into_iter().map(on);
        match self {
            Self::OfYear { .. } => {
                let this_year = instants.next()?;
                let is_asked_back = context.now.since(this_year) <= RECENT;
                if is_asked_back { Some(this_year) } else { instants.find(|at| *at > context.now) }
            }
            Self::Exact(_) | Self::Contradiction => instants.next(),
            Self::Weekday(_) | Self::OfMonth(_) | Self::EndOf(..) => instants.find(|at| *at > context.now),
        }
    }

    /// The dates it can be, soonest first.
    fn candidates(self, context: &QuickAddContext<'_>) -> Vec<NaiveDate> {
        let today = context.today();
        match self {
            Self::Exact(date) => vec![date],
            Self::Weekday(weekday) => today.iter_days().filter(|it| it.weekday() == weekday).take(2).collect(),
            Self::OfYear { month, day } => {
                let years = today.year()..today.year() + YEARS_TO_A_LEAP_YEAR;
                years.filter_map(|year| NaiveDate::from_ymd_opt(year, month, day)).collect()
            }
            Self::OfMonth(day) => {
                let firsts = (0..3).filter_map(|months| today.with_day(1)?.checked_add_months(Months::new(months)));
                firsts.filter_map(|first| first.with_day(day)).collect()
            }
            Self::EndOf(unit, ahead) => {
                let ends = (ahead..ahead + 2).filter_map(|periods| last_day(today, unit, periods));
                ends.map(|end| last_working_day(end, context.calendar)).collect()
            }
            Self::Contradiction => Vec::new(),
        }
    }
}

/// The last working day up to `end`, or `end` when there is none within a week.
fn last_working_day(end: NaiveDate, calendar: &WorkingCalendar) -> NaiveDate {
    let mut days = (0..7).filter_map(|days| end.checked_sub_days(Days::new(days)));
    days.find(|it| calendar.works_on(*it)).unwrap_or(end)
}

/// The last day of the week or month `ahead` of that of `today`.
fn last_day(today: NaiveDate, unit: Unit, ahead: u32) -> Option<NaiveDate> {
    if unit == Unit::Week {
        let sunday = today.week(Weekday::Mon).checked_last_day()?;
        return sunday.checked_add_days(Days::new(u64::from(ahead) * 7));
    }
    today.with_day(1)?.checked_add_months(Months::new(ahead + 1))?.pred_opt()
}
