//! How far this device has counted its operations, written down outside of its data file: where that
//! file is an earlier one, put back by hand or by the system, the next start notices before anything
//! is sent.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use goodturn_domain::DeviceId;
use goodturn_store::{ReplicaRead, ReplicaStorage, StoreError};
use serde::{Deserialize, Serialize};

use crate::account::Identity;
use crate::paths::Paths;
use crate::workspace::Workspace;

/// More than the longest number takes, with blanks behind it.
const BYTES: usize = 96;

/// How far which device has counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Reached {
    device: DeviceId,
    n: u64,
}

/// Whether the file of the workspace holds less than it did before.
pub(crate) fn is_put_back(paths: &Paths, workspace: &Workspace) -> Result<bool, StoreError> {
    let here = counted(workspace)?;
    Ok(read(&file(paths, &workspace.identity)).is_some_and(|before| before.device == here.device && before.n > here.n))
}

/// Writes down how far it has counted, where that has changed. It is not synced to the disk: an
/// older one notices less, and none notices nothing, which the backend does then.
pub(crate) fn write_down(paths: &Paths, workspace: &Workspace) -> Result<(), StoreError> {
    let here = counted(workspace)?;
    let mut written = workspace.written_down();
    if *written != Some(here) {
        match write(&file(paths, &workspace.identity), here) {
            Ok(()) => *written = Some(here),
            Err(cause) => tracing::debug!(%cause, "how far this device has counted cannot be written down"),
        }
    }
    Ok(())
}

fn counted(workspace: &Workspace) -> Result<Reached, StoreError> {
    let n = workspace.store().read(|tx: &dyn ReplicaRead| tx.last_n())?;
    Ok(Reached { device: workspace.replica.device(), n })
}

/// Where it is written down: not in the folder of the data files, for who puts that back does not put this back.
pub(crate) fn file(paths: &Paths, identity: &Identity) -> PathBuf {
    paths.data.join(format!("{}-{}.reached", identity.organization, identity.person))
}

fn read(file: &Path) -> Option<Reached> {
    serde_json::from_slice(&fs::read(file).ok()?).ok()
}

/// Over what was there: it is as long each time and less than a disk writes at once. A new file in its
/// place would have every push wait for the folder.
fn write(file: &Path, reached: Reached) -> io::Result<()> {
    let text = format!("{:<BYTES$}", serde_json::to_string(&reached)?);
    File::options().write(true).create(true).truncate(false).open(file)?.write_all(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use goodturn_domain::OperationId;
    use goodturn_store::OutboxRecord;

    use super::*;
    use crate::clock::fresh_id;
    use crate::rebuild;

    fn append(workspace: &Workspace, n: u64) {
        let id = OperationId::new(fresh_id());
        let record = OutboxRecord { n, id, body: "{}".to_owned(), touched: Vec::new(), applied_seq: None };
        workspace.store().write(|tx| tx.append_outbox(&record)).expect("it can be kept");
    }

    #[test]
    fn a_shorter_number_leaves_nothing_of_a_longer_one() {
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let file = folder.path().join("reached");
        let device = DeviceId::new(fresh_id());

        for n in [u64::MAX, 7] {
            write(&file, Reached { device, n }).expect("it can be written");

            assert_eq!(read(&file), Some(Reached { device, n }));
        }
    }

    #[test]
    fn a_data_file_that_was_put_back_is_noticed_at_the_start() {
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let paths = Paths::below(folder.path());
        let identity = Identity::somebody();
        let open = || rebuild::open(&paths, identity.clone(), None).expect("it opens").0;
        let workspace = open();
        append(&workspace, 1);
        drop(workspace);
        let file = identity.replica_file(&paths);
        let copy = fs::read(&file).expect("it can be read");
        let workspace = open();
        assert!(!is_put_back(&paths, &workspace).expect("it can be read"), "nothing was written down yet");
        append(&workspace, 2);
        write_down(&paths, &workspace).expect("it can be read");
        drop(workspace);
        assert!(!is_put_back(&paths, &open()).expect("it can be read"), "a start alone is nothing");

        fs::write(&file, copy).expect("it can be written");

        let workspace = open();
        assert!(is_put_back(&paths, &workspace).expect("it can be read"));
        workspace.replica.rename_device(DeviceId::new(fresh_id()));
        assert!(!is_put_back(&paths, &workspace).expect("it can be read"), "under another name it counts anew");
    }
}
