//! What is typed into the search of a list: which terms are understood, and what they narrow it to.

use std::collections::BTreeSet;

use goodturn_domain::finding::{
    Condition, Field, Filter, Meaning, Problem, Question, Sort, Span, State, Surroundings, Understood,
};
use goodturn_domain::quick_add::{self, DayParts, Language, QuickAddContext};
use goodturn_domain::search::words_of;
use goodturn_domain::{Addressee, PersonId, Priority, TeamId, Timestamp};

use super::quick_add::context;
use crate::error::CommandError;
use crate::shown::{FilterField, FilterProblem, FilterTerm};
use crate::workspace::{People, Workspace, instant};

/// What a search comes to here.
pub(super) struct Sought {
    pub(super) filter: Filter,
    /// What is left to look for as words.
    pub(super) text: Option<String>,
    pub(super) terms: Vec<FilterTerm>,
}

/// Understands what was typed, by the names and hours that this device knows.
pub(super) fn understand(
    workspace: &Workspace,
    text: &str,
    day_parts: DayParts,
    now: Timestamp,
) -> Result<Sought, CommandError> {
    let people = workspace.people()?;
    let calendar = people.calendar_of(workspace.me());
    let spoken = QuickAddContext { day_parts, ..context(workspace, &people, &calendar, now, &[])? };
    // A view of a team is opened in every language, and the menu writes English.
    let english = QuickAddContext { language: Language::find("en").unwrap_or(spoken.language), ..spoken };
    let question = Question::parse(text);
    let (filter, text, understood) = question.resolve(&Surroundings {
        calendar: &calendar,
        people: &|name| people_named(&people, workspace.me(), name),
        teams: &|name| teams_named(&people, name),
        when: &|phrase| {
            quick_add::understand_when(phrase, &spoken).or_else(|| quick_add::understand_when(phrase, &english))
        },
    });
    Ok(Sought { filter, text: Some(text).filter(|it| !it.is_empty()), terms: understood.iter().map(term).collect() })
}

/// What the server understands of a search: it knows no names as I type them, and what is ended is not late.
pub(super) fn archive_text(text: &str) -> String {
    let known = [Field::Label, Field::Stage, Field::Priority, Field::Kind];
    Question::parse(text).text_of(|term| term.field.is_none_or(|field| known.contains(&field)))
}

/// Who is called exactly so, or else everybody who has a name that begins with each of the words.
fn people_named(people: &People, me: PersonId, name: &str) -> BTreeSet<PersonId> {
    if name.eq_ignore_ascii_case("me") {
        return [me].into();
    }
    named(people.people.iter().map(|it| (it.id, it.name.as_str())), name)
}

fn teams_named(people: &People, name: &str) -> BTreeSet<TeamId> {
    let by_prefix = people.teams.iter().filter(|it| it.prefix.as_str().eq_ignore_ascii_case(name)).map(|it| it.id);
    let by_prefix: BTreeSet<TeamId> = by_prefix.collect();
    if by_prefix.is_empty() { named(people.teams.iter().map(|it| (it.id, it.name.as_str())), name) } else { by_prefix }
}

fn named<'a, Id: Ord>(known: impl Iterator<Item = (Id, &'a str)>, name: &str) -> BTreeSet<Id> {
    let sought = words_of([name]);
    let (mut exact, mut begun) = (BTreeSet::new(), BTreeSet::new());
    for (id, name) in known {
        let words = words_of([name]);
        if words == sought {
            exact.insert(id);
        } else if !sought.is_empty() && sought.iter().all(|it| words.iter().any(|word| word.starts_with(it.as_str()))) {
            begun.insert(id);
        }
    }
    if exact.is_empty() { begun } else { exact }
}

fn term(understood: &Understood) -> FilterTerm {
    let Understood { term, meaning } = understood;
    let mut shown = FilterTerm {
        text: term.text.clone(),
        field: term.field.map(field),
        is_not: term.is_not,
        values: Vec::new(),
        from: None,
        until: None,
        problem: None,
    };
    match meaning {
        Ok(Meaning::Narrows(Condition::Time(_, Span { from, until }))) => {
            (shown.from, shown.until) = (from.map(instant), until.map(instant));
        }
        Ok(Meaning::Narrows(condition)) => shown.values = values(condition),
        Ok(Meaning::Sorts(sort)) => shown.values = vec![sort_name(*sort).to_owned()],
        Err(Problem::UnknownField) => shown.problem = Some(FilterProblem::UnknownField),
        Err(Problem::UnknownValue) => shown.problem = Some(FilterProblem::UnknownValue),
    }
    shown
}

fn values(condition: &Condition) -> Vec<String> {
    let ids = |ids: &BTreeSet<PersonId>| ids.iter().map(ToString::to_string).collect();
    match condition {
        Condition::Stage(stages) => stages.iter().map(|it| it.name().to_owned()).collect(),
        Condition::Priority(all) => all.iter().map(|it| priority_name(*it).to_owned()).collect(),
        Condition::Kind(kinds) => kinds.iter().cloned().collect(),
        Condition::Label(labels) => labels.clone(),
        Condition::From(people) | Condition::Helper(people) => ids(people),
        Condition::To(addressees) => addressees
            .iter()
            .map(|it| match it {
                Addressee::Person(id) => id.to_string(),
                Addressee::Team(id) => id.to_string(),
            })
            .collect(),
        Condition::Team(teams) => teams.iter().map(ToString::to_string).collect(),
        Condition::Time(..) => Vec::new(),
        Condition::State(state) => vec![state_name(*state).to_owned()],
    }
}

fn priority_name(priority: Priority) -> &'static str {
    match priority {
        Priority::Low => "low",
        Priority::Normal => "normal",
        Priority::High => "high",
        Priority::Urgent => "urgent",
    }
}

fn state_name(state: State) -> &'static str {
    match state {
        State::Late => "late",
        State::Overdue => "overdue",
        State::Waiting => "waiting",
        State::Unread => "unread",
        State::Open => "open",
        State::Ended => "ended",
    }
}

fn sort_name(sort: Sort) -> &'static str {
    match sort {
        Sort::Due => "due",
        Sort::Needed => "needed",
        Sort::Promised => "promised",
        Sort::Answer => "answer",
        Sort::Asked => "asked",
        Sort::Changed => "changed",
        Sort::Priority => "priority",
    }
}

fn field(field: Field) -> FilterField {
    match field {
        Field::Stage => FilterField::Stage,
        Field::Priority => FilterField::Priority,
        Field::Kind => FilterField::Kind,
        Field::Label => FilterField::Label,
        Field::From => FilterField::From,
        Field::To => FilterField::To,
        Field::Helper => FilterField::Helper,
        Field::Team => FilterField::Team,
        Field::Needed => FilterField::Needed,
        Field::Promised => FilterField::Promised,
        Field::Answer => FilterField::Answer,
        Field::Due => FilterField::Due,
        Field::Is => FilterField::Is,
        Field::Sort => FilterField::Sort,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_meant_by_its_beginnings_and_exactly_before_that() {
        let known = [(1, "Anna Berg"), (2, "Hannah Bergmann"), (3, "Anna Bergmann"), (4, "Ann")];
        let found = |name| named(known.into_iter(), name).into_iter().collect::<Vec<_>>();

        assert_eq!(found("anna berg"), [1]);
        assert_eq!(found("anna be"), [1, 3]);
        assert_eq!(found("ann"), [4]);
        assert_eq!(found("berg"), [1, 2, 3]);
        assert_eq!(found("-"), [0; 0]);
    }

    #[test]
    fn the_archive_is_asked_for_what_the_server_knows() {
        let sent = archive_text("lease from:anna label:\"Office move\" is:ended stauts:x stage:closed due:<fri");

        assert_eq!(sent, "lease label:\"Office move\" stauts:x stage:closed");
    }
}
