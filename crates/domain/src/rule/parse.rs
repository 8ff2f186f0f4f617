//! Reading a rule as it is written. It never guesses: what is not understood is told with its place, and with what
//! would do there.

mod actions;
mod conditions;
mod reader;

use std::ops::Range;

use super::{Names, RuleBody, Trigger};
use crate::text::Title;
use reader::Reader;

/// Why a text is no rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where, in bytes.
    pub place: Range<usize>,
    pub wrong: Wrong,
    /// What could stand there; empty where that is too much to name.
    pub would_do: Vec<String>,
}

/// What is wrong at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// A rule begins with `when`.
    NoWhen,
    UnknownTrigger,
    DaysOutOfRange,
    /// After the conditions comes `then`.
    NoThen,
    UnknownField,
    /// A field of searches that says nothing in a rule.
    NotInRules,
    NoValue,
    UnknownValue,
    UnknownAction,
    UnknownPerson,
    SeveralPeople,
    UnknownTeam,
    SeveralTeams,
    /// It is a person and a team.
    PersonOrTeam,
    /// A text stands between quotes.
    NoText,
    QuoteOpen,
    TooLong,
    /// How much somebody has open at most.
    MostOutOfRange,
    /// Of several who are asked, it is not said how many have to agree.
    HowMany,
    /// Who is asked, is asked `to agree`.
    NoToAgree,
    /// Something that belongs to nothing.
    Unexpected,
}

/// Reads a rule of that name.
///
/// # Errors
/// The first [`Problem`].
pub fn parse(text: &str, name: Title, names: &Names) -> Result<RuleBody, Problem> {
    let mut reader = Reader::new(text, names);
    if !reader.takes("when") {
        return Err(reader.problem(Wrong::NoWhen, vec!["when".to_owned()]));
    }
    let when = trigger(&mut reader)?;
    let mut ifs = Vec::new();
    if reader.takes("if") {
        loop {
            ifs.push(conditions::test(&mut reader)?);
            reader.takes("and");
            if reader.sees("then") || reader.is_at_end() {
                break;
            }
        }
    }
    if !reader.takes("then") {
        let would_do = if ifs.is_empty() { vec!["if".to_owned(), "then".to_owned()] } else { vec!["then".to_owned()] };
        return Err(reader.problem(Wrong::NoThen, would_do));
    }
    let thens = actions::actions(&mut reader)?;
    Ok(RuleBody { name, is_off: false, when, ifs, thens })
}

fn trigger(reader: &mut Reader<'_>) -> Result<Trigger, Problem> {
    if reader.takes("silent for") {
        let (word, place) = reader.word();
        let days = word.parse().ok().map(|days| Trigger::Silent { days }).filter(|it| it.is_in_range());
        let days = days.ok_or(Problem { place, wrong: Wrong::DaysOutOfRange, would_do: Vec::new() })?;
        return if reader.takes("days") || reader.takes("day") {
            Ok(days)
        } else {
            Err(reader.problem(Wrong::Unexpected, vec!["days".to_owned()]))
        };
    }
    let known = Trigger::ALL.into_iter().filter(|it| !matches!(it, Trigger::Silent { .. }));
    for trigger in known {
        if reader.takes(&trigger.words()) {
            return Ok(trigger);
        }
    }
    let would_do = Trigger::ALL.iter().map(|it| it.words()).collect();
    Err(reader.problem(Wrong::UnknownTrigger, would_do))
}
