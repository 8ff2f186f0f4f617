//! `control.db`: who may come in. Accounts, sessions, devices, invitations, failed sign-ins.

mod accounts;
mod attempts;
mod invitations;
mod sessions;
mod values;

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use goodturn_domain::{OrganizationId, Timestamp};
use goodturn_store::StoreError;
use goodturn_store_sqlite::{Database, Layout, from_sqlite};
use rusqlite::{Connection, OptionalExtension, params};

pub(crate) use invitations::{Acceptance, NewInvitation};
pub(crate) use sessions::{Token, TokenHash};

use values::{id, uuid};

const LAYOUT: Layout = Layout {
    name: "Goodturn control",
    // "GtCt" in ASCII.
    application_id: 0x4774_4374,
    migrations: &[include_str!("control/migrations/0001_control.sql")],
    secure_delete: true,
};

/// Its name in the data folder.
pub(crate) const CONTROL_FILE: &str = "control.db";

/// What kind of file it is.
pub(crate) const fn layout() -> &'static Layout {
    &LAYOUT
}

/// Why the control file has no answer.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub(crate) struct ControlError(#[from] StoreError);

impl From<rusqlite::Error> for ControlError {
    fn from(error: rusqlite::Error) -> Self {
        Self(from_sqlite(error))
    }
}

impl From<ControlError> for StoreError {
    fn from(error: ControlError) -> Self {
        error.0
    }
}

/// The open control file.
#[derive(Debug)]
pub(crate) struct Control {
    database: Database,
    /// Counts what may have ended a session: whoever remembers one asks whether this is the same.
    version: AtomicU64,
}

/// The organization that a backend serves, and the name of its file.
#[derive(Clone, Debug)]
pub(crate) struct Hosted {
    pub(crate) organization: OrganizationId,
    pub(crate) file: String,
}

impl Control {
    /// Opens the file, creating it when there is none.
    pub(crate) fn open(path: &Path) -> Result<Self, StoreError> {
        Ok(Self { database: Database::open(path, LAYOUT)?, version: AtomicU64::new(0) })
    }

    /// Writes what it holds to `target` and reads that back.
    pub(crate) fn back_up(&self, target: &Path) -> Result<(), StoreError> {
        self.database.back_up(target)
    }

    /// The organization served from here; the first call of all remembers `new` as it.
    pub(crate) fn hosted(&self, new: OrganizationId, now: Timestamp) -> Result<Hosted, StoreError> {
        self.write(|db| {
            let known = db
                .query_row("select organization_id, file from organizations limit 1", [], |row| {
                    Ok(Hosted {
                        organization: OrganizationId::new(id(row, "organization_id")?),
                        file: row.get("file")?,
                    })
                })
                .optional()?;
            if let Some(known) = known {
                return Ok(known);
            }
            let hosted = Hosted { organization: new, file: format!("{new}.db") };
            db.execute(
                "insert into organizations (organization_id, file, founded_at) values (?1, ?2, ?3)",
                params![uuid(new.uuid()), hosted.file, now.micros()],
            )?;
            Ok(hosted)
        })
    }

    /// How often anything was written that sessions may rest on.
    pub(crate) fn version(&self) -> u64 {
        self.version.load(Ordering::SeqCst)
    }

    fn write<T>(&self, work: impl FnOnce(&Connection) -> Result<T, ControlError>) -> Result<T, StoreError> {
        let written = self.write_aside(work);
        self.version.fetch_add(1, Ordering::SeqCst);
        written
    }

    /// Writes what no session rests on.
    fn write_aside<T>(&self, work: impl FnOnce(&Connection) -> Result<T, ControlError>) -> Result<T, StoreError> {
        self.database.write(work).map_err(StoreError::from)
    }

    fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T, ControlError>) -> Result<T, StoreError> {
        self.database.read(work).map_err(StoreError::from)
    }
}
