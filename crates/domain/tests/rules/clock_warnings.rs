//! Whom the clocks of a request tell something, when, and when that stops by itself.

use std::collections::BTreeSet;

use goodturn_domain::clocks::ClockKind;
use goodturn_domain::warnings::Plan;
use goodturn_domain::{Actor, Addressee, FollowUpReason, Intent, Operation, PersonId, ServiceLevel, Timestamp};
use goodturn_test_support::{Book, a_request, team, who, words};

use crate::clock_desk::{
    at, goes_away, hours, judge_rings, level, looks, looks_until, only_answer, only_delivery, plan, told, with_level,
    works,
};
use crate::then::{acknowledge, in_days, renegotiate};

#[test]
fn who_was_asked_is_told_before_and_at_due_then_a_colleague_then_who_leads() {
    let mut book = with_level(only_answer());
    let request = book.ask(who("anna"), a_request().to(who("sam")));

    let made = looks_until(&mut book, request, at(1, 17, 0));

    let answer = ClockKind::Acknowledge;
    let (sam, tom, lena) = (who("sam"), who("tom"), who("lena"));
    assert_eq!(
        told(&made),
        [
            (sam, FollowUpReason::DueSoon, answer),
            (sam, FollowUpReason::Late, answer),
            (tom, FollowUpReason::MayStepIn, answer),
            (lena, FollowUpReason::LateInTeam, answer),
        ]
    );
    let rings: Vec<Timestamp> = made.iter().map(|it| it.due).collect();
    assert_eq!(rings, [at(0, 12, 0), at(0, 13, 0), at(0, 14, 0), at(0, 15, 0)]);
    assert_eq!(book.open_follow_ups(sam), [FollowUpReason::Late].into(), "it takes the place of the one before");
    let late = book.follow_ups().find(|it| it.owner == sam && it.is_open()).and_then(|it| it.clock);
    assert_eq!(late.and_then(|it| it.colleague), Some(tom), "he reads who may step in");
    assert_eq!(plan(&book, request), Plan::default(), "nothing is left to say");
}

#[test]
fn a_whole_team_does_not_ring_for_what_is_asked_of_it() {
    let mut book = with_level(only_answer());
    let request = book.ask(who("anna"), a_request().to_team(team("legal")));

    let made = looks_until(&mut book, request, at(1, 17, 0));

    let owners: Vec<PersonId> = made.iter().map(|it| it.owner).collect();
    assert_eq!(owners[..2], [who("lena"), who("lena")], "who leads it is told, before and at due");
    assert_eq!(made.len(), 3, "then one of its members, and who leads it knows already");
    assert_eq!(made[2].reason, FollowUpReason::MayStepIn);
    assert!([who("sam"), who("tom")].contains(&owners[2]));
}

#[test]
fn a_team_chooses_how_many_steps_there_are_and_whether_it_warns() {
    let reasons = |level: ServiceLevel| {
        let mut book = with_level(level);
        let request = book.ask(who("anna"), a_request().to(who("sam")));
        let made = looks_until(&mut book, request, at(1, 17, 0));
        made.iter().map(|it| it.reason).collect::<Vec<_>>()
    };

    assert_eq!(reasons(ServiceLevel { steps: 0, ..only_answer() }), [FollowUpReason::DueSoon]);
    assert_eq!(reasons(ServiceLevel { steps: 1, warns: false, ..only_answer() }), [FollowUpReason::Late]);
    let two = [FollowUpReason::DueSoon, FollowUpReason::Late, FollowUpReason::MayStepIn];
    assert_eq!(reasons(ServiceLevel { steps: 2, ..only_answer() }), two);
    assert_eq!(reasons(ServiceLevel { steps: 0, warns: false, ..only_answer() }), []);
    assert!(!ServiceLevel { steps: 4, ..only_answer() }.is_valid());
}

#[test]
fn a_level_of_before_tells_nobody_and_says_nothing_of_it() {
    let known: ServiceLevel =
        serde_json::from_str(r#"{"name":"Usual","acknowledge":{"unit":"working_minutes","count":240}}"#)
            .expect("it is a level");
    assert_eq!((known.warns, known.steps), (false, 0));
    let kept = serde_json::to_value(&known).expect("it is JSON");
    assert_eq!((kept.get("warns"), kept.get("steps")), (None, None));

    let mut book = with_level(known);
    let request = book.ask(who("anna"), a_request().to(who("sam")));

    assert_eq!(told(&looks_until(&mut book, request, at(2, 17, 0))), [], "nobody has chosen to be told");
}

#[test]
fn an_answer_stops_what_the_clock_has_told() {
    for answers in [false, true] {
        let mut book = with_level(only_answer());
        let request = book.ask(who("anna"), a_request().to(who("sam")));
        looks_until(&mut book, request, at(0, 14, 30));
        assert_eq!(book.open_follow_ups(who("tom")), [FollowUpReason::MayStepIn].into());

        if answers {
            book.say(who("sam"), request, "We look at it");
        } else {
            book.does(who("sam"), acknowledge(request, in_days(2)));
        }

        assert_eq!(book.open_follow_ups(who("tom")), [].into());
        assert!(!book.open_follow_ups(who("sam")).contains(&FollowUpReason::Late));
        assert_eq!(told(&looks_until(&mut book, request, at(1, 17, 0))), []);
    }
}

#[test]
fn words_of_the_requester_and_notes_stop_nothing() {
    let mut book = with_level(only_answer());
    let request = book.ask(who("anna"), a_request().to(who("sam")));
    looks_until(&mut book, request, at(0, 13, 30));

    book.say(who("anna"), request, "Any news?");
    let entry = book.fresh_entry();
    book.does(who("sam"), Intent::Note { request, entry, words: words("Among us"), mentions: [].into() });

    assert_eq!(book.open_follow_ups(who("sam")), [FollowUpReason::Late].into());
}

#[test]
fn it_rings_when_its_receiver_works_and_never_at_night() {
    let mut book = with_level(only_answer());
    works(&mut book, "sam", 15, 22);
    works(&mut book, "tom", 6, 10);
    let request = book.ask(who("anna"), a_request().to(who("sam")));

    let made = looks_until(&mut book, request, at(2, 17, 0));

    let rings: Vec<(PersonId, Timestamp)> = made.iter().map(|it| (it.owner, it.due)).collect();
    let sam = rings.iter().filter(|(owner, _)| *owner == who("sam")).map(|(_, due)| *due).collect::<Vec<_>>();
    assert_eq!(sam, [at(0, 15, 0)], "at work he hears that it is late, and never that it comes due");
    let tom = rings.iter().find(|(owner, _)| *owner == who("tom")).expect("he is told");
    assert_eq!(tom.1, at(1, 6, 0), "an hour after Sam heard of it he has gone home");
}

#[test]
fn what_waits_on_the_requester_says_nothing_and_rings_late_on_waking_at_work() {
    let mut book = with_level(only_delivery());
    let request = book.ask(who("anna"), a_request().to(who("sam")));
    book.does(who("sam"), Intent::Acknowledge { request, promise: None, next_word: Some(in_days(4)), words: None });
    // Due on Tuesday at 13:00.
    looks_until(&mut book, request, at(1, 13, 30));
    assert!(book.open_follow_ups(who("sam")).contains(&FollowUpReason::Late));

    book.does(who("sam"), Intent::WaitOnRequester { request, question: words("Which floor?") });
    assert!(!book.open_follow_ups(who("sam")).contains(&FollowUpReason::Late), "it waits");
    assert_eq!(told(&looks_until(&mut book, request, at(2, 22, 0))), []);
    book.say(who("anna"), request, "The third");
    let made = looks_until(&mut book, request, at(3, 12, 30));

    assert_eq!(
        told(&made),
        [
            (who("sam"), FollowUpReason::LateOnWaking, ClockKind::Deliver),
            (who("tom"), FollowUpReason::MayStepIn, ClockKind::Deliver)
        ]
    );
    // A quarter of twelve hours lies between two steps: three hours.
    assert_eq!(made[0].due, at(3, 9, 0), "not at ten in the evening");
    assert_eq!(made[1].due, at(3, 12, 0));
}

#[test]
fn who_stands_in_is_told_in_the_place_of_who_is_away() {
    let mut book = with_level(only_answer());
    let request = book.ask(who("anna"), a_request().to(who("sam")));
    goes_away(&mut book, "sam", 7, Some("tom"));

    let made = looks_until(&mut book, request, at(1, 17, 0));

    let owners: Vec<PersonId> = made.iter().map(|it| it.owner).collect();
    assert_eq!(owners, [who("tom"), who("tom"), who("lena")]);
}

#[test]
fn who_stands_in_and_does_not_see_it_is_left_out() {
    let mut book = with_level(only_answer());
    let request = book.ask(who("anna"), a_request().to(who("sam")));
    goes_away(&mut book, "sam", 7, Some("kim"));

    let made = looks_until(&mut book, request, at(0, 14, 30));

    assert!(!made.iter().any(|it| it.owner == who("kim")), "{made:?}");
    assert_eq!(made.iter().map(|it| it.due).max(), Some(in_days(7)), "Sam hears of it when he is back");
    let tom = made.iter().find(|it| it.owner == who("tom")).expect("a colleague does not wait for him");
    assert_eq!(tom.due, at(0, 14, 0));
}

#[test]
fn what_is_confidential_is_told_only_within_the_team_that_handles_it() {
    let mut book = with_level(only_delivery());
    let request = book.ask(who("anna"), a_request().to_team(team("legal")).private());
    book.does(who("sam"), Intent::Acknowledge { request, promise: None, next_word: Some(in_days(4)), words: None });
    goes_away(&mut book, "sam", 7, Some("kim"));

    let made = looks_until(&mut book, request, at(2, 17, 0));

    let owners: BTreeSet<PersonId> = made.iter().map(|it| it.owner).collect();
    assert_eq!(owners, [who("sam"), who("tom"), who("lena")].into(), "Kim stands in and does not see it");
}

#[test]
fn what_is_private_between_two_people_concerns_no_team() {
    let mut book = with_level(only_answer());
    let request = book.ask(who("anna"), a_request().to(who("sam")).private());

    assert_eq!(told(&looks_until(&mut book, request, at(1, 17, 0))), []);
}

#[test]
fn who_asked_is_told_nothing_of_their_own_request() {
    let mut book = with_level(only_answer());
    let request = book.ask(who("lena"), a_request().to_team(team("legal")));

    let made = looks_until(&mut book, request, at(1, 17, 0));

    assert!(!made.is_empty() && made.iter().all(|it| it.owner != who("lena")), "{made:?}");
}

#[test]
fn a_hand_over_takes_it_from_the_old_helper_and_tells_the_new_one() {
    let mut book = with_level(only_delivery());
    let request = book.ask(who("anna"), a_request().to(who("sam")));
    book.does(who("sam"), Intent::Acknowledge { request, promise: None, next_word: Some(in_days(4)), words: None });
    looks_until(&mut book, request, at(1, 13, 30));
    assert!(book.open_follow_ups(who("sam")).contains(&FollowUpReason::Late));

    let to = Addressee::Person(who("tom"));
    book.does(who("sam"), Intent::HandOver { request, to, reason: words("You know it better") });
    let made = looks_until(&mut book, request, at(1, 14, 0));

    assert!(!book.open_follow_ups(who("sam")).contains(&FollowUpReason::Late));
    assert_eq!(told(&made), [(who("tom"), FollowUpReason::Late, ClockKind::Deliver)]);
    let made = looks_until(&mut book, request, at(2, 17, 0));
    let lena = [(who("lena"), FollowUpReason::LateInTeam, ClockKind::Deliver)];
    assert_eq!(told(&made), lena, "nobody asks Sam to step in, who has just handed it over");
}

#[test]
fn a_promise_reminds_by_itself_and_its_clock_adds_the_later_steps() {
    let mut book = with_level(ServiceLevel { acknowledge: None, deliver: None, ..level() });
    let request = book.ask(who("anna"), a_request().to(who("sam")));
    book.does(who("sam"), acknowledge(request, at(0, 13, 0)));

    let made = looks_until(&mut book, request, at(1, 17, 0));

    let promise = ClockKind::Promise;
    let steps = [(who("tom"), FollowUpReason::MayStepIn, promise), (who("lena"), FollowUpReason::LateInTeam, promise)];
    assert_eq!(told(&made), steps);
    assert!(book.open_follow_ups(who("sam")).contains(&FollowUpReason::Promise));
    book.does(who("sam"), renegotiate(request, at(0, 13, 0), in_days(5)));
    assert_eq!(book.open_follow_ups(who("tom")), [].into(), "another time was promised");
    assert_eq!(book.open_follow_ups(who("lena")), [].into());
}

#[test]
fn two_clocks_of_a_request_do_not_ring_for_somebody_within_the_hour() {
    let mut book = with_level(ServiceLevel { deliver: hours(4), ..level() });
    let request = book.ask(who("anna"), a_request().to(who("sam")));

    let made = looks_until(&mut book, request, at(1, 17, 0));

    assert!(made.len() >= 6, "{made:?}");
    judge_rings(&book, request).expect("they are an hour apart");
}

#[test]
fn what_was_late_before_the_level_was_set_says_nothing() {
    let mut book = Book::founded();
    let request = book.ask(who("anna"), a_request().to(who("sam")));
    book.now = in_days(2);
    book.does(who("lena"), Intent::SetServiceLevels { team: team("legal"), levels: vec![level().into()] });

    assert_eq!(told(&looks_until(&mut book, request, in_days(4))), []);
}

#[test]
fn after_an_outage_steps_come_one_by_one_and_not_all_at_once() {
    let mut book = with_level(only_answer());
    let request = book.ask(who("anna"), a_request().to(who("sam")));
    book.now = at(1, 10, 0);

    let first = looks(&mut book, request);
    assert_eq!(told(&first), [(who("sam"), FollowUpReason::Late, ClockKind::Acknowledge)]);
    let later = looks_until(&mut book, request, at(1, 13, 0));
    let rings: Vec<Timestamp> = later.iter().map(|it| it.due).collect();
    assert_eq!(rings, [at(1, 11, 0), at(1, 12, 0)]);
}

#[test]
fn a_warning_that_comes_after_something_has_changed_does_nothing() {
    let mut book = with_level(only_answer());
    let request = book.ask(who("anna"), a_request().to(who("sam")));
    book.now = at(0, 13, 0);
    let found = plan(&book, request).operations;
    let intent = found.first().expect("it is late").intent.clone();

    book.now = at(0, 13, 1);
    book.does(who("sam"), acknowledge(request, in_days(2)));

    assert_eq!(book.decide(Actor::Server, intent.clone()), Ok(Vec::new()));
    assert!(book.tries(who("olga"), intent).is_err(), "nobody but the server warns");
}

#[test]
fn what_is_done_or_was_told_is_not_told_again() {
    let mut book = with_level(only_answer());
    let request = book.ask(who("anna"), a_request().to(who("sam")));
    book.now = at(0, 13, 0);
    let found = plan(&book, request).operations;
    let made = looks(&mut book, request);
    book.does(who("sam"), Intent::FinishFollowUp { follow_up: made[0].id });

    for Operation { intent, .. } in found {
        assert_eq!(book.decide(Actor::Server, intent), Ok(Vec::new()));
    }
    assert_eq!(told(&looks(&mut book, request)), []);
}
