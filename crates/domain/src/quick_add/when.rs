//! When: the phrases that stand for an instant, from `fri 3pm` to `in 2 working days`.

mod date;
mod time;

use chrono::{Days, Months, NaiveDate, TimeDelta, Weekday};

use self::date::{Day, read_day};
pub(super) use self::time::ends_with_a_time;
use self::time::{Time, is_range, read_time};
use super::QuickAddContext;
use super::cursor::{Cursor, Word, figures};
use super::language::{DayPart, Meaning, Unit};
use crate::clock::Timestamp;

/// Reads a when at the cursor. It may turn out to lie in the past. None when more follows that
/// makes it another one.
pub(super) fn read_when(cursor: &mut Cursor<'_>, context: &QuickAddContext<'_>) -> Option<Timestamp> {
    let when = read_one(cursor, context)?;
    (!goes_on(*cursor, context)).then_some(when)
}

/// Reads a when that tells a time of day, or an end: "avant 15h", and not "avant vendredi".
pub(super) fn read_time_of_day(cursor: &mut Cursor<'_>, context: &QuickAddContext<'_>) -> Option<Timestamp> {
    let mut parts = Parts::default();
    parts.read_all(cursor, context)?;
    let is_told = parts.time.is_some() || parts.part.is_some() || parts.day.is_some_and(Day::is_end);
    let when = parts.resolve(context).filter(|_| is_told)?;
    (!goes_on(*cursor, context)).then_some(when)
}

/// Reads an amount after a word that means *by* and *within*. Few hours may be a time of day.
pub(super) fn read_within(cursor: &mut Cursor<'_>, context: &QuickAddContext<'_>) -> Option<Timestamp> {
    if !cursor.skip(Meaning::In) {
        return None;
    }
    let amount = read_amount(cursor)?;
    let is_unclear = matches!(amount, (2..24, Unit::Hour));
    let when = from_now(amount, cursor, context).filter(|_| !is_unclear)?;
    (!goes_on(*cursor, context)).then_some(when)
}

fn read_one(cursor: &mut Cursor<'_>, context: &QuickAddContext<'_>) -> Option<Timestamp> {
    cursor
        .attempt(|it| read_amount_from_now(it, context))
        .or_else(|| cursor.attempt(|it| read_day_and_time(it, context)))
}

/// Whether the phrase goes on, so that what was read is not what is meant: "friday *or saturday*",
/// "friday *in two weeks*", "friday *9-11*", "friday *after next*".
fn goes_on(cursor: Cursor<'_>, context: &QuickAddContext<'_>) -> bool {
    let Some(next) = cursor.peek() else { return false };
    let mut ahead = cursor;
    let is_or = ahead.skip(Meaning::Or);
    let is_joined = is_or || ahead.skip(Meaning::And);
    if is_joined || matches!(next.raw, "-" | "–" | "—" | "/") {
        ahead.at += usize::from(!is_joined);
        let is_number = ahead.peek().is_some_and(|it| it.folded.starts_with(|it: char| it.is_ascii_digit()));
        let is_one_more = is_number && (is_or || (is_joined && figures_alone(&ahead)));
        return is_one_more || read_one(&mut ahead, context).is_some();
    }
    let is_ended = cursor.words[..cursor.at].last().is_some_and(Word::ends_a_sentence);
    !is_ended
        && (cursor.is_at_unclear()
            || is_range(&next.folded)
            || ahead.attempt(|it| read_amount_from_now(it, context)).is_some())
}

/// Whether the figure there may be one more hour or day: "fri 3 or 4".
fn figures_alone(cursor: &Cursor<'_>) -> bool {
    let mut ahead = *cursor;
    ahead.at += 1;
    time::stands_alone(&ahead)
}

/// Reads an amount of time from now that has no *in* before it, as dialogs accept it: `2 wd`.
pub(super) fn read_bare_amount(cursor: &mut Cursor<'_>, context: &QuickAddContext<'_>) -> Option<Timestamp> {
    let amount = read_amount(cursor)?;
    // `3h` alone is a time of day or an amount where one word means both.
    let name = cursor.words[..cursor.at].last()?.folded.trim_start_matches(|it: char| it.is_ascii_digit());
    let o_clock = |it| (it == Meaning::OClock).then_some(());
    let may_be_time =
        !cursor.language.table().hours_have_article && cursor.language.read_piece(name, o_clock).is_some();
    if may_be_time && matches!(amount, (1..24, Unit::Hour)) {
        return None;
    }
    from_now(amount, cursor, context)
}

fn read_amount_from_now(cursor: &mut Cursor<'_>, context: &QuickAddContext<'_>) -> Option<Timestamp> {
    let amount = cursor
        .attempt(read_plus)
        .or_else(|| cursor.attempt(|it| if it.skip(Meaning::In) { read_amount(it) } else { None }))
        .or_else(|| cursor.attempt(|it| read_amount(it).filter(|_| it.skip(Meaning::FromNow))))?;
    from_now(amount, cursor, context)
}

/// `+2d`, `+ 2 d`, `+2 d`.
fn read_plus(cursor: &mut Cursor<'_>) -> Option<(u32, Unit)> {
    let word = cursor.peek()?;
    let rest = word.folded.strip_prefix('+')?;
    cursor.at += 1;
    if rest.is_empty() {
        return read_amount(cursor);
    }
    if let Some(number) = figures(rest) {
        return Some((number, cursor.read(unit)?));
    }
    attached_amount(rest, cursor)
}

/// `2 days`, `2d`, `half an hour`.
fn read_amount(cursor: &mut Cursor<'_>) -> Option<(u32, Unit)> {
    if cursor.is_at_unclear() {
        return None;
    }
    let phrase = |it| if let Meaning::Amount(number, unit) = it { Some((number, unit)) } else { None };
    if let Some(amount) = cursor.read(phrase) {
        return Some(amount);
    }
    if let Some(amount) = cursor.peek().and_then(|it| attached_amount(&it.folded, cursor)) {
        cursor.at += 1;
        return Some(amount);
    }
    cursor.attempt(|it| Some((it.number()?, it.read(unit)?)))
}

fn attached_amount(folded: &str, cursor: &Cursor<'_>) -> Option<(u32, Unit)> {
    let letters = folded.find(|it: char| !it.is_ascii_digit())?;
    let (number, name) = folded.split_at(letters);
    let number = figures(number)?;
    // `1h30`.
    if let Some(at) = name.find(|it: char| it.is_ascii_digit())
        && cursor.language.read_piece(&name[..at], unit) == Some(Unit::Hour)
    {
        let minutes = time::minutes(&name[at..])?;
        return Some((number * 60 + u32::from(minutes), Unit::Minute));
    }
    Some((number, cursor.language.read_piece(name, unit)?))
}

pub(super) fn unit(meaning: Meaning) -> Option<Unit> {
    if let Meaning::Unit(unit) = meaning { Some(unit) } else { None }
}

/// Minutes and hours count from this moment; days and more lead to a date, which may have a time.
fn from_now(amount: (u32, Unit), cursor: &mut Cursor<'_>, context: &QuickAddContext<'_>) -> Option<Timestamp> {
    let date = match amount {
        (minutes, Unit::Minute) => return Some(context.now.plus(TimeDelta::minutes(minutes.into()))),
        (hours, Unit::Hour) => {
            let minutes = i64::from(hours) * 60 + read_further_minutes(cursor);
            return Some(context.now.plus(TimeDelta::minutes(minutes)));
        }
        (days, Unit::Day) => context.today().checked_add_days(Days::new(days.into()))?,
        (days, Unit::WorkingDay) => {
            let at = context.calendar.plus_working_days(context.now, days);
            context.calendar.local(at).date_naive()
        }
        (weeks, Unit::Week) => context.today().checked_add_days(Days::new(u64::from(weeks) * 7))?,
        (months, Unit::Month) => context.today().checked_add_months(Months::new(months))?,
        (years, Unit::Year) => context.today().checked_add_months(Months::new(years.checked_mul(12)?))?,
    };
    let mut parts = Parts { day: Some(Day::Exact(date)), ..Parts::default() };
    parts.read_all(cursor, context)?;
    parts.resolve(context)
}

/// The minutes after hours: "2 h *30 min*", "2 h *30*", "deux heures *et demie*".
fn read_further_minutes(cursor: &mut Cursor<'_>) -> i64 {
    if let Some((minutes, _)) = cursor.attempt(|it| read_amount(it).filter(|it| it.1 == Unit::Minute)) {
        return minutes.into();
    }
    if let Some(minutes) = cursor.read(|it| if let Meaning::MinutesAfter(it @ 1..) = it { Some(it) } else { None }) {
        return minutes.into();
    }
    let is_open = cursor.words[..cursor.at].last().is_some_and(|it| !it.ends_a_clause());
    cursor.attempt(|it| time::read_bare_minutes(it).filter(|_| is_open)).map_or(0, i64::from)
}

fn read_day_and_time(cursor: &mut Cursor<'_>, context: &QuickAddContext<'_>) -> Option<Timestamp> {
    let mut parts = Parts::default();
    parts.read_all(cursor, context)?;
    parts.resolve(context)
}

/// What a phrase says, in whatever order it says it.
#[derive(Clone, Copy, Debug, Default)]
struct Parts {
    day: Option<Day>,
    part: Option<DayPart>,
    time: Option<Time>,
}

impl Parts {
    /// Reads as much as there is. None when the phrase contradicts itself.
    fn read_all(&mut self, cursor: &mut Cursor<'_>, context: &QuickAddContext<'_>) -> Option<()> {
        loop {
            let begin = cursor.at;
            if self.day.is_none() {
                self.read_day(cursor, context)?;
            }
            if self.part.is_none() && cursor.at == begin {
                self.read_part(cursor);
            }
            if self.time.is_none() && self.part != Some(DayPart::Noon) && cursor.at == begin {
                let may_be_bare = self.day.is_some() || self.part.is_some();
                self.time = cursor.attempt(|it| read_time(it, may_be_bare));
            }
            if cursor.at == begin {
                return Some(());
            }
        }
    }

    /// None when weekday and date contradict each other.
    fn read_day(&mut self, cursor: &mut Cursor<'_>, context: &QuickAddContext<'_>) -> Option<()> {
        let today = |it| if let Meaning::PartOfToday(part) = it { Some(part) } else { None };
        if self.part.is_none()
            && let Some(part) = cursor.read(today)
        {
            self.day = Some(Day::Exact(context.today()));
            self.part = Some(part);
            return Some(());
        }
        if self.part.is_none()
            && let Some((weekday, part)) = read_weekday_part(cursor)
        {
            self.day = Some(Day::Weekday(weekday));
            self.part = Some(part);
            return Some(());
        }
        let mut ahead = *cursor;
        self.day = read_day(&mut ahead, context);
        if self.day.is_some() {
            *cursor = ahead;
        }
        (self.day != Some(Day::Contradiction)).then_some(())
    }

    fn read_part(&mut self, cursor: &mut Cursor<'_>) {
        let part = |it| if let Meaning::DayPart(part) = it { Some(part) } else { None };
        self.part = cursor.attempt(|it| {
            let _ = it.skip(Meaning::At) || it.skip(Meaning::MaybeAt) || it.skip(Meaning::On);
            it.read(part)
        });
        if self.part == Some(DayPart::Noon) && self.time.is_none() {
            // "midi et demi"
            self.time = time::read_minutes_after(cursor).and_then(Time::of_noon);
        }
    }

    fn resolve(self, context: &QuickAddContext<'_>) -> Option<Timestamp> {
        let time = match (self.time, self.part) {
            (None, None) => Time::EndOfDay,
            (None, Some(part)) => Time::Clock(context.day_parts.minutes(part)),
            (Some(time), part) => time.settled(part, context.language)?,
        };
        let on = |date| instant(date, time, context);
        match self.day {
            Some(day) => day.resolve(on, context),
            None if self.time.is_none() && self.part.is_none() => None,
            None if time == Time::EndOfDay => Some(on(context.today())),
            None => {
                let today = on(context.today());
                if today > context.now { Some(today) } else { Some(on(context.today().succ_opt()?)) }
            }
        }
    }
}

fn read_weekday_part(cursor: &mut Cursor<'_>) -> Option<(Weekday, DayPart)> {
    cursor.attempt(|it| {
        it.skip(Meaning::On);
        it.read(|it| if let Meaning::WeekdayPart(weekday, part) = it { Some((weekday, part)) } else { None })
    })
}

fn instant(date: NaiveDate, time: Time, context: &QuickAddContext<'_>) -> Timestamp {
    match time {
        Time::Clock(minutes) => context.calendar.at_minutes(date, minutes),
        _ => context.calendar.end_of_day(date),
    }
}
