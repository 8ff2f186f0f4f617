//! Files that are garbage, damaged, locked, too new, or on a disk that is full.

use std::fs;
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use goodturn_domain::{OperationId, Scope, ServiceRequest};
use goodturn_store::conformance::samples::{id, request, words};
use goodturn_store::{AuthorityStorage, OutboxRecord, ReplicaStorage, StoreError};
use goodturn_store_sqlite::{Database, Layout, SqliteAuthority, SqliteReplica, quarantine, salvage_outbox};
use tempfile::TempDir;

fn folder() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let path = folder.path().join("replica.db");
    (folder, path)
}

fn record(n: u64) -> OutboxRecord {
    let id = OperationId::new(id(u128::from(n)));
    OutboxRecord { n, id, body: format!("\"{}\"", "words ".repeat(100)), touched: Vec::new(), applied_seq: None }
}

/// A file with requests and 200 operations that were never sent.
fn fill(path: &Path) {
    let replica = SqliteReplica::open(path).expect("a new file opens");
    for n in 1..=200 {
        let request = ServiceRequest { details: Some(words(&"details ".repeat(50))), ..request(u128::from(n)) };
        replica
            .write(|tx| {
                tx.put_local(&request.into())?;
                tx.append_outbox(&record(n))
            })
            .expect("a new file takes writes");
    }
}

fn overwrite(path: &Path, from: u64, bytes: &[u8]) {
    let mut file = fs::OpenOptions::new().write(true).open(path).expect("the file is there");
    file.seek(SeekFrom::Start(from)).expect("the file is long enough");
    file.write_all(bytes).expect("the file can be written");
}

#[test]
fn garbage_is_damaged_and_left_as_it_is() {
    let (_folder, path) = folder();
    let garbage = b"<html>Please sign in to the hotel network</html>".repeat(100);
    fs::write(&path, &garbage).expect("the folder can be written");

    let opened = SqliteReplica::open(&path);

    assert!(matches!(opened, Err(StoreError::Damaged(_))), "{opened:?}");
    assert_eq!(fs::read(&path).expect("the file is there"), garbage);
}

#[test]
fn file_of_the_other_kind_is_refused() {
    let (_folder, path) = folder();
    drop(SqliteAuthority::open(&path).expect("a new file opens"));

    assert!(matches!(SqliteReplica::open(&path), Err(StoreError::Damaged(_))));
}

#[test]
fn damage_is_found_at_the_start_and_the_outbox_salvaged() {
    let (_folder, path) = folder();
    fill(&path);
    let leaves = leaf_pages(&path);
    let mut salvaged_least = usize::MAX;
    for page in [leaves[leaves.len() / 4], leaves[leaves.len() / 2], leaves[leaves.len() - 2]] {
        let (_other, copy) = folder_with_copy(&path);
        overwrite(&copy, (page - 1) * 4096, &[0xa5; 4096]);

        let opened = SqliteReplica::open(&copy);

        assert!(matches!(opened, Err(StoreError::Damaged(_))), "page {page}: {opened:?}");
        let aside = quarantine(&copy, "2026-11-22").expect("the file can be moved");
        assert!(!copy.exists() && aside.exists());
        let salvaged = salvage_outbox(&aside, None);
        assert!(salvaged.iter().all(|found| *found == record(found.n)));
        salvaged_least = salvaged_least.min(salvaged.len());
        SqliteReplica::open(&copy).expect("a new file takes its place");
    }
    assert!(salvaged_least >= 150, "{salvaged_least} of 200 operations were salvaged");
}

/// The pages, from 1, that hold rows. Those above them and the schema hide what is below.
fn leaf_pages(path: &Path) -> Vec<u64> {
    let db = rusqlite::Connection::open(path).expect("the file opens");
    let mut list = db
        .prepare("select pageno from dbstat where pagetype = 'leaf' and name <> 'sqlite_schema' order by pageno")
        .expect("this build can tell");
    let pages = list.query_map([], |row| row.get::<_, i64>(0)).expect("the file can be read");
    pages.map(|page| page.expect("a number").unsigned_abs()).collect()
}

fn folder_with_copy(of: &Path) -> (TempDir, PathBuf) {
    let (folder, path) = folder();
    fs::copy(of, &path).expect("there is room for a copy");
    (folder, path)
}

#[test]
fn truncated_file_is_damaged() {
    let (_folder, path) = folder();
    fill(&path);
    let file = fs::OpenOptions::new().write(true).open(&path).expect("the file is there");
    let length = file.metadata().expect("the file is there").len();
    file.set_len(length / 2).expect("the file can be cut");
    drop(file);

    assert!(matches!(SqliteReplica::open(&path), Err(StoreError::Damaged(_))));
}

#[test]
fn nothing_can_be_salvaged_from_garbage() {
    let (_folder, path) = folder();
    fs::write(&path, [7; 9000]).expect("the folder can be written");

    assert_eq!(salvage_outbox(&path, None), []);
    assert_eq!(salvage_outbox(&path.with_file_name("missing.db"), None), []);
}

#[test]
fn second_process_is_told_that_the_file_is_open() {
    let (_folder, path) = folder();
    let _open = SqliteReplica::open(&path).expect("a new file opens");

    let second = SqliteReplica::open(&path);

    assert!(matches!(&second, Err(StoreError::Unavailable(cause)) if cause.to_string().contains("another process")));
}

#[test]
fn missing_folder_is_unavailable() {
    let (_folder, path) = folder();

    assert!(matches!(SqliteReplica::open(&path.join("no/such.db")), Err(StoreError::Unavailable(_))));
}

#[test]
fn killed_process_leaves_what_was_committed() {
    let (_folder, path) = folder();
    fill(&path);
    let replica = SqliteReplica::open(&path).expect("the file opens");
    replica.write(|tx| tx.append_outbox(&record(201))).expect("the file takes writes");
    // What a process that is killed now leaves behind: the file and its log.
    let (_other, copy) = folder();
    for part in ["", "-wal"] {
        let name = |path: &Path| PathBuf::from(format!("{}{part}", path.display()));
        fs::copy(name(&path), name(&copy)).expect("there is room for a copy");
    }

    let reopened = SqliteReplica::open(&copy).expect("the log is read in");

    assert_eq!(reopened.read(|tx| tx.last_n()).expect("it can be read"), 201);
}

#[test]
fn full_disk_rolls_back_and_says_so() {
    let (_folder, path) = folder();
    let replica = SqliteReplica::open(&path).expect("a new file opens");
    replica.write(|tx| tx.append_outbox(&record(1))).expect("there is room");
    let limit = |pages: u32| {
        let limited: Result<(), StoreError> = replica.database().write(|db| {
            let limited = db.pragma_update(None, "max_page_count", pages);
            limited.map_err(goodturn_store_sqlite::from_sqlite)
        });
        limited.expect("the limit can be set");
    };
    limit(60);

    let outcome = (2..1000).try_for_each(|n| replica.write(|tx| tx.append_outbox(&record(n))));

    assert!(matches!(outcome, Err(StoreError::Full(_))), "{outcome:?}");
    let last = replica.read(|tx| tx.last_n()).expect("what was saved can be read");
    let kept = replica.read(|tx| tx.list_outbox(0, 2000)).expect("what was saved can be read");
    assert_eq!((kept.len() as u64, kept.last().map(|it| it.n)), (last, Some(last)));
    limit(10_000);
    replica.write(|tx| tx.append_outbox(&record(last + 1))).expect("there is room again");
}

#[test]
fn read_only_connection_is_unavailable() {
    let (_folder, path) = folder();
    let replica = SqliteReplica::open(&path).expect("a new file opens");
    let on: Result<(), StoreError> = replica
        .database()
        .write(|db| db.pragma_update(None, "query_only", 1).map_err(goodturn_store_sqlite::from_sqlite));
    on.expect("the connection can be made read-only");

    let refused = replica.write(|tx| tx.append_outbox(&record(1)));

    assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
}

#[test]
fn connection_is_replaced_after_a_failed_fsync() {
    use rusqlite::{Error, ffi};
    let (_folder, path) = folder();
    let replica = SqliteReplica::open(&path).expect("a new file opens");
    let failed: Result<(), StoreError> = replica.database().write(|db| {
        db.pragma_update(None, "query_only", 1).map_err(goodturn_store_sqlite::from_sqlite)?;
        let failure = Error::SqliteFailure(ffi::Error::new(ffi::SQLITE_IOERR_FSYNC), None);
        Err(goodturn_store_sqlite::from_sqlite(failure))
    });
    assert!(matches!(failed, Err(StoreError::Unavailable(_))));

    replica.write(|tx| tx.append_outbox(&record(1))).expect("a new connection takes writes");
}

const FIRST: Layout = Layout {
    name: "test",
    application_id: 7,
    migrations: &["create table notes (note text) strict; insert into notes values ('kept')"],
    secure_delete: false,
};
const SECOND: Layout =
    Layout { migrations: &[FIRST.migrations[0], "alter table notes add column at integer"], ..FIRST };
const BROKEN: Layout = Layout {
    migrations: &[FIRST.migrations[0], "alter table notes add column at integer; drop table nothing"],
    ..FIRST
};

fn columns(path: &Path, layout: Layout) -> Result<i64, StoreError> {
    Database::open(path, layout)?.read(|db| {
        let count = db.query_row("select count(*) from pragma_table_info('notes')", [], |row| row.get(0));
        count.map_err(goodturn_store_sqlite::from_sqlite)
    })
}

#[test]
fn upgrade_keeps_a_copy_and_a_newer_file_is_refused_untouched() {
    let (folder, path) = folder();
    assert_eq!(columns(&path, FIRST).expect("a new file opens"), 1);
    assert_eq!(columns(&path, SECOND).expect("it can be upgraded"), 2);
    let upgraded = fs::read(&path).expect("the file is there");

    let older = columns(&path, FIRST);

    assert!(matches!(older, Err(StoreError::NewerSchema { found: 2, known: 1 })), "{older:?}");
    assert_eq!(fs::read(&path).expect("the file is there"), upgraded);
    assert_eq!(columns(&folder.path().join("replica.db.before-2"), FIRST).expect("the copy opens"), 1);
}

#[test]
fn failed_upgrade_never_happened() {
    let (_folder, path) = folder();
    columns(&path, FIRST).expect("a new file opens");

    assert!(columns(&path, BROKEN).is_err());

    assert_eq!(columns(&path, FIRST).expect("the file is as it was"), 1);
}

#[cfg(unix)]
#[test]
fn files_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let (folder, path) = folder();
    let replica = SqliteReplica::open(&path).expect("a new file opens");
    replica.write(|tx| tx.set_cursor(&Scope::Organization, 1)).expect("a new file takes writes");

    for file in fs::read_dir(folder.path()).expect("the folder is there") {
        let file = file.expect("the folder can be listed");
        let mode = file.metadata().expect("the file is there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{}", file.path().display());
    }
}

#[test]
fn reader_sees_the_state_before_a_write_until_it_is_committed() {
    let (_folder, path) = folder();
    let replica = SqliteReplica::open(&path).expect("a new file opens");
    let last_n = || replica.read(|tx| tx.last_n());

    let seen: Result<u64, StoreError> = replica.write(|tx| {
        tx.append_outbox(&record(1))?;
        last_n()
    });

    assert_eq!(seen.expect("readers do not wait for the writer"), 0);
    assert_eq!(last_n().expect("it can be read"), 1);
}

#[test]
fn organization_survives_a_restart() {
    let (_folder, path) = folder();
    let authority = SqliteAuthority::open(&path).expect("a new file opens");
    authority.write(|tx| tx.allot_seq().and_then(|_| tx.set_epoch(id(5)))).expect("it takes writes");
    drop(authority);

    let head = SqliteAuthority::open(&path).expect("it opens again").read(|tx| tx.head()).expect("it can be read");

    assert_eq!((head.seq, head.epoch), (1, id(5)));
}

#[test]
fn file_in_which_damage_was_seen_is_checked_at_the_next_start() {
    let (_folder, path) = folder();
    fill(&path);
    let modified = fs::metadata(&path).and_then(|it| it.modified()).expect("it has a time");
    let leaves = leaf_pages(&path);
    leaves.iter().for_each(|page| overwrite(&path, (page - 1) * 4096, &[0xa5; 4096]));
    // Decay leaves the time as it was: nothing looks wrong from outside.
    let file = fs::OpenOptions::new().write(true).open(&path).expect("the file is there");
    file.set_modified(modified).expect("it can be set");
    drop(file);
    let replica = SqliteReplica::open(&path).expect("it was closed in good order");
    assert!(matches!(replica.read(|tx| tx.list_outbox(0, 10)), Err(StoreError::Damaged(_))));
    drop(replica);

    assert!(matches!(SqliteReplica::open(&path), Err(StoreError::Damaged(_))));
}

#[test]
#[cfg(not(feature = "encryption"))]
fn a_build_that_does_not_encrypt_refuses_a_key_and_changes_nothing() {
    let (_folder, path) = folder();
    drop(SqliteReplica::open(&path).expect("a new file opens"));
    let before = fs::read(&path).expect("it can be read");

    let opened = SqliteReplica::open_with(&path, Some(goodturn_store_sqlite::FileKey::new([7; 32])));

    assert!(matches!(opened, Err(StoreError::Unavailable(_))), "{opened:?}");
    assert_eq!(fs::read(&path).expect("it can be read"), before);
}
