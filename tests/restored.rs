//! A server that comes back from a backup: what it lost, the devices still hold.

use chrono::TimeDelta;
use goodturn_domain::{Event, Intent, ServiceRequestId, StageName};
use goodturn_test_support::{Device, DiskWorld, a_request, who};

use crate::intents::{acknowledge, ask, deliver, in_days, say};

fn world_of<const N: usize>(names: [&str; N]) -> (DiskWorld, [Device; N]) {
    let mut world = DiskWorld::founded();
    let devices = names.map(|name| world.device(name));
    world.sync_all();
    world.back_up();
    world.sync_all();
    (world, devices)
}

/// A request that was asked and promised after the backup, on a server that is restored then.
fn promised_and_lost(world: &mut DiskWorld, anna: Device, sam: Device) -> ServiceRequestId {
    let request = ask(world, anna, a_request());
    world.sync_all();
    world.does(sam, acknowledge(request, in_days(3)));
    world.sync_all();
    world.restore();
    request
}

#[test]
fn what_was_done_since_the_backup_comes_back_from_the_devices() {
    let (mut world, [anna, sam]) = world_of(["anna", "sam"]);
    let request = ask(&mut world, anna, a_request());
    world.sync_all();
    world.does(sam, acknowledge(request, in_days(3)));
    say(&mut world, anna, request, "It is for the open house");
    world.sync_all();
    world.does(sam, deliver(request));
    world.sync_all();
    world.does(anna, Intent::Confirm { request, rating: None, words: None });
    world.sync_all();
    let before = world.request(anna, request);

    world.restore();
    world.sync_all();
    world.sync_all();

    for device in [anna, sam] {
        assert_eq!(world.request(device, request).map(|it| it.stage.name()), Some(StageName::Closed));
        assert_eq!(world.request(device, request).map(|it| it.stage), before.clone().map(|it| it.stage));
        assert_eq!((world.count_unsent(device), world.attention(device)), (0, Vec::new()));
    }
    let said = world.timeline(anna, request);
    let words = said.iter().filter(|it| matches!(&it.event, Event::Said { .. })).count();
    assert_eq!(words, 1, "it is there once: {said:?}");
    assert_eq!(world.check_agreement(), Ok(()));
}

#[test]
fn what_builds_on_another_devices_work_waits_for_it() {
    let (mut world, [anna, sam]) = world_of(["anna", "sam"]);
    let request = promised_and_lost(&mut world, anna, sam);

    world.sync(sam);
    assert_eq!(world.count_unsent(sam), 1, "the request that was promised is not there yet");
    assert_eq!(world.attention(sam), []);

    world.sync(anna);
    world.sync(sam);
    world.sync(anna);

    assert_eq!(world.count_unsent(sam), 0);
    let promised = world.request(anna, request).expect("it is back");
    assert_eq!(promised.stage.name(), StageName::Acknowledged);
    assert_eq!(world.check_agreement(), Ok(()));
}

#[test]
fn what_still_has_nothing_to_build_on_after_a_day_is_brought_to_its_person() {
    let (mut world, [anna, sam]) = world_of(["anna", "sam"]);
    let request = promised_and_lost(&mut world, anna, sam);
    world.sync(sam);

    world.wait(TimeDelta::hours(25));
    world.sync(sam);

    let refused = world.attention(sam);
    assert_eq!(refused.iter().map(|it| it.code.as_str()).collect::<Vec<_>>(), ["not_found"]);
    assert_eq!(world.count_unsent(sam), 0);
    world.sync_all();
    assert!(world.request(sam, request).is_some(), "anna's device brings the request back, if late");
    assert_eq!(world.check_agreement(), Ok(()));
}

#[test]
fn what_a_backup_holds_is_not_offered_again() {
    let (mut world, [anna, sam]) = world_of(["anna", "sam"]);
    let held = ask(&mut world, anna, a_request().to(who("sam")));
    world.sync_all();
    world.back_up();
    world.sync_all();

    world.restore();
    let push = world.replica(anna).next_push().expect("the storage works");
    assert_eq!(push, None, "nothing waits before the device has heard of it");
    world.sync(anna);

    assert_eq!(world.request(anna, held).map(|it| it.stage.name()), Some(StageName::Asked));
    world.sync(sam);
    assert_eq!(world.check_agreement(), Ok(()));
}

#[test]
fn a_server_can_be_restored_twice_to_the_same_point() {
    let (mut world, [anna, sam]) = world_of(["anna", "sam"]);
    let request = ask(&mut world, anna, a_request());
    world.sync_all();
    world.restore();
    world.sync_all();
    world.does(sam, acknowledge(request, in_days(3)));
    world.sync_all();

    world.restore();
    world.sync_all();
    world.sync_all();

    let stages = [anna, sam].map(|device| world.request(device, request).map(|it| it.stage.name()));
    assert_eq!(stages, [Some(StageName::Acknowledged); 2]);
    assert_eq!([anna, sam].map(|device| world.count_unsent(device)), [0, 0]);
    assert_eq!(world.check_agreement(), Ok(()));
}

#[test]
fn what_was_never_sent_goes_to_the_restored_server_too() {
    let (mut world, [anna, sam]) = world_of(["anna", "sam"]);
    let sent = ask(&mut world, anna, a_request());
    world.sync_all();
    let unsent = ask(&mut world, anna, a_request().titled("Written on the train"));

    world.restore();
    world.sync_all();
    world.sync_all();

    for request in [sent, unsent] {
        assert!(world.request(sam, request).is_some());
    }
    assert_eq!(world.attention(anna), []);
    assert_eq!(world.check_agreement(), Ok(()));
}
