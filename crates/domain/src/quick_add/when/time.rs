//! Times of day: `3pm`, `15:00`, `half past 3`, `9` after a day, `eod`.

use crate::quick_add::cursor::{Cursor, Word};
use crate::quick_add::language::{DayPart, Language, Meaning, Table, Unit};

/// A time of day as it was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Time {
    EndOfDay,
    /// Minutes since midnight, up to the midnight that ends the day.
    Clock(u16),
    /// Minutes since the midnight or noon before; the rest of the phrase tells which, or the
    /// hour alone when it is `is_open`.
    HalfDay {
        minutes: u16,
        is_open: bool,
    },
}

impl Time {
    /// The time in a named part of the day, or on its own. None when they contradict each other.
    pub(super) fn settled(self, part: Option<DayPart>, language: Language) -> Option<Self> {
        let Self::HalfDay { minutes, is_open } = self else {
            let is_settled = self != Self::EndOfDay || part.is_none();
            return is_settled.then_some(self);
        };
        let is_late = match part {
            Some(DayPart::Morning) => false,
            Some(DayPart::Afternoon | DayPart::Evening) => minutes < 12 * 60,
            Some(DayPart::Noon) => return None,
            None => is_open && minutes < language.table().first_morning_hour * 60,
        };
        Some(Self::Clock(if is_late { minutes + 12 * 60 } else { minutes }))
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Half {
    Am,
    Pm,
    /// The hour was said, as in `9 o'clock`, but not of which half.
    Unsaid,
}

/// Reads a time of day. A bare hour such as `9` is one only after a day or *at*, and only when
/// it does not count what follows (`by fri 3 copies`).
pub(super) fn read_time(cursor: &mut Cursor<'_>, may_be_bare: bool) -> Option<Time> {
    let has_at = cursor.skip(Meaning::At);
    if cursor.skip(Meaning::Midnight) {
        return Some(Time::Clock(24 * 60));
    }
    if cursor.skip(Meaning::EndOf(Unit::Day, 0)) {
        return Some(Time::EndOfDay);
    }
    let shift = cursor.read(|it| if let Meaning::MinutesFrom(minutes) = it { Some(minutes) } else { None });
    let said = Said::read(cursor)?;
    let is_told = has_at || shift.is_some() || names_part(cursor);
    let is_time = match said.form {
        Form::Plain => true,
        Form::Dotted => is_told || may_be_bare,
        Form::Bare => is_told || (may_be_bare && stands_alone(cursor)),
    };
    if is_time { said.time(shift, cursor.language.table()) } else { None }
}

/// How much an hour looks like one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// `15:00`, `3pm`.
    Plain,
    /// `15.30`, which may be a decimal number.
    Dotted,
    /// `9`, which may be any number.
    Bare,
}

/// An hour as it was said.
struct Said {
    hour: u16,
    minutes: u16,
    has_minutes: bool,
    half: Option<Half>,
    form: Form,
    /// `03:30` is in the night, `3:30` need not be.
    has_leading_zero: bool,
}

impl Said {
    fn read(cursor: &mut Cursor<'_>) -> Option<Self> {
        let text = cursor.peek()?.folded.as_str();
        let (hour, rest) = text.split_at(text.find(|it: char| !it.is_ascii_digit()).unwrap_or(text.len()));
        if !(1..=2).contains(&hour.len()) {
            return None;
        }
        let (minutes, rest) = read_minutes(rest, cursor.language.table())?;
        let is_dotted = text[hour.len()..].starts_with('.');
        let attached = if rest.is_empty() { None } else { Some(cursor.language.read_piece(rest, half)?) };
        let is_open = cursor.peek().is_some_and(|it| !it.ends_a_clause());
        cursor.at += 1;
        let half = attached.or_else(|| if is_open { cursor.read(half) } else { None });
        let form = match (half, minutes) {
            (Some(_), _) => Form::Plain,
            (None, Some(_)) => {
                if is_dotted {
                    Form::Dotted
                } else {
                    Form::Plain
                }
            }
            (None, None) => Form::Bare,
        };
        let has_minutes = minutes.is_some();
        let minutes = minutes.unwrap_or(0);
        Some(Self {
            hour: hour.parse().ok()?,
            minutes,
            has_minutes,
            half,
            form,
            has_leading_zero: hour.starts_with('0'),
        })
    }

    fn time(&self, shift: Option<i32>, table: &Table) -> Option<Time> {
        let hours = match self.half {
            Some(Half::Am | Half::Pm) if !(1..=12).contains(&self.hour) => return None,
            Some(Half::Am) => self.hour % 12,
            Some(Half::Pm) => self.hour % 12 + 12,
            _ if self.hour < 24 || (self.hour == 24 && self.minutes == 0) => self.hour,
            _ => return None,
        };
        let total = i32::from(hours * 60 + self.minutes) + shift.unwrap_or(0);
        let total = u16::try_from(total).ok().filter(|it| *it <= 24 * 60)?;
        let is_half_said = matches!(self.half, Some(Half::Am | Half::Pm));
        if is_half_said || self.has_leading_zero || !(1..=12).contains(&self.hour) {
            return Some(Time::Clock(total));
        }
        let is_open = table.has_twelve_hours || shift.is_some() || !self.has_minutes;
        Some(Time::HalfDay { minutes: total, is_open })
    }
}

/// The minutes after the hour, if any, and what is left of the word.
fn read_minutes<'a>(rest: &'a str, table: &Table) -> Option<(Option<u16>, &'a str)> {
    let Some(figures) = rest.strip_prefix(table.time_separators) else { return Some((None, rest)) };
    let (minutes, left) = figures.split_at(figures.find(|it: char| !it.is_ascii_digit()).unwrap_or(figures.len()));
    if minutes.is_empty() {
        return Some((None, rest));
    }
    let value = minutes.parse().ok().filter(|it| minutes.len() == 2 && *it < 60)?;
    Some((Some(value), left))
}

fn half(meaning: Meaning) -> Option<Half> {
    match meaning {
        Meaning::Am => Some(Half::Am),
        Meaning::Pm => Some(Half::Pm),
        Meaning::OClock => Some(Half::Unsaid),
        _ => None,
    }
}

/// Whether the number just read is not followed by something that it could count.
pub(super) fn stands_alone(cursor: &Cursor<'_>) -> bool {
    let ended = cursor.words[..cursor.at].last().is_some_and(Word::ends_a_clause);
    let Some(next) = cursor.rest().first() else { return true };
    let goes_on = |it| {
        let is_joint = matches!(
            it,
            Meaning::Preposition
                | Meaning::About(_)
                | Meaning::And
                | Meaning::Due
                | Meaning::NextWord
                | Meaning::Remind
                | Meaning::IfNoReply
                | Meaning::Every
                | Meaning::Day(_)
                | Meaning::Weekday(_)
        );
        is_joint.then_some(())
    };
    ended
        || !next.raw.starts_with(|it: char| it.is_alphanumeric())
        || cursor.language.read(cursor.rest(), goes_on).is_some()
}

/// Whether a part of the day follows, as in `9 in the morning`.
fn names_part(cursor: &Cursor<'_>) -> bool {
    cursor
        .language
        .read(cursor.rest(), |it| matches!(it, Meaning::DayPart(_) | Meaning::PartOfToday(_)).then_some(()))
        .is_some()
}
