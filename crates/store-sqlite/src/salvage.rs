//! A damaged file: put aside whole, and what it still holds of the outbox.

mod carve;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use goodturn_store::{OutboxRecord, StoreError};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use crate::encryption::{self, FileKey};
use crate::fault::Fault;
use crate::inspection;
use crate::lock::{beside, unavailable};
use crate::replica::outbox_from_row;
use carve::Carved;

/// Moves a database file with its log aside as `<path>.<name>` and gives that path. The file must
/// not be open; a part that is missing is no error.
///
/// # Errors
/// [`StoreError::Unavailable`] when a part cannot be moved.
pub fn quarantine(path: &Path, name: &str) -> Result<PathBuf, StoreError> {
    let aside = beside(path, &format!(".{name}"));
    for part in ["", "-wal", "-shm"] {
        match fs::rename(beside(path, part), beside(&aside, part)) {
            Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => return Err(unavailable(cause)),
            _ => {}
        }
    }
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(unavailable)?;
    }
    Ok(aside)
}

/// The operations that a damaged device file still holds, by number: those that can be read in its
/// outbox, and those that stand anywhere in its bytes, where a page above them is lost. Operations
/// that were settled may be among them; their ids stay, so that offering them again changes nothing.
///
/// Of an encrypted file there is only what its outbox still gives: a damaged page of it says nothing.
pub fn salvage_outbox(path: &Path, key: Option<&FileKey>) -> Vec<OutboxRecord> {
    // Before SQLite opens the file, and with it throws away what it does not understand.
    let mut carved = Carved::from_files(path);
    let mut found = BTreeMap::new();
    if !inspection::is_orphaned(path) {
        // From both ends, because a damaged page in the middle stops either walk, and where the file is
        // encrypted it stops its connection for good.
        for order in ["asc", "desc"] {
            if let Err(Fault::Sqlite(error)) = open(path, key).and_then(|db| collect(&db, order, &mut found)) {
                tracing::warn!(%error, order, found = found.len(), "part of the outbox cannot be read");
            }
        }
    }
    // A row may hold a byte that fell over as well: it is one more copy.
    let (rows, foreign): (Vec<_>, Vec<_>) = found.into_values().partition(|row| carved.count(&row.body));
    let mut rows: BTreeMap<_, _> = rows.into_iter().map(|row| (row.id, row)).collect();
    let best = carved.best().into_iter().map(|best| match rows.remove(&best.id) {
        Some(row) => OutboxRecord { n: best.n, body: best.body, ..row },
        None => best,
    });
    let mut salvaged: Vec<OutboxRecord> = best.chain(foreign).collect();
    salvaged.sort_by_key(|record| record.n);
    salvaged
}

fn open(path: &Path, key: Option<&FileKey>) -> Result<Connection, Fault> {
    let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    encryption::unlock(&db, key.filter(|_| !encryption::is_plain(path)))?;
    // What is salvaged lies in a file that stays as it is.
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    Ok(db)
}

fn collect(db: &Connection, order: &str, found: &mut BTreeMap<u64, OutboxRecord>) -> Result<(), Fault> {
    let mut list =
        db.prepare(&format!("select n, operation_id, body, touched, applied_seq from outbox order by n {order}"))?;
    let mut rows = list.query([])?;
    while let Some(row) = rows.next()? {
        match outbox_from_row(row) {
            Ok(record) => {
                found.insert(record.n, record);
            }
            Err(error) => tracing::warn!(%error, "a record of the outbox cannot be read"),
        }
    }
    Ok(())
}
