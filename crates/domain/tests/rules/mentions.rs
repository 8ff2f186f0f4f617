//! Mentions: whoever is named in public words takes part, and notes stay with the helper's side.

use std::collections::BTreeSet;

use goodturn_domain::{Entry, EntryId, Event, Intent, Mention, PersonId, Refusal, ServiceRequestId};
use goodturn_test_support::{Book, a_request, title, who, words};

use crate::deeds::a_file;

fn mention(name: &str) -> BTreeSet<Mention> {
    let named = format!("{}{}", name[..1].to_uppercase(), &name[1..]);
    BTreeSet::from([Mention { person: who(name), name: title(&named) }])
}

fn say(request: ServiceRequestId, entry: EntryId, text: &str, mentions: BTreeSet<Mention>) -> Intent {
    Intent::Say { request, entry, words: words(text), mentions }
}

fn note(request: ServiceRequestId, entry: EntryId, text: &str, mentions: BTreeSet<Mention>) -> Intent {
    Intent::Note { request, entry, words: words(text), mentions }
}

fn line(book: &Book, id: EntryId) -> &Entry {
    book.entries().find(|it| it.id == id).expect("the line is there")
}

fn count_watched(book: &Book, person: PersonId) -> usize {
    book.entries().filter(|it| it.event == Event::Watched { person }).count()
}

/// Anna has asked the lawyers something.
fn asked() -> (Book, PersonId, ServiceRequestId) {
    let (mut book, anna) = (Book::founded(), who("anna"));
    let request = book.ask(anna, a_request().to_team(goodturn_test_support::team("legal")));
    (book, anna, request)
}

#[test]
fn whoever_is_mentioned_in_a_public_word_watches_from_then_on() {
    let (mut book, anna, request) = asked();
    let entry = book.fresh_entry();

    book.does(anna, say(request, entry, "@Kim, you know this", mention("kim")));

    assert!(book.request(request).watchers.contains(&who("kim")));
    assert!(line(&book, entry).mentions(who("kim")));
    assert_eq!(count_watched(&book, who("kim")), 1, "the timeline tells it");
    let again = book.fresh_entry();
    book.does(anna, say(request, again, "Or @Kim?", mention("kim")));
    assert_eq!(count_watched(&book, who("kim")), 1, "once");
}

#[test]
fn the_two_people_need_not_watch_what_is_theirs() {
    let (mut book, anna) = (Book::founded(), who("anna"));
    let request = book.ask(anna, a_request().to(who("sam")));
    let entry = book.fresh_entry();

    book.does(anna, say(request, entry, "@Sam?", mention("sam")));

    assert!(line(&book, entry).mentions(who("sam")));
    assert_eq!(count_watched(&book, who("sam")), 0);
}

#[test]
fn who_is_not_named_in_the_words_is_not_called() {
    let (mut book, anna, request) = asked();
    let entry = book.fresh_entry();

    book.does(anna, say(request, entry, "Kimberly knows", mention("kim")));

    assert_eq!(line(&book, entry).mentions, BTreeSet::new());
    assert!(!book.request(request).watchers.contains(&who("kim")));
}

#[test]
fn who_has_left_meanwhile_is_a_name_like_any_other() {
    let (mut book, anna, request) = asked();
    book.does(who("olga"), Intent::Deactivate { person: who("kim") });
    let entry = book.fresh_entry();

    book.does(anna, say(request, entry, "@Kim, you know this", mention("kim")));

    assert_eq!(line(&book, entry).mentions, BTreeSet::new());
}

#[test]
fn a_note_mentions_only_who_reads_it() {
    let (mut book, anna, request) = asked();
    let entry = book.fresh_entry();
    let sam = who("sam");

    let refused = book.tries(sam, note(request, entry, "@Anna is wrong", mention("anna")));
    assert_eq!(refused, Err(Refusal::NotOnHelpersSide));
    assert_eq!(book.tries(sam, note(request, entry, "@Kim?", mention("kim"))), Err(Refusal::NotOnHelpersSide));
    book.does(sam, note(request, entry, "@Lena?", mention("lena")));

    assert!(line(&book, entry).mentions(who("lena")));
    assert!(book.request(request).watchers.is_empty(), "she reads it as it is");
    assert!(!line(&book, entry).mentions(anna));
}

#[test]
fn other_words_call_as_well_and_the_words_of_a_file_too() {
    let (mut book, anna, request) = asked();
    let (entry, file) = (book.say(anna, request, "Who knows?"), book.fresh_entry());

    let reworded = Intent::Reword { request, entry, words: words("@Ben knows"), mentions: mention("ben") };
    book.does(anna, reworded);
    let caption = Some(words("For @Kim"));
    book.does(anna, Intent::Attach { request, entry: file, file: a_file(), words: caption, mentions: mention("kim") });

    assert_eq!(book.request(request).watchers, BTreeSet::from([who("ben"), who("kim")]));
    assert!(line(&book, entry).mentions(who("ben")) && line(&book, file).mentions(who("kim")));
    book.does(anna, Intent::Reword { request, entry, words: words("Nobody knows"), mentions: [].into() });
    assert!(!line(&book, entry).mentions(who("ben")));
    assert!(book.request(request).watchers.contains(&who("ben")), "who came stays");
}

#[test]
fn a_text_calls_at_most_so_many() {
    let (mut book, anna, request) = asked();
    let entry = book.fresh_entry();
    let many = (0..=Mention::MOST).map(|n| Mention { person: who("kim"), name: title(&format!("Kim {n}")) });

    let refused = book.tries(anna, say(request, entry, "@Kim 0", many.collect()));

    assert_eq!(refused, Err(Refusal::TooManyMentioned { most: Mention::MOST }));
}

#[test]
fn what_is_taken_back_calls_nobody_and_leaves_who_watched_before() {
    let (mut book, anna, request) = asked();
    book.does(anna, Intent::Watch { request, person: who("ben") });
    let entry = book.fresh_entry();
    let both: BTreeSet<Mention> = mention("kim").into_iter().chain(mention("ben")).collect();
    book.does(anna, say(request, entry, "@Kim and @Ben know this", both));

    book.does(anna, Intent::Retract { entry });

    assert_eq!(book.request(request).watchers, BTreeSet::from([who("ben")]));
    assert!(book.entries().any(|it| it.event == Event::Unwatched { person: who("kim") }));
}

#[test]
fn a_name_that_was_only_typed_calls_once_it_is_chosen() {
    let (mut book, anna, request) = asked();
    let entry = book.fresh_entry();
    book.does(anna, say(request, entry, "@Kim knows this", BTreeSet::new()));
    let chosen = Intent::Reword { request, entry, words: words("@Kim knows this"), mentions: mention("kim") };

    book.does(anna, chosen.clone());

    assert!(book.request(request).watchers.contains(&who("kim")));
    assert_eq!(book.does(anna, chosen), []);
}
