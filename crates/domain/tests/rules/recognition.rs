//! Thanks: who can be thanked, for what, how long.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use goodturn_domain::{Event, Intent, PersonId, Refusal, Scope, ServiceRequestId, ThanksId};
use goodturn_test_support::{Book, a_request, title, who, words};

use crate::then::{acknowledge, confirm, deliver, in_days};

fn thank(thanks: ThanksId, to: &[PersonId], request: Option<ServiceRequestId>) -> Intent {
    let to: BTreeSet<PersonId> = to.iter().copied().collect();
    Intent::Thank {
        thanks,
        to,
        words: words("You saved the day"),
        values: vec![title("Care")],
        request,
        is_private: false,
    }
}

fn closed() -> (Book, ServiceRequestId) {
    let mut book = Book::founded();
    let request = book.ask(who("anna"), a_request());
    book.does(who("sam"), acknowledge(request, in_days(3)));
    book.does(who("sam"), deliver(request));
    book.does(who("anna"), confirm(request));
    (book, request)
}

#[test]
fn everybody_who_helped_is_thanked_and_the_request_tells_it() {
    let (mut book, request) = closed();
    let thanks = book.fresh_thanks();
    book.wait(TimeDelta::days(90));

    book.does(who("anna"), thank(thanks, &[who("sam"), who("kim")], Some(request)));

    assert_eq!(book.thanks(thanks).to.len(), 2);
    assert_eq!(book.events(request).last(), Some(&&Event::Thanked { thanks }));
}

#[test]
fn a_value_that_is_named_twice_is_told_once() {
    let (mut book, _) = closed();
    let thanks = book.fresh_thanks();
    let mut intent = thank(thanks, &[who("sam")], None);
    if let Intent::Thank { values, .. } = &mut intent {
        *values = vec![title("Care"), title("Care")];
    }

    book.does(who("anna"), intent);

    assert_eq!(book.thanks(thanks).values, [title("Care")]);
}

#[test]
fn ninety_days_after_the_end_it_is_too_late_to_thank_for_it() {
    let (mut book, request) = closed();
    let thanks = book.fresh_thanks();
    book.wait(TimeDelta::days(90) + TimeDelta::seconds(1));

    let late = book.tries(who("anna"), thank(thanks, &[who("sam")], Some(request)));

    assert_eq!(late, Err(Refusal::TooLateToThank { days: 90 }));
    book.does(who("anna"), thank(thanks, &[who("sam")], None));
}

#[test]
fn nobody_thanks_themselves_nobody_or_for_unknown_values() {
    let mut book = Book::founded();
    let (anna, thanks) = (who("anna"), book.fresh_thanks());

    assert_eq!(book.tries(anna, thank(thanks, &[], None)), Err(Refusal::ThankedOneself));
    assert_eq!(book.tries(anna, thank(thanks, &[anna], None)), Err(Refusal::ThankedOneself));
    let Intent::Thank { thanks, to, words, request, is_private, .. } = thank(thanks, &[who("sam")], None) else {
        unreachable!("it is thanks")
    };
    let values = vec![title("Speed at any price")];
    let intent = Intent::Thank { thanks, to, words, values, request, is_private };
    assert_eq!(book.tries(anna, intent), Err(Refusal::UnknownValue));
}

#[test]
fn strangers_to_a_request_cannot_thank_for_it() {
    let (mut book, request) = closed();
    let thanks = book.fresh_thanks();

    assert_eq!(book.tries(who("kim"), thank(thanks, &[who("sam")], Some(request))), Err(Refusal::NotFound));
}

#[test]
fn thanks_can_be_taken_back_for_ten_seconds() {
    let mut book = Book::founded();
    let (anna, thanks) = (who("anna"), book.fresh_thanks());
    book.does(anna, thank(thanks, &[who("sam")], None));

    assert_eq!(book.tries(who("sam"), Intent::RetractThanks { thanks }), Err(Refusal::SomebodyElses));
    book.wait(TimeDelta::seconds(9));
    book.does(anna, Intent::RetractThanks { thanks });

    assert_eq!(book.thanks(thanks).words, None);
    let late = book.fresh_thanks();
    book.does(anna, thank(late, &[who("sam")], None));
    book.wait(TimeDelta::seconds(11));
    assert_eq!(book.tries(anna, Intent::RetractThanks { thanks: late }), Err(Refusal::TooLateToRetract));
}

#[test]
fn private_thanks_are_seen_by_the_two_only() {
    let mut book = Book::founded();
    let (anna, sam, thanks) = (who("anna"), who("sam"), book.fresh_thanks());
    let to = [sam].into();
    book.does(
        anna,
        Intent::Thank { thanks, to, words: words("Thank you"), values: Vec::new(), request: None, is_private: true },
    );

    let scopes = goodturn_domain::Entity::from(book.thanks(thanks).clone()).scopes(None);

    assert_eq!(scopes, BTreeSet::from([Scope::Person(anna), Scope::Person(sam)]));
}
