//! Rating what was delivered, once and for good after a while.

use chrono::TimeDelta;
use goodturn_domain::organization::RatingShare;
use goodturn_domain::satisfaction::{CHANGEABLE_HOURS, RATE_WITHIN_DAYS, Satisfaction};
use goodturn_domain::service_request::Rating;
use goodturn_domain::{Actor, Event, Intent, Refusal, ServiceRequestId, StageName};
use goodturn_test_support::{Book, a_request, who};
use uuid::Uuid;

use crate::then::{acknowledge, deliver, in_days, not_yet, rate};

fn points(book: &Book, request: ServiceRequestId) -> Option<u8> {
    book.request(request).rating().map(|it| it.rating.points())
}

/// Delivered by Sam and confirmed by Anna, with a rating or without.
fn confirmed(book: &mut Book, rating: Option<u8>) -> ServiceRequestId {
    let request = book.fresh_request();
    book.put(a_request().in_stage(StageName::Delivered).build(request));
    book.wait(TimeDelta::minutes(1));
    let rating = rating.and_then(Rating::new);
    book.does(who("anna"), Intent::Confirm { request, rating, words: None });
    request
}

#[test]
fn the_last_rating_of_twelve_hours_counts() {
    let mut book = Book::founded();
    let request = confirmed(&mut book, Some(2));

    book.wait(TimeDelta::hours(11));
    book.does(who("anna"), rate(request, 4));
    assert_eq!(points(&book, request), Some(4));

    book.wait(TimeDelta::hours(2));
    let late = book.tries(who("anna"), rate(request, 1));

    assert_eq!(late, Err(Refusal::RatingStands { hours: CHANGEABLE_HOURS }), "counted from the first one");
    assert_eq!(points(&book, request), Some(4));
    let told = book.events(request).into_iter().find(|it| matches!(it, Event::Rated { .. }));
    assert_eq!(told, Some(&Event::Rated { from: Rating::new(2), rating: Rating::new(4).expect("it is"), words: None }));
}

#[test]
fn a_rating_may_come_after_the_confirmation_for_some_days() {
    let mut book = Book::founded();
    let (in_time, too_late) = (confirmed(&mut book, None), confirmed(&mut book, None));

    book.wait(TimeDelta::days(RATE_WITHIN_DAYS) - TimeDelta::hours(1));
    book.does(who("anna"), rate(in_time, 5));
    book.wait(TimeDelta::hours(2));
    let late = book.tries(who("anna"), rate(too_late, 5));

    assert_eq!(late, Err(Refusal::TooLateToRate { days: RATE_WITHIN_DAYS }));
    book.does(who("anna"), rate(in_time, 3));
    assert_eq!(points(&book, in_time), Some(3), "twelve hours begin with the first rating");
}

#[test]
fn the_same_rating_again_says_nothing() {
    let mut book = Book::founded();
    let request = confirmed(&mut book, Some(4));

    let again = book.decide(Actor::Person(who("anna")), rate(request, 4));

    assert_eq!(again, Ok(Vec::new()));
}

#[test]
fn what_lapsed_is_not_rated_and_nobody_rates_their_own_work() {
    let mut book = Book::founded();
    let request = book.fresh_request();
    book.put(a_request().in_stage(StageName::Delivered).build(request));
    book.decide(Actor::Server, Intent::Lapse { request }).expect("the server lapses it");
    assert_eq!(book.tries(who("anna"), rate(request, 5)), Err(Refusal::NotConfirmed));

    // GLPI 474: who had done the work could rate it.
    let own = confirmed(&mut book, None);
    assert!(matches!(book.tries(who("sam"), rate(own, 5)), Err(Refusal::NotYours { .. })));
}

#[test]
fn deliveries_that_were_sent_back_stand_beside_the_ratings() {
    let mut book = Book::founded();
    let (anna, sam) = (who("anna"), who("sam"));
    for number in 0..5 {
        let request = book.ask(anna, a_request());
        book.wait(TimeDelta::minutes(1));
        book.does(sam, acknowledge(request, in_days(3)));
        book.does(sam, deliver(request));
        if number == 0 {
            book.does(anna, not_yet(request));
            book.does(sam, deliver(request));
        }
        let rating = Rating::new(if number < 4 { 5 } else { 3 });
        book.does(anna, Intent::Confirm { request, rating, words: None });
    }
    book.ask(anna, a_request());

    let all = Satisfaction::of(book.requests());

    assert_eq!((all.percent(), all.ratings()), (Some(80), 5));
    assert_eq!((all.delivered, all.reopened_percent()), (5, Some(20)));
}

#[test]
fn a_share_of_confirmations_is_asked_for_a_rating() {
    let ids: Vec<_> = (0..2_000u64).map(|n| ServiceRequestId::derived(Uuid::from_u64_pair(1, n), "request")).collect();
    let asked = |share: RatingShare| ids.iter().filter(|id| share.asks_for(**id)).count();

    assert_eq!((asked(RatingShare::Every), asked(RatingShare::None)), (2_000, 0));
    assert!((900..1_100).contains(&asked(RatingShare::Half)), "{}", asked(RatingShare::Half));
    assert!((320..480).contains(&asked(RatingShare::Fifth)), "{}", asked(RatingShare::Fifth));
}
