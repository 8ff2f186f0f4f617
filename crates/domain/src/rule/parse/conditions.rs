//! The conditions behind `if`: the terms of a search, as far as they say something in a rule.

use std::collections::BTreeSet;
use std::ops::Range;

use super::reader::{Reader, Value};
use super::{Problem, Wrong};
use crate::finding::{Field, priorities, stages};
use crate::rule::print::NOBODY;
use crate::rule::{Moment, RuleCondition, RuleState, RuleTest};
use crate::service_request::StageName;
use crate::text::{Label, Title};

/// What can stand before a colon.
const FIELDS: [&str; 10] =
    ["stage:", "priority:", "kind:", "label:", "from:", "helper:", "words:", "needed:", "promised:", "is:"];

/// One condition.
pub(super) fn test(reader: &mut Reader<'_>) -> Result<RuleTest, Problem> {
    let here = reader.here();
    let is_not = reader.takes_sign('-');
    let fields = || FIELDS.map(str::to_owned).to_vec();
    let Some((name, place)) = reader.field() else {
        return Err(Problem { place: here, wrong: Wrong::UnknownField, would_do: fields() });
    };
    let is_name = |it: &str| it.eq_ignore_ascii_case(name);
    let is_service = is_name("service");
    if !is_service && !FIELDS.iter().any(|it| is_name(it.trim_end_matches(':'))) {
        let is_of_searches = Field::ALL.iter().any(|it| is_name(it.name()));
        let wrong = if is_of_searches { Wrong::NotInRules } else { Wrong::UnknownField };
        return Err(Problem { place, wrong, would_do: fields() });
    }
    let name = if is_service { "kind".to_owned() } else { name.to_lowercase() };
    let values = values(reader)?;
    Ok(RuleTest { is_not, condition: condition(reader, &name, &values)? })
}

/// Values parted by commas; a comma with a space behind it parts nothing here.
fn values(reader: &mut Reader<'_>) -> Result<Vec<Value>, Problem> {
    let mut values = vec![reader.value()?];
    while reader.takes_sign(',') {
        values.push(reader.value()?);
    }
    if reader.rest().chars().next().is_some_and(|it| !it.is_whitespace()) {
        return Err(reader.problem(Wrong::Unexpected, Vec::new()));
    }
    // Nobody is left of those who stood there.
    match values.as_slice() {
        [only] if !only.is_quoted && only.sign.is_none() && only.text == NOBODY => Ok(Vec::new()),
        _ => Ok(values),
    }
}

fn condition(reader: &Reader<'_>, field: &str, values: &[Value]) -> Result<RuleCondition, Problem> {
    Ok(match field {
        "stage" => {
            let names = || StageName::ALL.iter().map(|it| it.name().replace('_', "-")).collect();
            RuleCondition::Stage { stages: sets(values, stages, &names)? }
        }
        "priority" => {
            let names = || ["low", "normal", "high", "urgent", ">=high"].map(str::to_owned).to_vec();
            RuleCondition::Priority { priorities: sets(values, priorities, &names)? }
        }
        "kind" => RuleCondition::Kind { kinds: texts(values, |it| Title::new(it).ok())? },
        "label" => RuleCondition::Label { labels: texts(values, |it| Label::new(it).ok())? },
        "words" => RuleCondition::Words { words: texts(values, |it| Title::new(it).ok())? },
        "from" => RuleCondition::From { who: values.iter().map(|it| reader.who(it)).collect::<Result<_, _>>()? },
        "helper" => {
            RuleCondition::Helper { people: values.iter().map(|it| reader.person(it)).collect::<Result<_, _>>()? }
        }
        "needed" | "promised" => {
            one_of(values, &[("any", ())])?;
            RuleCondition::Has { moment: if field == "needed" { Moment::Needed } else { Moment::Promised } }
        }
        _ => {
            let states: Vec<(&str, RuleState)> = RuleState::ALL.iter().map(|it| (it.word(), *it)).collect();
            RuleCondition::Is { state: one_of(values, &states)? }
        }
    })
}

/// What all values stand for together.
fn sets<T: Ord>(
    values: &[Value],
    of: impl Fn(&str) -> Option<BTreeSet<T>>,
    names: &impl Fn() -> Vec<String>,
) -> Result<BTreeSet<T>, Problem> {
    let mut all = BTreeSet::new();
    for value in values {
        all.extend(of(&value.text).ok_or_else(|| unknown(&value.place, Wrong::UnknownValue, names()))?);
    }
    Ok(all)
}

fn texts<T: Ord>(values: &[Value], of: impl Fn(&str) -> Option<T>) -> Result<BTreeSet<T>, Problem> {
    let mut all = BTreeSet::new();
    for value in values {
        // What has a sign before it is no name of anybody here.
        let text = value.sign.map_or_else(|| value.text.clone(), |sign| format!("{sign}{}", value.text));
        let wrong = if text.trim().is_empty() { Wrong::NoValue } else { Wrong::TooLong };
        all.insert(of(&text).ok_or_else(|| unknown(&value.place, wrong, Vec::new()))?);
    }
    Ok(all)
}

fn one_of<T: Copy>(values: &[Value], words: &[(&str, T)]) -> Result<T, Problem> {
    let would_do = || words.iter().map(|(word, _)| (*word).to_owned()).collect();
    let place = || values.first().map_or(0..0, |first| first.place.start..values[values.len() - 1].place.end);
    let [value] = values else { return Err(unknown(&place(), Wrong::UnknownValue, would_do())) };
    let found = words.iter().find(|(word, _)| word.eq_ignore_ascii_case(&value.text.replace([' ', '_'], "-")));
    found.map(|(_, it)| *it).ok_or_else(|| unknown(&place(), Wrong::UnknownValue, would_do()))
}

fn unknown(place: &Range<usize>, wrong: Wrong, would_do: Vec<String>) -> Problem {
    Problem { place: place.clone(), wrong, would_do }
}
