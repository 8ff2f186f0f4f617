//! Links between requests, from the other side.

use goodturn_domain::{Entity, LinkKind, Scope, ServiceRequest, ServiceRequestId};
use goodturn_store::conformance::samples::{id, person_id, request};
use goodturn_store::{ReplicaStorage, StoreError};
use goodturn_store_sqlite::{Database, Layout, SqliteReplica, from_sqlite};

fn linked(number: u128, to: &[u128]) -> ServiceRequest {
    let links = to.iter().map(|to| (ServiceRequestId::new(id(*to)), LinkKind::PartOf)).collect();
    ServiceRequest { links, ..request(number) }
}

fn put(replica: &SqliteReplica, request: ServiceRequest) {
    let stored: Result<(), StoreError> = replica.write(|tx| {
        let (key, body) = (request.id.uuid(), Entity::from(request).to_json());
        tx.put_row("service_request", key, 1, &body, &[Scope::Person(person_id(1))])
    });
    stored.expect("a row can be stored");
}

fn linking_to(replica: &SqliteReplica, number: u128) -> Vec<u128> {
    let rows = replica.list_linking_to(ServiceRequestId::new(id(number))).expect("links can be read");
    rows.iter().map(|row| row.request.id.uuid().as_u128()).collect()
}

#[test]
fn a_request_is_found_by_what_it_links_to() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let replica = SqliteReplica::open(&folder.path().join("replica.db")).expect("a new file opens");
    put(&replica, linked(11, &[10, 77]));
    put(&replica, linked(12, &[10]));
    assert_eq!(linking_to(&replica, 10), [12, 11], "whether that one is here or not");

    put(&replica, linked(11, &[77]));
    let lost: Result<(), StoreError> =
        replica.write(|tx| tx.remove_from_scope("service_request", id(12), &Scope::Person(person_id(1))));
    lost.expect("it was there");

    assert_eq!(linking_to(&replica, 10), [0; 0]);
    assert_eq!(linking_to(&replica, 77), [11]);
}

#[test]
fn links_that_an_older_version_has_kept_are_found_after_the_upgrade() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let file = folder.path().join("replica.db");
    let layout = *SqliteReplica::layout();
    let older = Layout { migrations: &layout.migrations[..7], ..layout };
    let database = Database::open(&file, older).expect("a new file opens");
    let filled: Result<(), StoreError> = database.write(|db| {
        let body = Entity::from(linked(11, &[10])).to_json();
        db.execute_batch(&format!(
            "insert into entities (entity_id, kind, id, body, is_changed, is_understood)
                 values (7, 'service_request', x'{}', '{body}', 0, 1);
             insert into requests values (7, zeroblob(16), null, null, 'asked', 0, 0, 0, 0, 0, 0, 0, null, null);",
            id(11).simple(),
        ))
        .map_err(from_sqlite)
    });
    filled.expect("there is room");
    drop(database);

    let replica = SqliteReplica::open(&file).expect("it is upgraded");

    assert_eq!(linking_to(&replica, 10), [11]);
    put(&replica, linked(11, &[]));
    assert_eq!(linking_to(&replica, 10), [0; 0]);
}
