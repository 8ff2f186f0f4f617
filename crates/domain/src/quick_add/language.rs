//! What the words of a language mean to quick add. A language is a table ([`Table`]); nothing in
//! here or in the grammar knows any.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::Weekday;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::Verb;
use super::cursor::Word;
use super::english::ENGLISH;
use super::french::FRENCH;
use super::german::GERMAN;
use super::spanish::SPANISH;
use crate::service_request::Priority;

/// What a word or a phrase can mean. One phrase may have several meanings: each place of the
/// grammar picks the one that it can use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    Verb(Verb),
    /// Begins like a verb and is none: "merci *de* vérifier" thanks nobody.
    NoVerb,
    /// The writer: "remind me", "@me".
    Me,
    /// The verb and the writer in one word: "rappelle-moi".
    RemindMe,
    /// Leads from the verb and the recipients to what it is about: "ask Maria *for* the grant".
    About(Verb),
    And,
    Or,
    /// Ties a following name into the sentence: "the grant *from* @sam".
    Preposition,
    Due,
    /// When it is needed, if a time of day or an end follows: whether "avant vendredi" still allows
    /// Friday, nobody can tell.
    Before,
    /// Ends a range when a time stands before it: "9 *bis* 17 Uhr".
    RangeTo,
    NextWord,
    Remind,
    IfNoReply,
    Every,
    /// Every *other* week.
    Other,
    Priority(Priority),
    /// The name that a kind of request has in every language.
    Kind(&'static str),

    /// So many days from today.
    Day(i64),
    Weekday(Weekday),
    /// A day of the week and a part of it in one word: "Freitagabend".
    WeekdayPart(Weekday, DayPart),
    /// So many days after the day before it: "friday *week*".
    Later(i64),
    /// Before a day, which is then not the next one: "*last* friday".
    NotNext,
    /// Beside it a day is not the one that it seems to be, or nobody can tell: "friday *after next*".
    Unclear,
    /// 1 to 12.
    Month(u32),
    /// Before a day of the month.
    Of,
    On,
    /// An article in a word that leads to something else: "de aquí *al* 25".
    Article,
    At,
    /// Like *at*, but before a figure alone only after a day: "demain *à* 9", and not "passer *à* 9".
    MaybeAt,
    /// Before an hour, and before all that can be counted: "para *las* 3".
    HourArticle,
    In,
    FromNow,
    This,
    Next,
    NextWeek,
    Number(u32),
    Unit(Unit),
    /// An amount of time in one phrase: "half an hour".
    Amount(u32, Unit),
    /// The end of the working day, week or month, so many periods ahead.
    EndOf(Unit, u32),
    /// Before a month: "*end of* november".
    LastDayOf,
    DayPart(DayPart),
    /// A part of the current day: "tonight".
    PartOfToday(DayPart),
    Am,
    Pm,
    OClock,
    /// Minutes added to the hour that follows: "half past" is 30, "quarter to" is -15.
    MinutesFrom(i32),
    /// Minutes added to the hour before it: "y media" is 30, "moins le quart" is -15.
    MinutesAfter(i32),
    /// An hour whose word means something else elsewhere: "la una", "eins".
    Hour(u16),
    Midnight,
}

/// Units of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    Minute,
    Hour,
    Day,
    WorkingDay,
    Week,
    Month,
    Year,
}

/// A named part of the day; the settings say when it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayPart {
    Morning,
    Noon,
    Afternoon,
    Evening,
}

/// A language for quick add. Phrases are written as people write them; case and accents do not count.
#[derive(Clone, Copy, Debug)]
pub(super) struct Table {
    /// The language part of a BCP 47 tag, such as `en`.
    pub(super) language: &'static str,
    /// The tags, in lower case, of those who write the month before the day in `3/4`.
    pub(super) month_first: &'static [&'static str],
    /// Whether `3:30` may be after noon. Elsewhere that is `15:30`, and only a spoken hour, as in
    /// `half past 3`, is open.
    pub(super) has_twelve_hours: bool,
    /// Open hours before this one are after noon: at 7, `fri 6` is 18:00 and `fri 7` is 07:00.
    pub(super) first_morning_hour: u16,
    /// Whether a figure after a day is an hour, as in `tue 9`. Elsewhere it is the day of the month.
    pub(super) has_bare_hours: bool,
    /// Whether an hour has an article, so that `para 3 horas` tells for how long.
    pub(super) hours_have_article: bool,
    /// Whether day and part of the day are one word, as in `Freitagabend`.
    pub(super) joins_day_and_part: bool,
    /// Days that are names when they are capitalized: `tom`.
    pub(super) only_lower: &'static [&'static str],
    /// Days that are other words unless they are capitalized: `So`.
    pub(super) only_upper: &'static [&'static str],
    /// What is left of a word before a vowel, with the whole word: the *d'* of `d'appeler` is *de*.
    pub(super) elided: &'static [(&'static str, &'static str)],
    /// Whether the article before a figure makes it a day, as in `le 25`.
    pub(super) has_plain_days: bool,
    /// What stands between day and month in figures.
    pub(super) date_separators: &'static [char],
    /// What stands between hours and minutes.
    pub(super) time_separators: &'static [char],
    /// What follows a figure that counts days of a month: the *th* of `25th`.
    pub(super) ordinals: &'static [&'static str],
    pub(super) phrases: &'static [(&'static str, Meaning)],
}

const TABLES: &[&Table] = &[&ENGLISH, &GERMAN, &FRENCH, &SPANISH];

/// A language with its way of writing dates.
#[derive(Clone, Copy, Debug)]
pub struct Language {
    lexicon: &'static Lexicon,
    /// Whether `3/4` is the third of April.
    pub(super) is_day_first: bool,
}

#[derive(Debug)]
struct Lexicon {
    table: &'static Table,
    /// By first word; of several phrases the one with the most words comes first.
    phrases: BTreeMap<String, Vec<Phrase>>,
}

#[derive(Debug)]
struct Phrase {
    further: Vec<String>,
    meaning: Meaning,
    case: Case,
}

/// How the first letter of a word has to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Case {
    Any,
    /// Not `Tom`; `TOM` is written by those who write everything so.
    Lower,
    Upper,
}

static LEXICONS: LazyLock<Vec<Lexicon>> = LazyLock::new(|| TABLES.iter().map(|table| Lexicon::of(table)).collect());

impl Language {
    /// The language of a BCP 47 tag such as `en` or `en-GB`, if quick add has a table for it.
    pub fn find(tag: &str) -> Option<Self> {
        let tag = tag.replace('_', "-").to_lowercase();
        let language = tag.split('-').next().unwrap_or_default();
        let lexicon = LEXICONS.iter().find(|it| it.table.language == language)?;
        Some(Self { lexicon, is_day_first: !lexicon.table.month_first.contains(&tag.as_str()) })
    }

    /// The tags of all languages that there are.
    pub fn tags() -> impl Iterator<Item = &'static str> {
        TABLES.iter().map(|it| it.language)
    }

    pub(super) fn table(self) -> &'static Table {
        self.lexicon.table
    }

    /// The longest phrase at the beginning of `words` that means something `pick` wants, and the
    /// number of its words.
    pub(super) fn read<T>(self, words: &[Word<'_>], pick: impl Fn(Meaning) -> Option<T>) -> Option<(usize, T)> {
        let first = words.first().filter(|it| !it.is_literal)?;
        let phrases = self.lexicon.phrases.get(first.folded.as_str())?;
        phrases
            .iter()
            .filter(|it| it.case.allows(first.raw) && it.continues(&words[1..]))
            .find_map(|it| Some((it.further.len() + 1, pick(it.meaning)?)))
    }

    /// What a single piece of text means, such as the `pm` of `3pm`.
    pub(super) fn read_piece<T>(self, folded: &str, pick: impl Fn(Meaning) -> Option<T>) -> Option<T> {
        let phrases = self.lexicon.phrases.get(folded)?;
        phrases.iter().filter(|it| it.further.is_empty()).find_map(|it| pick(it.meaning))
    }
}

impl Lexicon {
    fn of(table: &'static Table) -> Self {
        let mut phrases: BTreeMap<String, Vec<Phrase>> = BTreeMap::new();
        for (phrase, meaning) in table.phrases {
            let mut words = phrase.split(' ').map(fold);
            let first = words.next().unwrap_or_default();
            let case = Case::of(table, phrase, *meaning);
            phrases.entry(first).or_default().push(Phrase { further: words.collect(), meaning: *meaning, case });
        }
        for (word, meaning) in joined(table) {
            phrases.entry(word).or_default().push(Phrase { further: Vec::new(), meaning, case: Case::Any });
        }
        for same_beginning in phrases.values_mut() {
            same_beginning.sort_by_key(|it| std::cmp::Reverse(it.further.len()));
        }
        Self { table, phrases }
    }
}

impl Phrase {
    fn continues(&self, words: &[Word<'_>]) -> bool {
        words.len() >= self.further.len()
            && self.further.iter().zip(words).all(|(wanted, word)| !word.is_literal && is_word(&word.folded, wanted))
    }
}

/// A wanted word that ends with an apostrophe is the beginning of one: `d'` of `d'appeler`.
fn is_word(folded: &str, wanted: &str) -> bool {
    folded == wanted || (wanted.ends_with('\'') && folded.starts_with(wanted))
}

impl Case {
    fn of(table: &Table, phrase: &str, meaning: Meaning) -> Self {
        if !matches!(meaning, Meaning::Day(_) | Meaning::Weekday(_)) {
            Self::Any
        } else if table.only_lower.contains(&phrase) {
            Self::Lower
        } else if table.only_upper.contains(&phrase) {
            Self::Upper
        } else {
            Self::Any
        }
    }

    fn allows(self, raw: &str) -> bool {
        let mut letters = raw.chars().filter(|it| it.is_alphabetic());
        let is_upper = letters.next().is_some_and(char::is_uppercase);
        match self {
            Self::Any => true,
            Self::Lower => !is_upper || letters.next().is_some_and(char::is_uppercase),
            Self::Upper => is_upper,
        }
    }
}

/// Days of the week with the parts of the day, where they are one word.
fn joined(table: &'static Table) -> Vec<(String, Meaning)> {
    const SHORTEST_DAY: usize = 6;
    let single = table.phrases.iter().filter(|(phrase, _)| table.joins_day_and_part && !phrase.contains(' '));
    let days = single.clone().filter_map(|(phrase, meaning)| match meaning {
        Meaning::Weekday(day) if phrase.len() >= SHORTEST_DAY => Some((phrase, *day)),
        _ => None,
    });
    let parts: Vec<_> = single
        .filter_map(|(phrase, meaning)| if let Meaning::DayPart(part) = meaning { Some((phrase, *part)) } else { None })
        .collect();
    days.flat_map(|(day, weekday)| {
        parts.iter().map(move |(part, meaning)| (fold(day) + &fold(part), Meaning::WeekdayPart(weekday, *meaning)))
    })
    .collect()
}

/// The text without case and accents, for comparison.
pub(crate) fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    for letter in text.nfd().filter(|it| !is_combining_mark(*it)).flat_map(char::to_lowercase) {
        match letter {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' => folded.push('d'),
            'ı' => folded.push('i'),
            '\u{2019}' => folded.push('\''),
            // The dot that lower-casing leaves of a Turkish capital İ.
            '\u{307}' => {}
            other => folded.push(other),
        }
    }
    folded
}
