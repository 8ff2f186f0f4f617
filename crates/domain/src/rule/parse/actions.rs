//! The actions behind `then`, parted by commas.

use std::collections::BTreeSet;

use super::reader::Reader;
use super::{Problem, Wrong};
use crate::rule::{Assignment, ChosenBy, RuleAction};
use crate::service_request::Priority;
use crate::text::Label;

/// How an action begins.
const ACTIONS: [&str; 10] =
    ["label", "unlabel", "priority", "watch", "hand over to", BY_TURNS, TO_LEAST, "say", "note", "ask"];
const BY_TURNS: &str = "hand over by turns";
const TO_LEAST: &str = "hand over to who has least";

pub(super) fn actions(reader: &mut Reader<'_>) -> Result<Vec<RuleAction>, Problem> {
    let mut found = vec![action(reader)?];
    while !reader.is_at_end() {
        if !reader.takes_sign(',') {
            return Err(reader.problem(Wrong::Unexpected, vec![",".to_owned()]));
        }
        reader.takes("and");
        found.push(action(reader)?);
    }
    Ok(found)
}

fn action(reader: &mut Reader<'_>) -> Result<RuleAction, Problem> {
    if reader.takes("label") {
        return Ok(RuleAction::Label { label: label(reader)? });
    }
    if reader.takes("unlabel") {
        return Ok(RuleAction::Unlabel { label: label(reader)? });
    }
    if reader.takes("priority") {
        return Ok(RuleAction::Priority { priority: priority(reader)? });
    }
    if reader.takes("watch") {
        reader.here();
        let value = reader.value()?;
        return Ok(RuleAction::Watch { person: reader.person(&value)? });
    }
    for (words, by) in [(BY_TURNS, ChosenBy::Turns), (TO_LEAST, ChosenBy::LeastOpen)] {
        if reader.takes(words) {
            return assign(reader, by);
        }
    }
    if reader.takes("hand over to") {
        reader.here();
        let value = reader.value()?;
        let to = reader.who(&value)?;
        let reason = if reader.takes("saying") { Some(reader.words()?) } else { None };
        return Ok(RuleAction::HandOver { to, reason });
    }
    if reader.takes("say") {
        return Ok(RuleAction::Say { words: reader.words()? });
    }
    if reader.takes("note") {
        return Ok(RuleAction::Note { words: reader.words()? });
    }
    if reader.takes("ask") {
        return ask(reader);
    }
    Err(reader.problem(Wrong::UnknownAction, ACTIONS.map(str::to_owned).to_vec()))
}

/// `at most 5`, `who is at work` and `who knows "Payroll"`, each once and in any order.
fn assign(reader: &mut Reader<'_>, by: ChosenBy) -> Result<RuleAction, Problem> {
    let mut how = Assignment { by, at_most: None, at_work: false, knows: None };
    loop {
        if how.at_most.is_none() && reader.takes("at most") {
            reader.here();
            let value = reader.value()?;
            how.at_most = value.text.parse().ok().filter(|it| (1..=Assignment::MOST_OPEN).contains(it));
            if how.at_most.is_none() {
                return Err(Problem { place: value.place, wrong: Wrong::MostOutOfRange, would_do: Vec::new() });
            }
        } else if !how.at_work && reader.takes("who is at work") {
            how.at_work = true;
        } else if how.knows.is_none() && reader.takes("who knows") {
            how.knows = Some(label(reader)?);
        } else if reader.sees("who") {
            let would_do = ["who is at work", "who knows"].map(str::to_owned).to_vec();
            return Err(reader.problem(Wrong::UnknownValue, would_do));
        } else {
            let reason = if reader.takes("saying") { Some(reader.words()?) } else { None };
            return Ok(RuleAction::Assign { how, reason });
        }
    }
}

fn label(reader: &mut Reader<'_>) -> Result<Label, Problem> {
    reader.here();
    let value = reader.value()?;
    let text = value.sign.map_or_else(|| value.text.clone(), |sign| format!("{sign}{}", value.text));
    let wrong = if text.trim().is_empty() { Wrong::NoValue } else { Wrong::TooLong };
    Label::new(&text).map_err(|_| Problem { place: value.place, wrong, would_do: Vec::new() })
}

fn priority(reader: &mut Reader<'_>) -> Result<Priority, Problem> {
    reader.here();
    let value = reader.value()?;
    let words =
        [("low", Priority::Low), ("normal", Priority::Normal), ("high", Priority::High), ("urgent", Priority::Urgent)];
    let found = words.iter().find(|(word, _)| word.eq_ignore_ascii_case(&value.text)).map(|(_, it)| *it);
    let would_do = || words.iter().map(|(word, _)| (*word).to_owned()).collect();
    found.ok_or_else(|| Problem { place: value.place, wrong: Wrong::UnknownValue, would_do: would_do() })
}

/// `ask @Anna to agree`, `ask 2 of @Anna @Sam @Kim to agree`.
fn ask(reader: &mut Reader<'_>) -> Result<RuleAction, Problem> {
    let here = reader.here();
    let is_counted = reader.rest().starts_with(|it: char| it.is_ascii_digit());
    let count = if is_counted { reader.word().0.parse::<u8>().ok() } else { None };
    if is_counted && !reader.takes("of") {
        return Err(reader.problem(Wrong::HowMany, vec!["of".to_owned()]));
    }
    let mut approvers = BTreeSet::new();
    while !reader.sees("to agree") {
        if reader.is_at_end() || reader.rest().starts_with(',') {
            return Err(reader.problem(Wrong::NoToAgree, vec!["to agree".to_owned()]));
        }
        let value = reader.value()?;
        approvers.insert(reader.person(&value)?);
    }
    reader.takes("to agree");
    let needed = count.or((approvers.len() == 1).then_some(1));
    let needed = needed.filter(|it| *it >= 1 && usize::from(*it) <= approvers.len());
    let would_do = || (1..=approvers.len()).map(|it| format!("{it} of")).collect();
    let needed = needed.ok_or_else(|| Problem { place: here, wrong: Wrong::HowMany, would_do: would_do() })?;
    Ok(RuleAction::AskApproval { approvers, needed })
}
