//! What clocks have told is withdrawn where it holds no more, and told anew where it holds again.

use chrono::TimeDelta;
use goodturn_domain::clocks::{ClockKind, ClockStep};
use goodturn_domain::person::Membership;
use goodturn_domain::warnings::Plan;
use goodturn_domain::{Entity, FollowUpReason, Intent, PersonId, Priority, Role, ServiceLevel};
use goodturn_test_support::{a_request, team, title, who, words};

use crate::clock_desk::{
    at, goes_away, hours, looks, looks_until, only_answer, only_delivery, plan, told, with_level, with_levels,
};
use crate::then::in_days;

#[test]
fn a_due_time_that_moves_takes_the_false_late_along_and_tells_the_true_one() {
    let mut book = with_level(only_answer());
    let request = book.ask(who("anna"), a_request().to(who("sam")));
    looks_until(&mut book, request, at(0, 13, 10));
    assert_eq!(book.open_follow_ups(who("sam")), [FollowUpReason::Late].into());

    let levels = vec![ServiceLevel { acknowledge: hours(6), ..only_answer() }.into()];
    book.does(who("lena"), Intent::SetServiceLevels { team: team("legal"), levels });
    let meanwhile = looks_until(&mut book, request, at(0, 14, 50));

    assert_eq!(book.open_follow_ups(who("sam")), [FollowUpReason::DueSoon].into(), "it is due at 15:00 now");
    assert!(meanwhile.iter().all(|it| it.reason == FollowUpReason::DueSoon), "{meanwhile:?}");
    let made = looks_until(&mut book, request, at(0, 15, 0));
    assert_eq!(told(&made), [(who("sam"), FollowUpReason::Late, ClockKind::Acknowledge)]);
}

#[test]
fn a_changed_priority_takes_the_false_late_along_at_once() {
    let name = title("Pressing");
    let strict = ServiceLevel { name, priority: Some(Priority::Urgent), acknowledge: hours(2), ..only_answer() };
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
