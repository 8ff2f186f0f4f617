//! Teams that are parts of others: who sees what by it, on every device.

use goodturn_domain::person::Membership;
use goodturn_domain::{Actor, Entity, Intent};
use goodturn_sync::Verdict;
use goodturn_test_support::{Device, DiskWorld, a_request, team, who};

use crate::intents::{acknowledge, ask, in_days, note};

/// Olga keeps the place, Anna leads Sales, Sam is in Legal, Kim is in no team.
fn a_world() -> (DiskWorld, [Device; 4]) {
    let mut world = DiskWorld::founded();
    let devices = ["olga", "anna", "sam", "kim"].map(|name| world.device(name));
    world.sync_all();
    (world, devices)
}

fn place(of: &str, part_of: Option<&str>) -> Intent {
    Intent::PlaceTeam { team: team(of), part_of: part_of.map(team), is_led_from_above: true }
}

#[test]
fn who_leads_the_team_above_sees_the_queue_of_a_part_while_it_is_one() {
    let (mut world, [olga, anna, sam, kim]) = a_world();
    let request = ask(&mut world, kim, a_request().to_team(team("legal")));
    world.sync_all();
    let internal = note(&mut world, sam, request, "Between lawyers");
    world.sync_all();
    assert_eq!(world.sees(anna, request), None);

    world.does(olga, place("legal", Some("sales")));
    world.sync_all();
    assert!(world.sees(anna, request).is_some() && world.sees(anna, internal).is_some());
    world.does(anna, acknowledge(request, in_days(2)));
    world.sync_all();
    assert_eq!(world.request(sam, request).and_then(|it| it.stage.helper()), Some(who("anna")));
    assert_eq!(world.check_agreement(), Ok(()));

    let other = ask(&mut world, kim, a_request().to_team(team("legal")));
    world.sync_all();
    world.does(olga, Intent::CloseTeam { team: team("sales") });
    world.sync_all();
    assert_eq!(world.sees(anna, other), None, "Legal stands by itself again");
    assert!(world.sees(anna, request).is_some(), "what she has taken stays hers");
    assert!(world.sees(anna, internal).is_some(), "its helper reads the notes on it");
    assert_eq!(world.check_agreement(), Ok(()));
}

#[test]
fn who_becomes_lead_above_gets_the_parts_too() {
    let (mut world, [olga, _, sam, kim]) = a_world();
    world.does(olga, place("legal", Some("sales")));
    let request = ask(&mut world, sam, a_request().to_team(team("legal")));
    world.sync_all();
    assert_eq!(world.sees(kim, request), None);

    let lead = |membership| Intent::SetMembership { team: team("sales"), person: who("kim"), membership };
    world.does(olga, lead(Some(Membership::Lead)));
    world.sync_all();
    assert!(world.sees(kim, request).is_some());
    world.does(olga, lead(Some(Membership::Member)));
    world.sync_all();
    assert_eq!(world.sees(kim, request), None, "a member above is no member of a part");
    assert_eq!(world.check_agreement(), Ok(()));
}

#[test]
fn two_devices_that_would_make_a_circle_do_not() {
    let (mut world, [olga, ..]) = a_world();
    let elsewhere = world.device("olga");
    world.sync_all();
    world.does(olga, place("legal", Some("sales")));
    world.does(elsewhere, place("sales", Some("legal")));
    world.sync_all();

    let [first, second] = [olga, elsewhere].map(|device| world.attention(device).len());
    assert_eq!(first + second, 1, "one of the two is told why not");
    for device in [olga, elsewhere] {
        let above = |name: &str| match world.sees(device, team(name)) {
            Some(Entity::Team(team)) => team.place.part_of,
            _ => None,
        };
        assert_eq!([above("legal"), above("sales")].iter().flatten().count(), 1);
    }
    assert_eq!(world.check_agreement(), Ok(()));
}

#[test]
fn nothing_is_put_under_a_part_of_its_own_on_the_server_either() {
    let (mut world, [olga, ..]) = a_world();
    world.does(olga, place("legal", Some("sales")));
    world.sync_all();

    let refused = world.decree(Actor::Server, place("sales", Some("legal")));
    assert!(matches!(&refused, Verdict::Rejected { code, .. } if code == "part_of_itself"), "{refused:?}");
    world.sync_all();
    assert_eq!(world.check_agreement(), Ok(()));
}
