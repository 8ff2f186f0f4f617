//! The entries of a calendar file, with what days off need of them.
//!
//! Lines are read one after another, and what lies within an entry is counted, never entered: however deep somebody
//! nests it, it takes no more than its length.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use goodturn_domain::Title;

use crate::CalendarFileError;
use crate::repeating::date;

/// The name of a day that the calendar gives none.
const NAMELESS: &str = "–";
/// How feeds say that people work on a day with a name.
const NOT_FREE: [&str; 2] = ["(not a public holiday)", "(regional holiday)"];
const OBSERVANCE: &str = "observance";

/// An entry of a calendar.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) uid: Option<String>,
    /// None where it begins at a time of day.
    pub(crate) start: Option<NaiveDate>,
    end: Option<NaiveDate>,
    days: Option<u64>,
    summary: String,
    pub(crate) rule: Option<String>,
    /// Further days on which it begins.
    pub(crate) added: BTreeSet<NaiveDate>,
    pub(crate) left_out: BTreeSet<NaiveDate>,
    /// Which day of the entry of the same name it stands for.
    pub(crate) instead_of: Option<NaiveDate>,
    is_cancelled: bool,
    is_observance: bool,
}

/// What a day is called; of several names, the same one whatever the order of the entries.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Name {
    is_missing: bool,
    pub(crate) title: Title,
}

impl Entry {
    /// Whether nobody works on its days.
    pub(crate) fn is_free(&self) -> bool {
        let summary = self.summary.to_lowercase();
        !self.is_cancelled && !self.is_observance && !NOT_FREE.iter().any(|it| summary.contains(it))
    }

    /// How many days it takes from one of its beginnings.
    pub(crate) fn length(&self, start: NaiveDate) -> u64 {
        let until_end = self.end.and_then(|end| u64::try_from((end - start).num_days()).ok());
        until_end.or(self.days).unwrap_or(1).max(1)
    }

    pub(crate) fn name(&self) -> Option<Name> {
        let text = self.summary.trim();
        let cut = text.char_indices().nth(Title::LIMIT).map_or(text, |(end, _)| &text[..end]);
        let named = Title::new(cut).ok().map(|title| Name { is_missing: false, title });
        named.or_else(|| Some(Name { is_missing: true, title: Title::new(NAMELESS).ok()? }))
    }

    fn take(&mut self, Line { name, parameters, value }: Line<'_>) {
        match name.to_ascii_uppercase().as_str() {
            "UID" => self.uid = Some(value.trim().to_owned()),
            "DTSTART" => self.start = whole_day(parameters, value),
            "DTEND" => self.end = date(value),
            "DURATION" => self.days = whole_days(value),
            "SUMMARY" => self.summary = unescaped(value),
            "DESCRIPTION" => self.is_observance = begins_with(value.trim_start(), OBSERVANCE),
            "STATUS" => self.is_cancelled = value.trim().eq_ignore_ascii_case("CANCELLED"),
            "RRULE" => self.rule = Some(value.to_owned()),
            "RDATE" => self.added.extend(value.split(',').filter_map(date)),
            "EXDATE" => self.left_out.extend(value.split(',').filter_map(date)),
            "RECURRENCE-ID" => self.instead_of = date(value),
            _ => {}
        }
    }
}

/// The entries of the calendars in a text.
pub(crate) fn scan(text: &str) -> Result<Vec<Entry>, CalendarFileError> {
    let mut scanner = Scanner::default();
    let mut line = String::new();
    // Some programs begin their files with a mark of their encoding; lines end as the system of the writer ends them.
    for part in text.trim_start_matches('\u{feff}').split(['\r', '\n']).filter(|it| !it.is_empty()) {
        if let Some(rest) = part.strip_prefix([' ', '\t']) {
            line.push_str(rest);
        } else {
            scanner.take(&line)?;
            line.clear();
            line.push_str(part);
        }
    }
    scanner.take(&line)?;
    match scanner.state {
        State::Ended => Ok(scanner.entries),
        State::Begun => Err(unreadable("it breaks off")),
        State::Nothing => Err(unreadable("nothing is in it")),
    }
}

fn unreadable(why: &str) -> CalendarFileError {
    CalendarFileError::Unreadable(why.to_owned())
}

#[derive(Debug, Default)]
enum State {
    #[default]
    Nothing,
    Begun,
    Ended,
}

#[derive(Debug, Default)]
struct Scanner {
    state: State,
    entries: Vec<Entry>,
    entry: Option<Entry>,
    /// How deep within the entry the line lies, as the lines of a reminder do.
    depth: usize,
}

impl Scanner {
    fn take(&mut self, text: &str) -> Result<(), CalendarFileError> {
        if text.trim().is_empty() {
            return Ok(());
        }
        let line = Line::parse(text);
        let is_calendar = line.as_ref().is_some_and(|it| it.is("BEGIN", "VCALENDAR"));
        if is_calendar {
            self.state = State::Begun;
        }
        if matches!(self.state, State::Nothing) {
            return Err(unreadable("it does not begin as one"));
        }
        let Some(line) = line else { return Ok(()) };
        if line.is("BEGIN", "VEVENT") {
            // Entries do not lie within each other.
            self.close();
            self.entry = Some(Entry::default());
        } else if line.is("END", "VEVENT") {
            self.close();
        } else if line.is("END", "VCALENDAR") {
            self.close();
            self.state = State::Ended;
        } else if line.name.eq_ignore_ascii_case("BEGIN") {
            self.depth += 1;
        } else if line.name.eq_ignore_ascii_case("END") {
            self.depth = self.depth.saturating_sub(1);
        } else if let Some(entry) = self.entry.as_mut().filter(|_| self.depth == 0) {
            entry.take(line);
        }
        Ok(())
    }

    fn close(&mut self) {
        self.depth = 0;
        let entry = self.entry.take();
        self.entries.extend(entry.filter(|it| it.start.is_some() || it.instead_of.is_some()));
    }
}

/// `NAME;PARAMETER=…:value`
#[derive(Clone, Copy, Debug)]
struct Line<'a> {
    name: &'a str,
    parameters: &'a str,
    value: &'a str,
}

impl<'a> Line<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let (name, rest) = text.split_at(text.find([';', ':'])?);
        let mut is_quoted = false;
        let colon = rest.find(|it| {
            is_quoted ^= it == '"';
            it == ':' && !is_quoted
        })?;
        Some(Self { name: name.trim(), parameters: &rest[..colon], value: &rest[colon + 1..] })
    }

    fn is(&self, name: &str, value: &str) -> bool {
        self.name.eq_ignore_ascii_case(name) && self.value.trim().eq_ignore_ascii_case(value)
    }
}

fn whole_day(parameters: &str, value: &str) -> Option<NaiveDate> {
    let is_day = parameters.split(';').any(|it| it.trim().eq_ignore_ascii_case("VALUE=DATE"));
    (is_day || value.trim().len() == "20260101".len()).then(|| date(value)).flatten()
}

/// `P1W`, `P3D` or `P1DT12H`; a day that has begun is one.
fn whole_days(value: &str) -> Option<u64> {
    let text = value.trim().to_ascii_uppercase();
    let (mut seconds, mut number) = (0_u64, None::<u64>);
    for it in text.strip_prefix('+').unwrap_or(&text).strip_prefix('P')?.chars() {
        let unit = match it {
            'T' => continue,
            'W' => 7 * 24 * 3_600,
            'D' => 24 * 3_600,
            'H' => 3_600,
            'M' => 60,
            'S' => 1,
            _ => {
                let digit = it.to_digit(10)?;
                number = Some(number.unwrap_or(0).saturating_mul(10).saturating_add(digit.into()));
                continue;
            }
        };
        seconds = seconds.saturating_add(number.take()?.saturating_mul(unit));
    }
    Some(seconds.div_ceil(24 * 3_600))
}

fn unescaped(value: &str) -> String {
    let (mut text, mut characters) = (String::new(), value.chars());
    while let Some(character) = characters.next() {
        let meant = if character == '\\' { characters.next() } else { Some(character) };
        let is_line_end = character == '\\' && matches!(meant, Some('n' | 'N'));
        text.extend(if is_line_end { Some(' ') } else { meant });
    }
    text
}

fn begins_with(text: &str, beginning: &str) -> bool {
    text.get(..beginning.len()).is_some_and(|it| it.eq_ignore_ascii_case(beginning))
}

/// The day so many days later, or the last one that there is.
pub(crate) fn later(date: NaiveDate, days: u64) -> NaiveDate {
    date.checked_add_days(Days::new(days)).unwrap_or(NaiveDate::MAX)
}
