//! Who is told where people come and go, by whom it is served changes, and where something stood in the way.

use chrono::TimeDelta;
use goodturn_domain::clocks::ClockKind;
use goodturn_domain::{Addressee, FollowUpReason, Intent, PersonId, ServiceLevel, Timestamp};
use goodturn_test_support::{Book, a_request, team, title, who, words};

use crate::clock_desk::{
    at, enters_absence, goes_away, hours, looks, looks_until, only_answer, only_delivery, plan, told, with_level,
    with_levels, works,
};
use crate::then::in_days;

const ANSWER: ClockKind = ClockKind::Acknowledge;

/// An answer is due on Friday at its end, and Sam has entered long before that he is away for two weeks from Saturday on.
fn due_before_a_holiday(substitute: Option<&str>) -> (Book, goodturn_domain::ServiceRequestId) {
    let mut book = with_level(only_answer());
    enters_absence(&mut book, "sam", at(5, 0, 0), 14, substitute);
    book.now = at(4, 13, 0);
    let request = book.ask(who("anna"), a_request().to(who("sam")));
    (book, request)
}

fn rings(made: &[goodturn_domain::FollowUp]) -> Vec<(PersonId, FollowUpReason, Timestamp)> {
    made.iter().map(|it| (it.owner, it.reason, it.due)).collect()
}

#[test]
fn who_stands_in_is_told_where_who_serves_it_will_be_away_when_it_rings() {
    let (mut book, request) = due_before_a_holiday(Some("tom"));

    let made = looks_until(&mut book, request, at(8, 17, 0));

    assert_eq!(
        rings(&made),
        [
            (who("sam"), FollowUpReason::DueSoon, at(4, 16, 0)),
            (who("tom"), FollowUpReason::Late, at(7, 9, 0)),
            (who("lena"), FollowUpReason::LateInTeam, at(7, 11, 0)),
        ]
    );
}

#[test]
fn nobody_waits_for_who_will_be_away_when_it_rings() {
    let (mut book, request) = due_before_a_holiday(None);

    let made = looks_until(&mut book, request, at(8, 17, 0));

    assert_eq!(
        rings(&made),
        [
            (who("sam"), FollowUpReason::DueSoon, at(4, 16, 0)),
            (who("sam"), FollowUpReason::Late, at(21, 9, 0)),
            (who("tom"), FollowUpReason::MayStepIn, at(7, 10, 0)),
            (who("lena"), FollowUpReason::LateInTeam, at(7, 11, 0)),
        ]
    );
}

#[test]
fn who_comes_back_is_told_what_is_late_still() {
    let mut book = with_level(only_answer());
    let request = book.ask(who("anna"), a_request().to(who("sam")));
    goes_away(&mut book, "sam", 2, Some("tom"));

    let made = looks_until(&mut book, request, at(2, 12, 0));

    assert_eq!(
        made.last().map(|it| (it.owner, it.reason, it.due)),
        Some((who("sam"), FollowUpReason::Late, in_days(2)))
    );
    assert_eq!(told(&looks_until(&mut book, request, at(4, 12, 0))), [], "once");
}

#[test]
fn what_stopped_before_it_rang_is_told_where_nothing_is_done_still() {
    let mut book = with_level(only_delivery());
    works(&mut book, "lena", 6, 8);
    let request = book.ask(who("anna"), a_request().to(who("sam")));
    looks_until(&mut book, request, at(2, 12, 0));
    assert_eq!(book.open_follow_ups(who("lena")), [FollowUpReason::LateInTeam].into(), "it rings in the morning");

    book.does(who("sam"), Intent::Acknowledge { request, promise: None, next_word: Some(in_days(9)), words: None });
    assert_eq!(book.open_follow_ups(who("lena")), [].into(), "it is taken");
    looks_until(&mut book, request, at(4, 12, 0));

    assert_eq!(book.open_follow_ups(who("lena")), [FollowUpReason::LateInTeam].into(), "and nothing came of it");
    assert_eq!(plan(&book, request).operations, []);
}

#[test]
fn after_each_hand_over_whoever_it_is_with_is_told_anew() {
    let mut book = with_level(only_delivery());
    let request = book.ask(who("anna"), a_request().to(who("sam")));
    looks_until(&mut book, request, at(2, 12, 0));
    let mut made = Vec::new();
    for to in ["tom", "sam"] {
        let from = if to == "tom" { "sam" } else { "tom" };
        let to = Addressee::Person(who(to));
        book.does(who(from), Intent::HandOver { request, to, reason: words("Yours") });
        book.wait(TimeDelta::minutes(10));
        made = looks(&mut book, request);
    }
    let until = book.now.plus(TimeDelta::days(2));

    made.extend(looks_until(&mut book, request, until));

    let late = [(who("sam"), FollowUpReason::Late, ClockKind::Deliver)];
    let lena = [(who("lena"), FollowUpReason::LateInTeam, ClockKind::Deliver)];
    assert_eq!(told(&made), [late, lena].concat());
}

#[test]
fn what_is_due_before_its_receiver_is_at_work_is_not_due_soon() {
    let mut book = with_level(only_delivery());
    works(&mut book, "sam", 14, 16);
    let request = book.ask(who("anna"), a_request().to(who("sam")));

    let made = looks_until(&mut book, request, at(1, 13, 0));

    assert_eq!(
        told(&made),
        [(who("sam"), FollowUpReason::Late, ClockKind::Deliver)],
        "at 14:00 it is late since 13:00"
    );
}

#[test]
fn another_name_or_another_level_does_not_begin_anew() {
    let other = ServiceLevel { kind: Some(title("Contract")), acknowledge: hours(1), ..only_answer() };
    let other = ServiceLevel { name: title("Contracts"), ..other };
    let mut book = with_levels(vec![other.clone(), only_answer()]);
    let request = book.ask(who("anna"), a_request().to(who("sam")));
    looks_until(&mut book, request, at(0, 13, 10));
    let renamed = ServiceLevel { name: title("Of every day"), ..only_answer() };
    let stricter = ServiceLevel { acknowledge: hours(2), ..other };
    let levels = vec![stricter.into(), renamed.into()];
    book.does(who("lena"), Intent::SetServiceLevels { team: team("legal"), levels });

    let made = looks_until(&mut book, request, at(1, 17, 0));

    let steps = [(who("tom"), FollowUpReason::MayStepIn, ANSWER), (who("lena"), FollowUpReason::LateInTeam, ANSWER)];
    assert_eq!(told(&made), steps);
}

#[test]
fn while_answers_may_be_missing_it_is_only_withdrawn() {
    let mut book = with_level(only_answer());
    let request = book.ask(who("anna"), a_request().to(who("sam")));
    book.now = at(0, 13, 0);
    let healed_at = at(1, 9, 0);

    let held = plan(&book, request).telling_nobody_before(Some(healed_at));

    assert_eq!((held.operations, held.next), (Vec::new(), Some(healed_at)));
    looks(&mut book, request);
    book.does(who("olga"), Intent::Deactivate { person: who("sam") });
    let held = plan(&book, request).telling_nobody_before(Some(healed_at)).operations;
    assert!(
        matches!(held.as_slice(), [it] if matches!(&it.intent, Intent::WarnOfClock { tell, .. } if tell.is_empty()))
    );
}
