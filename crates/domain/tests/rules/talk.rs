//! Talking about a request: a text changes no stage, with one exception, and can be taken back.

use chrono::TimeDelta;
use goodturn_domain::file::MOST_FILE_BYTES;
use goodturn_domain::{Attachment, Event, Intent, Refusal, StageName};
use goodturn_test_support::{Book, a_request, who, words};

use crate::deeds::a_file;
use crate::then::{acknowledge, deliver, in_days};

#[test]
fn a_thankful_reply_to_a_delivery_neither_closes_nor_reopens_it() {
    let (mut book, anna, sam) = (Book::founded(), who("anna"), who("sam"));
    let request = book.ask(anna, a_request());
    book.does(sam, acknowledge(request, in_days(3)));
    book.does(sam, deliver(request));

    // FreeScout 5378: a reply of thanks opened again what was done.
    book.say(anna, request, "Thanks, OK");
    book.say(sam, request, "You are welcome");

    assert_eq!(book.request(request).stage.name(), StageName::Delivered);
    assert_eq!(book.request(request).promise().map(|it| it.due), Some(in_days(3)));
}

#[test]
fn a_thankful_reply_leaves_what_is_promised_and_what_was_put_off() {
    let (mut book, anna, sam) = (Book::founded(), who("anna"), who("sam"));
    let request = book.ask(anna, a_request());
    book.does(sam, acknowledge(request, in_days(3)));
    let follow_up = book.follow_ups().find(|it| it.owner == sam).expect("the promise is followed up").id;
    book.does(sam, Intent::Snooze { follow_up, until: in_days(2) });

    // FreeScout 3584: a reply ended the snooze.
    book.say(anna, request, "Thanks, OK");

    assert_eq!(book.request(request).stage.name(), StageName::Acknowledged);
    assert_eq!(book.request(request).promise().map(|it| it.due), Some(in_days(3)));
    let put_off = book.follow_ups().find(|it| it.id == follow_up).and_then(|it| it.rings_at());
    assert_eq!(put_off, Some(in_days(2)));
}

#[test]
fn the_answer_of_the_requester_wakes_what_waits_for_it() {
    let (mut book, anna, sam) = (Book::founded(), who("anna"), who("sam"));
    let request = book.ask(anna, a_request().watched_by(who("kim")));
    book.does(sam, acknowledge(request, in_days(3)));
    book.does(sam, Intent::WaitOnRequester { request, question: words("Which listing?") });

    book.say(who("kim"), request, "I wonder, too");
    book.say(sam, request, "Still waiting");
    assert_eq!(book.request(request).stage.name(), StageName::WaitingOnRequester);
    book.say(anna, request, "4471");

    assert_eq!(book.request(request).stage.name(), StageName::InProgress);
}

#[test]
fn what_waits_on_another_is_not_woken_by_a_word() {
    let (mut book, anna, sam) = (Book::founded(), who("anna"), who("sam"));
    let request = book.ask(anna, a_request());
    book.does(sam, acknowledge(request, in_days(3)));
    book.does(sam, Intent::WaitOnOther { request, reason: words("The vendor") });

    book.say(anna, request, "And now?");

    assert_eq!(book.request(request).stage.name(), StageName::WaitingOnOther);
}

#[test]
fn a_reminder_that_rings_leaves_what_the_request_waits_for() {
    let (mut book, anna, sam) = (Book::founded(), who("anna"), who("sam"));
    let request = book.ask(anna, a_request());
    book.does(sam, acknowledge(request, in_days(3)));
    for wait in [
        Intent::WaitOnRequester { request, question: words("Which listing?") },
        Intent::WaitOnOther { request, reason: words("The vendor") },
    ] {
        book.does(sam, wait);
        let stage = book.request(request).stage.clone();
        let (follow_up, due) = (book.fresh_follow_up(), in_days(1));
        book.does(sam, Intent::Remind { follow_up, request: Some(request), words: None, due, if_no_reply: true });

        // GLPI 13635: an automatic reminder took the reason of waiting away.
        book.does(sam, Intent::Ring { follow_up, asked_at: due, by: None });

        assert_eq!(book.request(request).stage, stage);
    }
}

#[test]
fn a_message_can_be_taken_back_for_ten_seconds_by_its_author() {
    let (mut book, anna) = (Book::founded(), who("anna"));
    let request = book.ask(anna, a_request());
    let entry = book.say(anna, request, "Oops");

    assert_eq!(book.tries(who("sam"), Intent::Retract { entry }), Err(Refusal::SomebodyElses));
    book.wait(TimeDelta::seconds(10));
    book.does(anna, Intent::Retract { entry });

    let told = book.entries().find(|it| it.id == entry).map(|it| &it.event);
    assert_eq!(
        told,
        Some(&Event::Retracted { was_note: false, was_nudge: false }),
        "the text is gone, the place stays"
    );
    assert_eq!(book.tries(anna, Intent::Retract { entry }), Ok(Vec::new()), "twice is once");
}

#[test]
fn after_ten_seconds_a_message_stays() {
    let (mut book, anna) = (Book::founded(), who("anna"));
    let request = book.ask(anna, a_request());
    let entry = book.say(anna, request, "Oops");
    book.wait(TimeDelta::milliseconds(10_001));

    assert_eq!(book.tries(anna, Intent::Retract { entry }), Err(Refusal::TooLateToRetract));
}

#[test]
fn an_internal_note_never_reaches_the_requester() {
    let (mut book, anna, sam) = (Book::founded(), who("anna"), who("sam"));
    let request = book.ask(anna, a_request());
    let entry = book.fresh_entry();
    book.does(sam, Intent::Note { request, entry, words: words("Difficult"), mentions: [].into() });

    let note = book.entries().find(|it| it.id == entry).cloned().expect("it was noted");
    let seen = goodturn_domain::Entity::from(note).scopes(Some(book.request(request)));

    assert!(!seen.contains(&goodturn_domain::Scope::Person(anna)));
    assert!(!seen.contains(&goodturn_domain::Scope::Team(goodturn_test_support::team("sales"))));
    assert!(seen.contains(&goodturn_domain::Scope::Person(sam)));
}

#[test]
fn a_file_is_a_message_answers_like_one_and_can_be_taken_back() {
    let (mut book, anna, sam) = (Book::founded(), who("anna"), who("sam"));
    let request = book.ask(anna, a_request());
    book.does(sam, acknowledge(request, in_days(3)));
    book.does(sam, Intent::WaitOnRequester { request, question: words("Which listing?") });
    let entry = book.fresh_entry();

    book.does(anna, Intent::Attach { request, entry, file: a_file(), words: None, mentions: [].into() });

    assert_eq!(book.request(request).stage.name(), StageName::InProgress);
    book.does(anna, Intent::Retract { entry });
    let told = book.entries().find(|it| it.id == entry).map(|it| &it.event);
    assert_eq!(
        told,
        Some(&Event::Retracted { was_note: false, was_nudge: false }),
        "the file is gone, the place stays"
    );
}

#[test]
fn a_file_has_something_in_it_and_not_too_much() {
    let (mut book, anna) = (Book::founded(), who("anna"));
    let request = book.ask(anna, a_request());
    let mut attach = |bytes| {
        let file = Attachment { bytes, ..a_file() };
        let entry = book.fresh_entry();
        book.tries(anna, Intent::Attach { request, entry, file, words: None, mentions: [].into() })
    };

    assert_eq!(attach(0), Err(Refusal::FileEmpty));
    assert_eq!(attach(MOST_FILE_BYTES + 1), Err(Refusal::FileTooLarge { most: MOST_FILE_BYTES }));
    assert!(attach(MOST_FILE_BYTES).is_ok());
}
