//! The clocks of requests tell people what comes due: the server looks, whatever it remembers of the last time.

use chrono::TimeDelta;
use goodturn_domain::person::{Absence, Membership};
use goodturn_domain::{
    Actor, FollowUp, FollowUpReason, Intent, PersonId, ServiceLevel, ServiceRequestId, Target, Timestamp,
};
use goodturn_store::{AuthorityStorage, StoreError};
use goodturn_sync::authority::WarningWatch;
use goodturn_test_support::{Device, DiskWorld, a_request, monday, team, title, who, words};

use crate::intents::{acknowledge, ask, in_days, say};

fn world_of<const N: usize>(names: [&str; N], level: ServiceLevel) -> (DiskWorld, [Device; N]) {
    let mut world = DiskWorld::founded();
    world.decree(Actor::Server, Intent::SetServiceLevels { team: team("legal"), levels: vec![level.into()] });
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
        let left = until.since(world.now());
        world.wait(TimeDelta::minutes(10).min(left));
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
    assert_eq!(confidential, [who("lena"), who("lena"), who("tom")], "who leads the team, then one of it who is here");
    let owners: Vec<PersonId> = told(&world, open).iter().map(|it| it.owner).collect();
    assert_eq!(owners, [who("kim"), who("kim"), who("tom"), who("lena")], "Kim stands in and sees this one");
}

/// A level as an older version has kept it.
fn a_level_of_before() -> ServiceLevel {
    let json = r#"{"name":"Usual","acknowledge":{"unit":"working_minutes","count":240}}"#;
    serde_json::from_str(json).expect("it is a level")
}

#[test]
fn an_organization_that_upgrades_is_not_told_everything_at_once_and_chooses_when_it_is() {
    let (mut world, [anna, lena]) = world_of(["anna", "lena"], a_level_of_before());
    let old: Vec<ServiceRequestId> = (0..5).map(|_| ask(&mut world, anna, a_request().to(who("sam")))).collect();
    world.sync_all();
    world.wait(TimeDelta::days(1));
    let mut watch = WarningWatch::default();

    passes(&mut world, &mut watch, at(24 + 17, 0));
    assert!(old.iter().all(|it| told(&world, *it).is_empty()));
    world.does(lena, Intent::SetServiceLevels { team: team("legal"), levels: vec![answers_in_four_hours().into()] });
    let new = ask(&mut world, anna, a_request().to(who("sam")));
    world.sync_all();
    passes(&mut world, &mut watch, at(4 * 24 + 17, 0));

    assert!(old.iter().all(|it| told(&world, *it).is_empty()), "they were late before anybody chose to be told");
    let reasons: Vec<FollowUpReason> = told(&world, new).iter().map(|it| it.reason).collect();
    assert!(reasons.contains(&FollowUpReason::Late), "what comes later is told: {reasons:?}");
}

#[test]
fn what_was_asked_before_its_team_aims_for_something_is_looked_at_by_then() {
    let (mut world, [anna, lena]) = world_of(["anna", "lena"], answers_in_four_hours());
    world.decree(Actor::Server, Intent::SetServiceLevels { team: team("legal"), levels: Vec::new() });
    let request = ask(&mut world, anna, a_request().to(who("sam")));
    world.sync_all();
    let mut watch = WarningWatch::default();
    passes(&mut world, &mut watch, at(9, 30));

    world.does(lena, Intent::SetServiceLevels { team: team("legal"), levels: vec![answers_in_four_hours().into()] });
    world.sync_all();
    passes(&mut world, &mut watch, at(13, 0));

    let reasons: Vec<FollowUpReason> = told(&world, request).iter().map(|it| it.reason).collect();
    assert_eq!(reasons, [FollowUpReason::DueSoon, FollowUpReason::Late]);
    world.does(lena, Intent::SetServiceLevels { team: team("legal"), levels: Vec::new() });
    world.sync_all();
    passes(&mut world, &mut watch, at(13, 10));
    assert!(told(&world, request).iter().all(|it| !it.is_open()), "nothing is aimed for any more");
}

#[test]
fn who_leaves_hears_no_more_of_it_with_the_next_look() {
    let (mut world, [anna]) = world_of(["anna"], answers_in_four_hours());
    let request = ask(&mut world, anna, a_request().to(who("sam")));
    world.sync_all();
    let mut watch = WarningWatch::default();
    passes(&mut world, &mut watch, at(14, 10));
    let is_open = |world: &DiskWorld| told(world, request).iter().any(|it| it.owner == who("tom") && it.is_open());
    assert!(is_open(&world));

    world.decree(Actor::Server, Intent::Deactivate { person: who("tom") });
    passes(&mut world, &mut watch, at(14, 20));

    assert!(!is_open(&world));
}

#[test]
fn what_could_not_be_told_is_found_again_and_nothing_else_is() {
    let (mut world, [anna]) = world_of(["anna"], answers_in_four_hours());
    let failed = ask(&mut world, anna, a_request().to(who("sam")));
    ask(&mut world, anna, a_request().to(who("tom")));
    world.sync_all();
    let mut watch = WarningWatch::default();
    world.wait(TimeDelta::hours(4));
    let due = world.authority().list_due_warnings(&mut watch, world.now()).expect("the storage works");
    let (first, rest): (Vec<_>, Vec<_>) = due
        .into_iter()
        .partition(|(_, it)| matches!(it.intent, Intent::WarnOfClock { request, .. } if request == failed));
    assert_eq!((first.len(), rest.len()), (1, 1));

    world.authority().act(&rest, world.now()).expect("the storage works");
    assert_eq!(looks(&mut world, &mut watch), 0, "what was found is remembered");
    watch.look_again(&first);

    assert_eq!(looks(&mut world, &mut watch), 1);
    assert_eq!(told(&world, failed).len(), 1);
}

#[test]
fn what_is_with_two_teams_goes_by_whichever_comes_first_and_follows_its_changes() {
    let (mut world, [anna]) = world_of(["anna"], answers_in_four_hours());
    let mut teams = [team("legal"), team("sales")];
    teams.sort_unstable();
    let [first, second] = teams;
    let sam = |team| Intent::SetMembership { team, person: who("sam"), membership: Some(Membership::Member) };
    teams.into_iter().for_each(|it| drop(world.decree(Actor::Server, sam(it))));
    let aims = |team, minutes| {
        let level =
            ServiceLevel { acknowledge: Some(Target::WorkingMinutes(minutes)), ..ServiceLevel::named(title("Usual")) };
        Intent::SetServiceLevels { team, levels: vec![level.into()] }
    };
    let nothing = Intent::SetServiceLevels { team: first, levels: Vec::new() };
    [aims(second, 240), nothing].into_iter().for_each(|it| drop(world.decree(Actor::Server, it)));
    let request = ask(&mut world, anna, a_request().to(who("sam")));
    world.sync_all();
    let mut watch = WarningWatch::default();
    passes(&mut world, &mut watch, at(9, 20));

    world.decree(Actor::Server, aims(first, 120));
    passes(&mut world, &mut watch, at(10, 0));
    world.decree(Actor::Server, aims(first, 180));
    passes(&mut world, &mut watch, at(11, 50));
    let late =
        |world: &DiskWorld| told(world, request).into_iter().filter(|it| it.reason == FollowUpReason::Late).count();
    assert_eq!(late(&world), 0, "it is due at noon");
    passes(&mut world, &mut watch, at(12, 0));

    assert_eq!(late(&world), 1);
}
