//! Rewording: other words in place of one's own, with what was said before.

use chrono::TimeDelta;
use goodturn_domain::{
    Entity, Entry, EntryId, Event, Intent, PersonId, Refusal, Scope, ServiceRequestId, Timestamp, Wording,
};
use goodturn_test_support::{Book, a_request, who, words};

use crate::deeds::a_file;
use crate::then::acknowledge;

fn reword(request: ServiceRequestId, entry: EntryId, text: &str) -> Intent {
    Intent::Reword { request, entry, words: words(text), mentions: [].into() }
}

fn line(book: &Book, id: EntryId) -> Entry {
    book.entries().find(|it| it.id == id).cloned().expect("the line is there")
}

fn wording(text: &str, at: Timestamp) -> Wording {
    Wording { words: words(text), at }
}

/// Anna has asked Sam something and said a word.
fn said(text: &str) -> (Book, PersonId, ServiceRequestId, EntryId) {
    let (mut book, anna) = (Book::founded(), who("anna"));
    let request = book.ask(anna, a_request());
    let entry = book.say(anna, request, text);
    (book, anna, request, entry)
}

#[test]
fn what_was_said_before_stays_in_the_history_of_the_line() {
    let (mut book, anna, request, entry) = said("At nine");
    let said_at = book.now;
    book.wait(TimeDelta::days(3));
    book.does(anna, reword(request, entry, "At ten"));
    let first = book.now;
    book.wait(TimeDelta::hours(1));

    book.does(anna, reword(request, entry, "At eleven"));

    let told = line(&book, entry);
    assert_eq!(told.event, Event::Said { words: words("At eleven") });
    assert_eq!((told.at, told.reworded_at), (said_at, Some(book.now)));
    assert_eq!(told.earlier, [wording("At nine", said_at), wording("At ten", first)]);
}

#[test]
fn nothing_changes_when_the_words_are_the_same() {
    let (mut book, anna, request, entry) = said("At nine");

    assert_eq!(book.tries(anna, reword(request, entry, " At nine ")), Ok(Vec::new()));
}

#[test]
fn a_better_word_leaves_the_request_as_it_was() {
    let (mut book, anna, request, entry) = said("At nine");
    let before = book.request(request).clone();
    book.wait(TimeDelta::days(1));

    let changes = book.does(anna, reword(request, entry, "At ten"));

    assert_eq!(changes.len(), 1, "the line alone");
    assert_eq!(book.request(request), &before);
}

#[test]
fn only_its_author_rewords_a_line_and_only_what_they_wrote() {
    let (mut book, anna, request, entry) = said("At nine");
    let asked = book.entries().find(|it| it.event == Event::Asked).expect("it was asked").id;
    let other = book.ask(anna, a_request());

    assert_eq!(book.tries(who("sam"), reword(request, entry, "Never")), Err(Refusal::SomebodyElses));
    assert_eq!(book.tries(anna, reword(request, asked, "Never")), Err(Refusal::NotFound));
    assert_eq!(book.tries(anna, reword(other, entry, "Elsewhere")), Err(Refusal::NotFound));
}

#[test]
fn a_retraction_keeps_nothing_of_the_earlier_wordings() {
    let (mut book, anna, request, entry) = said("At nine");
    book.does(anna, reword(request, entry, "At ten"));
    book.does(anna, Intent::Retract { entry });

    let told = Entity::from(line(&book, entry)).to_json();
    assert!(!told.contains("At nine") && !told.contains("At ten"), "{told}");
    assert_eq!(book.tries(anna, reword(request, entry, "At eleven")), Err(Refusal::TakenBack));
}

#[test]
fn notes_and_the_words_of_a_file_are_reworded_too() {
    let (mut book, anna, request, _) = said("At nine");
    let (note, file, sam) = (book.fresh_entry(), book.fresh_entry(), who("sam"));
    book.does(sam, acknowledge(request, book.now.plus(TimeDelta::days(2))));
    book.does(sam, Intent::Note { request, entry: note, words: words("Hard"), mentions: [].into() });
    book.does(anna, Intent::Attach { request, entry: file, file: a_file(), words: None, mentions: [].into() });

    book.does(sam, reword(request, note, "Easy"));
    book.does(anna, reword(request, file, "The minutes"));

    assert_eq!(line(&book, note).event, Event::Noted { words: words("Easy") });
    assert!(!Entity::from(line(&book, note)).scopes(Some(book.request(request))).contains(&Scope::Person(anna)));
    let told = line(&book, file);
    assert_eq!(told.event, Event::Attached { file: a_file(), words: Some(words("The minutes")) });
    assert_eq!((told.reworded_at, told.earlier), (Some(book.now), Vec::new()), "there were no words before");
}

#[test]
fn of_many_wordings_the_first_and_the_latest_are_kept() {
    let (mut book, anna, request, entry) = said("Version 0");

    for version in 1..=30 {
        book.does(anna, reword(request, entry, &format!("Version {version}")));
    }

    let kept: Vec<String> = line(&book, entry).earlier.iter().map(|it| it.words.to_string()).collect();
    let latest = (21..30).map(|version| format!("Version {version}"));
    assert_eq!(kept, std::iter::once("Version 0".to_owned()).chain(latest).collect::<Vec<_>>());
}

#[test]
fn a_line_from_before_there_were_wordings_is_read_and_written_as_it_was() {
    let (book, _, _, entry) = said("At nine");
    let body = Entity::from(line(&book, entry)).to_json();

    assert!(!body.contains("earlier") && !body.contains("reworded_at"), "{body}");
}
