//! Moving everything from files to a database or back, without a change: devices go on with the
//! same epoch, chain and numbers, and notice nothing.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use goodturn_domain::OrganizationId;
use goodturn_store::StoreError;
use goodturn_store::copying::{CopyableStorage, Inventory, Tally, copy};
use goodturn_store_postgres::{PostgresAddress, PostgresAuthority, PostgresDatabase};
use goodturn_store_sqlite::SqliteAuthority;
use thiserror::Error;
use tokio::runtime::Handle;

use crate::backend::create_private_folder;
use crate::control::{CONTROL_FILE, Control, Hosted};
use crate::files::{FilesAt, FilesMoved};
use crate::organization_storage::OrganizationStorage;

/// Where everything of a server lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    Folder(PathBuf),
    Database(PostgresAddress),
}

impl Location {
    /// The data folder, where it is one.
    pub(crate) fn folder(&self) -> Option<&Path> {
        match self {
            Self::Folder(folder) => Some(folder),
            Self::Database(_) => None,
        }
    }
}

impl FromStr for Location {
    type Err = String;

    /// `sqlite:FOLDER` or the URL of a PostgreSQL database.
    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once(':') {
            Some(("sqlite", folder)) if !folder.is_empty() => Ok(Self::Folder(folder.into())),
            Some(("postgres" | "postgresql", _)) => Ok(Self::Database(text.into())),
            _ => Err(format!("{text:?} is neither sqlite:FOLDER nor postgres://…")),
        }
    }
}

/// Why nothing was moved. The causes are in the messages, and no sources as well.
#[derive(Debug, Error)]
pub enum MigrateError {
    #[error("there is no organization in {0}")]
    Nothing(String),
    #[error("there is an organization in {0} already: nothing is written over")]
    Occupied(String),
    #[error("{0} is in use by a server: stop it first")]
    InUse(String),
    #[error("the data folder cannot be used: {0}")]
    Folder(std::io::Error),
    #[error("the files cannot be moved: {0}")]
    Files(std::io::Error),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<std::io::Error> for MigrateError {
    fn from(cause: std::io::Error) -> Self {
        Self::Folder(cause)
    }
}

/// What was moved, compared on both sides.
#[derive(Debug)]
pub struct Migrated {
    pub organization: OrganizationId,
    /// Rows and digests by table.
    pub tables: Vec<(String, Tally)>,
    /// Scopes whose digests are those of their rows.
    pub scopes: usize,
    /// None when it was not said where they are, or are to be.
    pub files: Option<FilesMoved>,
}

impl fmt::Display for Migrated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "organization {}", self.organization)?;
        for (table, Tally { rows, sum }) in &self.tables {
            writeln!(f, "{table:<28} {rows:>10} rows  {sum:032x}")?;
        }
        let rows: u64 = self.tables.iter().map(|(_, tally)| tally.rows).sum();
        writeln!(f, "{rows} rows and {} scopes, the same on both sides", self.scopes)?;
        let Some(FilesMoved { files, bytes, damaged }) = &self.files else {
            return f.write_str("attachments stay where they are: say --files-from and --files-to to move them");
        };
        for file in damaged {
            writeln!(f, "{file} is damaged and was left")?;
        }
        write!(f, "{files} attachments with {bytes} bytes, read on the other side")
    }
}

/// What a place holds.
pub(crate) struct Contents {
    pub(crate) control: Control,
    pub(crate) hosted: Hosted,
    pub(crate) storage: OrganizationStorage,
}

impl Contents {
    /// Opens what is there. No server may use it, unless `is_shared` and the place allows it.
    pub(crate) fn open(place: &Location, is_shared: bool) -> Result<Self, MigrateError> {
        let nothing = || MigrateError::Nothing(name(place));
        match place {
            Location::Folder(folder) => {
                if !folder.join(CONTROL_FILE).exists() {
                    return Err(nothing());
                }
                let control = Control::open(&folder.join(CONTROL_FILE))?;
                let hosted = control.find_hosted()?.ok_or_else(nothing)?;
                let storage = OrganizationStorage::Sqlite(Box::new(SqliteAuthority::open(&folder.join(&hosted.file))?));
                Ok(Self { control, hosted, storage })
            }
            Location::Database(address) => {
                let database = PostgresDatabase::open(address, Handle::current())?;
                if !is_shared && database.is_in_use()? {
                    return Err(MigrateError::InUse(name(place)));
                }
                let control = Control::open_in(&database)?;
                let hosted = control.find_hosted()?.ok_or_else(nothing)?;
                let storage = PostgresAuthority::open(database, hosted.organization)?;
                Ok(Self { control, hosted, storage: OrganizationStorage::Postgres(storage) })
            }
        }
    }

    /// Makes a place for what another holds, and fills it.
    pub(crate) fn fill(place: &Location, from: &Source<'_>) -> Result<(Self, Migrated), MigrateError> {
        let hosted = from.hosted.clone();
        let (control, storage) = match place {
            Location::Folder(folder) => {
                create_private_folder(folder)?;
                if folder.join(CONTROL_FILE).exists() {
                    return Err(MigrateError::Occupied(name(place)));
                }
                // What an attempt has left behind is replaced: without control data it is nothing.
                let storage = SqliteAuthority::open(&folder.join(&hosted.file))?;
                (None, OrganizationStorage::Sqlite(Box::new(storage)))
            }
            Location::Database(address) => {
                let database = PostgresDatabase::open(address, Handle::current())?;
                let control = Control::open_in(&database)?;
                if control.find_hosted()?.is_some() {
                    return Err(MigrateError::Occupied(name(place)));
                }
                let storage = PostgresAuthority::open(database, hosted.organization)?;
                (Some(control), OrganizationStorage::Postgres(storage))
            }
        };
        let inventory = copy(from.storage.copyable(), storage.copyable())?;
        // Control data come last: without them there is no organization here yet.
        let control = match (control, place) {
            (None, Location::Folder(folder)) => Control::open(&folder.join(CONTROL_FILE))?,
            (Some(control), _) => control,
            (None, Location::Database(_)) => unreachable!("a database has opened its control data"),
        };
        let tables = from.control.copy_to(&control)?;
        Ok((Self { control, hosted, storage }, migrated(from.hosted.organization, &inventory, tables)))
    }

    /// As something to copy from.
    pub(crate) fn source(&self) -> Source<'_> {
        Source { control: &self.control, hosted: &self.hosted, storage: &self.storage }
    }
}

/// What is copied.
pub(crate) struct Source<'a> {
    pub(crate) control: &'a Control,
    pub(crate) hosted: &'a Hosted,
    pub(crate) storage: &'a OrganizationStorage,
}

impl OrganizationStorage {
    fn copyable(&self) -> &dyn CopyableStorage {
        match self {
            Self::Sqlite(storage) => &**storage,
            Self::Postgres(storage) => storage,
        }
    }
}

/// Copies everything from one place to another that holds nothing, attachments from the first place
/// of `files` to the second, and compares both. Off the threads of a runtime, which it needs.
///
/// # Errors
/// When there is nothing, when a server uses it, when the target holds an organization, and when
/// the copy does not read like the original; the target holds no organization then.
pub fn migrate(from: &Location, to: &Location, files: Option<&(FilesAt, FilesAt)>) -> Result<Migrated, MigrateError> {
    let contents = Contents::open(from, false)?;
    // Records come after what they refer to: an attempt that breaks off in between is made again.
    let moved = files.map(|(from, to)| move_files(from, to)).transpose().map_err(MigrateError::Files)?;
    let (_, migrated) = Contents::fill(to, &contents.source())?;
    Ok(Migrated { files: moved, ..migrated })
}

fn move_files(from: &FilesAt, to: &FilesAt) -> std::io::Result<FilesMoved> {
    let (from, to) = (from.open()?, to.open()?);
    Handle::current().block_on(from.copy_to(&to))
}

fn migrated(
    organization: OrganizationId,
    inventory: &Inventory,
    control: impl IntoIterator<Item = (String, Tally)>,
) -> Migrated {
    let tables = inventory.tables.iter().map(|(table, tally)| ((*table).to_owned(), *tally));
    let control = control.into_iter().map(|(table, tally)| (format!("control.{table}"), tally));
    Migrated { organization, tables: tables.chain(control).collect(), scopes: inventory.scopes.len(), files: None }
}

/// Without what opens it.
fn name(place: &Location) -> String {
    match place {
        Location::Folder(folder) => folder.display().to_string(),
        Location::Database(_) => "the database".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_location_is_a_folder_or_a_database() {
        assert_eq!("sqlite:/srv/turn".parse(), Ok(Location::Folder(PathBuf::from("/srv/turn"))));
        assert!(matches!("postgres://turn@localhost/turn".parse(), Ok(Location::Database(_))));
        for text in ["", "sqlite:", "/srv/turn", "mysql://x"] {
            assert!(text.parse::<Location>().is_err(), "{text:?}");
        }
    }
}
