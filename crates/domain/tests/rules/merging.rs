//! Merging: the other request goes on for both, nothing is shown to whom it was not, and it is undone.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use goodturn_domain::clocks::{What, happenings};
use goodturn_domain::operation::IntentName;
use goodturn_domain::{Entity, Entry, Event, Intent, PersonId, Refusal, Scope, ServiceRequestId, Stage, StageName};
use goodturn_test_support::{Book, RequestBuilder, a_request, team, who};

fn asked(book: &mut Book, name: &str, request: RequestBuilder) -> ServiceRequestId {
    let id = book.fresh_request();
    book.does(who(name), request.ask(id));
    id
}

/// Anna and Gus ask the same of Legal; Kim watches what Anna asks.
fn twice(book: &mut Book) -> (ServiceRequestId, ServiceRequestId) {
    let legal = || a_request().to_team(team("legal"));
    (asked(book, "anna", legal().watched_by(who("kim"))), asked(book, "gus", legal()))
}

fn merge(request: ServiceRequestId, into: ServiceRequestId) -> Intent {
    Intent::Merge { request, into, files: Vec::new() }
}

fn told(book: &Book, request: ServiceRequestId) -> Vec<Event> {
    book.entries().filter(|it| it.request == request).map(|it| it.event.clone()).collect()
}

#[test]
fn what_was_merged_ends_and_its_people_watch_the_other_one() {
    let mut book = Book::founded();
    let (one, other) = twice(&mut book);

    book.does(who("sam"), merge(one, other));

    assert_eq!(book.request(one).stage.name(), StageName::Withdrawn);
    assert_eq!(book.request(one).merged.as_ref().map(|it| (it.into, it.by)), Some((other, who("sam"))));
    assert_eq!(book.request(other).watchers, [who("anna"), who("kim")].into());
    assert!(book.request(other).scopes().contains(&Scope::Person(who("anna"))));
    assert!(told(&book, one).contains(&Event::Merged { into: other }));
    assert!(told(&book, other).contains(&Event::TookIn { request: one }));
}

#[test]
fn undoing_puts_it_back_where_it_stood_for_a_week() {
    let mut book = Book::founded();
    let (one, other) = twice(&mut book);
    let before = book.request(one).stage.clone();
    let watchers = book.request(other).watchers.clone();
    book.does(who("sam"), merge(one, other));
    let merged_at = book.now;

    book.now = merged_at.plus(TimeDelta::days(7));
    book.does(who("anna"), Intent::Unmerge { request: one });

    assert_eq!((&book.request(one).stage, &book.request(one).merged), (&before, &None));
    assert_eq!(book.request(other).watchers, watchers);
    assert!(told(&book, other).contains(&Event::TookOut { request: one }));
    book.does(who("sam"), merge(one, other));
    book.now = book.now.plus(TimeDelta::days(7)).plus(TimeDelta::seconds(1));
    let refused = book.tries(who("anna"), Intent::Unmerge { request: one });
    assert_eq!(refused, Err(Refusal::TooLateToUnmerge { days: 7 }));
}

#[test]
fn what_was_withdrawn_was_not_merged() {
    let mut book = Book::founded();
    let (one, _) = twice(&mut book);
    book.does(who("anna"), Intent::Withdraw { request: one, reason: None });

    assert_eq!(book.tries(who("anna"), Intent::Unmerge { request: one }), Err(Refusal::NotMerged));
}

#[test]
fn nothing_is_merged_twice_into_itself_or_in_a_circle() {
    let mut book = Book::founded();
    let (one, other) = twice(&mut book);
    let third = asked(&mut book, "gus", a_request().to_team(team("legal")));

    assert_eq!(book.tries(who("sam"), merge(one, one)), Err(Refusal::MergedIntoItself));
    book.does(who("sam"), merge(one, other));

    let again = book.tries(who("sam"), merge(one, third));
    assert_eq!(again, Err(Refusal::WrongStage { intent: IntentName::Merge, stage: StageName::Withdrawn }));
    assert_eq!(book.tries(who("sam"), merge(other, one)), Err(Refusal::MergedIntoEnded), "it would be a circle");
    book.does(who("sam"), merge(other, third));
    assert_eq!(book.tries(who("sam"), Intent::Unmerge { request: one }), Err(Refusal::MergedOn));
    book.does(who("sam"), Intent::Unmerge { request: other });
    book.does(who("sam"), Intent::Unmerge { request: one });
    assert!(matches!(book.request(one).stage, Stage::Asked { .. }));
}

#[test]
fn whoever_merges_has_to_be_on_a_side_of_both() {
    let mut book = Book::founded();
    let (one, other) = twice(&mut book);
    let open = asked(&mut book, "gus", a_request().to(who("tom")).open_to_all());

    let refused = book.tries(who("kim"), merge(one, other));
    assert!(matches!(refused, Err(Refusal::NotYours { .. })), "Kim only watches: {refused:?}");
    let refused = book.tries(who("anna"), merge(one, other));
    assert_eq!(refused, Err(Refusal::NotFound), "Anna does not see what Gus asks");
    let wide = asked(&mut book, "anna", a_request().to(who("sam")).open_to_all());
    let refused = book.tries(who("anna"), merge(wide, open));
    assert!(matches!(refused, Err(Refusal::NotYours { intent: IntentName::Merge, .. })), "{refused:?}");
}

#[test]
fn merging_shows_nobody_what_they_could_not_see() {
    let mut book = Book::founded();
    let legal = || a_request().to_team(team("legal"));
    let (plain, _) = twice(&mut book);
    let open = asked(&mut book, "gus", legal().open_to_all());
    let private = asked(&mut book, "gus", legal().private());
    let own = asked(&mut book, "anna", legal().private());
    let both: BTreeSet<PersonId> = [who("anna")].into();

    for (request, into) in [(private, plain), (plain, open), (plain, private), (own, private)] {
        assert_eq!(book.tries(who("sam"), merge(request, into)), Err(Refusal::MergeWouldReveal));
    }
    let again = asked(&mut book, "anna", legal().private());
    book.does(who("sam"), merge(own, again));

    assert_eq!(book.request(again).people(), both, "nobody new sees it");
}

#[test]
fn files_come_along_as_no_word_of_anybody_and_go_again() {
    let mut book = Book::founded();
    let (one, other) = twice(&mut book);
    let files = vec![crate::deeds::a_file()];
    book.does(who("sam"), Intent::Merge { request: one, into: other, files: files.clone() });

    assert!(told(&book, other).contains(&Event::FileTookIn { file: Some(files[0].clone()) }));
    assert!(!Event::FileTookIn { file: None }.is_public_word());
    let changed = book.does(who("sam"), Intent::Unmerge { request: one });

    let emptied = |it: &Entity| matches!(it, Entity::Entry(it) if it.event == Event::FileTookIn { file: None });
    assert_eq!(changed.iter().filter(|it| emptied(it)).count(), 1);
}

#[test]
fn whom_two_requests_brought_stays_until_both_have_gone() {
    let mut book = Book::founded();
    let (one, other) = twice(&mut book);
    let again = asked(&mut book, "anna", a_request().to_team(team("legal")).watched_by(who("kim")));
    book.does(who("sam"), merge(one, other));
    book.does(who("sam"), merge(again, other));

    book.does(who("sam"), Intent::Unmerge { request: one });
    assert_eq!(book.request(other).watchers, [who("anna"), who("kim")].into());
    book.does(who("sam"), Intent::Unmerge { request: again });

    assert_eq!(book.request(other).watchers, [].into());
}

#[test]
fn the_files_of_a_private_request_go_to_nobody_who_did_not_see_it() {
    let mut book = Book::founded();
    let sick_note = asked(&mut book, "anna", a_request().to(who("sam")).private());
    let other = asked(&mut book, "anna", a_request().to(who("sam")).private().watched_by(who("tom")));

    let refused =
        book.tries(who("sam"), Intent::Merge { request: sick_note, into: other, files: vec![crate::deeds::a_file()] });
    assert_eq!(refused, Err(Refusal::MergeWouldReveal), "Tom would read it");
    let again = asked(&mut book, "anna", a_request().to(who("sam")).private());
    book.does(who("sam"), merge(again, sick_note));
}

#[test]
fn a_reminder_that_waits_for_a_reply_goes_on_waiting() {
    let mut book = Book::founded();
    let (one, other) = twice(&mut book);
    let follow_up = book.fresh_follow_up();
    let due = book.now.plus(TimeDelta::days(3));
    book.does(who("anna"), Intent::Remind { follow_up, request: Some(one), words: None, due, if_no_reply: true });
    let is_open = |book: &Book| book.follow_ups().any(|it| it.id == follow_up && it.is_open());
    book.does(who("sam"), merge(one, other));
    assert!(!is_open(&book));

    book.does(who("anna"), Intent::Unmerge { request: one });

    assert!(is_open(&book));
}

#[test]
fn what_was_delivered_takes_in_nothing_that_nobody_would_work_on_any_more() {
    let mut book = Book::founded();
    let (one, _) = twice(&mut book);
    let done = book.fresh_request();
    book.put(a_request().from(who("gus")).to_team(team("legal")).in_stage(StageName::Delivered).build(done));

    assert_eq!(book.tries(who("sam"), merge(one, done)), Err(Refusal::MergedIntoEnded));
}

#[test]
fn merged_its_clocks_end_and_undone_they_have_run_on() {
    let mut book = Book::founded();
    let (one, other) = twice(&mut book);
    let heard = |book: &Book| {
        let entries: Vec<Entry> = book.entries().filter(|it| it.request == one).cloned().collect();
        let heard = happenings(book.request(one), &entries, |_, _| true);
        heard.into_iter().map(|it| it.what).collect::<Vec<What>>()
    };
    let before = heard(&book);
    book.does(who("sam"), merge(one, other));
    assert_eq!(heard(&book).last(), Some(&What::Ended));

    book.does(who("sam"), Intent::Unmerge { request: one });
    assert_eq!(heard(&book), before, "as if nothing had been");
    book.does(who("sam"), merge(one, other));
    assert_eq!(heard(&book).last(), Some(&What::Ended));
}
