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
    /// Some minutes after noon, or before it.
    pub(super) fn of_noon(minutes: i32) -> Option<Self> {
        u16::try_from(12 * 60 + minutes).ok().map(Self::Clock)
    }

    /// The time in a named part of the day, or on its own. None when they contradict each other.
    pub(super) fn settled(self, part: Option<DayPart>, language: Language) -> Option<Self> {
        const NOON: u16 = 12 * 60;
        const FIRST_EVENING_HOUR: u16 = 5;
        let (minutes, is_open, is_half) = match self {
            Self::EndOfDay => return part.is_none().then_some(self),
            Self::Clock(minutes) => (minutes, false, false),
            Self::HalfDay { minutes, is_open } => (minutes, is_open, true),
        };
        let minutes = match part {
            // An hour that is told may be in the night, too: "00:30 in the morning".
            Some(DayPart::Morning) => Some(minutes).filter(|it| *it < NOON),
            Some(DayPart::Noon) => Some(minutes).filter(|it| it.abs_diff(NOON) <= 60),
            Some(DayPart::Afternoon) if is_half => Some(minutes % NOON + NOON),
            Some(DayPart::Evening) if minutes == NOON && is_half => Some(2 * NOON),
            Some(DayPart::Evening) if is_half => {
                Some(minutes + NOON).filter(|_| (FIRST_EVENING_HOUR * 60..NOON).contains(&minutes))
            }
            Some(DayPart::Afternoon | DayPart::Evening) => Some(minutes).filter(|it| *it >= NOON),
            None if is_open && minutes < language.table().first_morning_hour * 60 => Some(minutes + NOON),
            None => Some(minutes),
        };
        minutes.map(Self::Clock)
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
pub(super) fn read_time(cursor: &mut Cursor<'_>, has_day: bool) -> Option<Time> {
    let has_at = cursor.skip(Meaning::At);
    let may_have_at = !has_at && cursor.skip(Meaning::MaybeAt);
    let begins_with_article = !has_at && !may_have_at && cursor.skip(Meaning::HourArticle);
    if cursor.skip(Meaning::Midnight) {
        return Some(Time::Clock(24 * 60));
    }
    if cursor.skip(Meaning::EndOf(Unit::Day, 0)) {
        return Some(Time::EndOfDay);
    }
    let shift = cursor.read(|it| if let Meaning::MinutesFrom(minutes) = it { Some(minutes) } else { None });
    let said = Said::read(cursor)?;
    let shift = shift.or_else(|| if said.has_minutes { None } else { read_minutes_after(cursor) });
    let table = cursor.language.table();
    let has_article = begins_with_article || said.has_article;
    let is_told = shift.is_some() || names_part(cursor) || (has_at && !said.is_word);
    let is_led = has_at || has_article || (has_day && (may_have_at || (table.has_bare_hours && !said.is_word)));
    let has_led = has_at || may_have_at || has_article;
    let is_duration = said.may_count_hours(table) && !has_led && !has_day && !is_told;
    let is_time = match said.form {
        Form::Plain => !is_duration,
        Form::Dotted => is_told || has_day || has_article,
        Form::Bare => is_told || (is_led && stands_alone(cursor)),
    };
    if is_time { said.time(shift, table) } else { None }
}

/// `y media`, `moins le quart`.
pub(super) fn read_minutes_after(cursor: &mut Cursor<'_>) -> Option<i32> {
    cursor.read(|it| if let Meaning::MinutesAfter(minutes) = it { Some(minutes) } else { None })
}

/// The minutes in `9 h 30` and `15 Uhr 30`, unless they count what follows.
pub(super) fn read_bare_minutes(cursor: &mut Cursor<'_>) -> Option<u16> {
    let minutes = minutes(&cursor.peek()?.folded)?;
    cursor.at += 1;
    stands_alone(cursor).then_some(minutes)
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
    /// Written out, as in `um halb vier`.
    is_word: bool,
    /// Of several words: `la una`.
    has_article: bool,
    /// Said with a word that also counts hours: `3 h`, `trois heures`.
    counts_hours: bool,
}

impl Said {
    fn read(cursor: &mut Cursor<'_>) -> Option<Self> {
        let text = cursor.peek()?.folded.as_str();
        let (hour, rest) = text.split_at(text.find(|it: char| !it.is_ascii_digit()).unwrap_or(text.len()));
        if hour.is_empty() {
            return Self::read_word(cursor);
        }
        if hour.len() > 2 {
            return None;
        }
        let (minutes, rest) = read_minutes(rest, cursor.language.table())?;
        let is_dotted = text[hour.len()..].starts_with('.');
        let attached = if rest.is_empty() { None } else { Some(cursor.language.read_piece(rest, half)?) };
        let is_open = cursor.peek().is_some_and(|it| !it.ends_a_clause());
        cursor.at += 1;
        let counts_hours = minutes.is_none() && counts_hours(rest, is_open, cursor);
        let half = attached.or_else(|| if is_open { cursor.read(half) } else { None });
        let minutes = minutes.or_else(|| Self::read_further_minutes(half, cursor));
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
            is_word: false,
            has_article: false,
            counts_hours,
        })
    }

    /// `vier`, `three o'clock`, `quinze heures`. One is an article in most languages, so that it
    /// needs the word for the hour.
    fn read_word(cursor: &mut Cursor<'_>) -> Option<Self> {
        let begin = cursor.at;
        let own = cursor.read(|it| if let Meaning::Hour(hour) = it { Some(hour) } else { None });
        let number = |it| if let Meaning::Number(number) = it { u16::try_from(number).ok() } else { None };
        let hour = own.or_else(|| cursor.read(number).filter(|_| cursor.at == begin + 1))?;
        let has_article = cursor.at > begin + 1;
        let is_open = cursor.words[..cursor.at].last().is_some_and(|it| !it.ends_a_clause());
        let counts_hours = counts_hours("", is_open, cursor);
        let half = if is_open { cursor.read(half) } else { None };
        if own.is_none() && hour == 1 && half != Some(Half::Unsaid) {
            return None;
        }
        let minutes = Self::read_further_minutes(half, cursor);
        let form = if half.is_some() { Form::Plain } else { Form::Bare };
        let (has_minutes, minutes) = (minutes.is_some(), minutes.unwrap_or(0));
        let (has_leading_zero, is_word) = (false, true);
        Some(Self { hour, minutes, has_minutes, half, form, has_leading_zero, is_word, has_article, counts_hours })
    }

    /// The minutes after the word for the hour: `9 h 30`, `trois heures vingt`.
    fn read_further_minutes(half: Option<Half>, cursor: &mut Cursor<'_>) -> Option<u16> {
        if half != Some(Half::Unsaid) || cursor.words[..cursor.at].last()?.ends_a_clause() {
            return None;
        }
        let number = |it| if let Meaning::Number(it @ 5..60) = it { u16::try_from(it).ok() } else { None };
        cursor.attempt(read_bare_minutes).or_else(|| cursor.attempt(|it| it.read(number).filter(|_| stands_alone(it))))
    }

    /// Whether it may tell for how long: "besoin de la salle pour 3 h".
    fn may_count_hours(&self, table: &Table) -> bool {
        let is_open = self.hour < table.first_morning_hour || self.hour == 24 || table.hours_have_article;
        self.counts_hours && !self.has_minutes && is_open
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
    Some((Some(self::minutes(minutes)?), left))
}

/// Two figures below 60.
pub(super) fn minutes(text: &str) -> Option<u16> {
    let is_number = text.len() == 2 && text.bytes().all(|it| it.is_ascii_digit());
    text.parse().ok().filter(|it| is_number && *it < 60)
}

/// Whether the word for the hour, attached or the next one, also counts hours.
fn counts_hours(attached: &str, is_open: bool, cursor: &Cursor<'_>) -> bool {
    let hours = |it| (it == Meaning::Unit(Unit::Hour)).then_some(());
    match attached {
        "" => is_open && cursor.language.read(cursor.rest(), hours).is_some(),
        _ => cursor.language.read_piece(attached, hours).is_some(),
    }
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
                | Meaning::Or
                | Meaning::Before
                | Meaning::MaybeAt
                | Meaning::At
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

/// Whether a time of day follows that needs nothing before it: "vendredi 20 *14h30*".
pub(super) fn is_followed_by_time(cursor: Cursor<'_>) -> bool {
    let mut ahead = cursor;
    read_time(&mut ahead, false).is_some() || names_part(&cursor)
}

/// Whether that is a range of hours or days: `9-11`, `14h-16h`.
pub(super) fn is_range(folded: &str) -> bool {
    let is_hour = |it: &str| {
        let figures = it.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(it.len());
        (1..=2).contains(&figures) && it.len() <= 6
    };
    folded.split_once(['-', '–']).is_some_and(|(from, to)| is_hour(from) && is_hour(to))
}

/// Whether the word is or ends a time, so that a range may go on from it to `next`. A number does
/// only when `next` is one, too: "9 bis 17 Uhr", but "Raum 12 bis Freitag".
pub(in crate::quick_add) fn ends_with_a_time(word: &Word<'_>, next: Option<&Word<'_>>, language: Language) -> bool {
    let time = |it| {
        let is_time = matches!(
            it,
            Meaning::Weekday(_) | Meaning::WeekdayPart(..) | Meaning::Day(_) | Meaning::DayPart(_) | Meaning::Month(_)
        );
        (is_time || it == Meaning::OClock).then_some(())
    };
    let is_number = |it: &str| {
        let figures = it.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(it.len());
        (1..=2).contains(&figures)
    };
    let is_date = is_number(word.raw) && word.raw.ends_with('.');
    !word.is_literal
        && (is_date
            || language.read_piece(&word.folded, time).is_some()
            || (is_number(&word.folded) && next.is_some_and(|it| is_number(&it.folded) || is_number(it.raw))))
}

/// Whether a part of the day follows, as in `9 in the morning`.
fn names_part(cursor: &Cursor<'_>) -> bool {
    cursor
        .language
        .read(cursor.rest(), |it| matches!(it, Meaning::DayPart(_) | Meaning::PartOfToday(_)).then_some(()))
        .is_some()
}
