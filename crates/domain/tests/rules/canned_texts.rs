//! Canned texts: whose they are, who keeps them, and how many.

use goodturn_domain::erasure::Traces;
use goodturn_domain::{CannedText, CannedTextId, Entity, Intent, PersonId, Records, Refusal, Scope, TextOwner};
use goodturn_test_support::{Book, team, title, who, words};

const MOST: usize = CannedText::MOST;

fn own(name: &str) -> TextOwner {
    TextOwner::Person(who(name))
}

fn legal() -> TextOwner {
    TextOwner::Team(team("legal"))
}

fn write(canned_text: CannedTextId, owner: TextOwner, name: &str, text: &str) -> Intent {
    Intent::WriteCannedText { canned_text, owner, name: title(name), words: words(text) }
}

fn written(book: &mut Book, person: PersonId, owner: TextOwner, name: &str) -> CannedTextId {
    let id = book.fresh_canned_text();
    book.does(person, write(id, owner, name, "Hello {requester}"));
    id
}

fn text(book: &Book, id: CannedTextId) -> CannedText {
    book.canned_texts().find(|it| it.id == id).expect("it is there").clone()
}

#[test]
fn a_text_of_a_team_is_kept_by_its_lead_and_read_by_its_members() {
    let mut book = Book::founded();
    let id = written(&mut book, who("lena"), legal(), "Received");

    book.does(who("lena"), write(id, legal(), "It is here", "It is here."));
    for stranger in ["sam", "anna", "olga"] {
        let refused = book.tries(who(stranger), write(id, legal(), "Received", "Mine"));
        assert_eq!(refused, Err(Refusal::SomebodyElses), "{stranger}");
        let refused = book.tries(who(stranger), Intent::RemoveCannedText { canned_text: id });
        assert_eq!(refused, Err(Refusal::SomebodyElses), "{stranger}");
    }

    assert_eq!(text(&book, id).name, title("It is here"));
    let scopes = Entity::from(text(&book, id)).scopes(None);
    assert_eq!(scopes, [Scope::Team(team("legal"))].into());
}

#[test]
fn ones_own_texts_are_nobody_elses_business() {
    let mut book = Book::founded();
    let id = written(&mut book, who("sam"), own("sam"), "Received");

    assert_eq!(book.tries(who("tom"), write(id, own("sam"), "Received", "Mine")), Err(Refusal::SomebodyElses));
    assert_eq!(
        book.tries(who("tom"), write(id, own("tom"), "Received", "Mine")),
        Err(Refusal::AlreadyExists),
        "its owner never changes"
    );
    assert_eq!(Entity::from(text(&book, id)).scopes(None), [Scope::Person(who("sam"))].into());
}

#[test]
fn a_name_is_there_once_for_each_owner_whatever_the_case() {
    let mut book = Book::founded();
    let id = written(&mut book, who("sam"), own("sam"), "Received");
    written(&mut book, who("lena"), legal(), "Received");
    written(&mut book, who("tom"), own("tom"), "received");
    written(&mut book, who("sam"), own("sam"), "Received late");

    let again = book.fresh_canned_text();
    let refused = book.tries(who("sam"), write(again, own("sam"), "RECEIVED", "Hello"));
    assert_eq!(refused, Err(Refusal::CannedTextNameTaken));
    book.does(who("sam"), write(id, own("sam"), "RECEIVED", "The same in other letters"));

    book.does(who("sam"), Intent::RemoveCannedText { canned_text: id });
    book.does(who("sam"), write(again, own("sam"), "Received", "Hello"));
    assert_eq!(
        book.tries(who("sam"), write(id, own("sam"), "Received", "Back again")),
        Err(Refusal::CannedTextNameTaken),
        "its name has gone to another"
    );
}

#[test]
fn what_was_removed_holds_no_words_and_comes_back_by_writing_it_again() {
    let mut book = Book::founded();
    let id = written(&mut book, who("lena"), legal(), "Received");

    book.does(who("lena"), Intent::RemoveCannedText { canned_text: id });
    assert_eq!(text(&book, id).words, None);
    assert_eq!(book.does(who("lena"), Intent::RemoveCannedText { canned_text: id }), [], "it is removed already");
    book.does(who("lena"), write(id, legal(), "Received", "Hello"));

    assert_eq!(text(&book, id).words, Some(words("Hello")));
}

#[test]
fn an_owner_keeps_two_hundred_and_may_still_change_them() {
    let mut book = Book::founded();
    let ids: Vec<CannedTextId> =
        (0..MOST).map(|number| written(&mut book, who("lena"), legal(), &format!("Text {number}"))).collect();

    let one_more = book.fresh_canned_text();
    let refused = book.tries(who("lena"), write(one_more, legal(), "One more", "Hello"));
    assert_eq!(refused, Err(Refusal::TooManyCannedTexts { most: MOST }));
    book.does(who("lena"), write(ids[0], legal(), "Text 0", "Other words"));
    written(&mut book, who("sam"), own("sam"), "One of my own");
    book.does(who("lena"), Intent::RemoveCannedText { canned_text: ids[0] });
    book.does(who("lena"), write(one_more, legal(), "One more", "Hello"));

    assert_eq!(book.count_canned_texts(legal()), Ok(MOST));
    assert_eq!(
        book.tries(who("lena"), write(ids[0], legal(), "Text 0", "Back")),
        Err(Refusal::TooManyCannedTexts { most: MOST })
    );
}

#[test]
fn ones_own_texts_go_with_whoever_is_erased_and_their_name_leaves_those_of_the_team() {
    let mut book = Book::founded();
    let mine = written(&mut book, who("sam"), own("sam"), "For Anna");
    let ours = book.fresh_canned_text();
    book.does(who("lena"), write(ours, legal(), "Ask Sam", "@Sam knows, or {helper}."));
    let sam = book.people().find(|it| it.id == who("sam")).expect("Sam is there").clone();
    let traces = Traces::of(&sam, false);

    let left = |id| match traces.taken_from(&text(&book, id).into()) {
        Some(Entity::CannedText(text)) => text,
        other => panic!("{other:?} is no text"),
    };
    assert_eq!((left(mine).name, left(mine).words), (title("[erased]"), None));
    assert_eq!(traces.taken_from(&left(mine).into()), None, "nothing is left to take");
    let theirs = left(ours);
    assert_eq!(theirs.words, Some(words("Erased person knows, or {helper}.")));
}
