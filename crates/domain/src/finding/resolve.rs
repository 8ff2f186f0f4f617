//! What the terms of a search stand for here and now.

use std::collections::BTreeSet;
use std::fmt;

use chrono::{Days, NaiveDate, NaiveTime};

use super::grammar::{Field, Question, Term};
use super::{Condition, Filter, Moment, Narrowing, Sort, Span, State};
use crate::calendar::WorkingCalendar;
use crate::clock::Timestamp;
use crate::id::{PersonId, TeamId};
use crate::service_request::{Addressee, Priority, StageName};

/// What values of terms are looked up in.
pub struct Surroundings<'a> {
    /// In whose zone a day begins and ends.
    pub calendar: &'a WorkingCalendar,
    /// Everybody whose name begins so, word for word.
    pub people: &'a dyn Fn(&str) -> BTreeSet<PersonId>,
    pub teams: &'a dyn Fn(&str) -> BTreeSet<TeamId>,
    /// The instant that a phrase such as `fri` stands for.
    pub when: &'a dyn Fn(&str) -> Option<Timestamp>,
}

impl fmt::Debug for Surroundings<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Surroundings").field("calendar", &self.calendar).finish_non_exhaustive()
    }
}

/// Why a term narrows nothing, and is looked for as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    UnknownField,
    UnknownValue,
}

/// A term, and what it came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Understood {
    pub term: Term,
    pub meaning: Result<Meaning, Problem>,
}

/// What a term does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    Narrows(Condition),
    Sorts(Sort),
}

impl Question {
    /// What narrows and orders the list, what is left to look for as text, and each term with what became of it.
    pub fn resolve(&self, surroundings: &Surroundings<'_>) -> (Filter, String, Vec<Understood>) {
        let mut filter = Filter::default();
        let understood: Vec<Understood> = self
            .terms
            .iter()
            .map(|term| Understood { term: term.clone(), meaning: meaning(term, surroundings) })
            .collect();
        for Understood { term, meaning } in &understood {
            match meaning {
                Ok(Meaning::Narrows(condition)) => {
                    filter.narrowings.push(Narrowing { is_not: term.is_not, condition: condition.clone() });
                }
                Ok(Meaning::Sorts(sort)) => filter.sort = Some(*sort),
                Err(_) => {}
            }
        }
        let is_text = |term: &Term| understood.iter().any(|it| it.term == *term && it.meaning.is_err());
        (filter, self.text_of(is_text), understood)
    }
}

fn meaning(term: &Term, around: &Surroundings<'_>) -> Result<Meaning, Problem> {
    let field = term.field.ok_or(Problem::UnknownField)?;
    let values = || term.values.iter().map(String::as_str);
    let each = |of: &dyn Fn(&str) -> BTreeSet<PersonId>| all(values(), |it| Some(of(it)).filter(|it| !it.is_empty()));
    let condition = match field {
        Field::Stage => all(values(), stages).map(Condition::Stage),
        Field::Priority => all(values(), priorities).map(Condition::Priority),
        Field::Kind => Some(Condition::Kind(values().map(str::to_lowercase).collect())),
        Field::Label => Some(Condition::Label(values().map(str::to_lowercase).collect())),
        Field::From => each(around.people).map(Condition::From),
        Field::Helper => each(around.people).map(Condition::Helper),
        Field::To => all(values(), |it| addressees(it, around)).map(Condition::To),
        Field::Team => all(values(), |it| Some((around.teams)(it)).filter(|it| !it.is_empty())).map(Condition::Team),
        Field::Needed => time(&term.values, Moment::Needed, around),
        Field::Promised => time(&term.values, Moment::Promised, around),
        Field::Answer => time(&term.values, Moment::Answer, around),
        Field::Due => time(&term.values, Moment::Due, around),
        Field::Is => only(&term.values).and_then(state).map(Condition::State),
        Field::Sort if term.is_not => None,
        Field::Sort => {
            return only(&term.values).and_then(sort).map(Meaning::Sorts).ok_or(Problem::UnknownValue);
        }
    };
    condition.map(Meaning::Narrows).ok_or(Problem::UnknownValue)
}

/// What all the values stand for together; none when one of them stands for nothing.
fn all<'v, T: Ord>(
    values: impl Iterator<Item = &'v str>,
    of: impl Fn(&str) -> Option<BTreeSet<T>>,
) -> Option<BTreeSet<T>> {
    let sets: Option<Vec<BTreeSet<T>>> = values.map(of).collect();
    sets.map(|sets| sets.into_iter().flatten().collect())
}

fn only(values: &[String]) -> Option<&str> {
    match values {
        [value] => Some(value),
        _ => None,
    }
}

/// `waiting` is both kinds of it. Words are parted by what people type: `in progress`, `in-progress`.
pub(crate) fn stages(value: &str) -> Option<BTreeSet<StageName>> {
    let name = value.to_lowercase().replace([' ', '-'], "_");
    if name == "waiting" {
        return Some([StageName::WaitingOnRequester, StageName::WaitingOnOther].into());
    }
    StageName::ALL.into_iter().find(|it| it.name() == name).map(|it| [it].into())
}

/// `high`, `>=high`, `<normal`.
pub(crate) fn priorities(value: &str) -> Option<BTreeSet<Priority>> {
    let (comparison, name) = Comparison::split(value);
    let all = [Priority::Low, Priority::Normal, Priority::High, Priority::Urgent];
    let names = ["low", "normal", "high", "urgent"];
    let meant = all[names.iter().position(|it| it.eq_ignore_ascii_case(name))?];
    let fits = |it: &Priority| match comparison {
        Comparison::Before => *it < meant,
        Comparison::Until => *it <= meant,
        Comparison::After => *it > meant,
        Comparison::From => *it >= meant,
        Comparison::Same => *it == meant,
    };
    Some(all.into_iter().filter(fits).collect())
}

fn addressees(value: &str, around: &Surroundings<'_>) -> Option<BTreeSet<Addressee>> {
    let people = (around.people)(value).into_iter().map(Addressee::Person);
    let teams = (around.teams)(value).into_iter().map(Addressee::Team);
    Some(people.chain(teams).collect()).filter(|it: &BTreeSet<Addressee>| !it.is_empty())
}

fn state(value: &str) -> Option<State> {
    Some(match value.to_lowercase().as_str() {
        "late" => State::Late,
        "overdue" => State::Overdue,
        "waiting" => State::Waiting,
        "unread" => State::Unread,
        "open" => State::Open,
        "ended" => State::Ended,
        _ => return None,
    })
}

fn sort(value: &str) -> Option<Sort> {
    Some(match value.to_lowercase().as_str() {
        "due" => Sort::Due,
        "needed" => Sort::Needed,
        "promised" => Sort::Promised,
        "answer" => Sort::Answer,
        "asked" => Sort::Asked,
        "changed" => Sort::Changed,
        "priority" => Sort::Priority,
        _ => return None,
    })
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comparison {
    Same,
    Before,
    Until,
    After,
    From,
}

impl Comparison {
    fn split(value: &str) -> (Self, &str) {
        let signs = [("<=", Self::Until), (">=", Self::From), ("<", Self::Before), (">", Self::After)];
        let found = signs.into_iter().find_map(|(sign, it)| value.strip_prefix(sign).map(|rest| (it, rest.trim())));
        found.unwrap_or((Self::Same, value))
    }
}

/// `<fri` is before that day begins, `<=fri` before it ends, `fri` on that day; `any` that there is such a time.
fn time(values: &[String], moment: Moment, around: &Surroundings<'_>) -> Option<Condition> {
    let value = only(values)?;
    if value.eq_ignore_ascii_case("any") {
        return Some(Condition::Time(moment, Span::default()));
    }
    let (comparison, phrase) = Comparison::split(value);
    let day = around.calendar.local((around.when)(phrase)?).date_naive();
    let begin = |day: NaiveDate| around.calendar.at(day, NaiveTime::MIN);
    let (begins, ends) = (begin(day), begin(day.checked_add_days(Days::new(1))?));
    let (from, until) = match comparison {
        Comparison::Before => (None, Some(begins)),
        Comparison::Until => (None, Some(ends)),
        Comparison::After => (Some(ends), None),
        Comparison::From => (Some(begins), None),
        Comparison::Same => (Some(begins), Some(ends)),
    };
    Some(Condition::Time(moment, Span { from, until }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::PersonId;
    use uuid::Uuid;

    const DAY: i64 = 86_400_000_000;

    fn resolve(search: &str) -> (Filter, String, Vec<Understood>) {
        let anna = PersonId::new(Uuid::from_u128(1));
        let calendar = WorkingCalendar::weekdays(chrono_tz::UTC);
        Question::parse(search).resolve(&Surroundings {
            calendar: &calendar,
            people: &|name| if name == "anna" { [anna].into() } else { BTreeSet::new() },
            teams: &|name| if name == "it" { [TeamId::new(Uuid::from_u128(2))].into() } else { BTreeSet::new() },
            when: &|phrase| (phrase == "fri").then(|| Timestamp::from_micros(DAY + DAY / 2)),
        })
    }

    fn condition(search: &str) -> Condition {
        let (filter, text, _) = resolve(search);
        assert_eq!((filter.narrowings.len(), &*text), (1, ""), "{search}");
        filter.narrowings[0].condition.clone()
    }

    #[test]
    fn a_day_has_a_beginning_and_an_end() {
        let (begins, ends) = (Some(Timestamp::from_micros(DAY)), Some(Timestamp::from_micros(2 * DAY)));
        for (search, from, until) in [
            ("due:<fri", None, begins),
            ("due:<=fri", None, ends),
            ("due:>fri", ends, None),
            ("due:>=fri", begins, None),
            ("due:fri", begins, ends),
            ("due:any", None, None),
        ] {
            assert_eq!(condition(search), Condition::Time(Moment::Due, Span { from, until }), "{search}");
        }
    }

    #[test]
    fn of_several_values_one_is_enough_and_priorities_can_be_compared() {
        assert_eq!(
            condition("stage:waiting,In-Progress"),
            Condition::Stage([StageName::InProgress, StageName::WaitingOnRequester, StageName::WaitingOnOther].into())
        );
        assert_eq!(condition("priority:>=high"), Condition::Priority([Priority::High, Priority::Urgent].into()));
        assert!(matches!(condition("to:anna,it"), Condition::To(found) if found.len() == 2));
    }

    #[test]
    fn what_is_not_understood_stays_text_and_is_told() {
        let (filter, text, understood) = resolve("lease from:nobody stauts:asked due:<someday sort:due is:late,open");

        assert_eq!(filter, Filter { sort: Some(Sort::Due), ..Filter::default() });
        assert_eq!(text, "lease from:nobody stauts:asked due:<someday is:late,open");
        let problems: Vec<Option<Problem>> = understood.iter().map(|it| it.meaning.clone().err()).collect();
        let value = Some(Problem::UnknownValue);
        assert_eq!(problems, [value, Some(Problem::UnknownField), value, None, value]);
    }

    #[test]
    fn only_who_asks_for_what_has_ended_gets_it() {
        for (search, wants) in
            [("stage:closed", true), ("is:ended", true), ("-stage:closed", false), ("is:late", false)]
        {
            assert_eq!(resolve(search).0.wants_ended(), wants, "{search}");
        }
    }
}
