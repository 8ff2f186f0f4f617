//! Upgrading a file: numbered SQL, all of it in one transaction, never backwards.

use std::fs;
use std::path::{Path, PathBuf};

use goodturn_store::StoreError;
use rusqlite::{Connection, TransactionBehavior, params};

use crate::column::single;
use crate::database::Layout;
use crate::fault::Fault;
use crate::lock::{beside, private, unavailable};
use crate::profile;

/// Refuses a file of a newer version, or one that is not of this layout. Changes nothing.
pub(crate) fn recognize(db: &Connection, layout: &Layout) -> Result<(), Fault> {
    let application: i32 = db.pragma_query_value(None, "application_id", single)?;
    let tables: i64 = db.query_row("select count(*) from sqlite_schema", [], single)?;
    if tables > 0 && application != layout.application_id {
        return Err(StoreError::Damaged(format!("this is no {} file", layout.name).into()).into());
    }
    let found = version(db)?;
    let known = newest(layout);
    if found > known {
        // A number that fell over is no newer version.
        profile::quick_check(db)?;
        return Err(StoreError::NewerSchema { found, known }.into());
    }
    Ok(())
}

/// Brings the file up to date, after putting a copy of a file in use beside it.
pub(crate) fn migrate(db: &mut Connection, path: &Path, layout: &Layout) -> Result<(), Fault> {
    let found = version(db)?;
    let known = newest(layout);
    if found == known {
        return Ok(());
    }
    if found > 0 {
        check_schema(db, layout)?;
        copy(db, &copy_from_before(path, known))?;
    }
    let tx = db.transaction_with_behavior(TransactionBehavior::Exclusive)?;
    let done = usize::try_from(found).unwrap_or_default();
    for migration in layout.migrations.iter().skip(done) {
        // The tables are as they should be, so this is no damage: the file stays where it is.
        tx.execute_batch(migration).map_err(|cause| StoreError::Unavailable(cause.into()))?;
    }
    tx.pragma_update(None, "application_id", layout.application_id)?;
    tx.pragma_update(None, "user_version", known)?;
    tx.commit()?;
    Ok(())
}

/// Whether the tables are those that the scripts make, word for word. A letter that fell over in a name
/// passes every check of SQLite.
///
/// # Errors
/// [`StoreError::Damaged`] when they differ.
pub(crate) fn check_schema(db: &Connection, layout: &Layout) -> Result<(), Fault> {
    let model = Connection::open_in_memory()?;
    let done = usize::try_from(version(db)?).unwrap_or_default();
    for migration in layout.migrations.iter().take(done) {
        model.execute_batch(migration)?;
    }
    if schema(&model)? == schema(db)? {
        return Ok(());
    }
    Err(StoreError::Damaged("the tables are not those of this version".into()).into())
}

/// What our scripts have made, in SQL. Renaming adds quotes, in some versions of SQLite more than in
/// others, and what lies behind a full-text index is written by each as it likes.
fn schema(db: &Connection) -> Result<Vec<(String, String)>, Fault> {
    let mut list = db.prepare(
        "select name, replace(ifnull(sql, ''), '\"', '') from sqlite_schema
         where name not in (select name from pragma_table_list where type = 'shadow')
         and substr(name, 1, 7) <> 'sqlite_' order by name",
    )?;
    let rows = list.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Where the copies from before upgrades lie, whether they are there or not.
pub(crate) fn old_copies(path: &Path, layout: &Layout) -> impl Iterator<Item = PathBuf> {
    (1..=newest(layout)).map(|version| copy_from_before(path, version))
}

fn copy_from_before(path: &Path, version: i64) -> PathBuf {
    beside(path, &format!(".before-{version}"))
}

fn version(db: &Connection) -> Result<i64, Fault> {
    Ok(db.pragma_query_value(None, "user_version", single)?)
}

fn newest(layout: &Layout) -> i64 {
    i64::try_from(layout.migrations.len()).expect("there are few migrations")
}

fn copy(db: &Connection, target: &Path) -> Result<(), Fault> {
    let file = private(fs::OpenOptions::new().write(true).create(true).truncate(true)).open(target);
    file.map_err(unavailable)?;
    db.execute("vacuum into ?1", params![target.to_string_lossy()])?;
    fs::File::open(target).and_then(|copy| copy.sync_all()).map_err(unavailable)?;
    Ok(())
}
