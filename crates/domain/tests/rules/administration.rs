//! People and teams: the reporting line, coming back, teams that are closed.

use std::collections::BTreeSet;

use goodturn_domain::{Entity, EntityKind, Intent, Person, PersonId, Records, Refusal};
use goodturn_test_support::cast::PEOPLE;
use goodturn_test_support::{Book, a_request, team, title, who};
use proptest::prelude::*;

fn reports_to(person: &str, manager: &str) -> Intent {
    Intent::SetManager { person: who(person), manager: Some(who(manager)) }
}

fn person(book: &Book, id: PersonId) -> Person {
    match book.find(id.into()) {
        Ok(Some(Entity::Person(person))) => person,
        other => panic!("{id} is a person, not {other:?}"),
    }
}

/// Everybody above somebody, up to who reports to nobody.
fn above(book: &Book, of: PersonId) -> Vec<PersonId> {
    let mut line = Vec::new();
    let mut next = person(book, of).manager;
    while let Some(manager) = next {
        assert!(line.len() <= PEOPLE.len(), "the line above {of} leads in a circle");
        line.push(manager);
        next = person(book, manager).manager;
    }
    line
}

#[test]
fn nobody_reports_to_themselves_however_long_the_line() {
    let (mut book, olga) = (Book::founded(), who("olga"));
    book.does(olga, reports_to("sam", "lena"));
    book.does(olga, reports_to("lena", "anna"));

    assert_eq!(book.tries(olga, reports_to("anna", "anna")), Err(Refusal::ReportsToThemselves));
    assert_eq!(book.tries(olga, reports_to("anna", "sam")), Err(Refusal::ReportsToThemselves));
    assert_eq!(above(&book, who("sam")), [who("lena"), who("anna")]);

    book.does(olga, Intent::SetManager { person: who("lena"), manager: None });
    book.does(olga, reports_to("anna", "sam"));
}

#[test]
fn a_manager_is_an_active_colleague() {
    let (mut book, olga) = (Book::founded(), who("olga"));
    book.does(olga, Intent::Deactivate { person: who("lena") });

    assert_eq!(book.tries(olga, reports_to("sam", "lena")), Err(Refusal::Inactive));
    assert_eq!(book.tries(olga, reports_to("sam", "nobody")), Err(Refusal::NotFound));
}

#[test]
fn who_comes_back_goes_on_as_before() {
    let (mut book, olga) = (Book::founded(), who("olga"));
    book.does(olga, Intent::Deactivate { person: who("sam") });
    book.does(olga, Intent::Reactivate { person: who("sam") });

    book.ask(who("sam"), a_request().to(who("anna")));
}

#[test]
fn nothing_goes_to_a_closed_team_until_it_opens_again() {
    let (mut book, olga) = (Book::founded(), who("olga"));
    let ask = |book: &mut Book| a_request().to_team(team("legal")).ask(book.fresh_request());
    book.does(olga, Intent::CloseTeam { team: team("legal") });

    let asked = ask(&mut book);
    assert_eq!(book.tries(who("anna"), asked), Err(Refusal::Inactive));

    book.does(olga, Intent::ReopenTeam { team: team("legal") });
    book.does(olga, Intent::ChangePrefix { team: team("legal"), prefix: title("LAW") });
    let asked = ask(&mut book);
    book.does(who("anna"), asked);
}

#[test]
fn a_person_written_before_there_were_managers_is_read_and_stays_the_same() {
    let sam = Entity::from(person(&Book::founded(), who("sam")));
    let written = sam.to_json();

    assert!(!written.contains("manager"), "whoever reports to nobody is written as before: {written}");
    assert_eq!(Entity::from_json(EntityKind::Person, &written).expect("it is read"), sam);
}

proptest! {
    #[test]
    fn whatever_is_tried_the_reporting_line_ends(
        tries in proptest::collection::vec((0..PEOPLE.len(), 0..=PEOPLE.len()), 1..60),
    ) {
        let mut book = Book::founded();
        for (of, to) in tries {
            let manager = PEOPLE.get(to).map(|(name, _)| who(name));
            let before = above(&book, who(PEOPLE[of].0));
            let tried = book.tries(who("olga"), Intent::SetManager { person: who(PEOPLE[of].0), manager });
            let is_refused = tried.is_err();
            prop_assert!(tried.is_ok() || tried == Err(Refusal::ReportsToThemselves));
            prop_assert!(!is_refused || above(&book, who(PEOPLE[of].0)) == before);
        }
        for (name, _) in PEOPLE {
            let line = above(&book, who(name));
            let everybody: BTreeSet<_> = line.iter().collect();
            prop_assert_eq!(everybody.len(), line.len());
        }
    }
}
