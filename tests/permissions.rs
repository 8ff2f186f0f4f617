//! Who sees what, and what happens to a device whose person may see it no longer.

use goodturn_domain::person::Membership;
use goodturn_domain::rule::TeamRules;
use goodturn_domain::{Actor, Addressee, Entity, Intent, Refusal, ServiceDescription};
use goodturn_sync::Verdict;
use goodturn_test_support::rules::{a_rule, keep_rule};
use goodturn_test_support::services::{a_service, answers, choice, publish};
use goodturn_test_support::{Device, DiskWorld, a_request, label, team, who, words};

use crate::intents::{acknowledge, ask, in_days, note, say};

fn world_of<const N: usize>(names: [&str; N]) -> (DiskWorld, [Device; N]) {
    let mut world = DiskWorld::founded();
    let devices = names.map(|name| world.device(name));
    world.sync_all();
    (world, devices)
}

fn leave(world: &mut DiskWorld, name: &str, of: &str) {
    let intent = Intent::SetMembership { team: team(of), person: who(name), membership: None };
    assert!(matches!(world.decree(Actor::Server, intent), Verdict::Applied { .. }));
}

#[test]
fn who_leaves_a_team_loses_its_requests_and_notes_from_disk() {
    let (mut world, [anna, sam, tom]) = world_of(["anna", "sam", "tom"]);
    let request = ask(&mut world, anna, a_request().to_team(team("legal")));
    world.sync_all();
    let internal = note(&mut world, sam, request, "Between lawyers");
    let public = say(&mut world, sam, request, "We look at it");
    world.sync_all();
    assert!(world.sees(tom, request).is_some() && world.sees(tom, internal).is_some());

    leave(&mut world, "tom", "legal");
    world.sync_all();

    assert_eq!(world.sees(tom, request), None);
    assert_eq!(world.sees(tom, internal), None);
    assert_eq!(world.sees(tom, public), None);
    assert!(world.sees(sam, internal).is_some(), "nobody else lost anything");
    assert_eq!(world.check_agreement(), Ok(()));
}

#[test]
fn who_joins_a_team_gets_what_went_before() {
    let (mut world, [anna, sam, kim]) = world_of(["anna", "sam", "kim"]);
    let request = ask(&mut world, anna, a_request().to_team(team("legal")));
    world.sync_all();
    let internal = note(&mut world, sam, request, "Between lawyers");
    world.sync_all();
    assert_eq!(world.sees(kim, request), None);

    let membership = Some(Membership::Member);
    world.decree(Actor::Server, Intent::SetMembership { team: team("legal"), person: who("kim"), membership });
    world.sync_all();

    assert!(world.sees(kim, request).is_some() && world.sees(kim, internal).is_some());
    assert_eq!(world.check_agreement(), Ok(()));
}

#[test]
fn what_was_written_before_losing_access_is_refused_and_kept() {
    let (mut world, [anna, tom]) = world_of(["anna", "tom"]);
    let request = ask(&mut world, anna, a_request().to_team(team("legal")));
    world.sync_all();

    say(&mut world, tom, request, "I can do that");
    leave(&mut world, "tom", "legal");
    world.sync_all();

    assert_eq!(world.sees(tom, request), None);
    let refused = world.attention(tom);
    assert_eq!(refused.iter().map(|it| it.code.as_str()).collect::<Vec<_>>(), ["not_found"]);
    assert!(refused[0].body.contains("I can do that"));
    assert!(!refused[0].details.contains("Riparian"), "the refusal tells nothing of what is not theirs any more");
    assert_eq!(world.check_agreement(), Ok(()));
}

#[test]
fn internal_notes_never_come_to_the_requester() {
    let (mut world, [anna, ben, sam]) = world_of(["anna", "ben", "sam"]);
    let request = ask(&mut world, anna, a_request());
    world.sync_all();

    let internal = note(&mut world, sam, request, "She always asks on Fridays");
    world.sync_all();

    assert_eq!(world.sees(anna, internal), None);
    assert_eq!(world.sees(ben, internal), None);
    assert!(world.sees(ben, request).is_some(), "the requester's team sees the request itself");
    let entry = goodturn_domain::EntryId::new(world.fresh());
    let refused = world.tries(anna, Intent::Note { request, entry, words: words("And I?"), mentions: [].into() });
    assert!(matches!(refused, Err(Refusal::NotYours { .. })));
    assert_eq!(world.check_agreement(), Ok(()));
}

#[test]
fn a_hand_over_takes_the_request_with_its_timeline_to_the_other_team() {
    let (mut world, [anna, sam, tom, kim]) = world_of(["anna", "sam", "tom", "kim"]);
    let request = ask(&mut world, anna, a_request().to(who("sam")));
    world.sync_all();
    world.does(sam, acknowledge(request, in_days(3)));
    let word = say(&mut world, sam, request, "I look at it");
    let internal = note(&mut world, sam, request, "Not my field");
    world.sync_all();

    let to = Addressee::Person(who("kim"));
    world.does(sam, Intent::HandOver { request, to, reason: words("She knows grants") });
    world.sync_all();

    assert!(world.sees(kim, request).is_some() && world.sees(kim, word).is_some());
    assert!(world.sees(kim, internal).is_some(), "whoever serves it now sees what was noted");
    assert_eq!(world.sees(tom, request), None, "the former team is out");
    assert_eq!(world.check_agreement(), Ok(()));
}

#[test]
fn what_a_group_serves_confidentially_is_nowhere_for_the_team_that_offers_it() {
    let (mut world, [anna, ben, lena, sam, kim]) = world_of(["anna", "ben", "lena", "sam", "kim"]);
    let description =
        ServiceDescription { handled_by: Some(team("sales")), is_confidential: true, ..a_service("Contract review") };
    world.does(lena, publish("legal", "review", 0, description));
    for of in ["legal", "sales"] {
        let rule = a_rule("Seen", "when asked then label Seen, note \"A contract\", hand over by turns");
        world.decree(Actor::Server, keep_rule(of, of, rule));
    }
    world.sync_all();

    let form = answers("review", 1, vec![(1, choice("Lease"))]);
    let request = ask(&mut world, kim, a_request().by(form));
    world.sync_all();
    let asked = world.request(kim, request).expect("it is hers");
    assert!(asked.label(&label("seen")).is_some(), "the rules of the group have fired");
    let [holder, other] = if asked.addressee == Addressee::Person(who("anna")) { [anna, ben] } else { [ben, anna] };
    let internal = note(&mut world, holder, request, "Between us");
    world.sync_all();
    assert!(world.sees(other, request).is_some() && world.sees(other, internal).is_some());

    for device in [lena, sam] {
        assert_eq!(world.sees(device, request), None);
        assert_eq!(world.sees(device, internal), None);
        let log = world.sees(device, TeamRules::id_of(team("legal")));
        assert!(matches!(log, Some(Entity::TeamRules(it)) if it.firings.is_empty()), "no rule of theirs has fired");
        assert_eq!(world.sees(device, TeamRules::id_of(team("sales"))), None);
        assert!(world.tries(device, acknowledge(request, in_days(2))).is_err());
    }
    assert_eq!(world.check_agreement(), Ok(()));
}

#[test]
fn a_private_request_stays_between_the_two() {
    let (mut world, [anna, ben, sam, tom, lena]) = world_of(["anna", "ben", "sam", "tom", "lena"]);

    let request = ask(&mut world, anna, a_request().to(who("sam")).private());
    world.sync_all();

    assert!(world.sees(sam, request).is_some());
    for other in [ben, tom, lena] {
        assert_eq!(world.sees(other, request), None);
    }
    assert_eq!(world.check_agreement(), Ok(()));
}

#[test]
fn a_guest_gets_what_names_them_and_nothing_of_everyone() {
    let (mut world, [anna, gus, kim]) = world_of(["anna", "gus", "kim"]);

    let open = ask(&mut world, anna, a_request().open_to_all());
    let theirs = ask(&mut world, anna, a_request().watched_by(who("gus")));
    world.sync_all();

    assert_eq!(world.sees(gus, open), None);
    assert!(world.sees(gus, theirs).is_some());
    assert!(world.sees(kim, open).is_some());
    assert_eq!(world.check_agreement(), Ok(()));
}
