//! What the organization no longer keeps goes, from the archive as well.

use chrono::TimeDelta;
use goodturn_domain::{EntityKind, FollowUpId, Intent, ServiceRequestId};
use goodturn_store::AuthorityStorage;
use goodturn_test_support::{Device, DiskWorld, a_request, who};

use crate::intents::{ask, in_days, say};

/// How long requests stay on devices after their end, as the server has it.
const STAYS_DAYS: i64 = 90;

/// A request of Anna's that Sam said something about, that she has a reminder on, and that she took back.
fn ended(world: &mut DiskWorld, [anna, sam]: [Device; 2], title: &str) -> ServiceRequestId {
    let request = ask(world, anna, a_request().titled(title));
    world.sync_all();
    say(world, sam, request, "The notary has the lease");
    let follow_up = FollowUpId::new(world.fresh());
    let remind =
        Intent::Remind { follow_up, request: Some(request), words: None, due: in_days(400), if_no_reply: false };
    world.does(anna, remind);
    world.does(anna, Intent::Withdraw { request, reason: None });
    world.sync_all();
    request
}

fn pass(world: &mut DiskWorld, days: i64) {
    world.wait(TimeDelta::days(days));
    let before = world.now().plus(-TimeDelta::days(STAYS_DAYS));
    world.authority().archive_ended(before, 10).expect("it can be written");
    world.authority().apply_retention(world.now()).expect("it can be written");
    world.sync_all();
}

fn found(world: &DiskWorld) -> Vec<ServiceRequestId> {
    let rows = world.authority().search_archive(who("anna"), "lease", 10).expect("it can be read");
    rows.iter().map(|row| ServiceRequestId::new(row.id)).collect()
}

fn count(world: &DiskWorld, kind: EntityKind) -> usize {
    world.authority().storage().read(|tx| tx.list_entities(kind, None, 99)).expect("it can be read").len()
}

#[test]
fn an_archived_request_is_kept_as_long_as_others_and_goes_with_all_that_was_said() {
    let mut world = DiskWorld::founded();
    let [olga, anna, sam] = ["olga", "anna", "sam"].map(|name| world.device(name));
    world.sync_all();
    let keep = Intent::ChangeRetention {
        requests_days: Some(120),
        follow_ups_days: None,
        thanks_days: None,
        audit_days: None,
    };
    world.does(olga, keep);
    let old = ended(&mut world, [anna, sam], "The old lease");
    world.wait(TimeDelta::days(20));
    let newer = ended(&mut world, [anna, sam], "The newer lease");

    pass(&mut world, 99);
    assert_eq!(found(&world), [newer, old], "119 and 99 days after their end both are in the archive");
    assert_eq!((world.request(anna, old), world.request(sam, newer)), (None, None), "and on no device");
    let opened = world.authority().open_archived(who("sam"), old).expect("it can be read");
    assert!(opened.is_some_and(|rows| rows.len() > 1), "with what was said");
    let before = (count(&world, EntityKind::ServiceRequest), count(&world, EntityKind::FollowUp));

    pass(&mut world, 2);
    assert_eq!(found(&world), [newer], "the one that is kept no longer is found by its words no more");
    assert_eq!(world.authority().open_archived(who("sam"), old).expect("it can be read"), None);
    let after = (count(&world, EntityKind::ServiceRequest), count(&world, EntityKind::FollowUp));
    assert_eq!(after, (before.0 - 1, before.1 - 1), "the reminder on it goes, too");
    let entries = world.authority().storage().read(|tx| tx.list_entries(old)).expect("it can be read");
    assert_eq!(entries, []);

    pass(&mut world, 30);
    assert_eq!(found(&world), []);
    for device in [olga, anna, sam] {
        assert_eq!((world.count_unsent(device), world.attention(device)), (0, Vec::new()));
    }
}

#[test]
fn without_a_settled_time_the_archive_keeps_everything() {
    let mut world = DiskWorld::founded();
    let devices = ["anna", "sam"].map(|name| world.device(name));
    world.sync_all();
    let request = ended(&mut world, devices, "The old lease");

    pass(&mut world, 390);

    assert_eq!(found(&world), [request]);
    assert_eq!(world.check_agreement(), Ok(()));
}
