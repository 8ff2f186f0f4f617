//! A gentle word asks kindly: it answers nothing, moves nothing and comes once a working day.

use chrono::TimeDelta;
use goodturn_domain::clocks::happenings;
use goodturn_domain::{Entity, Event, FollowUpReason, Intent, PersonId, Records, Refusal, ServiceRequestId};
use goodturn_test_support::{Book, a_request, who, words};

use crate::clock_desk::{around, at, history, level, with_level};
use crate::then::{acknowledge, deliver, in_days};

fn nudges(book: &mut Book, person: PersonId, request: ServiceRequestId) -> Result<Vec<Entity>, Refusal> {
    let entry = book.fresh_entry();
    book.tries(person, Intent::Nudge { request, entry, words: words("How does it stand?") })
}

fn asked() -> (Book, ServiceRequestId) {
    let mut book = Book::founded();
    let request = book.ask(who("anna"), a_request());
    (book, request)
}

#[test]
fn it_is_a_line_in_the_timeline_and_changes_nothing_else() {
    let mut book = with_level(level());
    let request = book.ask(who("anna"), a_request());
    book.wait(TimeDelta::hours(1));
    let clocks = |book: &Book| history(book, request, &around(book)).latest(at(0, 15, 0));
    let (before, stage) = (clocks(&book), book.request(request).stage.clone());

    let changes = nudges(&mut book, who("anna"), request).expect("it is possible");

    assert!(changes.iter().any(|it| matches!(it, Entity::Entry(it) if matches!(it.event, Event::Nudged { .. }))));
    assert_eq!(clocks(&book), before, "no clock takes it for a word or an answer");
    assert_eq!(book.request(request).stage, stage);
    assert_eq!(book.request(request).first_acknowledged_at, None);
}

#[test]
fn it_is_enough_for_a_working_day() {
    let (mut book, request) = asked();
    book.now = at(4, 15, 0);
    assert!(nudges(&mut book, who("anna"), request).is_ok());

    let again_at = at(7, 9, 0);
    for later in [at(4, 16, 0), at(5, 12, 0), at(7, 8, 59)] {
        book.now = later;
        assert_eq!(nudges(&mut book, who("anna"), request), Err(Refusal::NudgedLately { again_at }), "until Monday");
    }
    book.now = again_at;
    assert!(nudges(&mut book, who("anna"), request).is_ok());
}

#[test]
fn who_has_said_when_word_comes_is_not_asked_before() {
    let (mut book, request) = asked();
    let by = in_days(1);
    book.does(who("sam"), Intent::Acknowledge { request, promise: None, next_word: Some(by), words: None });

    assert_eq!(nudges(&mut book, who("anna"), request), Err(Refusal::WordIsComing { by }));

    book.now = by;
    assert!(nudges(&mut book, who("anna"), request).is_ok());
}

#[test]
fn each_side_nudges_where_it_is_up_to_the_other() {
    let (mut book, request) = asked();
    book.does(who("sam"), acknowledge(request, in_days(3)));
    assert!(matches!(nudges(&mut book, who("sam"), request), Err(Refusal::NotYours { .. })));

    book.does(who("sam"), Intent::WaitOnRequester { request, question: words("Which parcel?") });
    assert!(matches!(nudges(&mut book, who("anna"), request), Err(Refusal::NotYours { .. })));
    assert!(nudges(&mut book, who("sam"), request).is_ok());

    book.now = in_days(1);
    book.say(who("anna"), request, "The northern one");
    book.does(who("sam"), deliver(request));
    assert!(nudges(&mut book, who("sam"), request).is_ok(), "to confirm it");
}

#[test]
fn what_waits_for_an_answer_goes_on_waiting() {
    let (mut book, request) = asked();
    let (anna, follow_up) = (who("anna"), book.fresh_follow_up());
    book.does(
        anna,
        Intent::Remind { follow_up, request: Some(request), words: None, due: in_days(2), if_no_reply: true },
    );

    nudges(&mut book, anna, request).expect("it is possible");
    assert!(book.open_follow_ups(anna).contains(&FollowUpReason::NoReply));

    book.say(who("sam"), request, "On it");
    assert!(!book.open_follow_ups(anna).contains(&FollowUpReason::NoReply), "it stops once the thing moved");
}

#[test]
fn one_that_was_taken_back_has_woken_nothing_and_leaves_the_day_for_another() {
    let (mut book, request) = asked();
    let heard = |book: &Book| {
        let entries = book.list_entries(request).expect("a book can be read");
        happenings(book.request(request), &entries, |_, _| false).len()
    };
    let before = heard(&book);

    let changes = nudges(&mut book, who("anna"), request).expect("it is possible");
    let line = changes.iter().find_map(|it| match it {
        Entity::Entry(it) => Some(it.id),
        _ => None,
    });
    book.does(who("anna"), Intent::Retract { entry: line.expect("it is a line") });

    assert_eq!(heard(&book), before, "it is nothing to a clock");
    assert!(nudges(&mut book, who("anna"), request).is_ok(), "nobody was asked yet");
}
