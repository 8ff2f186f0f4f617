//! How every connection is set up, asserted rather than hoped for.

use std::path::Path;
use std::time::Duration;

use goodturn_store::StoreError;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use crate::column::single;
use crate::encryption::{self, FileKey};
use crate::fault::Fault;

/// SQLite below 3.51.3 can corrupt a file when the write-ahead log is reset.
const OLDEST_SQLITE: i32 = 3_051_003;
/// Another process may hold the file for the moment of a backup.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Every statement of this crate fits, so that none is compiled twice.
const STATEMENTS: usize = 192;
/// 16 MiB of log between checkpoints keeps them out of the slowest percent of small writes.
pub(crate) const CHECKPOINT_PAGES: i32 = 4096;
/// A writer that never rests keeps the log from beginning anew until it is so long.
pub(crate) const MOST_PAGES: i32 = 4 * CHECKPOINT_PAGES;
/// A page in the log, with its header.
const FRAME: i64 = 4096 + 24;

/// Opens the file for writing, without touching what is in it.
pub(crate) fn open(path: &Path, key: Option<&FileKey>) -> Result<Connection, Fault> {
    if rusqlite::version_number() < OLDEST_SQLITE {
        let found = rusqlite::version();
        return Err(StoreError::Unavailable(format!("SQLite {found} is older than 3.51.3").into()).into());
    }
    let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    encryption::unlock(&db, key)?;
    db.busy_timeout(BUSY_TIMEOUT)?;
    // Otherwise SQLite compiles a statement anew whenever a value is bound that might make another plan
    // better: half the time of a decision went there.
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    db.set_prepared_statement_cache_capacity(STATEMENTS);
    if db.is_readonly("main")? {
        return Err(StoreError::Unavailable(format!("{} is read-only", path.display()).into()).into());
    }
    Ok(db)
}

/// Sets what makes a commit durable and the file safe to read, and checks that it took.
pub(crate) fn apply(db: &Connection, secure_delete: bool) -> Result<(), Fault> {
    let wanted: [(&str, i64); 8] = [
        ("synchronous", 2),
        // Statements that touch several indexes keep pages to go back to, one by one: in a file they
        // cost more than what they write.
        ("temp_store", 2),
        ("foreign_keys", 1),
        ("trusted_schema", 0),
        ("cell_size_check", 1),
        ("fullfsync", 1),
        ("checkpoint_fullfsync", 1),
        ("secure_delete", i64::from(secure_delete)),
    ];
    db.pragma_update(None, "journal_mode", "wal")?;
    for (name, value) in wanted {
        db.pragma_update(None, name, value)?;
    }
    db.pragma_update(None, "mmap_size", 0)?;
    db.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
    db.pragma_update(None, "journal_size_limit", most_log_bytes(secure_delete))?;
    db.pragma_update(None, "cache_size", -8192)?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;

    let mode: String = db.pragma_query_value(None, "journal_mode", single)?;
    assert_setting("journal_mode", mode.as_str(), "wal")?;
    for (name, value) in wanted {
        let found: i64 = db.pragma_query_value(None, name, single)?;
        assert_setting(name, &found, &value)?;
    }
    assert_setting("mmap_size", &db.pragma_query_value(None, "mmap_size", single::<i64>)?, &0)?;
    assert_setting("defensive", &db.db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE)?, &true)
}

/// How long the log may stay when it begins anew. What a device deletes is not to lie in a long one for
/// weeks. A server that never rests cuts nothing off, the last large commit included: that held its
/// writer up for 20 ms, several times a second.
fn most_log_bytes(secure_delete: bool) -> i64 {
    let pages = if secure_delete { CHECKPOINT_PAGES } else { MOST_PAGES + CHECKPOINT_PAGES };
    i64::from(pages) * FRAME
}

/// A second connection that only reads.
pub(crate) fn open_reader(path: &Path, key: Option<&FileKey>) -> Result<Connection, Fault> {
    let db = open(path, key)?;
    db.pragma_update(None, "trusted_schema", 0)?;
    db.pragma_update(None, "cell_size_check", 1)?;
    db.pragma_update(None, "mmap_size", 0)?;
    db.pragma_update(None, "cache_size", -4096)?;
    db.pragma_update(None, "query_only", 1)?;
    Ok(db)
}

/// A second connection that moves the log into the file, as durably as the one that writes.
pub(crate) fn open_beside(path: &Path, key: Option<&FileKey>) -> Result<Connection, Fault> {
    let db = open(path, key)?;
    db.pragma_update(None, "synchronous", 2)?;
    db.pragma_update(None, "checkpoint_fullfsync", 1)?;
    Ok(db)
}

/// A file that nobody uses, to be looked at and not to be changed.
pub(crate) fn open_copy(path: &Path, key: Option<&FileKey>) -> Result<Connection, Fault> {
    let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    encryption::unlock(&db, key)?;
    db.pragma_update(None, "trusted_schema", 0)?;
    db.pragma_update(None, "cell_size_check", 1)?;
    Ok(db)
}

/// Reads through the whole file.
///
/// # Errors
/// [`StoreError::Damaged`] with what SQLite found.
pub(crate) fn quick_check(db: &Connection) -> Result<(), Fault> {
    let found: String = db.pragma_query_value(None, "quick_check", single)?;
    if found == "ok" { Ok(()) } else { Err(StoreError::Damaged(found.into()).into()) }
}

fn assert_setting<T: PartialEq + std::fmt::Debug + ?Sized>(name: &str, found: &T, wanted: &T) -> Result<(), Fault> {
    if found == wanted {
        return Ok(());
    }
    let cause = format!("SQLite has {name} at {found:?} instead of {wanted:?}");
    Err(StoreError::Unavailable(cause.into()).into())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn set_up(path: &Path, secure_delete: bool) -> Connection {
        fs::write(path, []).expect("a file can be made");
        let db = open(path, None).expect("it opens");
        apply(&db, secure_delete).expect("it can be set up");
        db
    }

    #[test]
    fn sqlite_is_compiled_as_the_figures_assume() {
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let db = set_up(&folder.path().join("notes.db"), true);

        let mut options = db.prepare("pragma compile_options").expect("it can be asked");
        let options: rusqlite::Result<Vec<String>> = options.query_map([], single).expect("it answers").collect();

        let options = options.expect("options are texts");
        assert!(options.iter().any(|it| it == "DEFAULT_MEMSTATUS=0"), "see .cargo/config.toml: {options:?}");
        assert!(!options.iter().any(|it| it == "ENABLE_API_ARMOR"), "see .cargo/config.toml: {options:?}");
    }

    #[test]
    fn a_long_log_is_cut_on_a_device_and_stays_on_a_server() {
        for (secure_delete, is_cut) in [(true, true), (false, false)] {
            let folder = tempfile::tempdir().expect("there is room for a folder");
            let path = folder.path().join("notes.db");
            let db = set_up(&path, secure_delete);
            db.execute_batch("pragma wal_autocheckpoint = 0; create table notes (body blob)").expect("a table");
            let log_bytes = || fs::metadata(path.with_extension("db-wal")).expect("there is a log").len();
            let fill = "with recursive n (i) as (select 1 union all select i + 1 from n where i < ?1)
                 insert into notes (body) select zeroblob(4000) from n";
            db.execute(fill, [MOST_PAGES]).expect("there is room");
            let long = log_bytes();
            assert!(long > u64::try_from(i64::from(MOST_PAGES) * FRAME).expect("it is positive"), "{long}");
            db.execute_batch("pragma wal_checkpoint(passive)").expect("nobody reads");

            db.execute("insert into notes (body) values (zeroblob(1))", []).expect("the log begins anew");

            assert_eq!(log_bytes() < long, is_cut);
        }
    }
}
