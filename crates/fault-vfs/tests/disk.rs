//! What the disk does to a plain database.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use goodturn_fault_vfs::{Asked, Disk, Fault, Lasts};
use rusqlite::{Connection, ErrorCode, Result};
use tempfile::TempDir;

fn folder() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let file = folder.path().canonicalize().expect("it is there").join("notes.db");
    (folder, file)
}

fn notes(file: &Path, synchronous: &str) -> Result<Connection> {
    let db = Connection::open(file)?;
    db.pragma_update(None, "journal_mode", "wal")?;
    db.pragma_update(None, "synchronous", synchronous)?;
    db.execute_batch("create table if not exists notes (words text not null) strict")?;
    Ok(db)
}

fn note(db: &Connection, words: &str) -> Result<usize> {
    db.execute("insert into notes values (?1)", [words])
}

fn read(file: &Path) -> Vec<String> {
    let db = Connection::open(file).expect("it opens");
    let check: String = db.query_row("pragma integrity_check", [], |row| row.get(0)).expect("it can be checked");
    assert_eq!(check, "ok");
    let mut list = db.prepare("select words from notes order by rowid").expect("the table is there");
    list.query_map([], |row| row.get(0)).expect("it can be read").map(|row| row.expect("it is text")).collect()
}

#[test]
fn every_question_can_fail_and_says_so() {
    let (folder, file) = folder();
    let disk = Disk::under(folder.path()).expect("SQLite takes it");
    drop(notes(&file, "full").expect("it opens"));
    disk.disarm();
    let whole = || -> Result<()> { notes(&file, "full").and_then(|db| note(&db, "a")).map(|_| ()) };
    whole().expect("nothing fails");
    let asked = disk.asked();
    let mut struck = Vec::new();

    for at in 1..=asked {
        disk.arm(at, Fault::Error, Lasts::Once);
        let failed = whole().is_err();
        let by = disk.struck().expect("it struck");
        disk.disarm();
        // Closing after the commit may fail without anybody to tell.
        assert!(failed || at > asked / 2, "question {at} of {asked}, {by:?}, failed and nobody was told");
        struck.push(by);
    }

    for kind in [Asked::Open, Asked::Read, Asked::Write, Asked::Sync, Asked::SharedLock] {
        assert!(struck.contains(&kind), "{kind:?} was never struck");
    }
}

#[test]
fn power_loss_keeps_what_was_synced_and_nothing_else() {
    for (synchronous, kept) in [("full", &["a", "b"][..]), ("off", &[])] {
        let (folder, file) = folder();
        let disk = Disk::under(folder.path()).expect("SQLite takes it");
        let db = notes(&file, "full").expect("it opens");
        db.execute_batch("pragma wal_checkpoint(truncate)").expect("it can be checkpointed");
        db.pragma_update(None, "synchronous", synchronous).expect("it can be set");
        note(&db, "a").expect("it can be written");
        note(&db, "b").expect("it can be written");

        disk.cut_power(Fault::PowerLoss);
        assert!(note(&db, "c").is_err());
        drop(db);
        disk.power_up().expect("the files are closed");

        assert_eq!(read(&file), kept, "{synchronous}");
    }
}

#[test]
fn file_that_is_open_does_not_survive_a_power_failure() {
    let (folder, file) = folder();
    let disk = Disk::under(folder.path()).expect("SQLite takes it");
    let _db = notes(&file, "full").expect("it opens");

    disk.cut_power(Fault::PowerLoss);

    assert!(disk.power_up().is_err());
}

#[test]
fn full_disk_takes_no_writes_until_there_is_room() {
    let (folder, file) = folder();
    let disk = Disk::under(folder.path()).expect("SQLite takes it");
    let db = notes(&file, "full").expect("it opens");

    disk.arm(1, Fault::Full, Lasts::ForEver);
    let refused = note(&db, "a").expect_err("there is no room");
    disk.disarm();
    note(&db, "b").expect("there is room");
    drop(db);

    assert_eq!(refused.sqlite_error_code(), Some(ErrorCode::DiskFull));
    assert_eq!(read(&file), ["b"]);
}

#[test]
fn power_loss_in_the_middle_of_anything_leaves_whole_commits() {
    let (folder, file) = folder();
    let disk = Disk::under(folder.path()).expect("SQLite takes it");
    drop(notes(&file, "full").expect("it opens"));
    for at in 1..60 {
        let before = read(&file);
        disk.arm(at, Fault::PowerLossKeeping { seed: at }, Lasts::Once);
        let words = at.to_string();
        let saved = notes(&file, "full").and_then(|db| note(&db, &words)).is_ok();
        disk.cut_power(Fault::PowerLossKeeping { seed: at });
        disk.power_up().expect("the files are closed");

        let mut expected = before;
        let after = read(&file);
        if saved || after.len() > expected.len() {
            expected.push(words);
        }
        assert_eq!(after, expected, "power lost at question {at}");
    }
}

#[test]
fn slow_disk_takes_its_time_for_each_sync() {
    let (folder, file) = folder();
    let _disk = Disk::slow_under(folder.path(), Duration::from_millis(4)).expect("SQLite takes it");
    let db = notes(&file, "full").expect("it opens");

    #[expect(clippy::disallowed_methods, reason = "the time that a disk takes is what is looked at")]
    let begun = Instant::now();
    for _ in 0..5 {
        note(&db, "a").expect("it can be written");
    }

    assert!(begun.elapsed() >= Duration::from_millis(20));
}
