//! Putting a backup in the place of what there is.

use std::fs;
use std::path::{Path, PathBuf};

use goodturn_store::StoreError;
use goodturn_store_postgres::PostgresAddress;
use goodturn_store_sqlite::SqliteAuthority;
use goodturn_sync::Authority;

use super::{Backup, BackupError, BackupFile, at, files, sync_folder, verify};
use crate::backend::create_private_folder;
use crate::clock::Clock;
use crate::control::{CONTROL_FILE, Control};
use crate::files::FILES_FOLDER;
use crate::migrate::{Contents, Location};

/// What a restore has done.
#[derive(Clone, Debug)]
pub struct Restored {
    pub backup: Backup,
    /// Where the files went that were there before, if there were any.
    pub put_aside: Option<PathBuf>,
}

/// Puts the backup in `from` into a database that holds no organization and begins another history.
///
/// # Errors
/// Those of [`verify`]; [`BackupError::Place`] when there is an organization in the database.
pub fn restore_into_database(from: &Path, database: &PostgresAddress, clock: &Clock) -> Result<Backup, BackupError> {
    let backup = verify(from)?;
    // Backups are never opened where they lie: opening brings a file up to date.
    let folder = from.with_extension("restoring");
    create_private_folder(&folder).map_err(|cause| at(&folder, cause))?;
    // Files do not go into a database: they are copied to where the servers keep them.
    let records = backup.files.iter().filter(|it| files::file_of(&it.name).is_none());
    let filled = records.into_iter().try_for_each(|file| put_back(from, &folder, file)).and_then(|()| {
        let contents = Contents::open(&Location::Folder(folder.clone()), false)?;
        Ok(Contents::fill(&Location::Database(database.clone()), &contents.source())?)
    });
    if let Err(cause) = fs::remove_dir_all(&folder) {
        tracing::warn!(%cause, folder = %folder.display(), "files of the restore are left behind");
    }
    let (restored, _) = filled?;
    Authority::new(restored.storage).begin_anew(clock.new_id(), clock.now())?;
    Ok(backup)
}

/// Puts the backup in `from` into `data_dir` and begins another history, by which devices notice
/// and send again what the backup does not hold. Nothing is changed unless the backup is sound.
///
/// # Errors
/// Those of [`verify`]; [`BackupError::Occupied`] when there is an organization and it is not to be
/// replaced; [`BackupError::Store`] when a server uses the folder.
pub fn restore(from: &Path, data_dir: &Path, replace: bool, clock: &Clock) -> Result<Restored, BackupError> {
    let backup = verify(from)?;
    create_private_folder(data_dir).map_err(|cause| at(data_dir, cause))?;
    let put_aside = match data_dir.join(CONTROL_FILE).exists() {
        true if !replace => return Err(BackupError::Occupied(data_dir.to_owned())),
        true => Some(put_aside(data_dir, clock)?),
        false => None,
    };
    let (files, records): (Vec<_>, Vec<_>) = backup.files.iter().partition(|it| files::file_of(&it.name).is_some());
    files.into_iter().try_for_each(|file| files::put_back(from, data_dir, file))?;
    // The control file comes last: without it there is no organization here yet.
    let (control, organizations): (Vec<_>, Vec<_>) = records.into_iter().partition(|it| it.name == CONTROL_FILE);
    for file in organizations {
        put_back(from, data_dir, file)?;
        let storage = SqliteAuthority::open(&data_dir.join(&file.name))?;
        Authority::new(storage).begin_anew(clock.new_id(), clock.now())?;
    }
    control.into_iter().try_for_each(|file| put_back(from, data_dir, file))?;
    sync_folder(data_dir)?;
    Ok(Restored { backup, put_aside })
}

fn put_back(from: &Path, data_dir: &Path, file: &BackupFile) -> Result<(), BackupError> {
    let target = data_dir.join(&file.name);
    fs::copy(from.join(&file.name), &target)
        .and_then(|_| fs::File::open(&target)?.sync_all())
        .map_err(|cause| at(&target, cause))
}

/// Moves every file of the data folder into a new one inside of it.
fn put_aside(data_dir: &Path, clock: &Clock) -> Result<PathBuf, BackupError> {
    // A damaged file is a reason to restore, one that a server uses is none.
    if let Err(error @ StoreError::Unavailable(_)) = Control::open(&data_dir.join(CONTROL_FILE)) {
        return Err(error.into());
    }
    let name = clock.now().to_utc().format("before-restore-%Y-%m-%dT%H%M%SZ").to_string();
    let aside = data_dir.join(name);
    create_private_folder(&aside).map_err(|cause| at(&aside, cause))?;
    for entry in fs::read_dir(data_dir).map_err(|cause| at(data_dir, cause))? {
        let entry = entry.map_err(|cause| at(data_dir, cause))?;
        // Files too: what the backup holds of them comes back from it.
        if entry.path().is_file() || entry.file_name() == FILES_FOLDER {
            fs::rename(entry.path(), aside.join(entry.file_name())).map_err(|cause| at(&entry.path(), cause))?;
        }
    }
    sync_folder(&aside)?;
    sync_folder(data_dir)?;
    Ok(aside)
}
