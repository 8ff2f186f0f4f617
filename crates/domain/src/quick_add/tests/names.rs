//! Names typed after `@` and `#`.

use uuid::Uuid;

use super::*;

const PEOPLE: [&str; 10] = [
    "Maria Garcia",
    "Jo Lind",
    "Jonas Müller",
    "Sam Okafor",
    "Samira Haddad",
    "Ana Maria de la Cruz",
    "Zoë Ångström",
    "Łukasz Jabłoński",
    "Anne-Marie Weiß",
    "Max Mustermann",
];
const TEAMS: [&str; 4] = ["Legal", "Facilities", "Field Service", "FAC"];

fn person(index: usize) -> PersonId {
    PersonId::new(Uuid::from_u128(index as u128))
}

/// The prefix `FAC` is a second entry of Facilities.
fn team(index: usize) -> TeamId {
    TeamId::new(Uuid::from_u128(if index == 3 { 1 } else { index as u128 }))
}

pub(super) fn directory() -> Directory {
    let people = PEOPLE.iter().enumerate().map(|(index, name)| (person(index), (*name).to_owned()));
    let teams = TEAMS.iter().enumerate().map(|(index, name)| (team(index), (*name).to_owned()));
    Directory::new(people, teams)
}

fn add_among_colleagues(line: &str) -> QuickAdd {
    let (calendar, directory) = (berlin(), directory());
    let me = Some(person(9));
    parse(line, &QuickAddContext { directory: Some(&directory), me, ..in_english(&calendar, NOW) })
}

fn resolved(line: &str) -> Option<&'static str> {
    match add_among_colleagues(line).people.as_slice() {
        [Mention::Known(id)] => {
            PEOPLE.iter().enumerate().find(|(index, _)| person(*index) == *id).map(|(_, name)| *name)
        }
        _ => None,
    }
}

#[test]
fn a_name_is_found_by_what_people_type() {
    let table = [
        ("plan @maria.garcia", "Maria Garcia"),
        ("plan @garcia", "Maria Garcia"),
        ("plan @GARC", "Maria Garcia"),
        ("plan @mgarcia", "Maria Garcia"),
        ("plan @mg,", "Maria Garcia"),
        ("plan @Maria Garcia", "Maria Garcia"),
        ("plan @\"Maria Garcia\"", "Maria Garcia"),
        // A whole first name goes before the beginning of another.
        ("plan @jo", "Jo Lind"),
        ("plan @jon", "Jonas Müller"),
        ("plan @sam", "Sam Okafor"),
        ("plan @sami", "Samira Haddad"),
        ("plan @muller", "Jonas Müller"),
        ("plan @mueller", "Jonas Müller"),
        ("plan @Müller", "Jonas Müller"),
        ("plan @zoe", "Zoë Ångström"),
        ("plan @angstrom", "Zoë Ångström"),
        ("plan @lukasz", "Łukasz Jabłoński"),
        ("plan @jablonski", "Łukasz Jabłoński"),
        ("plan @weiss", "Anne-Marie Weiß"),
        ("plan @anne-marie", "Anne-Marie Weiß"),
        ("plan @ana maria de la cruz", "Ana Maria de la Cruz"),
        ("plan @me", "Max Mustermann"),
    ];
    for (line, expected) in table {
        assert_eq!(resolved(line), Some(expected), "{line}");
    }
}

#[test]
fn a_name_that_fits_several_is_asked_back() {
    let it = add_among_colleagues("ask @m for the plan");

    assert!(it.people.is_empty());
    assert_eq!(it.title, "@m for the plan");
    let choices = [0, 2, 5, 8, 9].map(|index| Value::Person(person(index))).to_vec();
    let problems: Vec<_> = it.problems().map(|(_, problem)| problem.clone()).collect();
    assert_eq!(problems, [Problem::AmbiguousName { choices }]);
}

#[test]
fn an_unknown_name_stays_text_and_is_asked_back() {
    let it = add_among_colleagues("ask @zork and #warp for the plan by fri");

    assert_eq!(it.title, "@zork and #warp for the plan");
    assert!(it.people.is_empty() && it.teams.is_empty() && it.due.is_some());
    let problems: Vec<_> = it.problems().map(|(token, problem)| (token.field, problem)).collect();
    assert_eq!(problems, [(Field::Person, &Problem::UnknownName), (Field::Team, &Problem::UnknownName)]);
}

#[test]
fn a_team_is_found_by_name_and_prefix() {
    for (line, expected) in
        [("#legal", 0), ("#facil", 1), ("#fac", 1), ("#field service", 2), ("#service", 2), ("#fs", 2)]
    {
        assert_eq!(add_among_colleagues(line).teams, [Mention::Known(team(expected))], "{line}");
    }
}

#[test]
fn a_name_that_the_sentence_needs_stays_in_it_in_full() {
    let it = add_among_colleagues("remind me to follow up with @sam, then @jo tue 9");

    assert_eq!(it.title, "follow up with Sam Okafor, then Jo Lind");
    assert_eq!(it.people, [Mention::Known(person(3)), Mention::Known(person(1))]);
}

#[test]
fn words_after_a_first_name_are_not_its_last_name() {
    let it = add_among_colleagues("ask @maria garden plans");

    assert_eq!(it.title, "@maria garden plans");
    assert_eq!(add_among_colleagues("ask @garcia garden plans").title, "garden plans");
}
