//! One process per file: an advisory lock beside it, which also remembers how the last one stopped.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, UNIX_EPOCH};

use goodturn_store::StoreError;

/// Half a second: a program that is being started holds copies of its parent's locks until it runs.
const TRIES: u32 = 50;
const BETWEEN_TRIES: Duration = Duration::from_millis(10);

#[expect(
    clippy::disallowed_methods,
    reason = "an advisory lock has no condition to wait for, and opening a file is blocking work"
)]
fn try_for_a_moment(file: &File) -> Result<(), TryLockError> {
    for _ in 1..TRIES {
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => thread::sleep(BETWEEN_TRIES),
            other => return other,
        }
    }
    file.try_lock()
}

/// The lock on a database file, held for life.
#[derive(Debug)]
pub(crate) struct FileLock {
    file: File,
    database: PathBuf,
    was_clean: bool,
    is_suspect: AtomicBool,
}

impl FileLock {
    /// Locks the database file at `path`.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when another process has it, or the folder cannot be written.
    pub(crate) fn acquire(path: &Path) -> Result<Self, StoreError> {
        let mut file = private(OpenOptions::new().read(true).write(true).create(true))
            .open(beside(path, ".lock"))
            .map_err(unavailable)?;
        match try_for_a_moment(&file) {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(StoreError::Unavailable(format!("{} is open in another process", path.display()).into()));
            }
            Err(TryLockError::Error(cause)) => return Err(unavailable(cause)),
        }
        let mut marker = String::new();
        file.read_to_string(&mut marker).map_err(unavailable)?;
        let was_clean = clean_marker(path).is_ok_and(|expected| expected == marker);
        let mut lock = Self { file, database: path.to_owned(), was_clean, is_suspect: AtomicBool::new(false) };
        lock.write("open\n").map_err(unavailable)?;
        Ok(lock)
    }

    /// Whether the file is as the last process left it when it closed it in good order.
    pub(crate) fn was_clean(&self) -> bool {
        self.was_clean
    }

    /// Damage was seen: the next start looks through the whole file, however this one ends.
    pub(crate) fn suspect_damage(&self) {
        self.is_suspect.store(true, Ordering::Relaxed);
    }

    /// Remembers that everything was closed in good order, unless there is something to look at.
    pub(crate) fn mark_clean(&mut self) -> io::Result<()> {
        if self.is_suspect.load(Ordering::Relaxed) {
            return Ok(());
        }
        let marker = clean_marker(&self.database)?;
        self.write(&marker)
    }

    fn write(&mut self, marker: &str) -> io::Result<()> {
        self.file.set_len(0)?;
        self.file.seek(SeekFrom::Start(0))?;
        self.file.write_all(marker.as_bytes())
    }
}

/// Size and time of the file, so that a copy put in its place is noticed.
fn clean_marker(path: &Path) -> io::Result<String> {
    if beside(path, "-wal").exists() {
        return Ok("not checkpointed\n".to_owned());
    }
    let metadata = path.metadata()?;
    let changed = metadata.modified()?.duration_since(UNIX_EPOCH).map_err(io::Error::other)?;
    Ok(format!("clean {} {}\n", metadata.len(), changed.as_nanos()))
}

/// The path with `suffix` after its file name.
pub(crate) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// Files are for their owner's eyes only.
pub(crate) fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

pub(crate) fn unavailable(cause: io::Error) -> StoreError {
    StoreError::Unavailable(cause.into())
}
