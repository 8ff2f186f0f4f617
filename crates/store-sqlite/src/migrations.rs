//! Upgrading a file: numbered SQL, all of it in one transaction, never backwards.

use std::fs;
use std::path::Path;

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
        copy(db, &beside(path, &format!(".before-{known}")))?;
    }
    let tx = db.transaction_with_behavior(TransactionBehavior::Exclusive)?;
    let done = usize::try_from(found).unwrap_or_default();
    for migration in layout.migrations.iter().skip(done) {
        tx.execute_batch(migration)?;
    }
    tx.pragma_update(None, "application_id", layout.application_id)?;
    tx.pragma_update(None, "user_version", known)?;
    tx.commit()?;
    Ok(())
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
