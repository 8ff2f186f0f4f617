//! Backups: each a folder of its own with every file and a list of them, read back before it gets
//! its name.

mod files;
mod restore;
mod schedule;

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use goodturn_domain::{OrganizationId, Timestamp};
use goodturn_store::{AuthorityStorage, Head, StoreError};
use goodturn_store_postgres::{PostgresAuthority, PostgresDatabase};
use goodturn_store_sqlite::{SqliteAuthority, check_copy};
use goodturn_sync::Authority;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use uuid::Uuid;

use crate::backend::{Backend, create_private_folder};
use crate::clock::Clock;
use crate::control::{self, CONTROL_FILE, Control, Hosted};
use crate::migrate::{Contents, Location, MigrateError, Source};
use crate::organization_storage::OrganizationStorage;

pub use restore::{Restored, restore, restore_into_database};
pub use schedule::Schedule;
pub(crate) use schedule::back_up_regularly;

/// The list of a backup's files; a folder without it is no backup.
const LIST: &str = "backup.json";
/// What this version writes and reads.
const FORM: u32 = 1;

/// Why a backup was not made, is none, or was not put back.
#[derive(Debug, Error)]
pub enum BackupError {
    #[error("{}: {cause}", path.display())]
    Folder { path: PathBuf, cause: io::Error },
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("{} is no backup: {cause}", path.display())]
    NoBackup { path: PathBuf, cause: String },
    #[error("{} is not as it was written", path.display())]
    Changed { path: PathBuf },
    #[error("{} holds an organization already; --replace puts it aside", .0.display())]
    Occupied(PathBuf),
    #[error(transparent)]
    Place(#[from] MigrateError),
}

/// A backup, as its list describes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Backup {
    form: u32,
    pub made_at: Timestamp,
    pub organization: OrganizationId,
    pub epoch: Uuid,
    /// Everything up to this number is in it.
    pub seq: u64,
    pub files: Vec<BackupFile>,
}

/// One file of a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupFile {
    pub name: String,
    pub bytes: u64,
    /// BLAKE3 of what is in it, in hex.
    pub hash: String,
}

/// What a backup is made of.
struct Original<'a> {
    control: &'a Control,
    authority: &'a Authority<OrganizationStorage>,
    hosted: &'a Hosted,
    /// Where files lie; none where they are in a bucket, which has copies of its own.
    data_dir: Option<&'a Path>,
}

impl Backend {
    /// Makes a backup in a new folder below `within` and tells devices that what it holds is safe.
    /// Gives that folder.
    pub(crate) fn back_up(&self, within: &Path) -> Result<(PathBuf, Backup), BackupError> {
        let hosted = Hosted { organization: self.organization, file: self.organization_file.clone() };
        let data_dir = self.files.data_dir();
        let original = Original { control: &self.control, authority: &self.authority, hosted: &hosted, data_dir };
        original.back_up(within, &self.clock)
    }
}

impl Original<'_> {
    fn back_up(&self, within: &Path, clock: &Clock) -> Result<(PathBuf, Backup), BackupError> {
        create_private_folder(within).map_err(|cause| at(within, cause))?;
        let made_at = clock.now();
        let name = made_at.to_utc().format("%Y-%m-%dT%H%M%S-%3fZ").to_string();
        let (part, whole) = (within.join(format!("{name}.part")), within.join(&name));
        let earlier = schedule::list(within)?.pop().map(|(folder, _)| folder);
        let backup = self.fill(&part, made_at, earlier.as_deref()).inspect_err(|_| {
            // It is tried again, and halves of backups would fill the disk.
            if let Err(cause) = fs::remove_dir_all(&part) {
                tracing::warn!(%cause, folder = %part.display(), "half a backup is left behind");
            }
        })?;
        fs::rename(&part, &whole).map_err(|cause| at(&whole, cause))?;
        sync_folder(within)?;
        self.authority.mark_backed_up(backup.seq)?;
        Ok((whole, backup))
    }

    /// Writes every file into `part`, and reads all of it back.
    fn fill(&self, part: &Path, made_at: Timestamp, earlier: Option<&Path>) -> Result<Backup, BackupError> {
        create_private_folder(part).map_err(|cause| at(part, cause))?;
        let Hosted { organization, file } = self.hosted;
        let storage = self.authority.storage();
        let head = match storage {
            OrganizationStorage::Sqlite(sqlite) => {
                // What is committed meanwhile is in the file too; that much is certain.
                let head = storage.read(|tx| tx.head())?;
                write_files(sqlite, self.control, file, part)?;
                head
            }
            OrganizationStorage::Postgres(storage) => write_tables(storage.database(), self.hosted, part)?,
        };
        let files = [file.as_str(), CONTROL_FILE].map(|name| describe(part, name));
        let mut files = files.into_iter().collect::<Result<Vec<_>, _>>()?;
        // After the records: what they refer to was there before them.
        if let Some(data_dir) = self.data_dir {
            files.extend(files::copy_all(data_dir, part, earlier)?);
        }
        let backup =
            Backup { form: FORM, made_at, organization: *organization, epoch: head.epoch, seq: head.seq, files };
        write_list(part, &backup)?;
        verify(part)
    }
}

fn write_files(storage: &SqliteAuthority, control: &Control, file: &str, part: &Path) -> Result<(), BackupError> {
    // The accounts first: whoever has one is in the organization's file then, never the other way round.
    control.back_up(&part.join(CONTROL_FILE))?;
    Ok(storage.database().back_up(&part.join(file))?)
}

/// The same files, of what a database holds at one moment, accounts and records: filled from it and
/// compared with it. Gives where the history stood then.
fn write_tables(database: &PostgresDatabase, hosted: &Hosted, part: &Path) -> Result<Head, BackupError> {
    let moment = database.at_one_moment()?;
    let control = Control::open_in(&moment)?;
    let storage = OrganizationStorage::Postgres(PostgresAuthority::open(moment, hosted.organization)?);
    let head = storage.read(|tx| tx.head())?;
    let filling = part.join("filling");
    let source = Source { control: &control, hosted, storage: &storage };
    let (filled, _) = Contents::fill(&Location::Folder(filling.clone()), &source)?;
    let Contents { control, hosted, storage: OrganizationStorage::Sqlite(storage) } = filled else {
        unreachable!("a folder holds files");
    };
    write_files(&storage, &control, &hosted.file, part)?;
    drop((storage, control));
    fs::remove_dir_all(&filling).map_err(|cause| at(&filling, cause))?;
    Ok(head)
}

/// Makes a backup of a data folder that no server uses, or of a database, which servers may go on
/// using meanwhile.
///
/// # Errors
/// When a server uses the folder, or the backup cannot be written or read back.
pub fn back_up(from: &Location, within: &Path, clock: &Clock) -> Result<(PathBuf, Backup), BackupError> {
    let Contents { control, hosted, storage } = Contents::open(from, true)?;
    let authority = Authority::new(storage);
    let data_dir = from.folder();
    Original { control: &control, authority: &authority, hosted: &hosted, data_dir }.back_up(within, clock)
}

/// The names of all backups below a folder, oldest first.
pub(crate) fn list_names(within: &Path) -> Result<Vec<String>, BackupError> {
    let backups = schedule::list(within)?.into_iter();
    Ok(backups.filter_map(|(folder, _)| Some(folder.file_name()?.to_str()?.to_owned())).collect())
}

/// Reads a backup from its first byte to its last.
///
/// # Errors
/// [`BackupError::NoBackup`] when it has no list that can be read, [`BackupError::Changed`] when a
/// file is missing or not the one that was written, [`BackupError::Store`] when SQLite finds a file
/// unsound.
pub fn verify(folder: &Path) -> Result<Backup, BackupError> {
    let no_backup = |cause: String| BackupError::NoBackup { path: folder.to_owned(), cause };
    let list = fs::read(folder.join(LIST)).map_err(|cause| no_backup(cause.to_string()))?;
    let backup: Backup = serde_json::from_slice(&list).map_err(|cause| no_backup(cause.to_string()))?;
    if backup.form != FORM {
        return Err(no_backup(format!("it has form {}, this version knows {FORM}", backup.form)));
    }
    for file in &backup.files {
        let hash = files::file_of(&file.name);
        // A name is a name, never a way to somewhere else.
        if hash.is_none() && Path::new(&file.name).file_name().is_none_or(|name| name != file.name.as_str()) {
            return Err(no_backup(format!("{:?} is no file name", file.name)));
        }
        let path = folder.join(&file.name);
        if describe(folder, &file.name).ok().as_ref() != Some(file) {
            return Err(BackupError::Changed { path });
        }
        if let Some(hash) = hash {
            if hash.to_string() != file.hash {
                return Err(BackupError::Changed { path });
            }
            continue;
        }
        let layout = if file.name == CONTROL_FILE { control::layout() } else { SqliteAuthority::layout() };
        check_copy(&path, layout)?;
    }
    Ok(backup)
}

fn describe(folder: &Path, name: &str) -> Result<BackupFile, BackupError> {
    let path = folder.join(name);
    let hashed = || -> io::Result<(u64, blake3::Hash)> {
        let (mut file, mut hasher, mut bytes) = (fs::File::open(&path)?, blake3::Hasher::new(), 0);
        let mut chunk = vec![0; 1 << 16];
        loop {
            match file.read(&mut chunk)? {
                0 => return Ok((bytes, hasher.finalize())),
                read => {
                    hasher.update(&chunk[..read]);
                    bytes += read as u64;
                }
            }
        }
    };
    let (bytes, hash) = hashed().map_err(|cause| at(&path, cause))?;
    Ok(BackupFile { name: name.to_owned(), bytes, hash: hash.to_hex().to_string() })
}

fn write_list(folder: &Path, backup: &Backup) -> Result<(), BackupError> {
    let path = folder.join(LIST);
    let list = serde_json::to_vec_pretty(backup).expect("a list has string keys only");
    let write = || {
        let mut file = fs::File::create(&path)?;
        file.write_all(&list)?;
        file.sync_all()
    };
    write().map_err(|cause| at(&path, cause))?;
    sync_folder(folder)
}

fn sync_folder(folder: &Path) -> Result<(), BackupError> {
    fs::File::open(folder).and_then(|it| it.sync_all()).map_err(|cause| at(folder, cause))
}

fn at(path: &Path, cause: io::Error) -> BackupError {
    BackupError::Folder { path: path.to_owned(), cause }
}
