//! Files on this device: content under its hash, beside the workspace's data. What came from the
//! backend can be fetched again and makes room for newer; what the backend does not have yet stays.

mod downloads;
mod keeping;
mod staging;
mod uploads;

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use goodturn_domain::FileHash;
use tokio::time::Instant;

use crate::app::{App, AppEvent};
use crate::shown::{Changed, Topic};

pub(crate) use downloads::fetch;
pub(crate) use staging::Staged;
pub(crate) use uploads::bring_files;

/// Files that wait to be attached: what lies here at a start is of a message that was never sent.
const STAGED: &str = "staged";

/// So often windows hear how far files have got: more than the eye follows would only cost.
const FILES_TOLD_EVERY: Duration = Duration::from_millis(200);

/// Which way a file is going.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    Up,
    Down,
}

/// How far a file has got on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Transfer {
    pub(crate) way: Way,
    pub(crate) done: u64,
}

/// The files of a workspace.
#[derive(Debug)]
pub(crate) struct FileStore {
    folder: PathBuf,
    transfers: Mutex<BTreeMap<FileHash, Transfer>>,
    /// Files that lie here and are not said anywhere yet: so many times each.
    held: Arc<Mutex<BTreeMap<FileHash, usize>>>,
}

/// A file that stays as long as this is there, whatever is known of it.
#[derive(Debug)]
pub(crate) struct Held {
    file: FileHash,
    all: Arc<Mutex<BTreeMap<FileHash, usize>>>,
}

impl Drop for Held {
    fn drop(&mut self) {
        let mut held = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(times) = held.get_mut(&self.file) {
            *times -= 1;
            if *times == 0 {
                held.remove(&self.file);
            }
        }
    }
}

impl FileStore {
    /// The files in that folder, which is made when the first one comes.
    pub(crate) fn open(folder: PathBuf) -> Self {
        let store = Self { folder, transfers: Mutex::default(), held: Arc::default() };
        if let Err(cause) = remove_folder(&store.folder.join(STAGED)) {
            tracing::warn!(%cause, "files of messages that were never sent stay for now");
        }
        store
    }

    /// Where what is in a file lies, once it is here.
    pub(crate) fn path(&self, file: FileHash) -> PathBuf {
        self.folder.join(file.to_string())
    }

    /// Whether all of it is here.
    pub(crate) fn has(&self, file: FileHash) -> bool {
        self.path(file).is_file()
    }

    /// It was looked at just now: it goes later than others when room is needed.
    pub(crate) fn touch(&self, file: FileHash) {
        // Without write access it keeps its age, and goes earlier.
        let _ = fs::File::options().append(true).open(self.path(file)).and_then(|it| it.set_modified(now()));
    }

    /// How far the file has got, while it is on its way.
    pub(crate) fn transfer(&self, file: FileHash) -> Option<Transfer> {
        self.transfers().get(&file).copied()
    }

    /// Every file that is on its way.
    pub(crate) fn all_transfers(&self) -> Vec<(FileHash, Transfer)> {
        self.transfers().iter().map(|(file, transfer)| (*file, *transfer)).collect()
    }

    /// From now on the file stays, until what is given is dropped: what was kept is said then, or
    /// will not be.
    fn hold(&self, file: FileHash) -> Held {
        *self.held().entry(file).or_default() += 1;
        Held { file, all: Arc::clone(&self.held) }
    }

    fn held(&self) -> std::sync::MutexGuard<'_, BTreeMap<FileHash, usize>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set_transfer(&self, file: FileHash, transfer: Option<Transfer>) {
        match transfer {
            Some(transfer) => self.transfers().insert(file, transfer),
            None => self.transfers().remove(&file),
        };
    }

    fn transfers(&self) -> std::sync::MutexGuard<'_, BTreeMap<FileHash, Transfer>> {
        self.transfers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn partial(&self, file: FileHash) -> PathBuf {
        self.folder.join(format!("{file}.part"))
    }
}

impl App {
    /// A file came, went, or began to move.
    pub(crate) fn files_changed(&self) {
        self.emit(AppEvent::Changed(Changed { topics: vec![Topic::Files], requests: Vec::new() }));
    }

    /// A file has moved on a little.
    pub(crate) fn files_moved(&self) {
        let mut told = self.inner.files_told.lock().unwrap_or_else(PoisonError::into_inner);
        if told.is_none_or(|at| at.elapsed() >= FILES_TOLD_EVERY) {
            *told = Some(Instant::now());
            drop(told);
            self.files_changed();
        }
    }
}

/// The age of cached files is the only thing that the machine's clock decides here.
#[expect(clippy::disallowed_methods, reason = "which file was looked at last is nothing that rules know of")]
fn now() -> SystemTime {
    SystemTime::now()
}

fn create_private_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// A new file that only its person can read.
fn create_private_file(path: &Path) -> io::Result<fs::File> {
    let mut options = fs::File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn remove_file(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => Err(cause),
        _ => Ok(()),
    }
}

fn remove_folder(path: &Path) -> io::Result<()> {
    match fs::remove_dir_all(path) {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => Err(cause),
        _ => Ok(()),
    }
}

/// Puts a finished file in its place, for good.
fn settle(from: &Path, to: &Path) -> io::Result<()> {
    fs::File::open(from)?.sync_all()?;
    fs::rename(from, to)?;
    #[cfg(unix)]
    if let Some(folder) = to.parent() {
        fs::File::open(folder)?.sync_all()?;
    }
    Ok(())
}
