//! Who has to agree before a request is served.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use goodturn_domain::{Actor, ApprovalId, ApprovalStep, Event, Intent, PersonId, Refusal, ServiceRequestId, StageName};
use goodturn_test_support::{Book, a_request, team, who, words};
use uuid::Uuid;

use crate::deeds::away_with;
use crate::then::{acknowledge, deliver, in_days};

fn step(number: u64) -> ApprovalId {
    ApprovalId::new(Uuid::from_u64_pair(7, number))
}

fn ask(request: ServiceRequestId, number: u64, approvers: &[&str], needed: u8) -> Intent {
    let approvers = approvers.iter().map(|name| who(name)).collect();
    Intent::AskApproval { request, approval: step(number), approvers, needed }
}

fn approve(request: ServiceRequestId, number: u64) -> Intent {
    Intent::Approve { request, approval: step(number), words: None }
}

fn reject(request: ServiceRequestId, number: u64) -> Intent {
    Intent::Reject { request, approval: step(number), reason: words("Too dear") }
}

/// Anna asks the legal team, and Sam asks these people to agree.
fn asked(book: &mut Book, approvers: &[&str], needed: u8) -> ServiceRequestId {
    let request = book.ask(who("anna"), a_request().to_team(team("legal")));
    book.wait(TimeDelta::minutes(1));
    book.does(who("sam"), ask(request, 1, approvers, needed));
    request
}

fn missing(book: &Book, request: ServiceRequestId) -> BTreeSet<PersonId> {
    book.request(request).missing_approvers().collect()
}

#[test]
fn a_request_is_served_once_enough_have_agreed() {
    let mut book = Book::founded();
    let request = asked(&mut book, &["kim", "olga", "ben"], 2);
    book.does(who("sam"), acknowledge(request, in_days(3)));

    assert_eq!(book.tries(who("sam"), Intent::Start { request }), Err(Refusal::NotApproved));
    book.does(who("kim"), approve(request, 1));
    assert_eq!(book.tries(who("sam"), deliver(request)), Err(Refusal::NotApproved), "one of two");
    book.does(who("olga"), approve(request, 1));

    assert_eq!(missing(&book, request), BTreeSet::new(), "nobody asks Ben any longer");
    book.does(who("sam"), Intent::Start { request });
    book.does(who("sam"), deliver(request));
}

#[test]
fn what_two_said_without_knowing_of_each_other_is_read_and_the_first_stands() {
    let mut book = Book::founded();
    let request = asked(&mut book, &["kim", "olga"], 1);
    book.does(who("kim"), approve(request, 1));

    book.does(who("olga"), reject(request, 1));
    assert!(book.request(request).open_approval().is_none(), "it is through");
    assert!(book.events(request).iter().any(|it| matches!(it, Event::Rejected { .. })), "her reason stays");
    assert_eq!(book.decide(Actor::Person(who("kim")), approve(request, 1)), Ok(Vec::new()), "from another device");
}

#[test]
fn waiting_is_no_way_around_it() {
    let mut book = Book::founded();
    let request = asked(&mut book, &["kim"], 1);
    book.does(who("sam"), acknowledge(request, in_days(3)));
    book.does(who("sam"), Intent::WaitOnOther { request, reason: words("For Kim to agree") });

    assert_eq!(book.tries(who("sam"), Intent::Start { request }), Err(Refusal::NotApproved));
}

#[test]
fn a_no_holds_until_who_said_it_agrees_or_the_team_goes_on_without() {
    let mut book = Book::founded();
    let request = asked(&mut book, &["kim", "olga"], 1);
    book.does(who("sam"), acknowledge(request, in_days(3)));

    book.does(who("kim"), reject(request, 1));

    assert_eq!(book.tries(who("sam"), deliver(request)), Err(Refusal::Rejected));
    assert_eq!(book.tries(who("olga"), approve(request, 1)), Err(Refusal::Rejected));
    assert_eq!(book.request(request).stage.name(), StageName::Acknowledged, "a no changes no stage");
    let mut changed_mind = book.clone();
    changed_mind.does(who("kim"), approve(request, 1));
    changed_mind.does(who("sam"), deliver(request));

    book.does(who("tom"), Intent::WaiveApproval { request, approval: step(1) });
    book.does(who("sam"), deliver(request));
    assert!(book.events(request).contains(&&Event::ApprovalWaived { approval: step(1) }), "for everybody to see");
}

#[test]
fn steps_follow_each_other_and_later_ones_know_of_nothing_yet() {
    let mut book = Book::founded();
    let request = asked(&mut book, &["kim"], 1);
    book.does(who("sam"), ask(request, 2, &["ben"], 1));

    assert!(!book.request(request).people().contains(&who("ben")));
    assert_eq!(missing(&book, request), [who("kim")].into());
    assert!(matches!(book.tries(who("ben"), approve(request, 2)), Err(Refusal::NotYours { .. })));
    book.does(who("kim"), approve(request, 1));

    assert_eq!(missing(&book, request), [who("ben")].into());
    let told = book.entries().filter(|it| matches!(it.event, Event::ApprovalAsked { .. })).last();
    assert_eq!(told.and_then(|it| it.author), Some(who("sam")), "it is Sam who asks Ben, not Kim");
    book.does(who("ben"), approve(request, 2));
    assert!(book.request(request).open_approval().is_none());
    let asked: Vec<_> =
        book.events(request).into_iter().filter(|it| matches!(it, Event::ApprovalAsked { .. })).collect();
    assert_eq!(asked.len(), 2, "each step is told when it begins");
}

#[test]
fn an_agreement_is_about_the_step_that_was_seen() {
    let mut book = Book::founded();
    let request = asked(&mut book, &["kim"], 1);
    book.does(who("sam"), Intent::WaiveApproval { request, approval: step(1) });
    book.does(who("sam"), ask(request, 2, &["kim"], 1));

    // Kim's device had not heard of it.
    assert_eq!(book.tries(who("kim"), approve(request, 1)), Err(Refusal::ApprovalGone));
}

#[test]
fn who_is_away_is_stood_in_for() {
    let mut book = Book::founded();
    book.does(who("kim"), Intent::SetAbsence { person: who("kim"), absence: Some(away_with(who("ben"))) });

    let request = asked(&mut book, &["kim"], 1);

    assert_eq!(missing(&book, request), [who("ben"), who("kim")].into());
    book.does(who("ben"), approve(request, 1));
    assert!(book.request(request).open_approval().is_none());
}

#[test]
fn who_stands_in_has_one_word_with_whom_they_stand_in_for_and_none_for_their_own_wish() {
    let mut book = Book::founded();
    for (away, substitute) in [("kim", "ben"), ("olga", "sam")] {
        book.does(who(away), Intent::SetAbsence { person: who(away), absence: Some(away_with(who(substitute))) });
    }

    let request = asked(&mut book, &["kim", "olga"], 2);

    assert_eq!(missing(&book, request), [who("ben"), who("kim"), who("olga")].into(), "Sam asked for it himself");
    book.does(who("ben"), approve(request, 1));
    assert_eq!(book.decide(Actor::Person(who("kim")), approve(request, 1)), Ok(Vec::new()), "it was said for her");
    assert_eq!(missing(&book, request), [who("olga")].into());
}

#[test]
fn nobody_agrees_to_what_they_ask_for_and_a_step_has_its_bounds() {
    let mut book = Book::founded();
    let request = asked(&mut book, &["kim"], 1);
    let sam = who("sam");
    let most = ApprovalStep::MOST_APPROVERS;

    for (approvers, needed, refusal) in [
        (&["anna"][..], 1, Refusal::ApprovedOneself),
        (&["sam"], 1, Refusal::ApprovedOneself),
        (&[], 1, Refusal::ApproversOutOfRange { most }),
        (&["kim"], 0, Refusal::ApproversOutOfRange { most }),
        (&["kim"], 2, Refusal::ApproversOutOfRange { most }),
    ] {
        assert_eq!(book.tries(sam, ask(request, 2, approvers, needed)), Err(refusal), "{approvers:?}, {needed}");
    }
    assert_eq!(book.tries(sam, ask(request, 1, &["kim"], 1)), Err(Refusal::AlreadyExists), "twice the same");
}
