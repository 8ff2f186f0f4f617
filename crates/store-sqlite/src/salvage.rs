//! A damaged file: put aside whole, and what it still holds of the outbox.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use goodturn_store::{OutboxRecord, StoreError};
use rusqlite::{Connection, OpenFlags};

use crate::fault::Fault;
use crate::lock::{beside, unavailable};
use crate::replica::outbox_from_row;

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

/// The operations that can still be read in a damaged device file, by number. What cannot be read
/// is left out.
pub fn salvage_outbox(path: &Path) -> Vec<OutboxRecord> {
    let mut found = BTreeMap::new();
    let Ok(db) = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE) else {
        return Vec::new();
    };
    // From both ends, because a damaged page in the middle stops either walk.
    for order in ["asc", "desc"] {
        if let Err(Fault::Sqlite(error)) = collect(&db, order, &mut found) {
            tracing::warn!(%error, order, found = found.len(), "part of the outbox cannot be read");
        }
    }
    found.into_values().collect()
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
