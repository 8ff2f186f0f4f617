//! Out of office: who stands in, for how long, and for what.

use chrono::TimeDelta;
use goodturn_domain::person::Absence;
use goodturn_domain::{Actor, Intent, Refusal, StageName};
use goodturn_test_support::{Book, a_request, monday, who};

use crate::deeds::away_with;
use crate::then::{acknowledge, confirm, in_days};

#[test]
fn substitute_takes_a_request_while_the_asked_person_is_away() {
    let mut book = Book::founded();
    let request = book.ask(who("anna"), a_request().to(who("sam")).watched_by(who("kim")));
    book.does(who("sam"), Intent::SetAbsence { person: who("sam"), absence: Some(away_with(who("kim"))) });

    book.does(who("kim"), acknowledge(request, in_days(12)));

    assert_eq!(book.request(request).stage.helper(), Some(who("kim")));
}

#[test]
fn substitute_is_one_until_the_absence_ends() {
    let mut book = Book::founded();
    let request = book.ask(who("anna"), a_request().to(who("sam")).watched_by(who("kim")));
    let away = away_with(who("kim"));
    book.does(who("sam"), Intent::SetAbsence { person: who("sam"), absence: Some(away) });

    book.now = away.until;

    let refused = book.tries(who("kim"), Intent::Acknowledge { request, promise: None, next_word: None, words: None });
    assert!(matches!(refused, Err(Refusal::NotYours { .. })), "{refused:?}");
}

#[test]
fn nobody_confirms_their_own_work_by_standing_in() {
    let mut book = Book::founded();
    let request = book.fresh_request();
    book.put(a_request().from(who("anna")).to(who("sam")).in_stage(StageName::Delivered).build(request));
    book.decide(Actor::Server, Intent::SetAbsence { person: who("anna"), absence: Some(away_with(who("sam"))) })
        .expect("Anna may be away");

    let refused = book.tries(who("sam"), confirm(request));

    assert!(matches!(refused, Err(Refusal::NotYours { .. })), "{refused:?}");
}

#[test]
fn absence_ends_after_it_begins_and_somebody_else_stands_in() {
    let mut book = Book::founded();
    let backwards = Absence { from: monday(), until: monday().plus(-TimeDelta::days(1)), substitute: None };
    let oneself = away_with(who("sam"));

    for absence in [backwards, oneself] {
        let refused = book.tries(who("sam"), Intent::SetAbsence { person: who("sam"), absence: Some(absence) });
        assert_eq!(refused, Err(Refusal::AbsenceInvalid));
    }
}
