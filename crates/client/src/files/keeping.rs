//! Which files stay on this device, and for how long.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::PathBuf;
use std::time::SystemTime;

use goodturn_domain::FileHash;
use goodturn_store::{ReplicaStorage, StoreError};
use goodturn_sync::SentOperation;

use super::{FileStore, remove_file};
use crate::workspace::Workspace;

/// A file that lies here.
struct Kept {
    path: PathBuf,
    file: FileHash,
    bytes: u64,
    seen_at: SystemTime,
}

/// Deletes files of which nothing is known here any more, and those that were not looked at for the
/// longest when those that could be fetched again have more than `most` bytes. What the backend does
/// not have yet stays.
pub(super) fn tidy_up(workspace: &Workspace, most: u64) -> Result<(), StoreError> {
    keep_at_most(workspace, most)
}

impl Workspace {
    /// Makes room on a full disk: everything goes that can be fetched again.
    pub(crate) fn drop_cached_files(&self) -> Result<(), StoreError> {
        keep_at_most(self, 0)
    }
}

fn keep_at_most(workspace: &Workspace, most: u64) -> Result<(), StoreError> {
    // In this order: a file that lies here is held until what says it waits.
    let here = list(&workspace.files).map_err(|cause| StoreError::Unavailable(Box::new(cause)))?;
    let held: BTreeSet<FileHash> = workspace.files.held().keys().copied().collect();
    let waiting = waiting_files(workspace)?;
    let mut cached = Vec::new();
    for kept in here {
        if held.contains(&kept.file) || waiting.contains(&kept.file) || workspace.files.transfer(kept.file).is_some() {
            continue;
        }
        if workspace.store().has_entry_with(kept.file)? {
            cached.push(kept);
        } else {
            delete(&kept);
        }
    }
    cached.sort_by_key(|kept| kept.seen_at);
    let mut bytes: u64 = cached.iter().map(|kept| kept.bytes).sum();
    for kept in cached.iter().take_while(|kept| {
        let goes = bytes > most;
        bytes -= kept.bytes.min(bytes);
        goes
    }) {
        delete(kept);
    }
    Ok(())
}

/// Files of operations that the server has not applied, or has refused.
fn waiting_files(workspace: &Workspace) -> Result<BTreeSet<FileHash>, StoreError> {
    let unsent = workspace.store().list_unsent_attaching()?.into_iter().map(|it| it.body);
    let refused = workspace.store().read(|tx| tx.list_attention())?.into_iter().map(|it| it.body);
    let file_of = |body: String| {
        let sent: SentOperation = serde_json::from_str(&body).ok()?;
        sent.payload.value().get("file")?.get("hash")?.as_str()?.parse().ok()
    };
    Ok(unsent.chain(refused).filter_map(file_of).collect())
}

fn list(store: &FileStore) -> io::Result<Vec<Kept>> {
    let entries = match fs::read_dir(&store.folder) {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let kept = entries.filter_map(|entry| {
        let path = entry.ok()?.path();
        let file = path.file_stem()?.to_str()?.parse().ok()?;
        let about = path.metadata().ok().filter(|it| it.is_file())?;
        Some(Kept { file, bytes: about.len(), seen_at: about.modified().ok()?, path })
    });
    Ok(kept.collect())
}

fn delete(kept: &Kept) {
    if let Err(cause) = remove_file(&kept.path) {
        tracing::warn!(%cause, "a file that is not needed stays for now");
    }
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::account::Identity;
    use crate::clock::fresh_id;

    fn open(folder: &std::path::Path) -> Workspace {
        let identity = Identity::somebody();
        Workspace::open(&folder.join("w.db"), identity, None).expect("it opens")
    }

    #[test]
    fn a_file_that_is_being_attached_stays_and_one_that_nothing_is_known_of_goes() {
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let workspace = open(folder.path());
        let id = fresh_id();
        workspace.files.add_piece(id, 0, b"what was in a request").expect("there is room");
        let staged = workspace.files.keep(id).expect("it is a file");

        tidy_up(&workspace, 0).expect("the folder can be read");
        assert!(workspace.files.has(staged.hash), "what says it is not in the outbox yet");

        let hash = staged.hash;
        drop(staged);
        tidy_up(&workspace, u64::MAX).expect("the folder can be read");
        assert!(!workspace.files.has(hash));
    }
}
