//! Files of before are searched as well.

use goodturn_domain::{Entity, ServiceRequest};
use goodturn_store::StoreError;
use goodturn_store::conformance::samples::{entry, request, title};
use goodturn_store_sqlite::{SqliteReplica, from_sqlite};

use crate::found;

#[test]
fn words_of_an_older_file_are_found_after_the_upgrade() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let file = folder.path().join("replica.db");
    let layout = *SqliteReplica::layout();
    let older = goodturn_store_sqlite::Layout { migrations: &layout.migrations[..4], ..layout };
    let database = goodturn_store_sqlite::Database::open(&file, older).expect("a new file opens");
    let filled: Result<(), StoreError> = database.write(|db| {
        let (title, number) = (title("Riparian grant"), Some(title("HR-1")));
        let body = Entity::from(ServiceRequest { title, number, ..request(1000) }).to_json();
        db.execute_batch(&format!(
            "insert into entities (entity_id, kind, id, body, is_changed, is_understood)
                 values (7, 'service_request', x'{}', '{}', 0, 1);
             insert into requests values (7, x'01', null, null, 'asked', 0, 0, 0, 0, 0, 0, 0, null, null);
             insert into search (rowid, title, words) values (7, 'Riparian grant', 'HR-1'||char(10)||'For the deed')",
            request(1000).id.uuid().simple(),
            body.replace('\'', "''"),
        ))
        .map_err(from_sqlite)
    });
    filled.expect("there is room");
    drop(database);

    let replica = SqliteReplica::open(&file).expect("it is upgraded");

    for text in ["ripa", "grant", "riparian gr", "hr-1", "for the deed"] {
        assert_eq!(found(&replica, text), [0], "{text}");
    }
}

/// A request and a line as they were stored before: each column has values of its own, and some of those
/// that may have none have none.
fn insert_older(db: &rusqlite::Connection, number: i64) -> rusqlite::Result<()> {
    use rusqlite::params;
    let (request_row, entry_row) = (number * 2 + 1, number * 2 + 2);
    let asked = ServiceRequest { title: title("Riparian"), ..request(1000 + number as u128) };
    let (request_id, entry_id) = (asked.id.uuid(), entry(5000 + number as u128, 1).id.uuid());
    let entity =
        "insert into entities (entity_id, kind, id, body, is_changed, is_understood) values (?1, ?2, ?3, ?4, 0, 1)";
    db.execute(entity, params![request_row, "service_request", request_id.as_bytes(), Entity::from(asked).to_json()])?;
    db.execute(entity, params![entry_row, "entry", entry_id.as_bytes(), "{}"])?;
    let bytes = |is_there: bool, length: usize| is_there.then(|| vec![number as u8; length]);
    let kept = (number % 5 == 0).then_some(number + 500);
    db.execute(
        "insert into requests (entity_id, requester, holder, asked_team, stage, is_ended, awaits_requester,
         awaits_holder, promise_order, needed_order, asked_at, changed_at, kept_at, confirmed_at)
         values (?1, ?2, ?3, ?4, 'asked', ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        params![
            request_row,
            vec![9_u8; 16],
            bytes(number % 3 > 0, 16),
            bytes(number % 3 == 0, 16),
            number % 2,
            number % 7 == 0,
            number % 11 == 0,
            number + 100,
            number + 200,
            number + 300,
            number + 400,
            kept,
            kept.map(|it| it + 100),
        ],
    )?;
    db.execute(
        "insert into entries (entity_id, request_id, author, at, first_seq, file_hash) values (?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            entry_row,
            request_id.as_bytes(),
            bytes(number % 6 > 0, 16),
            number,
            number + 1,
            bytes(number % 4 == 0, 32)
        ],
    )?;
    Ok(())
}

#[test]
fn rows_of_an_older_file_are_the_same_after_the_upgrade() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let file = folder.path().join("replica.db");
    let layout = *SqliteReplica::layout();
    let older = goodturn_store_sqlite::Layout { migrations: &layout.migrations[..6], ..layout };
    let database = goodturn_store_sqlite::Database::open(&file, older).expect("a new file opens");
    let filled: Result<(), StoreError> =
        database.write(|db| (0..50).try_for_each(|number| insert_older(db, number).map_err(from_sqlite)));
    filled.expect("there is room");
    let rows = |database: &goodturn_store_sqlite::Database| {
        let read: Result<Vec<String>, StoreError> = database.read(|db| {
            let sql = "select json_array(entity_id, hex(requester), hex(holder), hex(asked_team), stage, is_ended,
                     awaits_requester, awaits_holder, promise_order, needed_order, asked_at, changed_at, kept_at,
                     confirmed_at) from requests
                 union all select json_array(entity_id, hex(request_id), hex(author), at, first_seq, hex(file_hash))
                     from entries order by 1";
            let mut list = db.prepare(sql).map_err(from_sqlite)?;
            let rows = list.query_map([], |row| row.get(0)).map_err(from_sqlite)?;
            rows.collect::<Result<_, _>>().map_err(from_sqlite)
        });
        read.expect("it can be read")
    };
    let before = rows(&database);
    drop(database);

    let replica = SqliteReplica::open(&file).expect("it is upgraded");

    assert_eq!(before.len(), 100);
    assert_eq!(rows(replica.database()), before);
}
