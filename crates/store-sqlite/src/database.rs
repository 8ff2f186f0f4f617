//! A database file: one writer, a few readers, closed in good order.

use std::fs::{self, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};
use std::time::Duration;

use goodturn_store::StoreError;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, TransactionBehavior};

use crate::checkpointer::Checkpointer;
use crate::encryption::{self, FileKey};
use crate::fault::{Fault, note_io_failure, take_damage, take_io_failure};
use crate::lock::{FileLock, private, unavailable};
use crate::{inspection, migrations, profile};

/// Readers that are kept open; more are opened for a moment when needed.
const IDLE_READERS: usize = 4;

/// What kind of file it is.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    /// In words, for messages.
    pub name: &'static str,
    /// Stored in the file's header, so that one kind is not taken for another.
    pub application_id: i32,
    /// SQL scripts, oldest first; a released one never changes.
    pub migrations: &'static [&'static str],
    /// Overwrite what is deleted with zeros.
    pub secure_delete: bool,
}

/// An open database file.
///
/// A write is one immediate transaction, serialised with all others, durable once it returned
/// `Ok`; a read is one snapshot. Writing inside of a write waits for ever: don't.
#[derive(Debug)]
pub struct Database {
    path: PathBuf,
    layout: Layout,
    key: Option<FileKey>,
    /// None after an I/O error: the next write opens it anew and checks the file.
    writer: Mutex<Option<Connection>>,
    readers: Mutex<Vec<Connection>>,
    /// True after an I/O error of a reader: the next one checks the file first.
    is_suspect: AtomicBool,
    checkpointer: Arc<Checkpointer>,
    lock: FileLock,
}

impl Database {
    /// Opens the file, creating it when there is none, and brings it up to date.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when it is locked, read-only or out of reach,
    /// [`StoreError::Damaged`] when it is no database or fails the check after an unclean stop,
    /// [`StoreError::NewerSchema`] when a newer version wrote it; nothing is changed then.
    pub fn open(path: &Path, layout: Layout) -> Result<Self, StoreError> {
        Self::open_with(path, layout, None)
    }

    /// The same for a file that is encrypted, or becomes so now, where there is a key.
    ///
    /// # Errors
    /// Those of [`Self::open`]. With the wrong key a file looks damaged.
    pub fn open_with(path: &Path, layout: Layout, key: Option<FileKey>) -> Result<Self, StoreError> {
        encryption::refuse_where_useless(key.as_ref())?;
        let lock = FileLock::acquire(path)?;
        let is_plain = encryption::is_plain(path);
        // The header of an encrypted file says nothing to anybody without the key.
        if let Some(damage) = inspection::find_damage(path, lock.was_clean() || (key.is_some() && !is_plain)) {
            return Err(StoreError::Damaged(damage.into()));
        }
        if let Some(key) = key.as_ref().filter(|_| is_plain) {
            encryption::encrypt(path, &layout, key)?;
        }
        let is_new = !path.exists();
        private(OpenOptions::new().read(true).append(true).create(true)).open(path).map_err(unavailable)?;
        let checkpointer = Checkpointer::new(path, key.clone());
        let writer = connect(path, &layout, key.as_ref(), &checkpointer, is_new || lock.was_clean())?;
        let database = Self {
            path: path.to_owned(),
            layout,
            key,
            writer: Mutex::new(Some(writer)),
            readers: Mutex::new(Vec::new()),
            is_suspect: AtomicBool::new(false),
            checkpointer,
            lock,
        };
        Ok(database)
    }

    /// What kind of file it is.
    pub(crate) const fn layout(&self) -> &Layout {
        &self.layout
    }

    /// What the file is encrypted with, if it is.
    pub(crate) const fn key(&self) -> Option<&FileKey> {
        self.key.as_ref()
    }

    /// Where the file lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Runs `work` as one transaction; an `Err` rolls it back.
    ///
    /// # Errors
    /// Those of `work`, and [`StoreError`]s of beginning and committing.
    pub fn write<T, E: From<StoreError>>(&self, work: impl FnOnce(&Connection) -> Result<T, E>) -> Result<T, E> {
        self.write_with(unpoisoned(&self.writer), work)
    }

    /// The same for who would rather go without than wait long: none when others write for so long.
    ///
    /// # Errors
    /// Those of [`Self::write`].
    pub(crate) fn write_within<T, E: From<StoreError>>(
        &self,
        patience: Duration,
        work: impl FnOnce(&Connection) -> Result<T, E>,
    ) -> Result<Option<T>, E> {
        for waited in 0..=patience.as_millis() {
            match self.writer.try_lock() {
                Ok(guard) => return self.write_with(guard, work).map(Some),
                Err(TryLockError::Poisoned(poisoned)) => return self.write_with(poisoned.into_inner(), work).map(Some),
                Err(TryLockError::WouldBlock) if waited < patience.as_millis() => rest(),
                Err(TryLockError::WouldBlock) => {}
            }
        }
        Ok(None)
    }

    fn write_with<T, E: From<StoreError>>(
        &self,
        mut guard: MutexGuard<'_, Option<Connection>>,
        work: impl FnOnce(&Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        let db = self.writer(&mut guard).map_err(StoreError::from)?;
        take_io_failure();
        let outcome = transact(db, work);
        self.note_damage();
        if take_io_failure() | self.checkpointer.take_failure() {
            // After a failed write or fsync nobody knows what is on the disk.
            tracing::error!(path = %self.path.display(), "an I/O error closed the database connection");
            *guard = None;
            unpoisoned(&self.readers).clear();
        }
        outcome
    }

    /// Runs `work` on one snapshot.
    ///
    /// # Errors
    /// Those of `work`, and [`StoreError`]s of beginning.
    pub fn read<T, E: From<StoreError>>(&self, work: impl FnOnce(&Connection) -> Result<T, E>) -> Result<T, E> {
        let idle = unpoisoned(&self.readers).pop();
        let mut reader = match idle {
            Some(reader) => reader,
            None => self.open_reader().map_err(StoreError::from)?,
        };
        // Who reads within a write leaves the writer's errors to it.
        let writer_failed = take_io_failure();
        let outcome = look(&mut reader, work);
        let is_damaged = self.note_damage();
        let has_failed = take_io_failure();
        if writer_failed {
            note_io_failure();
        }
        let mut readers = unpoisoned(&self.readers);
        if has_failed {
            // What a connection has in memory after a failed read is worth nothing.
            tracing::error!(path = %self.path.display(), "an I/O error closed the reading connections");
            self.is_suspect.store(true, Ordering::SeqCst);
            readers.clear();
        } else if !is_damaged && readers.len() < IDLE_READERS {
            // Of an encrypted file a connection reads nothing more once it has met a damaged page.
            readers.push(reader);
        }
        outcome
    }

    /// Moves the log into the file and empties it, so that what was deleted is gone from both.
    /// Does less while somebody reads; the next one catches up.
    pub(crate) fn checkpoint(&self) {
        self.tidy("pragma wal_checkpoint(truncate)");
    }

    /// Writes the file anew: `secure_delete` alone leaves words behind in the gaps of pages whose
    /// rows were moved about. Takes seconds for hundreds of megabytes.
    ///
    /// The copies from before upgrades go with it: they hold what was deleted since.
    pub fn rewrite(&self) {
        self.tidy("vacuum");
        self.checkpoint();
        for copy in migrations::old_copies(&self.path, &self.layout) {
            if let Err(cause) = fs::remove_file(&copy)
                && cause.kind() != io::ErrorKind::NotFound
            {
                tracing::warn!(%cause, copy = %copy.display(), "an old copy still holds what was deleted");
            }
        }
    }

    /// A reader more. The first after an I/O error reads the whole file before anybody believes it.
    fn open_reader(&self) -> Result<Connection, Fault> {
        let reader = profile::open_reader(&self.path, self.key())?;
        if self.is_suspect.load(Ordering::SeqCst) {
            profile::quick_check(&reader).inspect_err(|_| self.lock.suspect_damage())?;
            self.is_suspect.store(false, Ordering::SeqCst);
        }
        Ok(reader)
    }

    /// Whether damage came up.
    fn note_damage(&self) -> bool {
        let is_damaged = take_damage();
        if is_damaged {
            tracing::error!(path = %self.path.display(), "the file is damaged: it will be checked at the next start");
            self.lock.suspect_damage();
        }
        is_damaged
    }

    fn tidy(&self, statement: &str) {
        let writer = unpoisoned(&self.writer);
        // Two cannot move the log at once: the second is told that it is busy and leaves it as it is.
        self.checkpointer.rest();
        if let Some(db) = writer.as_ref()
            && let Err(error) = db.execute_batch(statement)
        {
            tracing::warn!(%error, statement, "what was deleted may still lie on the disk");
        }
    }

    fn writer<'a>(&self, guard: &'a mut MutexGuard<'_, Option<Connection>>) -> Result<&'a mut Connection, Fault> {
        match &mut **guard {
            Some(db) => Ok(db),
            empty => {
                let db = connect(&self.path, &self.layout, self.key(), &self.checkpointer, false)?;
                Ok(empty.insert(db))
            }
        }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        unpoisoned(&self.readers).clear();
        self.checkpointer.rest();
        *unpoisoned(&self.writer) = None;
        if let Err(error) = self.lock.mark_clean() {
            tracing::warn!(%error, path = %self.path.display(), "the file will be checked at the next start");
        }
    }
}

fn connect(
    path: &Path,
    layout: &Layout,
    key: Option<&FileKey>,
    checkpointer: &Arc<Checkpointer>,
    is_trusted: bool,
) -> Result<Connection, Fault> {
    if !is_trusted && let Some(damage) = inspection::damage_of_log(path) {
        return Err(StoreError::Damaged(damage.into()).into());
    }
    let mut db = profile::open(path, key)?;
    // A file that turns out to be damaged is left as it is, its log included.
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, !is_trusted)?;
    migrations::recognize(&db, layout)?;
    profile::apply(&db, layout.secure_delete)?;
    if !is_trusted {
        profile::quick_check(&db)?;
        migrations::check_schema(&db, layout)?;
        db.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
    }
    migrations::migrate(&mut db, path, layout)?;
    checkpointer.attach(&mut db)?;
    Ok(db)
}

#[expect(clippy::disallowed_methods, reason = "a lock of the standard library has no wait that ends")]
fn rest() {
    std::thread::sleep(Duration::from_millis(1));
}

fn transact<T, E: From<StoreError>>(
    db: &mut Connection,
    work: impl FnOnce(&Connection) -> Result<T, E>,
) -> Result<T, E> {
    let tx = db.transaction_with_behavior(TransactionBehavior::Immediate);
    let tx = tx.map_err(|error| StoreError::from(Fault::from(error)))?;
    let result = work(&tx)?;
    tx.commit().map_err(|error| StoreError::from(Fault::from(error)))?;
    Ok(result)
}

fn look<T, E: From<StoreError>>(db: &mut Connection, work: impl FnOnce(&Connection) -> Result<T, E>) -> Result<T, E> {
    let tx = db.transaction_with_behavior(TransactionBehavior::Deferred);
    let tx = tx.map_err(|error| StoreError::from(Fault::from(error)))?;
    work(&tx)
}

fn unpoisoned<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
