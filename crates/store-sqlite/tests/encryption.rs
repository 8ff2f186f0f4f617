//! Files that are encrypted, in a build that encrypts.

#![cfg(feature = "encryption")]

use std::fs;
use std::path::{Path, PathBuf};

use goodturn_store::conformance::samples::id;
use goodturn_store::{OutboxRecord, ReplicaStorage, StoreError};
use goodturn_store_sqlite::{FileKey, SqliteReplica, salvage_outbox};
use tempfile::TempDir;

const WORDS: &str = "A ladder that nobody else shall read about";

fn folder() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let path = folder.path().join("replica.db");
    (folder, path)
}

fn key() -> FileKey {
    FileKey::new([7; 32])
}

fn sent(n: u64) -> OutboxRecord {
    let id = id(u128::from(n));
    let body = format!(
        r#"{{"id":"{id}","device":"{id}","n":{n},"actor":"{id}","at":1,"schema":1,"payload":{{"type":"x","words":"{WORDS}"}}}}"#
    );
    OutboxRecord { n, id: goodturn_domain::OperationId::new(id), body, touched: Vec::new(), applied_seq: None }
}

fn write(replica: &SqliteReplica, numbers: std::ops::RangeInclusive<u64>) {
    for n in numbers {
        replica.write(|tx| tx.append_outbox(&sent(n))).expect("it takes writes");
    }
}

fn outbox(replica: &SqliteReplica) -> Vec<OutboxRecord> {
    replica.read(|tx| tx.list_outbox(0, 1_000)).expect("it can be read")
}

fn shows_words(file: &Path) -> bool {
    let bytes = fs::read(file).expect("it can be read");
    bytes.windows(WORDS.len()).any(|window| window == WORDS.as_bytes())
}

/// A file that is not encrypted, with its log, as a killed process leaves them.
fn killed_with(operations: u64) -> (TempDir, PathBuf) {
    let (_folder, path) = folder();
    let replica = SqliteReplica::open(&path).expect("it opens");
    write(&replica, 1..=operations);
    let (other, killed) = folder();
    for part in ["", "-wal"] {
        let name = |path: &Path| PathBuf::from(format!("{}{part}", path.display()));
        fs::copy(name(&path), name(&killed)).expect("there is room");
    }
    (other, killed)
}

/// Of a file with hundreds of operations a page that holds some of them: they lie behind the tables.
fn damage_some_operations(path: &Path) {
    let mut bytes = fs::read(path).expect("it can be read");
    let behind = bytes.len() * 3 / 4;
    bytes[behind] ^= 1;
    fs::write(path, bytes).expect("it can be written");
}

#[test]
fn neither_the_file_nor_its_log_shows_a_word() {
    let (_folder, path) = folder();
    let replica = SqliteReplica::open_with(&path, Some(key())).expect("it opens");
    write(&replica, 1..=20);

    assert!(!shows_words(&path.with_file_name("replica.db-wal")));
    drop(replica);
    assert!(!shows_words(&path));
    let again = SqliteReplica::open_with(&path, Some(key())).expect("it opens");
    assert_eq!(outbox(&again), (1..=20).map(sent).collect::<Vec<_>>());
}

#[test]
fn a_file_that_was_not_encrypted_becomes_so_whole() {
    let (_folder, path) = folder();
    write(&SqliteReplica::open(&path).expect("it opens"), 1..=200);
    let old_copy = path.with_file_name("replica.db.before-3");
    fs::copy(&path, &old_copy).expect("there is room");
    assert!(shows_words(&path));

    let replica = SqliteReplica::open_with(&path, Some(key())).expect("it opens");

    assert_eq!(outbox(&replica), (1..=200).map(sent).collect::<Vec<_>>());
    write(&replica, 201..=210);
    drop(replica);
    assert!(!old_copy.exists(), "a copy from before an upgrade shows the same words");
    let left: Vec<_> = fs::read_dir(path.parent().expect("a folder")).expect("it can be read").flatten().collect();
    assert!(left.iter().all(|entry| !shows_words(&entry.path())), "{left:?}");
    assert_eq!(outbox(&SqliteReplica::open_with(&path, Some(key())).expect("it opens")).len(), 210);
}

#[test]
fn a_killed_program_leaves_a_file_that_is_encrypted_with_all_it_had() {
    let (_folder, killed) = killed_with(30);
    // And an earlier attempt that was cut off.
    fs::write(killed.with_file_name("replica.db.encrypting"), [1; 5_000]).expect("there is room");

    let replica = SqliteReplica::open_with(&killed, Some(key())).expect("it opens");

    assert_eq!(outbox(&replica), (1..=30).map(sent).collect::<Vec<_>>());
}

#[test]
fn a_wrong_key_opens_nothing_and_changes_nothing() {
    let (_folder, path) = folder();
    write(&SqliteReplica::open_with(&path, Some(key())).expect("it opens"), 1..=5);
    let before = fs::read(&path).expect("it can be read");

    let wrong = SqliteReplica::open_with(&path, Some(FileKey::new([8; 32])));

    assert!(matches!(wrong, Err(StoreError::Damaged(_))), "{wrong:?}");
    assert!(matches!(SqliteReplica::open(&path), Err(StoreError::Damaged(_))));
    assert_eq!(fs::read(&path).expect("it can be read"), before);
}

#[test]
fn copies_are_encrypted_with_the_same_key() {
    let (_folder, path) = folder();
    let replica = SqliteReplica::open_with(&path, Some(key())).expect("it opens");
    write(&replica, 1..=20);
    let copy = path.with_file_name("copy.db");

    replica.database().back_up(&copy).expect("it is backed up");
    replica.database().rewrite();

    assert!(!shows_words(&copy));
    assert_eq!(outbox(&SqliteReplica::open_with(&copy, Some(key())).expect("it opens")).len(), 20);
    assert_eq!(outbox(&replica).len(), 20);
}

#[test]
fn what_a_damaged_page_does_not_hold_is_salvaged() {
    let (_folder, path) = folder();
    write(&SqliteReplica::open_with(&path, Some(key())).expect("it opens"), 1..=400);
    damage_some_operations(&path);
    fs::write(path.with_file_name("replica.db.lock"), "open\n").expect("it can be written");

    assert!(matches!(SqliteReplica::open_with(&path, Some(key())), Err(StoreError::Damaged(_))));
    let salvaged = salvage_outbox(&path, Some(&key()));
    assert!(salvaged.len() > 300, "{} of 400", salvaged.len());
    assert!(salvaged.iter().all(|it| *it == sent(it.n)));
}

#[test]
fn a_damaged_page_keeps_nobody_from_reading_the_others() {
    let (_folder, path) = folder();
    write(&SqliteReplica::open_with(&path, Some(key())).expect("it opens"), 1..=400);
    let modified = fs::metadata(&path).and_then(|it| it.modified()).expect("it has a time");
    damage_some_operations(&path);
    let file = fs::OpenOptions::new().write(true).open(&path).expect("the file is there");
    file.set_modified(modified).expect("it can be set");
    let replica = SqliteReplica::open_with(&path, Some(key())).expect("it was closed in good order");

    for _ in 0..3 {
        let all = replica.read(|tx| tx.list_outbox(0, 1_000));
        assert!(matches!(all, Err(StoreError::Damaged(_))), "{all:?}");
        replica.list_people().expect("what lies elsewhere is whole");
    }
}

#[test]
fn a_damaged_file_that_was_to_be_encrypted_stays_as_it_is_with_its_log() {
    let (_other, killed) = killed_with(30);
    let (log, wrong) = (killed.with_file_name("replica.db-wal"), rusqlite::Connection::open(&killed));
    // Something else has written into it, and was killed as well.
    let wrong = wrong.expect("it opens");
    wrong.execute_batch("pragma wal_autocheckpoint = 0; pragma application_id = 7").expect("it takes writes");
    let before = [fs::read(&killed).expect("it is there"), fs::read(&log).expect("it is there")];
    let (_third, left) = folder();
    fs::write(&left, &before[0]).expect("there is room");
    fs::write(left.with_file_name("replica.db-wal"), &before[1]).expect("there is room");

    let opened = SqliteReplica::open_with(&left, Some(key()));

    assert!(matches!(opened, Err(StoreError::Damaged(_))), "{opened:?}");
    let after = [fs::read(&left), fs::read(left.with_file_name("replica.db-wal"))];
    assert_eq!(after.map(|it| it.expect("it is there")), before);
}
