//! How far the organization's file was seen to reach, written down in a file beside it: where somebody
//! has put back an earlier file by hand, the next start notices, and begins another history, by which
//! devices give back what it misses.
//!
//! A whole folder that is put back, or a database, is not noticed by this: `goodturn-server restore`
//! says so itself.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use goodturn_store::AuthorityStorage;
use goodturn_sync::Authority;
use goodturn_sync::authority::Reached;

use crate::backend::Backend;
use crate::clock::Clock;
use crate::error::ApiError;

/// What was acknowledged in so short a time, and then replaced by hand, is missed. Writing it down
/// costs a sync of the disk each time.
const EVERY: Duration = Duration::from_secs(5);

/// The file beside the organization's file.
#[derive(Clone, Debug)]
pub(crate) struct ReachedFile(PathBuf);

impl ReachedFile {
    /// Of the organization in that file.
    pub(crate) fn beside(organization: &Path) -> Self {
        Self(organization.with_extension("reached"))
    }

    /// Compares the storage with what was written down, and begins another history where it holds less.
    pub(crate) fn compare<S: AuthorityStorage>(
        &self,
        authority: &Authority<S>,
        clock: &Clock,
    ) -> Result<(), goodturn_store::StoreError> {
        if let Some(before) = self.read()
            && authority.notice_put_back(before, clock.new_id(), clock.now())?
        {
            tracing::warn!(seq = before.seq, "an earlier file was put in place: devices give back what it misses");
        }
        self.write(authority.reached()?);
        Ok(())
    }

    /// None where nothing was written down, or half of it.
    fn read(&self) -> Option<Reached> {
        serde_json::from_slice(&fs::read(&self.0).ok()?).ok()
    }

    fn write(&self, reached: Reached) {
        if let Err(cause) = self.replace(&serde_json::to_vec(&reached).expect("it has string keys only")) {
            tracing::warn!(%cause, "how far the organization's file reaches cannot be written down");
        }
    }

    fn replace(&self, bytes: &[u8]) -> io::Result<()> {
        let beside = self.0.with_extension("reached-new");
        let mut options = File::options();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&beside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&beside, &self.0)
    }
}

/// Writes it down as it moves, until the backend stops.
pub(crate) async fn keep_reached(backend: Arc<Backend>, file: ReachedFile) {
    let mut stopped = pin!(backend.stopped());
    let mut known = None;
    loop {
        let is_last = tokio::select! {
            () = tokio::time::sleep(EVERY) => false,
            () = &mut stopped => true,
        };
        match write_down(&backend, &file, known).await {
            Ok(reached) => known = Some(reached),
            Err(error) => tracing::warn!(?error, "how far the organization's file reaches cannot be read"),
        }
        if is_last {
            return;
        }
    }
}

async fn write_down(backend: &Arc<Backend>, file: &ReachedFile, known: Option<Reached>) -> Result<Reached, ApiError> {
    let file = file.clone();
    backend
        .blocking(move |it| {
            let reached = it.authority.reached()?;
            if known != Some(reached) {
                file.write(reached);
            }
            Ok(reached)
        })
        .await
}
