//! What people say they can be asked about: each for themselves.

use goodturn_domain::erasure::Traces;
use goodturn_domain::search::directory_words;
use goodturn_domain::{Entity, Intent, Label, Person, PersonId, Refusal};
use goodturn_test_support::{Book, label, who};

fn set(skills: &[&str]) -> Intent {
    Intent::SetSkills { skills: skills.iter().map(|it| label(it)).collect() }
}

fn person(book: &Book, id: PersonId) -> Person {
    book.people().find(|it| it.id == id).expect("they are there").clone()
}

#[test]
fn everybody_says_for_themselves_what_they_know_and_each_thing_once() {
    let mut book = Book::founded();

    book.does(who("sam"), set(&["Deeds", "Leases", "deeds"]));
    assert_eq!(book.does(who("sam"), set(&["Deeds", "Leases"])), [], "he has said so");
    book.does(who("gus"), set(&["Surveys"]));

    assert_eq!(person(&book, who("sam")).skills, [label("Deeds"), label("Leases")]);
    assert!(directory_words(&Entity::Person(person(&book, who("sam")))).contains("leases"), "they are found by it");
    assert_eq!(person(&book, who("tom")).skills, [] as [Label; 0]);
}

#[test]
fn nobody_knows_more_than_fits() {
    let mut book = Book::founded();
    let many: Vec<Label> = (0..=Person::MOST_SKILLS).map(|it| label(&format!("Skill {it}"))).collect();

    let refused = book.tries(who("sam"), Intent::SetSkills { skills: many });

    assert_eq!(refused, Err(Refusal::TooManySkills { most: Person::MOST_SKILLS }));
}

#[test]
fn skills_go_with_who_is_erased_and_with_a_name_in_them() {
    let mut book = Book::founded();
    book.does(who("sam"), set(&["Deeds", "Files of @anna"]));
    let (sam, anna) = (person(&book, who("sam")), person(&book, who("anna")));

    assert_eq!(sam.erased().skills, [] as [Label; 0]);
    let cleaned = Traces::of(&anna, false).taken_from(&sam.into());
    let Some(Entity::Person(cleaned)) = cleaned else { panic!("a name was in it") };
    assert_eq!(cleaned.skills, [label("Deeds"), label("Files of Erased person")]);
}
