//! A service from asking to closing, and its side exits.

use chrono::TimeDelta;
use goodturn_domain::service_request::Rating;
use goodturn_domain::{Actor, Addressee, Event, FollowUpReason, Intent, Refusal, StageName};
use goodturn_test_support::{Book, a_request, team, who, words};

use crate::then::{acknowledge, confirm, deliver, in_days, not_yet};

#[test]
fn a_service_goes_from_asking_to_thanking() {
    let (mut book, anna, sam) = (Book::founded(), who("anna"), who("sam"));
    let request = book.ask(anna, a_request().to(sam).due_in_days(4));
    book.wait(TimeDelta::hours(1));

    book.does(sam, acknowledge(request, in_days(3)));
    book.wait(TimeDelta::hours(1));
    book.does(sam, Intent::Start { request });
    book.wait(TimeDelta::hours(1));
    book.does(sam, deliver(request));
    book.wait(TimeDelta::hours(1));
    book.does(anna, Intent::Confirm { request, rating: Rating::new(5), words: Some(words("Perfect")) });

    assert_eq!(book.request(request).stage.name(), StageName::Closed);
    assert_eq!(book.request(request).promise().map(|it| it.due), Some(in_days(3)));
    assert!(matches!(
        book.events(request)[..],
        [Event::Asked, Event::Acknowledged { .. }, Event::Started, Event::Delivered { .. }, Event::Confirmed { .. }]
    ));
    assert!(book.follow_ups().all(|it| !it.is_open()), "nothing is left to come back for");
}

#[test]
fn not_yet_reopens_and_counts() {
    let (mut book, anna, sam) = (Book::founded(), who("anna"), who("sam"));
    let request = book.ask(anna, a_request());
    book.does(sam, acknowledge(request, in_days(3)));
    book.does(sam, deliver(request));

    book.does(anna, not_yet(request));
    book.does(sam, deliver(request));
    book.does(anna, not_yet(request));

    assert_eq!(book.request(request).reopen_count, 2);
    assert_eq!(book.request(request).stage.name(), StageName::InProgress);
    assert_eq!(book.request(request).promise().map(|it| it.due), Some(in_days(3)), "the promise stays");
}

#[test]
fn not_yet_reminds_the_helper_of_the_promise_again() {
    let (mut book, anna, sam) = (Book::founded(), who("anna"), who("sam"));
    let request = book.ask(anna, a_request());
    book.does(sam, acknowledge(request, in_days(3)));
    book.does(sam, deliver(request));
    assert!(book.open_follow_ups(sam).is_empty());

    book.does(anna, not_yet(request));

    assert!(book.open_follow_ups(sam).contains(&FollowUpReason::Promise));
    assert!(book.open_follow_ups(anna).is_empty(), "there is nothing to confirm");
}

#[test]
fn closed_is_final() {
    let (mut book, anna, sam) = (Book::founded(), who("anna"), who("sam"));
    let request = book.ask(anna, a_request());
    book.does(sam, acknowledge(request, in_days(3)));
    book.does(sam, deliver(request));
    book.does(anna, confirm(request));

    assert!(matches!(book.tries(anna, not_yet(request)), Err(Refusal::WrongStage { .. })));
    book.say(anna, request, "One more thing");
    assert_eq!(book.request(request).stage.name(), StageName::Closed);
}

#[test]
fn a_hand_over_keeps_the_first_acknowledgement() {
    let (mut book, anna, sam, kim) = (Book::founded(), who("anna"), who("sam"), who("kim"));
    let request = book.ask(anna, a_request().to(sam));
    book.does(sam, acknowledge(request, in_days(3)));
    let first = book.request(request).first_acknowledged_at;
    book.wait(TimeDelta::days(1));

    book.does(sam, Intent::HandOver { request, to: Addressee::Person(kim), reason: words("She knows more") });

    assert_eq!(book.request(request).stage.name(), StageName::Asked);
    assert_eq!(book.request(request).hand_over_count, 1);
    book.does(kim, acknowledge(request, in_days(4)));
    assert_eq!(book.request(request).first_acknowledged_at, first);
    let entry = book.fresh_entry();
    let gone = book.tries(who("tom"), Intent::Say { request, entry, words: words("And I?"), mentions: [].into() });
    assert_eq!(gone, Err(Refusal::NotFound), "the team of the former helper is out");
}

#[test]
fn nobody_asks_themselves_nor_hands_over_to_who_has_it() {
    let (mut book, anna, sam) = (Book::founded(), who("anna"), who("sam"));
    let id = book.fresh_request();
    assert_eq!(book.tries(anna, a_request().to(anna).ask(id)), Err(Refusal::AskedOneself));
    let request = book.ask(anna, a_request().to(sam));

    let hand_over = |to| Intent::HandOver { request, to, reason: words("Please") };
    assert_eq!(book.tries(sam, hand_over(Addressee::Person(sam))), Err(Refusal::AlreadyTheirs));
    assert_eq!(book.tries(sam, hand_over(Addressee::Person(anna))), Err(Refusal::AskedOneself));
}

#[test]
fn a_second_acknowledgement_of_another_helper_becomes_a_message() {
    let (mut book, anna) = (Book::founded(), who("anna"));
    let request = book.ask(anna, a_request().to_team(team("legal")));
    book.does(who("sam"), acknowledge(request, in_days(3)));
    book.wait(TimeDelta::minutes(1));

    book.does(who("tom"), acknowledge(request, in_days(2)));

    assert_eq!(book.request(request).stage.helper(), Some(who("sam")));
    assert_eq!(book.request(request).promise().map(|it| it.due), Some(in_days(3)));
    assert!(
        matches!(book.events(request).last(), Some(Event::AlsoTook { promise, .. }) if *promise == Some(in_days(2)))
    );
}

#[test]
fn the_requester_is_asked_to_confirm_and_an_unconfirmed_delivery_lapses() {
    let (mut book, anna, sam) = (Book::founded(), who("anna"), who("sam"));
    let request = book.ask(anna, a_request());
    book.does(sam, acknowledge(request, in_days(3)));
    book.does(sam, deliver(request));

    assert!(book.open_follow_ups(anna).contains(&FollowUpReason::Confirm));
    assert_eq!(book.follow_ups().find(|it| it.owner == anna).map(|it| it.due), Some(in_days(2)));
    assert!(matches!(book.tries(sam, Intent::Lapse { request }), Err(Refusal::NotYours { .. })));
    book.decide(Actor::Server, Intent::Lapse { request }).expect("the server lapses");
    assert_eq!(book.request(request).stage.name(), StageName::Closed);
    assert!(book.open_follow_ups(anna).is_empty());
}

#[test]
fn withdrawing_stops_what_would_remind_the_helper() {
    let (mut book, anna, sam) = (Book::founded(), who("anna"), who("sam"));
    let request = book.ask(anna, a_request());
    book.does(sam, acknowledge(request, in_days(3)));
    assert!(book.open_follow_ups(sam).contains(&FollowUpReason::Promise));

    book.does(anna, Intent::Withdraw { request, reason: None });

    assert_eq!(book.request(request).stage.name(), StageName::Withdrawn);
    assert!(book.open_follow_ups(sam).is_empty());
}
