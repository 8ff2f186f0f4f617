//! Files that are encrypted, in a build that can: SQLCipher, AES-256 with a checksum for each page.
//!
//! A file that is not yet encrypted becomes so when it is opened with a key.

use std::fmt::{self, Write as _};
use std::fs::{self, OpenOptions};
use std::io::{self, Read};
use std::path::Path;

use goodturn_store::StoreError;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, params};

use crate::backup::{check_copy_with, sync_folder_of};
use crate::column::single;
use crate::database::Layout;
use crate::fault::Fault;
use crate::lock::{beside, private, unavailable};
use crate::{inspection, migrations, profile};

/// Whether this build reads and writes encrypted files. One that does not refuses a key.
pub const CAN_ENCRYPT: bool = cfg!(feature = "encryption");

/// How every file begins that is not encrypted.
const PLAIN: &[u8; 16] = b"SQLite format 3\0";

/// The key of an encrypted file: 256 random bits.
#[derive(Clone, PartialEq, Eq)]
pub struct FileKey([u8; 32]);

impl FileKey {
    /// A key of these bits, which nobody may be able to guess.
    pub const fn new(bits: [u8; 32]) -> Self {
        Self(bits)
    }

    /// As SQLCipher takes a key that is no passphrase.
    fn literal(&self) -> String {
        let mut literal = String::from("x'");
        for byte in self.0 {
            // Writing into a string does not fail.
            let _ = write!(literal, "{byte:02x}");
        }
        literal.push('\'');
        literal
    }
}

impl fmt::Debug for FileKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FileKey(..)")
    }
}

/// Gives a connection that was just opened the key to its file.
pub(crate) fn unlock(db: &Connection, key: Option<&FileKey>) -> Result<(), Fault> {
    refuse_where_useless(key)?;
    match key {
        Some(key) => Ok(db.pragma_update(None, "key", key.literal())?),
        None => Ok(()),
    }
}

/// Plain SQLite takes a key without a word, and encrypts nothing.
pub(crate) fn refuse_where_useless(key: Option<&FileKey>) -> Result<(), StoreError> {
    if key.is_some() && !CAN_ENCRYPT {
        return Err(StoreError::Unavailable("this build does not read encrypted files".into()));
    }
    Ok(())
}

/// Whether there is a file, and nothing hides what is in it.
pub(crate) fn is_plain(path: &Path) -> bool {
    let mut beginning = [0; PLAIN.len()];
    fs::File::open(path).and_then(|mut file| file.read_exact(&mut beginning)).is_ok() && beginning == *PLAIN
}

/// Whether there is a file, and only who has its key can read it.
pub fn is_encrypted(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|file| file.len() >= PLAIN.len() as u64) && !is_plain(path)
}

/// Puts an encrypted copy in the place of a file that nobody has open. Cut off anywhere, it leaves the
/// one or the other, whole.
///
/// # Errors
/// [`StoreError::Damaged`] when the file is unsound; it stays as it is then.
pub(crate) fn encrypt(path: &Path, layout: &Layout, key: &FileKey) -> Result<(), StoreError> {
    tracing::info!(path = %path.display(), "the file is being encrypted");
    if let Some(damage) = inspection::damage_of_log(path) {
        return Err(StoreError::Damaged(damage.into()));
    }
    let part = beside(path, ".encrypting");
    private(OpenOptions::new().write(true).create(true).truncate(true)).open(&part).map_err(unavailable)?;
    let db = profile::open(path, None)?;
    // A file that turns out to be damaged, or newer, is left as it is, its log included.
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).map_err(Fault::from)?;
    migrations::recognize(&db, layout)?;
    profile::quick_check(&db)?;
    export(&db, &part, key)?;
    fs::File::open(&part).and_then(|copy| copy.sync_all()).map_err(unavailable)?;
    check_copy_with(&part, layout, Some(key))?;
    close(db, path)?;
    // Nothing hides what is in the copies from before upgrades either. They go first: an encrypted file
    // is never looked at here again.
    for old in ["-wal", "-shm"].map(|log| beside(path, log)).into_iter().chain(migrations::old_copies(path, layout)) {
        unless_gone(fs::remove_file(old))?;
    }
    fs::rename(&part, path).map_err(unavailable)?;
    sync_folder_of(path)
}

/// Moves the log into the file: SQLite would read what is left of it into the new one.
fn close(db: Connection, path: &Path) -> Result<(), StoreError> {
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false).map_err(Fault::from)?;
    db.close().map_err(|(_, cause)| Fault::from(cause))?;
    // It closes without a word also where that failed.
    if fs::metadata(beside(path, "-wal")).is_ok_and(|log| log.len() > 0) {
        return Err(StoreError::Unavailable("the log could not be moved into the file".into()));
    }
    Ok(())
}

fn export(db: &Connection, to: &Path, key: &FileKey) -> Result<(), Fault> {
    db.execute("attach ?1 as encrypted key ?2", params![to.to_string_lossy(), key.literal()])?;
    db.query_row("select sqlcipher_export('encrypted')", [], |_| Ok(()))?;
    // What stands in the header is not among what is exported.
    for header in ["application_id", "user_version"] {
        let value: i64 = db.pragma_query_value(None, header, single)?;
        db.pragma_update(Some("encrypted"), header, value)?;
    }
    Ok(db.execute_batch("detach encrypted")?)
}

fn unless_gone(outcome: io::Result<()>) -> Result<(), StoreError> {
    match outcome {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => Err(unavailable(cause)),
        _ => Ok(()),
    }
}
