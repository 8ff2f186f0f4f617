//! What a device tells of: neither what is history nor what somebody has just looked at.

use std::collections::BTreeMap;

use goodturn_client::{Followed, notices_of};
use goodturn_domain::{DeviceId, Entity, EntityKind, Scope};
use goodturn_store::conformance::samples::{at, entry, id, person_id, request};
use goodturn_store::{ReplicaStorage, StoreError};
use goodturn_store_sqlite::SqliteReplica;
use goodturn_sync::protocol::Seen;
use goodturn_sync::{PullAnswer, PullRequest, Row};
use goodturn_test_support::an_empty_page;

/// The texts of the notices of a page that has a line of yesterday and one of today, once `before` has
/// happened on the device.
fn notices_after(before: impl FnOnce(&SqliteReplica)) -> Vec<String> {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let replica = SqliteReplica::open(&folder.path().join("replica.db")).expect("a new file opens");
    let me = person_id(1);
    let (old, new) = (entry(5_001, 1), entry(5_009, 2));
    let stored: Result<(), StoreError> = replica.write(|tx| {
        let entities = [request(1).into(), request(2).into(), old.clone().into(), new.clone().into()];
        entities.iter().try_for_each(|it: &Entity| tx.put_local(it))
    });
    stored.expect("there is room");
    before(&replica);
    let seen = Seen { epoch: id(5), head: 90, chain: id(6) };
    let cursors = BTreeMap::from([(Scope::Person(me), 60)]);
    let asked = PullRequest {
        device: DeviceId::new(id(7)),
        cursors: cursors.into_iter().collect(),
        seen: Some(seen),
        limit: 9,
    };
    let row = |entity: Entity| {
        let body = serde_json::from_str(&entity.to_json()).expect("it is JSON");
        Row::new(EntityKind::Entry.name().into(), entity.key().id, 80, vec![Scope::Person(me)], body)
    };
    let page = an_empty_page(seen.head);
    let answer = PullAnswer { seen, rows: vec![row(old.into()), row(new.into())], server_time: at(6_000), ..page };

    let mut followed = Followed::before(&asked);
    let notices = notices_of(&replica, me, &mut followed, (&asked, &answer), at(6_000)).expect("it can be read");

    notices.into_iter().map(|it| it.body).collect()
}

#[test]
fn history_stays_history_when_the_first_fill_goes_on_after_a_stop() {
    // As the first page of a new device does.
    let bodies = notices_after(|replica| replica.mark_all_read(at(5_005)).expect("it can be kept"));

    assert_eq!(bodies, ["Request 2: Message 5009"]);
}

#[test]
fn what_somebody_looks_at_is_not_told() {
    let looked_at = request(2).id;

    let bodies = notices_after(|replica| {
        assert!(replica.mark_read(person_id(1), looked_at, at(5_010)).expect("it can be kept"));
    });

    assert_eq!(bodies, ["Request 1: Message 5001"]);
}
