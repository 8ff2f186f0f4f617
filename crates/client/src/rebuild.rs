//! Opening a workspace whose file may be damaged: what its outbox still holds is in a new file
//! before the old one is put aside, so that no kill in between loses it. And a device that was itself
//! restored or copied.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use goodturn_domain::DeviceId;
use goodturn_store::StoreError;
use goodturn_store_sqlite::{FileKey, quarantine, salvage_outbox};

use crate::account::{Identity, Workspaces};
use crate::app::{App, StartError};
use crate::clock::fresh_id;
use crate::paths::Paths;
use crate::workspace::Workspace;

/// Opens the workspace of `identity`, and says what trouble there was.
pub(crate) fn open(
    paths: &Paths,
    identity: Identity,
    key: Option<&FileKey>,
) -> Result<(Arc<Workspace>, Option<&'static str>), StartError> {
    let file = identity.replica_file(paths);
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let rebuilt = file.with_extension("rebuilt");
    // The last start was cut off after it had put the damaged file aside.
    if !file.exists() && rebuilt.exists() {
        // Perhaps before its log: SQLite would read that into the new file.
        quarantine(&file, &fresh_id().to_string())?;
        fs::rename(&rebuilt, &file)?;
    }
    match Workspace::open(&file, identity.clone(), key) {
        Ok(workspace) => Ok((Arc::new(workspace), None)),
        Err(StoreError::Damaged(cause)) => {
            tracing::error!(%cause, "the data file is damaged: it is put aside and rebuilt from the backend");
            let identity = Identity { device: DeviceId::new(fresh_id()), ..identity };
            rebuild(&file, &rebuilt, &identity, key)?;
            Ok((Arc::new(Workspace::open(&file, identity, key)?), Some("damaged")))
        }
        Err(other) => Err(other.into()),
    }
}

fn rebuild(file: &Path, rebuilt: &Path, identity: &Identity, key: Option<&FileKey>) -> Result<(), StartError> {
    // A start that was cut off earlier may have left a half of this.
    quarantine(rebuilt, &fresh_id().to_string())?;
    let new = Workspace::open(rebuilt, identity.clone(), key)?;
    new.replica.take_over(&salvage_outbox(file, key))?;
    drop(new);
    quarantine(file, &fresh_id().to_string())?;
    fs::rename(rebuilt, file)?;
    Ok(())
}

/// This device was restored from a backup or copied: it goes on under a new name, and offers
/// everything that is pending again. Operations keep their ids, so nothing happens twice.
pub(crate) fn renew_device(app: &App, workspace: &Workspace) -> Result<(), StoreError> {
    tracing::warn!("this device was restored or copied and gets a new name");
    let device = DeviceId::new(fresh_id());
    let unavailable = |cause: std::io::Error| StoreError::Unavailable(Box::new(cause));
    let mut workspaces = Workspaces::load(&app.inner.paths).map_err(unavailable)?;
    let current = if workspace.identity.server.is_some() { &mut workspaces.joined } else { &mut workspaces.local };
    if let Some(identity) = current {
        identity.signed_in_as = Some(identity.session_device());
        identity.device = device;
    }
    workspaces.save(&app.inner.paths).map_err(unavailable)?;
    workspace.replica.renew_device(device)
}

#[cfg(test)]
mod tests {
    use goodturn_domain::OperationId;
    use goodturn_store::{OutboxRecord, ReplicaStorage};
    use serde_json::json;

    use super::*;

    #[test]
    fn start_that_is_cut_off_while_rebuilding_loses_nothing_of_the_outbox() {
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let (paths, identity) = (Paths::below(folder.path()), Identity::somebody());
        let file = identity.replica_file(&paths);
        let (workspace, _) = open(&paths, identity.clone(), None).expect("a new workspace opens");
        let id = OperationId::new(fresh_id());
        let body = json!({
            "id": id, "device": identity.device, "n": 1, "actor": identity.person, "at": 1, "schema": 1, "payload": {},
        });
        let record = OutboxRecord { n: 1, id, body: body.to_string(), touched: Vec::new(), applied_seq: None };
        workspace.store().write(|tx| tx.append_outbox(&record)).expect("it can be kept");
        drop(workspace);

        // As `rebuild` goes, up to the moment when the old file has gone.
        let rebuilt = file.with_extension("rebuilt");
        let new = Workspace::open(&rebuilt, identity.clone(), None).expect("a new file opens");
        new.replica.take_over(&salvage_outbox(&file, None)).expect("the outbox is readable");
        drop(new);
        quarantine(&file, "aside").expect("it can be moved");
        // Cut off between the file and its log.
        let log = file.with_extension("db-wal");
        fs::write(&log, [0x37; 40_000]).expect("the folder can be written");

        let (again, trouble) = open(&paths, identity, None).expect("the next start goes on");
        assert_eq!(trouble, None);
        assert_ne!(fs::read(&log).unwrap_or_default(), [0x37; 40_000], "the old log stays away from the new file");
        let unsent = crate::sync_loop::count_unsent(&again).expect("it can be read");
        assert_eq!(unsent, 1);
    }
}
