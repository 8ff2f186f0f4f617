//! Requests by their labels.

use std::collections::BTreeSet;

use goodturn_domain::finding::{Question, Surroundings};
use goodturn_domain::{Entity, EntityKey, Label, Scope, ServiceRequest, WorkingCalendar};
use goodturn_store::conformance::samples::{at, entry, id, person_id, request, title};
use goodturn_store::{ReplicaStorage, StoreError};
use goodturn_store_sqlite::{Database, Layout, RequestList, RequestQuery, SqliteReplica, from_sqlite};
use tempfile::TempDir;

fn labelled(number: u128, labels: &[&str]) -> ServiceRequest {
    let labels = labels.iter().map(|it| Label::new(it).expect("labels are short")).collect();
    ServiceRequest {
        title: title(&format!("Request {number}")),
        labels,
        asked_at: at(number as i64),
        ..request(number)
    }
}

fn device() -> (SqliteReplica, TempDir) {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    (SqliteReplica::open(&folder.path().join("replica.db")).expect("a new file opens"), folder)
}

fn put(replica: &SqliteReplica, entities: impl IntoIterator<Item = Entity>) {
    replica
        .write(|tx| {
            entities.into_iter().try_for_each(|entity| {
                let key = entity.key();
                tx.put_row(key.kind.name(), key.id, 1, &entity.to_json(), &[Scope::Person(person_id(1))])
            })
        })
        .map_err(|cause: StoreError| cause)
        .expect("rows can be stored");
}

fn found(replica: &SqliteReplica, text: &str) -> Vec<u128> {
    let calendar = WorkingCalendar::weekdays(chrono_tz::UTC);
    let (filter, words, _) = Question::parse(text).resolve(&Surroundings {
        calendar: &calendar,
        people: &|_| BTreeSet::new(),
        teams: &|_| BTreeSet::new(),
        when: &|_| None,
    });
    let query = RequestQuery {
        list: RequestList::Everyone,
        me: person_id(9),
        include_ended: true,
        text: Some(words),
        filter,
        now: at(0),
        offset: 0,
        limit: 50,
    };
    let listing = replica.list_requests(&query).expect("lists can be read");
    assert_eq!(listing.total as usize, listing.rows.len());
    listing.rows.iter().map(|row| row.request.id.uuid().as_u128()).collect()
}

fn uses(replica: &SqliteReplica, text: &str) -> Vec<(String, u32)> {
    let uses = replica.list_labels(text, 9).expect("labels can be read");
    uses.into_iter().map(|it| (it.label, it.requests)).collect()
}

#[test]
fn a_list_is_narrowed_to_what_has_a_label() {
    let (replica, _folder) = device();
    let requests = [
        labelled(10, &["Deed"]),
        labelled(11, &["deed", "Office move"]),
        labelled(12, &["Office move"]),
        labelled(13, &[]),
    ];
    put(&replica, requests.map(Entity::from));
    put(&replica, [entry(30, 10).into()]);

    assert_eq!(found(&replica, "label:DEED"), [11, 10], "the newest first");
    assert_eq!(found(&replica, "label:\"office move\" label:deed"), [11]);
    assert_eq!(found(&replica, "label:\"office m"), [12, 11], "it is still being typed");
    assert_eq!(found(&replica, "label:deed 10"), [10], "and by its words");
    assert_eq!(found(&replica, "office move"), [12, 11], "a label is found by its words");
    assert_eq!(found(&replica, "label:nothing"), [0; 0]);
    assert_eq!(found(&replica, "label:"), [13, 12, 11, 10], "no label is typed yet");
}

#[test]
fn labels_are_offered_by_how_many_requests_have_them() {
    let (replica, _folder) = device();
    put(
        &replica,
        [labelled(10, &["Deed"]), labelled(11, &["deed", "Übergabe"]), labelled(12, &["Tax"])].map(Entity::from),
    );
    assert_eq!(uses(&replica, ""), [("Deed".into(), 2), ("Tax".into(), 1), ("Übergabe".into(), 1)]);
    assert_eq!(uses(&replica, "ÜBER"), [("Übergabe".into(), 1)]);

    put(&replica, [labelled(11, &["Tax"]), labelled(10, &[])].map(Entity::from));
    assert_eq!(uses(&replica, ""), [("Tax".into(), 2)]);

    let gone = |number| EntityKey::from(goodturn_domain::ServiceRequestId::new(id(number)));
    let lost: Result<(), StoreError> =
        replica.write(|tx| tx.remove_from_scope("service_request", gone(12).id, &Scope::Person(person_id(1))));
    lost.expect("it is there");
    assert_eq!(uses(&replica, ""), [("Tax".into(), 1)]);
}

#[test]
fn labels_that_an_older_version_has_kept_are_found_after_the_upgrade() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let file = folder.path().join("replica.db");
    let layout = *SqliteReplica::layout();
    let database =
        Database::open(&file, Layout { migrations: &layout.migrations[..7], ..layout }).expect("a new file opens");
    let filled: Result<(), StoreError> = database.write(|db| {
        let body = Entity::from(labelled(10, &["Deed", "Tax"])).to_json();
        db.execute_batch(&format!(
            "insert into entities (entity_id, kind, id, body, is_changed, is_understood)
                 values (7, 'service_request', x'{}', '{body}', 0, 1);
             insert into requests values (7, zeroblob(16), null, null, 'asked', 0, 0, 0, 0, 0, 0, 0, null, null);",
            id(10).simple(),
        ))
        .map_err(from_sqlite)
    });
    filled.expect("there is room");
    drop(database);

    let replica = SqliteReplica::open(&file).expect("it is upgraded");

    assert_eq!(found(&replica, "label:deed"), [10]);
    put(&replica, [labelled(10, &["deed"]).into()]);
    assert_eq!(uses(&replica, ""), [("deed".into(), 1)], "Tax has gone with it");
}
