//! Moving the log into the file, beside the writer: no commit waits for it.

use std::ffi::c_int;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{Builder, JoinHandle};

use goodturn_store::StoreError;
use rusqlite::Connection;
use rusqlite::hooks::Wal;

use crate::encryption::FileKey;
use crate::fault::{Fault, take_io_failure};
use crate::profile::{self, CHECKPOINT_PAGES, MOST_PAGES};

/// Looks after the log of one file.
#[derive(Debug)]
pub(crate) struct Checkpointer {
    path: PathBuf,
    key: Option<FileKey>,
    /// How long the log is when it is moved next.
    next: AtomicI32,
    is_running: AtomicBool,
    has_failed: AtomicBool,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Checkpointer {
    /// For the file at `path`, and its key.
    pub(crate) fn new(path: &Path, key: Option<FileKey>) -> Arc<Self> {
        Arc::new(Self {
            path: path.to_owned(),
            key,
            next: AtomicI32::new(CHECKPOINT_PAGES),
            is_running: AtomicBool::new(false),
            has_failed: AtomicBool::new(false),
            thread: Mutex::new(None),
        })
    }

    /// Hears of every commit of the connection that writes.
    pub(crate) fn attach(self: &Arc<Self>, db: &mut Connection) -> Result<(), Fault> {
        let checkpointer = self.clone();
        db.wal_hook(Some(move |wal: &mut Wal, pages: c_int| {
            checkpointer.look(wal, pages);
            Ok(())
        }))?;
        Ok(())
    }

    /// Whether an I/O error came up since the last call.
    pub(crate) fn take_failure(&self) -> bool {
        self.has_failed.swap(false, Ordering::SeqCst)
    }

    /// Returns once nothing is moved any more.
    pub(crate) fn rest(&self) {
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if thread.is_some_and(|it| it.join().is_err()) {
            tracing::error!("moving the log into its file ended early");
        }
    }

    fn look(self: &Arc<Self>, wal: &mut Wal, pages: c_int) {
        if pages < CHECKPOINT_PAGES {
            self.next.store(CHECKPOINT_PAGES, Ordering::SeqCst);
        } else if pages >= MOST_PAGES {
            // The writer moves what came since the other thread has looked.
            // What has failed, or is busy, is tried again with the next commit.
            if let Err(error) = wal.checkpoint() {
                // An I/O error is noted on the way, and closes the connection after this commit.
                let error = StoreError::from(Fault::from(error));
                tracing::debug!(%error, "the log was not moved into its file");
            }
        } else if pages >= self.next.load(Ordering::SeqCst) {
            self.next.store(pages + CHECKPOINT_PAGES / 2, Ordering::SeqCst);
            self.start();
        }
    }

    fn start(self: &Arc<Self>) {
        if self.is_running.swap(true, Ordering::SeqCst) {
            return;
        }
        let here = self.clone();
        let started = Builder::new().name("checkpoint".into()).spawn(move || {
            here.move_log();
            here.is_running.store(false, Ordering::SeqCst);
        });
        match started {
            Ok(thread) => *self.thread.lock().unwrap_or_else(PoisonError::into_inner) = Some(thread),
            Err(error) => {
                tracing::warn!(%error, "no thread to move the log into its file");
                self.is_running.store(false, Ordering::SeqCst);
            }
        }
    }

    fn move_log(&self) {
        let moved = profile::open_beside(&self.path, self.key.as_ref())
            .and_then(|db| db.execute_batch("pragma wal_checkpoint(passive)").map_err(Fault::from));
        if let Err(fault) = moved {
            let error = StoreError::from(fault);
            tracing::warn!(%error, path = %self.path.display(), "the log was not moved into its file");
            self.has_failed.fetch_or(take_io_failure(), Ordering::SeqCst);
        }
    }
}
