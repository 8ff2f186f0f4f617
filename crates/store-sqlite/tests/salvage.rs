//! What is salvaged of an outbox whose file or log is damaged.

use std::fs;
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use goodturn_domain::OperationId;
use goodturn_store::conformance::samples::id;
use goodturn_store::{OutboxRecord, ReplicaStorage, StoreError};
use goodturn_store_sqlite::{SqliteReplica, salvage_outbox};
use proptest::prelude::*;
use tempfile::TempDir;

fn folder() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let path = folder.path().join("replica.db");
    (folder, path)
}

fn overwrite(path: &Path, from: u64, bytes: &[u8]) {
    let mut file = fs::OpenOptions::new().write(true).open(path).expect("the file is there");
    file.seek(SeekFrom::Start(from)).expect("the file is long enough");
    file.write_all(bytes).expect("the file can be written");
}

/// An operation as devices send them.
fn sent(n: u64) -> OutboxRecord {
    let (id, by) = (id(u128::from(n)), id(7));
    let body = format!(
        r#"{{"id":"{id}","device":"{by}","n":{n},"actor":"{by}","at":1,"schema":1,"payload":{{"type":"say","words":"{}"}}}}"#,
        "A long ladder. ".repeat(20)
    );
    OutboxRecord { n, id: OperationId::new(id), body, touched: Vec::new(), applied_seq: None }
}

/// A file with operations that were never sent and its log, as a killed process leaves them.
fn killed_with(operations: u64) -> (TempDir, PathBuf) {
    let (_folder, path) = folder();
    let replica = SqliteReplica::open(&path).expect("a new file opens");
    for n in 1..=operations {
        replica.write(|tx| tx.append_outbox(&sent(n))).expect("a new file takes writes");
    }
    let (other, copy) = folder();
    for part in ["", "-wal"] {
        let name = |path: &Path| PathBuf::from(format!("{}{part}", path.display()));
        fs::copy(name(&path), name(&copy)).expect("there is room for a copy");
    }
    (other, copy)
}

#[test]
fn outbox_is_salvaged_from_a_file_whose_schema_is_gone() {
    let (_folder, path) = killed_with(50);
    drop(SqliteReplica::open(&path).expect("the log is read in"));
    overwrite(&path, 0, &[0; 4096]);

    assert!(matches!(SqliteReplica::open(&path), Err(StoreError::Damaged(_))));

    let salvaged = salvage_outbox(&path, None);
    assert_eq!(salvaged, (1..=50).map(sent).collect::<Vec<_>>());
}

#[test]
fn damage_in_the_middle_of_a_log_is_noticed_and_loses_one_commit_at_most() {
    let (_folder, path) = killed_with(50);
    let log = PathBuf::from(format!("{}-wal", path.display()));
    let length = fs::metadata(&log).expect("there is a log").len();
    overwrite(&log, length / 2, &[0x5a; 2000]);
    let damaged = fs::read(&log).expect("there is a log");

    let opened = SqliteReplica::open(&path);

    assert!(matches!(opened, Err(StoreError::Damaged(_))), "{opened:?}");
    assert_eq!(fs::read(&log).expect("it is still there"), damaged, "what is damaged stays as it is");
    let salvaged = salvage_outbox(&path, None);
    assert!(salvaged.len() >= 49, "{} of 50 operations were salvaged", salvaged.len());
}

#[test]
fn log_without_its_file_is_damage_and_its_operations_are_salvaged() {
    for is_gone in [true, false] {
        let (_folder, path) = killed_with(20);
        // The beginning of the log is that of the file: a checkpoint has not come yet.
        if is_gone { fs::remove_file(&path) } else { fs::write(&path, []) }.expect("it can be removed");

        assert!(matches!(SqliteReplica::open(&path), Err(StoreError::Damaged(_))));

        assert_eq!(salvage_outbox(&path, None), (1..=20).map(sent).collect::<Vec<_>>());
    }
}

#[test]
fn header_in_which_a_byte_fell_over_is_damage_and_no_newer_file() {
    for (at, byte) in [(18, 0x77), (19, 9), (44, 1), (56, 0x40)] {
        let (_folder, path) = killed_with(10);
        drop(SqliteReplica::open(&path).expect("the log is read in"));
        overwrite(&path, at, &[byte]);

        let opened = SqliteReplica::open(&path);

        assert!(matches!(opened, Err(StoreError::Damaged(_))), "byte {at}: {opened:?}");
        assert_eq!(salvage_outbox(&path, None).len(), 10, "byte {at}");
    }
}

fn log_of(path: &Path) -> PathBuf {
    PathBuf::from(format!("{}-wal", path.display()))
}

/// The operations of which these bytes hold at least two whole copies, as they were written.
fn standing_twice(bytes: &[u8], operations: u64) -> Vec<OutboxRecord> {
    let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
    (1..=operations).map(sent).filter(|it| text.matches(&it.body).count() > 1).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn whatever_bytes_of_a_log_fall_over_what_stands_twice_is_salvaged_as_it_was(
        flips in proptest::collection::vec((any::<prop::sample::Index>(), 1..=255_u8), 1..400),
    ) {
        let (_folder, path) = killed_with(12);
        let mut log = fs::read(log_of(&path)).expect("there is a log");
        for (at, with) in &flips {
            let at = at.index(log.len());
            log[at] ^= with;
        }
        fs::write(log_of(&path), &log).expect("it can be written");

        let salvaged = salvage_outbox(&path, None);

        for stood in standing_twice(&log, 12) {
            prop_assert!(salvaged.contains(&stood), "{stood:?}");
        }
    }
}

#[test]
fn a_letter_that_fell_over_in_a_name_of_the_schema_is_damage() {
    let (_folder, path) = killed_with(50);
    drop(SqliteReplica::open(&path).expect("the log is read in"));
    let table = position(&path, b"CREATE TABLE outbox");
    let column = table + position_in(&fs::read(&path).expect("the file is there")[table..], b"body");
    for (at, letter) in [(column, b'c'), (table + 13, b'p')] {
        let (_other, copy) = folder();
        fs::copy(&path, &copy).expect("there is room for a copy");
        drop(SqliteReplica::open(&copy).expect("it is closed in good order"));
        let modified = fs::metadata(&copy).and_then(|it| it.modified()).expect("it has a time");
        overwrite(&copy, at as u64, &[letter]);
        // Decay leaves the time as it was: nothing looks wrong from outside.
        let file = fs::OpenOptions::new().write(true).open(&copy).expect("the file is there");
        file.set_modified(modified).expect("it can be set");
        drop(file);

        // SQLite itself finds an index without its table; a column it misses when it is asked for.
        if let Ok(replica) = SqliteReplica::open(&copy) {
            assert_eq!(at, column);
            let read = replica.read(|tx| tx.list_outbox(0, 10));
            assert!(matches!(read, Err(StoreError::Damaged(_))), "{read:?}");
        }
        let opened = SqliteReplica::open(&copy);

        assert!(matches!(opened, Err(StoreError::Damaged(_))), "{opened:?}");
        assert_eq!(salvage_outbox(&copy, None), (1..=50).map(sent).collect::<Vec<_>>());
    }
}

fn position(path: &Path, of: &[u8]) -> usize {
    position_in(&fs::read(path).expect("the file is there"), of)
}

fn position_in(bytes: &[u8], of: &[u8]) -> usize {
    bytes.windows(of.len()).position(|it| it == of).expect("it stands there")
}
