//! What reading connections do when the disk fails them.
#![cfg(unix)]

use std::fs::OpenOptions;
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use goodturn_fault_vfs::{Disk, Fault, Lasts};
use goodturn_store::StoreError;
use goodturn_store_sqlite::{Database, Layout, from_sqlite};
use tempfile::TempDir;

const LAYOUT: Layout = Layout {
    name: "notes",
    application_id: 0x4774_4e6f,
    migrations: &["create table notes (words text not null) strict"],
    secure_delete: false,
};

/// More than a connection keeps in memory: 6 MB.
const FILL: &str = "with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < 3000)
     insert into notes select hex(randomblob(1000)) from numbers";

/// A file of notes, whole on a disk that works.
fn notes() -> (TempDir, PathBuf, Disk) {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let file = folder.path().canonicalize().expect("it is there").join("notes.db");
    let disk = Disk::under(folder.path()).expect("SQLite takes it");
    let database = Database::open(&file, LAYOUT).expect("it opens");
    database.write(|db| db.execute_batch(FILL).map_err(from_sqlite)).expect("it can be written");
    (folder, file, disk)
}

fn read(database: &Database, sql: &str) -> Result<i64, StoreError> {
    database.read(|db| db.query_row(sql, [], |row| row.get(0)).map_err(from_sqlite))
}

/// Reads everything while the disk fails once.
fn fail_a_read(database: &Database, disk: &Disk) {
    disk.arm(20, Fault::Error, Lasts::Once);
    let failed = read(database, "select sum(length(words)) from notes");
    assert!(matches!(failed, Err(StoreError::Unavailable(_))), "{failed:?}, {:?}", disk.struck());
    disk.disarm();
}

/// Overwrites the last page.
fn damage(file: &Path) {
    let mut file = OpenOptions::new().write(true).open(file).expect("it is there");
    file.seek(SeekFrom::End(-4096)).expect("it has pages");
    file.write_all(&[0xff; 4096]).expect("it can be written");
}

#[test]
fn a_reader_that_met_an_io_error_is_closed_and_another_goes_on() {
    let (_folder, file, disk) = notes();
    let database = Database::open(&file, LAYOUT).expect("it opens");
    let before = disk.open_files();
    assert_eq!(read(&database, "select count(*) from notes").expect("the disk works"), 3000);
    assert!(disk.open_files() > before, "a reader stays open");

    fail_a_read(&database, &disk);

    assert_eq!(disk.open_files(), before, "it is closed");
    assert_eq!(read(&database, "select count(*) from notes").expect("the disk works again"), 3000);
}

#[test]
fn a_file_is_checked_before_it_is_read_again_after_an_io_error() {
    let (_folder, file, disk) = notes();
    let database = Database::open(&file, LAYOUT).expect("it opens");
    fail_a_read(&database, &disk);
    damage(&file);

    let refused = read(&database, "select 1");

    assert!(matches!(refused, Err(StoreError::Damaged(_))), "{refused:?}");
}
