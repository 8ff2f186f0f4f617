//! Days: `today`, `fri`, `next fri`, `25 nov`, `3/4`, `2026-11-27`, `eow`.

use chrono::{Datelike, Days, Months, NaiveDate, TimeDelta, Weekday};

use super::time::{is_followed_by_time, stands_alone};
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
    /// The last working day of the week, month or year, so many ahead.
    EndOf(Unit, u32),
    /// The last working day of that month.
    EndOfMonth(u32),
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
    if let Some(day) = cursor.attempt(|it| read_weeks_after(it, context)) {
        return Some(day);
    }
    let has_article = cursor.skip(Meaning::On) || follows_article(cursor);
    if let Some(days) = cursor.read(day_from_today) {
        let date = context.today().checked_add_signed(TimeDelta::days(days))?;
        return Some(read_later(cursor, date).unwrap_or(Day::Exact(date)));
    }
    let end = |it| match it {
        Meaning::EndOf(unit @ (Unit::Week | Unit::Month | Unit::Year), ahead) => Some(Day::EndOf(unit, ahead)),
        _ => None,
    };
    if let Some(day) = cursor.read(end) {
        return Some(day);
    }
    cursor
        .attempt(|it| read_end_of_month(it, context))
        .or_else(|| cursor.attempt(|it| read_weekday(it, context)))
        .or_else(|| cursor.attempt(|it| read_date(it, context)))
        .or_else(|| if has_article { cursor.attempt(read_day_after_article) } else { None })
}

/// Whether the word that leads to the day is one with its article: "de aquí *al* 25".
fn follows_article(cursor: &Cursor<'_>) -> bool {
    let article = |it| matches!(it, Meaning::On | Meaning::Article).then_some(());
    let before = cursor.words[..cursor.at].last();
    before.is_some_and(|it| !it.is_literal && cursor.language.read_piece(&it.folded, article).is_some())
}

fn day_from_today(meaning: Meaning) -> Option<i64> {
    if let Meaning::Day(days) = meaning { Some(days) } else { None }
}

fn weekday_of(meaning: Meaning) -> Option<Weekday> {
    if let Meaning::Weekday(weekday) = meaning { Some(weekday) } else { None }
}

/// `a week on friday`, `two weeks today`.
fn read_weeks_after(cursor: &mut Cursor<'_>, context: &QuickAddContext<'_>) -> Option<Day> {
    let (weeks, _) = super::read_amount(cursor).filter(|it| it.1 == Unit::Week)?;
    cursor.skip(Meaning::On);
    let date = match cursor.read(day_from_today) {
        Some(days) => context.today().checked_add_signed(TimeDelta::days(days))?,
        None => next_weekday(cursor.read(weekday_of)?, context)?,
    };
    date.checked_add_days(Days::new(u64::from(weeks) * 7)).map(Day::Exact)
}

/// What follows a day and moves it: `friday week`, `vendredi en huit`.
fn read_later(cursor: &mut Cursor<'_>, date: NaiveDate) -> Option<Day> {
    let days = cursor.read(|it| if let Meaning::Later(days) = it { Some(days) } else { None })?;
    if !stands_alone(cursor) {
        return Some(Day::Contradiction);
    }
    date.checked_add_signed(TimeDelta::days(days)).map(Day::Exact)
}

/// That day of the week from today on, today included.
fn next_weekday(weekday: Weekday, context: &QuickAddContext<'_>) -> Option<NaiveDate> {
    context.today().iter_days().take(7).find(|it| it.weekday() == weekday)
}

/// `end of november`, `fin novembre 2027`.
fn read_end_of_month(cursor: &mut Cursor<'_>, context: &QuickAddContext<'_>) -> Option<Day> {
    if !cursor.skip(Meaning::LastDayOf) {
        return None;
    }
    let month = cursor.read(month)?;
    let Some(year) = read_year(cursor) else { return Some(Day::EndOfMonth(month)) };
    end_of_month(year, month, context.calendar).map(Day::Exact)
}

fn end_of_month(year: i32, month: u32, calendar: &WorkingCalendar) -> Option<NaiveDate> {
    let first = NaiveDate::from_ymd_opt(year, month, 1)?;
    Some(last_working_day(last_day(first, Unit::Month, 0)?, calendar))
}

/// `fri`, `this fri`, `next fri`, `fri next week`, `fri 27 nov`.
fn read_weekday(cursor: &mut Cursor<'_>, context: &QuickAddContext<'_>) -> Option<Day> {
    let is_next = !cursor.skip(Meaning::This) && (cursor.skip(Meaning::NextWeek) || cursor.skip(Meaning::Next));
    cursor.skip(Meaning::On);
    let weekday = cursor.read(weekday_of)?;
    if is_next || (!cursor.skip(Meaning::This) && cursor.skip(Meaning::NextWeek)) {
        let monday = context.today().week(Weekday::Mon).checked_first_day()?;
        let days = 7 + u64::from(weekday.num_days_from_monday());
        return monday.checked_add_days(Days::new(days)).map(Day::Exact);
    }
    if let Some(later) = next_weekday(weekday, context).and_then(|it| read_later(cursor, it)) {
        return Some(later);
    }
    let dated = cursor.attempt(|it| {
        it.skip(Meaning::On);
        read_date(it, context)
    });
    let dated = dated.or_else(|| cursor.attempt(|it| read_day_after_weekday(it, weekday, context)));
    let Some(day) = dated else { return Some(Day::Weekday(weekday)) };
    if day == Day::Contradiction {
        return Some(day);
    }
    let at = day.resolve(|date| context.calendar.end_of_day(date), context)?;
    let date = context.calendar.local(at).date_naive();
    Some(if date.weekday() == weekday { Day::Exact(date) } else { Day::Contradiction })
}

fn read_date(cursor: &mut Cursor<'_>, context: &QuickAddContext<'_>) -> Option<Day> {
    cursor
        .attempt(|it| read_figures(it, context))
        .or_else(|| cursor.attempt(read_day_month))
        .or_else(|| cursor.attempt(read_month_day))
        .or_else(|| cursor.attempt(read_ordinal).and_then(|it| of_month(it, cursor)))
}

/// That day of a month; of none when a month follows that has no such day.
fn of_month(day: u32, cursor: &Cursor<'_>) -> Option<Day> {
    let mut ahead = *cursor;
    ahead.skip(Meaning::Of);
    Some(if ahead.read(month).is_some() { Day::Contradiction } else { Day::OfMonth(day) })
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
    let Some(year) = read_year(cursor) else { return Day::of_year(month, day) };
    NaiveDate::from_ymd_opt(year, month, day).map(Day::Exact)
}

fn read_year(cursor: &mut Cursor<'_>) -> Option<i32> {
    let month = cursor.words[..cursor.at].last()?;
    // The dot of a shortened month ends nothing: `25. Nov. 2027`.
    let is_open = !month.ends_a_clause() || month.raw.ends_with([',', '.']);
    cursor.attempt(|it| {
        it.skip(Meaning::Of);
        let word = it.peek().filter(|word| is_open && word.folded.len() == 4)?;
        it.at += 1;
        full_year(&word.folded)
    })
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
    if is_day { of_month(day, cursor) } else { None }
}

/// The figure in `vendredi 20` and `mon 23`, where it is no hour. Where it may be both, nobody
/// can tell.
fn read_day_after_weekday(cursor: &mut Cursor<'_>, weekday: Weekday, context: &QuickAddContext<'_>) -> Option<Day> {
    const HOURS: u32 = 12;
    let figure = read_plain_day(cursor).filter(|it| *it <= 31)?;
    let day = Day::OfMonth(figure);
    let table = cursor.language.table();
    let is_alone = stands_alone(cursor) || (figure > HOURS && is_followed_by_time(*cursor));
    if !is_alone || (table.has_bare_hours && figure <= HOURS) {
        return None;
    }
    if !table.has_bare_hours || table.has_twelve_hours {
        return Some(day);
    }
    let at = day.resolve(|date| context.calendar.end_of_day(date), context)?;
    (context.calendar.local(at).weekday() == weekday).then_some(Day::Contradiction)
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
            Self::OfYear { .. } | Self::EndOfMonth(_) => {
                let this_year = instants.next()?;
                let is_asked_back = context.now.since(this_year) <= RECENT;
                if is_asked_back { Some(this_year) } else { instants.find(|at| *at > context.now) }
            }
            Self::Exact(_) | Self::Contradiction => instants.next(),
            Self::Weekday(_) | Self::OfMonth(_) | Self::EndOf(..) => instants.find(|at| *at > context.now),
        }
    }

    /// Whether the day itself says that its end is meant.
    pub(super) fn is_end(self) -> bool {
        matches!(self, Self::EndOf(..) | Self::EndOfMonth(_))
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
            Self::EndOfMonth(month) => {
                let years = today.year()..today.year() + 2;
                years.filter_map(|year| end_of_month(year, month, context.calendar)).collect()
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

/// The last day of the week, month or year `ahead` of that of `today`.
fn last_day(today: NaiveDate, unit: Unit, ahead: u32) -> Option<NaiveDate> {
    if unit == Unit::Year {
        return NaiveDate::from_ymd_opt(today.year().checked_add_unsigned(ahead)?, 12, 31);
    }
    if unit == Unit::Week {
        let sunday = today.week(Weekday::Mon).checked_last_day()?;
        return sunday.checked_add_days(Days::new(u64::from(ahead) * 7));
    }
    today.with_day(1)?.checked_add_months(Months::new(ahead + 1))?.pred_opt()
}
