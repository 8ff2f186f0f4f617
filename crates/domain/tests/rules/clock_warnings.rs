//! Whom the clocks of a request tell something, when, and when that stops by itself.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use goodturn_domain::clocks::{ClockKind, ClockStep};
use goodturn_domain::person::Membership;
use goodturn_domain::warnings::Plan;
use goodturn_domain::{
    Actor, Addressee, Entity, FollowUpReason, Intent, Operation, PersonId, Priority, Role, ServiceLevel, Timestamp,
};
use goodturn_test_support::{Book, a_request, team, who, words};

use crate::clock_desk::{
    at, goes_away, hours, judge_rings, level, looks, looks_until, only_answer, only_delivery, plan, told, with_level,
    with_levels, works,
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
    assert_eq!(sam, [at(0, 15, 0), at(0, 15, 0)], "what was late at 13:00 takes the place of what was due soon");
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
    book.does(who("lena"), Intent::SetServiceLevels { team: team("legal"), levels: vec![level()] });

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

#[test]
fn a_due_time_that_moves_takes_the_false_late_along_and_tells_the_true_one() {
    let mut book = with_level(only_answer());
    let request = book.ask(who("anna"), a_request().to(who("sam")));
    looks_until(&mut book, request, at(0, 13, 10));
    assert_eq!(book.open_follow_ups(who("sam")), [FollowUpReason::Late].into());

    let levels = vec![ServiceLevel { acknowledge: hours(6), ..only_answer() }];
    book.does(who("lena"), Intent::SetServiceLevels { team: team("legal"), levels });
    let meanwhile = looks_until(&mut book, request, at(0, 14, 50));

    assert_eq!(book.open_follow_ups(who("sam")), [FollowUpReason::DueSoon].into(), "it is due at 15:00 now");
    assert!(meanwhile.iter().all(|it| it.reason == FollowUpReason::DueSoon), "{meanwhile:?}");
    let made = looks_until(&mut book, request, at(0, 15, 0));
    assert_eq!(told(&made), [(who("sam"), FollowUpReason::Late, ClockKind::Acknowledge)]);
}

#[test]
fn a_changed_priority_takes_the_false_late_along_at_once() {
    let strict = ServiceLevel { priority: Some(Priority::Urgent), acknowledge: hours(2), ..only_answer() };
    let mut book = with_levels(vec![strict, only_answer()]);
    let request = book.ask(who("anna"), a_request().to(who("sam")));
    book.does(who("anna"), Intent::ChangePriority { request, priority: Priority::Urgent });
    looks_until(&mut book, request, at(0, 11, 10));
    assert_eq!(book.open_follow_ups(who("sam")), [FollowUpReason::Late].into());

    book.does(who("anna"), Intent::ChangePriority { request, priority: Priority::Normal });

    assert_eq!(book.open_follow_ups(who("sam")), [].into(), "it is due at 13:00");
    let made = looks_until(&mut book, request, at(0, 13, 0));
    assert_eq!(made.last().map(|it| it.reason), Some(FollowUpReason::Late));
}

#[test]
fn what_waited_overnight_is_told_again_though_its_due_time_has_not_moved() {
    let mut book = with_level(only_delivery());
    let request = book.ask(who("anna"), a_request().to(who("sam")));
    book.does(who("sam"), Intent::Acknowledge { request, promise: None, next_word: Some(in_days(6)), words: None });
    // Due on Tuesday at 13:00, and said so on Monday at its end.
    looks_until(&mut book, request, at(1, 17, 0));
    for _ in 0..2 {
        assert!(book.open_follow_ups(who("tom")).contains(&FollowUpReason::MayStepIn));
        book.does(who("sam"), Intent::WaitOnRequester { request, question: words("Which floor?") });
        assert_eq!(book.open_follow_ups(who("tom")), [].into(), "it waits");
        book.wait(TimeDelta::hours(2));
        book.say(who("anna"), request, "The third");
        let until = book.now.plus(TimeDelta::hours(24));

        let made = looks_until(&mut book, request, until);

        let reasons: Vec<FollowUpReason> = made.iter().map(|it| it.reason).collect();
        let all = [FollowUpReason::LateOnWaking, FollowUpReason::MayStepIn, FollowUpReason::LateInTeam];
        assert_eq!(reasons, all, "each step once more");
    }
}

#[test]
fn a_warning_before_due_is_told_again_after_a_wait() {
    let mut book = with_level(only_delivery());
    let request = book.ask(who("anna"), a_request().to(who("sam")));
    book.does(who("sam"), Intent::Acknowledge { request, promise: None, next_word: Some(in_days(6)), words: None });
    let made = looks_until(&mut book, request, at(1, 11, 0));
    assert_eq!(told(&made), [(who("sam"), FollowUpReason::DueSoon, ClockKind::Deliver)]);
    book.does(who("sam"), Intent::WaitOnRequester { request, question: words("Which floor?") });
    book.wait(TimeDelta::minutes(5));
    book.say(who("anna"), request, "The third");

    let made = looks_until(&mut book, request, at(1, 13, 10));

    let reasons: Vec<FollowUpReason> = made.iter().map(|it| it.reason).collect();
    assert_eq!(reasons, [FollowUpReason::DueSoon, FollowUpReason::Late]);
}

#[test]
fn who_leaves_the_team_or_the_organization_hears_no_more_of_it() {
    for leaves in [
        Intent::Deactivate { person: who("tom") },
        Intent::ChangeRole { person: who("tom"), role: Role::Guest },
        Intent::SetMembership { team: team("legal"), person: who("tom"), membership: None },
    ] {
        let mut book = with_level(only_answer());
        let request = book.ask(who("anna"), a_request().to(who("sam")));
        looks_until(&mut book, request, at(0, 14, 10));
        assert_eq!(book.open_follow_ups(who("tom")), [FollowUpReason::MayStepIn].into());

        book.does(who("olga"), leaves);
        looks(&mut book, request);

        assert_eq!(book.open_follow_ups(who("tom")), [].into());
        assert_eq!(book.open_follow_ups(who("sam")), [FollowUpReason::Late].into(), "the others keep theirs");
    }
}

#[test]
fn a_guest_in_the_team_is_not_told() {
    let mut book = with_level(only_answer());
    for person in ["sam", "tom"] {
        let membership = (person == "sam").then_some(Membership::Member);
        book.does(who("olga"), Intent::SetMembership { team: team("legal"), person: who(person), membership });
    }
    let guest = Intent::SetMembership { team: team("legal"), person: who("gus"), membership: Some(Membership::Member) };
    book.does(who("olga"), guest);
    let request = book.ask(who("anna"), a_request().to(who("sam")));

    let made = looks_until(&mut book, request, at(1, 17, 0));

    let owners: Vec<PersonId> = made.iter().map(|it| it.owner).collect();
    assert_eq!(owners, [who("sam"), who("sam"), who("lena")]);
}

#[test]
fn once_everybody_knows_it_is_looked_at_no_more_until_somebody_is_back() {
    let mut book = with_level(only_answer());
    let request = book.ask(who("anna"), a_request().to_team(team("legal")));
    looks_until(&mut book, request, at(1, 17, 0));
    assert_eq!(plan(&book, request), Plan::default());

    let mut book = with_level(only_answer());
    let request = book.ask(who("anna"), a_request().to(who("sam")));
    goes_away(&mut book, "tom", 7, None);
    looks_until(&mut book, request, at(1, 17, 0));
    assert_eq!(plan(&book, request).next, Some(in_days(7)), "Tom may step in when he is back");
    let made = looks_until(&mut book, request, at(7, 10, 0));
    assert_eq!(told(&made), [(who("tom"), FollowUpReason::MayStepIn, ClockKind::Acknowledge)]);
}

#[test]
fn who_may_step_in_is_one_of_the_people_whom_a_follow_up_names() {
    let mut book = with_level(only_answer());
    let request = book.ask(who("anna"), a_request().to(who("sam")));
    looks_until(&mut book, request, at(0, 14, 10));

    let late = book.follow_ups().find(|it| it.owner == who("sam") && it.is_open()).expect("it is late").clone();

    assert_eq!(late.clock.map(|it| it.step), Some(ClockStep::Late));
    assert_eq!(Entity::from(late).people(), [who("sam"), who("tom")].into());
}
