//! Rows that were read before they are stored lie in the file as those that were not.

use std::path::Path;

use goodturn_domain::{DeviceId, EntityKind, Scope};
use goodturn_store::conformance::samples::{entry, id, person_id, request};
use goodturn_store_sqlite::{SqliteReplica, from_sqlite};
use goodturn_sync::{Json, PullAnswer, Replica, Row};
use goodturn_test_support::an_empty_page;
use uuid::Uuid;

type Stored = (String, [u8; 16], String, bool);

fn store(file: &Path, page: &PullAnswer) -> (Vec<Stored>, [i64; 2]) {
    let storage = SqliteReplica::open(file).expect("a new file opens");
    let replica = Replica::new(storage, DeviceId::new(id(7)), person_id(1));
    replica.apply(page).expect("it can be stored");
    let read = replica.storage().database().read(|db| {
        let mut list =
            db.prepare("select kind, id, body, is_understood from entities order by kind, id").map_err(from_sqlite)?;
        let rows = list.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)));
        let rows: Vec<Stored> = rows.and_then(Iterator::collect).map_err(from_sqlite)?;
        let count = |table| db.query_row(&format!("select count(*) from {table}"), [], |row| row.get(0));
        let counts = [count("requests").map_err(from_sqlite)?, count("entries").map_err(from_sqlite)?];
        Ok::<_, goodturn_store::StoreError>((rows, counts))
    });
    read.expect("it can be read")
}

#[test]
fn what_was_read_ahead_is_stored_as_what_was_not() {
    let row = |kind: &str, id: Uuid, body: String| {
        Row::new(kind.to_owned(), id, 3, vec![Scope::Organization], Json::parse(body).expect("it is JSON"))
    };
    let (asked, said) = (goodturn_domain::Entity::from(request(10)), goodturn_domain::Entity::from(entry(20, 10)));
    let rows = vec![
        row(EntityKind::ServiceRequest.name(), asked.key().id, asked.to_json()),
        row(EntityKind::Entry.name(), said.key().id, said.to_json()),
        row("cake", id(30), r#"{"layers":3}"#.to_owned()),
        row(EntityKind::ServiceRequest.name(), id(40), asked.to_json()),
        row(EntityKind::Entry.name(), id(50), "{}".to_owned()),
    ];
    let page = PullAnswer { rows, ..an_empty_page(3) };
    let mut ahead = page.clone();
    ahead.rows.iter_mut().for_each(Row::read_ahead);
    let folder = tempfile::tempdir().expect("there is room for a folder");

    let later = store(&folder.path().join("later.db"), &page);
    let ahead = store(&folder.path().join("ahead.db"), &ahead);

    assert_eq!(ahead, later);
    let understood: Vec<bool> = ahead.0.iter().map(|it| it.3).collect();
    assert_eq!((ahead.0.len(), understood.iter().filter(|it| **it).count(), ahead.1), (5, 2, [1, 1]));
}
