//! Who says that they give word again and again owes the next one after each, until it is delivered.

use chrono::TimeDelta;
use goodturn_domain::{FollowUpReason, Intent, Refusal, ServiceRequestId, Target, Timestamp};
use goodturn_test_support::{Book, a_request, who, words};

use crate::then::{acknowledge, deliver, in_days, not_yet};

const EVERY_SECOND_DAY: Option<Target> = Some(Target::WorkingDays(2));

fn again(request: ServiceRequestId, every: Option<Target>) -> Intent {
    Intent::PromiseNextWord { request, by: in_days(1), every }
}

/// Sam serves it, and gives word every second working day from Tuesday on.
fn told_again_and_again() -> (Book, ServiceRequestId) {
    let mut book = Book::founded();
    let request = book.ask(who("anna"), a_request());
    book.does(who("sam"), acknowledge(request, in_days(10)));
    book.does(who("sam"), again(request, EVERY_SECOND_DAY));
    book.wait(TimeDelta::hours(2));
    (book, request)
}

fn next_word(book: &Book, request: ServiceRequestId) -> Option<Timestamp> {
    book.request(request).stage.service().and_then(|it| it.next_word)
}

fn end_of_day(days: i64) -> Option<Timestamp> {
    Some(in_days(days).plus(TimeDelta::hours(8)))
}

/// When Anna hears that she has not heard.
fn missed(book: &Book) -> Vec<Timestamp> {
    let hers = book.follow_ups().filter(|it| it.owner == who("anna") && it.is_open());
    hers.filter(|it| it.reason == FollowUpReason::WordMissed).map(|it| it.due).collect()
}

#[test]
fn after_each_word_of_the_helper_the_next_is_due() {
    let (mut book, request) = told_again_and_again();
    assert_eq!(next_word(&book, request), Some(in_days(1)));

    book.say(who("sam"), request, "The surveyor comes tomorrow");
    assert_eq!(next_word(&book, request), end_of_day(2), "of Wednesday");

    book.say(who("anna"), request, "Thank you");
    assert_eq!(next_word(&book, request), end_of_day(2), "what the other says is no word of the helper");

    book.now = in_days(3);
    book.does(who("sam"), Intent::WaitOnOther { request, reason: words("The surveyor is ill") });
    assert_eq!(next_word(&book, request), end_of_day(7), "not on the weekend");
}

#[test]
fn who_waits_hears_of_it_only_when_it_is_missed_and_no_longer_once_it_came() {
    let (mut book, request) = told_again_and_again();
    assert_eq!(missed(&book), [in_days(1)]);
    assert!(book.open_follow_ups(who("sam")).contains(&FollowUpReason::NextWord), "the helper is reminded before");

    book.say(who("sam"), request, "The surveyor comes tomorrow");

    assert_eq!(Some(missed(&book)), end_of_day(2).map(|it| vec![it]));
}

#[test]
fn it_rests_while_the_requester_is_asked_and_goes_on_with_their_answer() {
    let (mut book, request) = told_again_and_again();

    book.does(who("sam"), Intent::WaitOnRequester { request, question: words("Which parcel?") });
    assert_eq!(next_word(&book, request), None);
    assert!(missed(&book).is_empty());

    book.now = in_days(4);
    book.say(who("anna"), request, "The northern one");
    assert_eq!(next_word(&book, request), end_of_day(8), "two working days after Friday");
}

#[test]
fn it_ends_with_the_delivery_and_begins_anew_when_that_does_not_fit() {
    let (mut book, request) = told_again_and_again();

    book.does(who("sam"), deliver(request));
    assert!(missed(&book).is_empty());
    assert_eq!(book.request(request).stage.word_every(), None);

    book.does(who("anna"), not_yet(request));
    assert_eq!(next_word(&book, request), end_of_day(2));
    assert_eq!(book.request(request).stage.word_every(), EVERY_SECOND_DAY);
}

#[test]
fn a_single_word_ends_it() {
    let (mut book, request) = told_again_and_again();

    book.does(who("sam"), again(request, None));
    book.say(who("sam"), request, "The surveyor comes tomorrow");

    assert_eq!(next_word(&book, request), None);
    assert!(missed(&book).is_empty());
}

#[test]
fn hours_count_working_time() {
    let (mut book, request) = told_again_and_again();
    book.does(who("sam"), again(request, Some(Target::WorkingMinutes(7 * 60))));

    book.say(who("sam"), request, "The surveyor comes tomorrow");

    let at_ten = in_days(1).plus(TimeDelta::hours(1));
    assert_eq!(next_word(&book, request), Some(at_ten), "seven hours after 11:00");
}

#[test]
fn a_word_after_no_time_at_all_is_refused() {
    let (mut book, request) = told_again_and_again();

    for none in [Target::WorkingDays(0), Target::WorkingMinutes(0), Target::WorkingDays(1_000)] {
        assert_eq!(book.tries(who("sam"), again(request, Some(none))), Err(Refusal::NoTimeGiven));
    }
}

#[test]
fn who_takes_it_over_owes_no_word_that_another_promised() {
    let (mut book, request) = told_again_and_again();
    let to = goodturn_domain::Addressee::Person(who("tom"));

    book.does(who("sam"), Intent::HandOver { request, to, reason: words("Tom knows the place") });
    book.does(who("tom"), acknowledge(request, in_days(9)));

    assert_eq!(book.request(request).stage.word_every(), None);
    assert!(missed(&book).is_empty());
}
