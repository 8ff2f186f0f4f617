//! The clocks of requests tell people what comes due: the server looks, whatever it remembers of the last time.

use chrono::TimeDelta;
use goodturn_domain::person::Absence;
use goodturn_domain::{
    Actor, FollowUp, FollowUpReason, Intent, PersonId, ServiceLevel, ServiceRequestId, Target, Timestamp,
};
use goodturn_store::{AuthorityStorage, StoreError};
use goodturn_sync::authority::WarningWatch;
use goodturn_test_support::{Device, DiskWorld, a_request, monday, team, title, who, words};

use crate::intents::{acknowledge, ask, in_days, say};

fn world_of<const N: usize>(names: [&str; N], level: ServiceLevel) -> (DiskWorld, [Device; N]) {
    let mut world = DiskWorld::founded();
    world.decree(Actor::Server, Intent::SetServiceLevels { team: team("legal"), levels: vec![level] });
    let devices = names.map(|name| world.device(name));
    world.sync_all();
    (world, devices)
}

/// Legal aims for an answer within four hours.
fn answers_in_four_hours() -> ServiceLevel {
    ServiceLevel { acknowledge: Some(Target::WorkingMinutes(240)), ..ServiceLevel::named(title("Usual")) }
}

fn at(hours: i64, minutes: i64) -> Timestamp {
    monday().plus(TimeDelta::hours(hours - 9) + TimeDelta::minutes(minutes))
}

/// The server looks every ten minutes until then.
fn passes(world: &mut DiskWorld, watch: &mut WarningWatch, until: Timestamp) {
    while world.now() < until {
        world.wait(TimeDelta::minutes(10).min(until.since(world.now())));
        looks(world, watch);
    }
}

fn looks(world: &mut DiskWorld, watch: &mut WarningWatch) -> usize {
    let due = world.authority().list_due_warnings(watch, world.now()).expect("the storage works");
    world.authority().act(&due, world.now()).expect("the storage works");
    due.len()
}

/// What clocks have called for on the server, by when it rings.
fn told(world: &DiskWorld, request: ServiceRequestId) -> Vec<FollowUp> {
    let read = world.authority().storage().read(|tx| tx.list_follow_ups(request));
    let mut told: Vec<FollowUp> = read.unwrap_or_else(|failure: StoreError| panic!("it can be read: {failure}"));
    told.retain(|it| it.clock.is_some());
    told.sort_by_key(|it| (it.due, it.reason));
    told
}

fn words_of(told: &[FollowUp]) -> Vec<(PersonId, FollowUpReason, Timestamp)> {
    told.iter().map(|it| (it.owner, it.reason, it.due)).collect()
}

#[test]
fn each_step_is_told_once_though_the_server_starts_anew_before_every_look() {
    let (mut world, [anna, sam, tom, lena]) = world_of(["anna", "sam", "tom", "lena"], answers_in_four_hours());
    let request = ask(&mut world, anna, a_request().to(who("sam")));
    world.sync_all();

    while world.now() < in_days(2) {
        world.wait(TimeDelta::minutes(30));
        let found = looks(&mut world, &mut WarningWatch::default());
        assert!(found <= 1, "one clock says one thing at a time");
        assert_eq!(looks(&mut world, &mut WarningWatch::default()), 0, "and says it once");
    }
    world.sync_all();

    let told = told(&world, request);
    let expected = [
        (who("sam"), FollowUpReason::DueSoon, at(12, 0)),
        (who("sam"), FollowUpReason::Late, at(13, 0)),
        (who("tom"), FollowUpReason::MayStepIn, at(14, 0)),
        (who("lena"), FollowUpReason::LateInTeam, at(15, 0)),
    ];
    assert_eq!(words_of(&told), expected);
    for (device, owner) in [(sam, "sam"), (tom, "tom"), (lena, "lena"), (anna, "anna")] {
        for it in &told {
            assert_eq!(world.sees(device, it.id).is_some(), it.owner == who(owner), "only its owner sees it");
        }
    }
}

#[test]
fn what_a_device_did_without_a_connection_stops_what_was_told_meanwhile() {
    let (mut world, [anna, sam, tom]) = world_of(["anna", "sam", "tom"], answers_in_four_hours());
    let request = ask(&mut world, anna, a_request().to(who("sam")));
    world.sync_all();
    let mut watch = WarningWatch::default();

    world.wait(TimeDelta::hours(1));
    world.does(sam, acknowledge(request, in_days(3)));
    passes(&mut world, &mut watch, at(14, 30));
    assert_eq!(told(&world, request).len(), 3, "the server knows nothing of it yet");
    world.sync(tom);
    world.sync_all();

    assert!(told(&world, request).iter().all(|it| !it.is_open()), "he had taken it in time");
    passes(&mut world, &mut watch, at(17, 0));
    assert_eq!(told(&world, request).len(), 3);
}

#[test]
fn a_clock_that_waits_says_nothing_until_the_requester_has_answered() {
    let deliver = Some(Target::WorkingMinutes(240));
    let level = ServiceLevel { deliver, ..ServiceLevel::named(title("Usual")) };
    let (mut world, [anna, sam]) = world_of(["anna", "sam"], level);
    let request = ask(&mut world, anna, a_request().to(who("sam")));
    world.sync_all();
    let mut watch = WarningWatch::default();
    world.does(sam, Intent::Acknowledge { request, promise: None, next_word: Some(in_days(6)), words: None });
    world.sync_all();
    passes(&mut world, &mut watch, at(13, 30));
    world.does(sam, Intent::WaitOnRequester { request, question: words("Which floor?") });
    world.sync_all();
    let before = told(&world, request);
    assert!(before.iter().all(|it| !it.is_open()));

    passes(&mut world, &mut watch, at(22, 0));
    assert_eq!(told(&world, request), before, "it waits");
    say(&mut world, anna, request, "The third");
    world.sync_all();
    passes(&mut world, &mut watch, at(24 + 9, 30));

    let woken: Vec<FollowUp> = told(&world, request).into_iter().filter(FollowUp::is_open).collect();
    let at_work = in_days(1);
    assert_eq!(words_of(&woken), [(who("sam"), FollowUpReason::LateOnWaking, at_work)], "not at night");
}

#[test]
fn who_stands_in_is_told_and_what_is_confidential_stays_with_the_team() {
    let (mut world, [anna, sam]) = world_of(["anna", "sam"], answers_in_four_hours());
    let request = ask(&mut world, anna, a_request().to_team(team("legal")).private());
    let open = ask(&mut world, anna, a_request().to(who("sam")).watched_by(who("kim")));
    world.sync_all();
    let away = Absence { from: world.now(), until: in_days(5), substitute: Some(who("kim")) };
    world.does(sam, Intent::SetAbsence { person: who("sam"), absence: Some(away) });
    world.sync_all();
    let mut watch = WarningWatch::default();
    passes(&mut world, &mut watch, at(17, 0));

    let confidential: Vec<PersonId> = told(&world, request).iter().map(|it| it.owner).collect();
    assert!(confidential.iter().all(|it| [who("lena"), who("tom")].contains(it)), "{confidential:?}");
    let owners: Vec<PersonId> = told(&world, open).iter().map(|it| it.owner).collect();
    assert_eq!(owners, [who("kim"), who("kim"), who("tom"), who("lena")], "Kim stands in and sees this one");
}
