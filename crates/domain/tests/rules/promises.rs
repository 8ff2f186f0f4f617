//! Promises: made, offered, countered, moved, and what reminds of them.

use chrono::TimeDelta;
use goodturn_domain::{Event, FollowUpReason, Intent, Refusal, ServiceRequestId, StageName};
use goodturn_test_support::{Book, a_request, team, who, words};

use crate::then::{acknowledge, deliver, in_days, renegotiate};

fn promised() -> (Book, ServiceRequestId) {
    let mut book = Book::founded();
    let request = book.ask(who("anna"), a_request());
    book.does(who("sam"), acknowledge(request, in_days(3)));
    book.wait(TimeDelta::hours(1));
    (book, request)
}

#[test]
fn acknowledging_needs_a_time_that_lies_ahead() {
    let mut book = Book::founded();
    let (sam, request) = (who("sam"), book.ask(who("anna"), a_request()));

    let nothing = Intent::Acknowledge { request, promise: None, next_word: None, words: None };
    assert_eq!(book.tries(sam, nothing), Err(Refusal::NoTimeGiven));
    assert_eq!(book.tries(sam, acknowledge(request, in_days(-1))), Err(Refusal::TimeInThePast));
    assert_eq!(book.request(request).stage.name(), StageName::Asked);
}

#[test]
fn offers_go_back_and_forth_until_one_is_accepted() {
    let mut book = Book::founded();
    let (anna, sam) = (who("anna"), who("sam"));
    let request = book.ask(anna, a_request().due_in_days(1));
    let (first, second) = (book.fresh_offer(), book.fresh_offer());

    book.does(sam, Intent::Offer { request, offer: first, due: in_days(4), words: None });
    assert_eq!(book.tries(sam, Intent::AcceptOffer { request, offer: first }), Err(Refusal::OwnOffer));
    book.does(anna, Intent::Offer { request, offer: second, due: in_days(2), words: Some(words("Sooner?")) });
    assert_eq!(book.tries(anna, Intent::AcceptOffer { request, offer: first }), Err(Refusal::OfferGone));
    book.does(sam, Intent::AcceptOffer { request, offer: second });

    assert_eq!(book.request(request).stage.name(), StageName::Acknowledged);
    assert_eq!(book.request(request).stage.helper(), Some(sam));
    assert_eq!(book.request(request).promise().map(|it| (it.due, it.made_by)), Some((in_days(2), sam)));
}

#[test]
fn the_requester_accepts_an_offer_and_who_made_it_is_the_helper() {
    let mut book = Book::founded();
    let (anna, sam) = (who("anna"), who("sam"));
    let request = book.ask(anna, a_request());
    let offer = book.fresh_offer();
    book.does(sam, Intent::Offer { request, offer, due: in_days(4), words: None });

    book.does(anna, Intent::AcceptOffer { request, offer });

    assert_eq!(book.request(request).stage.helper(), Some(sam));
    assert!(book.open_follow_ups(sam).contains(&FollowUpReason::Promise));
}

#[test]
fn an_offer_that_has_passed_cannot_be_accepted() {
    let mut book = Book::founded();
    let request = book.ask(who("anna"), a_request());
    let offer = book.fresh_offer();
    book.does(who("sam"), Intent::Offer { request, offer, due: in_days(1), words: None });
    book.wait(TimeDelta::days(2));

    assert_eq!(book.tries(who("anna"), Intent::AcceptOffer { request, offer }), Err(Refusal::TimeInThePast));
}

#[test]
fn a_moved_promise_keeps_its_history() {
    let (mut book, request) = promised();
    book.does(who("sam"), renegotiate(request, in_days(3), in_days(5)));
    book.wait(TimeDelta::days(6));

    book.does(who("sam"), renegotiate(request, in_days(5), in_days(8)));

    let service = book.request(request).stage.service().expect("it is served");
    assert_eq!(service.promises.iter().map(|it| it.due).collect::<Vec<_>>(), [in_days(3), in_days(5), in_days(8)]);
    assert!(matches!(book.events(request).last(), Some(Event::Renegotiated { was_broken: true, .. })));
}

#[test]
fn moving_a_promise_that_somebody_moved_meanwhile_becomes_an_offer() {
    let (mut book, request) = promised();
    book.does(who("sam"), renegotiate(request, in_days(3), in_days(5)));

    book.does(who("sam"), renegotiate(request, in_days(3), in_days(6)));

    assert_eq!(book.request(request).promise().map(|it| it.due), Some(in_days(5)), "the first stands");
    assert_eq!(book.request(request).stage.offer().map(|it| it.due), Some(in_days(6)));
}

#[test]
fn a_second_promise_from_another_device_becomes_an_offer() {
    let (mut book, request) = promised();

    book.does(who("sam"), acknowledge(request, in_days(4)));

    assert_eq!(book.request(request).promise().map(|it| it.due), Some(in_days(3)));
    assert_eq!(book.request(request).stage.offer().map(|it| it.due), Some(in_days(4)));
}

#[test]
fn promising_the_same_again_is_refused() {
    let (mut book, request) = promised();

    assert_eq!(book.tries(who("sam"), renegotiate(request, in_days(3), in_days(3))), Err(Refusal::SamePromise));
}

#[test]
fn the_helper_is_reminded_of_a_promise_and_a_new_one_replaces_the_reminder() {
    let (mut book, request) = promised();
    let due = |book: &Book| -> Vec<_> {
        book.follow_ups().filter(|it| it.is_open() && it.reason == FollowUpReason::Promise).map(|it| it.due).collect()
    };
    assert_eq!(due(&book).len(), 1);
    let before = due(&book);

    book.does(who("sam"), renegotiate(request, in_days(3), in_days(10)));

    assert_eq!(due(&book).len(), 1);
    assert!(due(&book)[0] > before[0]);
}

#[test]
fn a_public_word_of_the_helper_is_the_next_word() {
    let (mut book, request) = promised();
    let (anna, sam) = (who("anna"), who("sam"));
    book.does(sam, Intent::PromiseNextWord { request, by: in_days(1), every: None });
    assert!(book.open_follow_ups(sam).contains(&FollowUpReason::NextWord));
    let next_word = |book: &Book| book.request(request).stage.service().and_then(|it| it.next_word);

    let entry = book.fresh_entry();
    book.does(sam, Intent::Note { request, entry, words: words("Between us"), mentions: [].into() });
    book.say(anna, request, "Any news?");
    assert_eq!(next_word(&book), Some(in_days(1)), "neither a note nor the requester's word counts");

    book.say(sam, request, "Half way there");
    assert_eq!(next_word(&book), None);
    assert!(!book.open_follow_ups(sam).contains(&FollowUpReason::NextWord));
}

#[test]
fn a_reminder_that_its_owner_has_finished_stays_finished() {
    let (mut book, request) = promised();
    let sam = who("sam");
    let promise = book.follow_ups().find(|it| it.owner == sam).expect("the promise is followed up").id;
    book.does(sam, Intent::FinishFollowUp { follow_up: promise });

    book.does(sam, deliver(request));
    book.does(who("anna"), crate::then::not_yet(request));

    assert!(book.open_follow_ups(sam).is_empty());
}

#[test]
fn delivering_settles_every_reminder_of_the_helper() {
    let (mut book, request) = promised();
    let sam = who("sam");
    book.does(sam, Intent::PromiseNextWord { request, by: in_days(1), every: None });

    book.does(sam, deliver(request));

    assert!(book.open_follow_ups(sam).is_empty());
}

#[test]
fn a_follow_up_rings_once_for_every_instant() {
    let (mut book, _) = promised();
    let sam = who("sam");
    let follow_up = book.follow_ups().find(|it| it.owner == sam).expect("the promise is followed up").clone();
    let ring = Intent::Ring { follow_up: follow_up.id, asked_at: follow_up.due, by: None };
    let rings = |book: &Book| book.follow_ups().find(|it| it.id == follow_up.id).and_then(|it| it.rings_at());
    assert_eq!(rings(&book), Some(follow_up.due));

    book.does(sam, ring.clone());
    assert_eq!(rings(&book), None);
    book.does(sam, Intent::Snooze { follow_up: follow_up.id, until: in_days(2) });
    assert_eq!(rings(&book), Some(in_days(2)));

    // FreeScout 3026: what was handled on one device rang on another.
    assert_eq!(book.tries(sam, ring), Ok(Vec::new()), "a late ring of another device changes nothing");
    book.does(sam, Intent::FinishFollowUp { follow_up: follow_up.id });
    let snooze = Intent::Snooze { follow_up: follow_up.id, until: in_days(3) };
    assert_eq!(book.tries(sam, snooze), Err(Refusal::FollowUpSettled));
}

#[test]
fn a_reminder_to_come_back_without_a_reply_stops_with_the_reply() {
    let (mut book, request) = promised();
    let (anna, follow_up) = (who("anna"), book.fresh_follow_up());
    let due = in_days(2);
    book.does(anna, Intent::Remind { follow_up, request: Some(request), words: None, due, if_no_reply: true });

    book.say(anna, request, "Just asking");
    assert!(book.open_follow_ups(anna).contains(&FollowUpReason::NoReply), "one's own word is no reply");
    book.say(who("sam"), request, "On it");

    assert!(book.open_follow_ups(anna).is_empty());
}

#[test]
fn nobody_takes_their_own_request_not_even_from_their_own_team() {
    let mut book = Book::founded();
    let (sam, tom) = (who("sam"), who("tom"));
    let request = book.ask(sam, a_request().to_team(team("legal")));

    assert_eq!(book.tries(sam, acknowledge(request, in_days(3))), Err(Refusal::AskedOneself));
    book.does(tom, acknowledge(request, in_days(3)));

    assert_eq!(book.request(request).stage.helper(), Some(tom));
}
