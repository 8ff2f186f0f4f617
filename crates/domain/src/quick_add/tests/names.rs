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

fn service(index: usize) -> OfferedServiceId {
    OfferedServiceId::new(Uuid::from_u128(index as u128))
}

/// Each with its team. Two teams offer one of the same name.
const SERVICES: [(&str, usize); 6] = [
    ("New laptop", 1),
    ("Lamp, new or mended", 1),
    ("Cover letter", 0),
    ("Site visit", 0),
    ("Site visit", 2),
    ("Approve", 0),
];

fn add_among_colleagues(line: &str) -> QuickAdd {
    let (calendar, directory) = (berlin(), directory());
    let offered = SERVICES.iter().enumerate().map(|(at, (name, of))| (service(at), team(*of), (*name).to_owned()));
    let catalogue = Catalogue::new(offered);
    let (directory, catalogue) = (Some(&directory), Some(&catalogue));
    parse(line, &QuickAddContext { directory, catalogue, me: Some(person(9)), ..in_english(&calendar, NOW) })
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

#[test]
fn a_team_can_be_asked_like_a_person_where_nobody_is_called_so() {
    let it = add_among_colleagues("Ask @facilities for a laptop");

    assert_eq!((it.title.as_str(), it.teams), ("a laptop", vec![Mention::Known(team(1))]));
    assert!(it.people.is_empty());
}

#[test]
fn a_service_is_found_by_what_people_type() {
    let table = [
        ("~new-laptop mine broke", 0),
        ("mine broke ~New laptop", 0),
        ("mine broke ~\"New laptop\"", 0),
        ("mine broke ~laptop", 0),
        ("mine broke ~lapt, please", 0),
        ("for the deed ~cover.letter", 2),
        ("the deed ~approve", 5),
        ("the roof ~site.visit #legal", 3),
        ("the roof ~site.visit #fs", 4),
    ];
    for (line, expected) in table {
        let it = add_among_colleagues(line);
        assert_eq!(it.service, Some(service(expected)), "{line}");
        assert_eq!(it.kind.as_deref(), Some(SERVICES[expected].0), "{line}");
    }
    assert_eq!(add_among_colleagues("mine broke ~new-laptop").title, "mine broke");
}

#[test]
fn a_service_that_fits_no_team_of_the_line_is_still_the_one_that_is_named() {
    let it = add_among_colleagues("mine broke #legal ~new-laptop");

    assert_eq!((it.service, it.teams), (Some(service(0)), vec![Mention::Known(team(0))]));
}

#[test]
fn a_service_that_fits_several_is_asked_back() {
    let it = add_among_colleagues("~new broke by fri");

    assert_eq!((it.title.as_str(), it.kind, it.service), ("~new broke", None, None));
    let choices = [0, 1].map(|index| Value::Service(service(index))).to_vec();
    let problems: Vec<_> = it.tokens.iter().filter_map(|token| token.problem.clone()).collect();
    assert_eq!(problems, [Problem::AmbiguousName { choices }]);
}

#[test]
fn a_service_that_nobody_offers_stays_text_and_is_said_to_be_unknown() {
    let it = add_among_colleagues("the roof ~rocket @sam");

    assert_eq!((it.title.as_str(), it.kind.as_deref(), it.service), ("the roof ~rocket", None, None));
    let problems: Vec<_> = it.problems().map(|(token, problem)| (token.field, problem)).collect();
    assert_eq!(problems, [(Field::Kind, &Problem::UnknownName)]);
}

#[test]
fn a_kind_that_the_language_knows_is_no_service() {
    let it = add_among_colleagues("the letter ~cover @sam");

    assert_eq!((it.kind.as_deref(), it.service), (Some("cover"), None));
    assert_eq!(add_among_colleagues("thank @sam for it ~rocket").kind.as_deref(), Some("rocket"));
}

#[test]
fn those_with_whom_one_works_are_offered_first_and_never_chosen() {
    let (calendar, directory) = (berlin(), directory());
    let weights = BTreeMap::from([(person(8), 1), (person(2), 7)]);
    let weights = Some(&weights);
    let context = QuickAddContext { directory: Some(&directory), weights, ..in_english(&calendar, NOW) };

    let it = parse("ask @m for the plan", &context);

    assert!(it.people.is_empty());
    let choices = [2, 8, 0, 5, 9].map(|index| Value::Person(person(index))).to_vec();
    let problems: Vec<_> = it.problems().map(|(_, problem)| problem.clone()).collect();
    assert_eq!(problems, [Problem::AmbiguousName { choices }]);
}

#[test]
fn a_slip_is_forgiven_and_said() {
    for (line, index) in
        [("plan @samria", 4), ("plan @garica", 0), ("plan @Jabłonskii", 7), ("plan @\"max mustermenn\"", 9)]
    {
        let it = add_among_colleagues(line);
        assert_eq!(it.people, [Mention::Known(person(index))], "{line}");
        assert_eq!((it.title.as_str(), it.tokens[0].is_close, it.problems().count()), ("plan", true, 0), "{line}");
    }
    let it = add_among_colleagues("plan @garcia #legla");
    assert_eq!(it.tokens.iter().map(|it| it.is_close).collect::<Vec<_>>(), [false, true]);
}

#[test]
fn a_name_as_it_was_typed_goes_before_one_with_a_slip() {
    let (calendar, people) =
        (berlin(), [(person(0), "Marina Wolf".to_owned()), (person(1), "Martina Fuchs".to_owned())]);
    let directory = Directory::new(people, [(team(0), "Martin".to_owned())]);
    let context = QuickAddContext { directory: Some(&directory), ..in_english(&calendar, NOW) };

    assert_eq!(parse("plan @marina", &context).people, [Mention::Known(person(0))]);
    let it = parse("plan @martin", &context);
    assert_eq!((it.people, it.teams), (vec![Mention::Known(person(1))], vec![]));
    let it = parse("plan @martnia", &context);
    assert_eq!((it.people, it.tokens[0].is_close), (vec![Mention::Known(person(1))], true));
}
