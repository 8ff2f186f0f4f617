//! Control data: who may come in. Accounts, sessions, devices, invitations, failed sign-ins. It lies
//! in `control.db` beside the organization's file, or in the schema `control` of PostgreSQL.
//!
//! Every statement is written once, for both databases. A new kind of data gets
//! - a numbered script in `control/migrations/`, named in [`MIGRATIONS`]: SQLite's SQL with the types
//!   `text`, `integer` and `blob`, which is translated for PostgreSQL (`bigint`, `bytea`). Nothing
//!   numbers rows by itself: let the statement do it, writes come one after the other on both;
//! - a file `control/….rs` whose functions on [`Control`] call `self.read` or `self.write` with a
//!   closure over a [`database::ControlTransaction`]: `db.find`, `db.rows`, `db.execute`, with `?1`
//!   for parameters (`?` stands nowhere else) and `&[…into()]` for their values. A column is read by
//!   name and kind: `row.text("name")?`.
//!
//! Only SQL that both know, with the same meaning: `is not distinct from` for a comparison that takes
//! null, `on conflict (…) do update set x = table.x + excluded.x`, `cast(sum(x) as bigint)`,
//! `1`/`0` for true and false, no `max(a, b)`, `exists` or `=` between a number and a text.

mod accounts;
mod attempts;
mod claims;
mod copying;
mod database;
mod devices;
mod invitations;
mod passwords;
mod processes;
mod rights;
mod rotation;
mod sessions;
mod values;

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use goodturn_domain::{OrganizationId, Timestamp};
use goodturn_store::StoreError;
use goodturn_store_postgres::PostgresDatabase;
use goodturn_store_sqlite::{Database, FileKey, Layout};

pub(crate) use devices::Which;
pub(crate) use invitations::{Acceptance, NewInvitation};
pub(crate) use passwords::{NewReset, Reset};
pub(crate) use sessions::{Token, TokenHash};
pub(crate) use values::role_name;

use claims::Claims;
use database::{ControlDatabase, ControlTransaction};

/// Oldest first; a released one never changes.
const MIGRATIONS: &[&str] = &[
    include_str!("control/migrations/0001_control.sql"),
    include_str!("control/migrations/0002_processes.sql"),
    include_str!("control/migrations/0003_rotation.sql"),
    include_str!("control/migrations/0004_password_resets.sql"),
    include_str!("control/migrations/0005_ended_sessions.sql"),
];

const LAYOUT: Layout = Layout {
    name: "Goodturn control",
    // "GtCt" in ASCII.
    application_id: 0x4774_4374,
    migrations: MIGRATIONS,
    secure_delete: true,
};

/// Its name in the data folder.
pub(crate) const CONTROL_FILE: &str = "control.db";

/// Its schema in PostgreSQL, where the tables of organizations have the same names.
const CONTROL_SCHEMA: &str = "control";

/// What kind of file `control.db` is.
pub const fn layout() -> &'static Layout {
    &LAYOUT
}

/// Why the control data have no answer.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub(crate) struct ControlError(#[from] StoreError);

impl ControlError {
    /// What is stored is not what was expected there.
    fn unreadable(column: &str, cause: &str) -> Self {
        let row = format!("a row, column {column}");
        Self(StoreError::Inconsistent { table: "a control table", row, cause: cause.to_owned() })
    }
}

impl From<ControlError> for StoreError {
    fn from(error: ControlError) -> Self {
        error.0
    }
}

/// The open control data.
#[derive(Debug)]
pub(crate) struct Control {
    database: ControlDatabase,
    claims: Claims,
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
        Self::open_with(path, None)
    }

    /// The same for a file that is encrypted, or becomes so now, where there is a key.
    pub(crate) fn open_with(path: &Path, key: Option<FileKey>) -> Result<Self, StoreError> {
        let database = ControlDatabase::Sqlite(Box::new(Database::open_with(path, LAYOUT, key)?));
        Ok(Self { database, claims: Claims::default(), version: AtomicU64::new(0) })
    }

    /// Opens the tables in PostgreSQL, creating them when there are none.
    pub(crate) fn open_in(database: &PostgresDatabase) -> Result<Self, StoreError> {
        let scripts: Vec<String> = MIGRATIONS.iter().map(|it| database::migration_for_postgres(it)).collect();
        let scripts: Vec<&str> = scripts.iter().map(String::as_str).collect();
        let database = ControlDatabase::Postgres(database.schema(CONTROL_SCHEMA, &scripts)?);
        Ok(Self { database, claims: Claims::default(), version: AtomicU64::new(0) })
    }

    /// Writes what the file holds to `target` and reads that back.
    pub(crate) fn back_up(&self, target: &Path) -> Result<(), StoreError> {
        match &self.database {
            ControlDatabase::Sqlite(database) => database.back_up(target),
            ControlDatabase::Postgres(_) => Err(StoreError::Unavailable("the control data lie in no file".into())),
        }
    }

    /// The organization served from here; the first call of all remembers `new` as it.
    pub(crate) fn hosted(&self, new: OrganizationId, now: Timestamp) -> Result<Hosted, StoreError> {
        self.write(|db| {
            if let Some(known) = find_hosted(db)? {
                return Ok(known);
            }
            let hosted = Hosted { organization: new, file: format!("{new}.db") };
            db.execute(
                "insert into organizations (organization_id, file, founded_at) values (?1, ?2, ?3)",
                &[new.uuid().into(), hosted.file.as_str().into(), now.into()],
            )?;
            Ok(hosted)
        })
    }

    /// How often anything was written that sessions may rest on.
    pub(crate) fn version(&self) -> u64 {
        self.version.load(Ordering::SeqCst)
    }

    /// The organization served from here, if there is one.
    pub(crate) fn find_hosted(&self) -> Result<Option<Hosted>, StoreError> {
        self.read(find_hosted)
    }

    fn write<T>(&self, work: impl FnOnce(&ControlTransaction<'_>) -> Result<T, ControlError>) -> Result<T, StoreError> {
        let written = self.write_aside(work);
        self.version.fetch_add(1, Ordering::SeqCst);
        written
    }

    /// Writes what no session rests on.
    fn write_aside<T>(
        &self,
        work: impl FnOnce(&ControlTransaction<'_>) -> Result<T, ControlError>,
    ) -> Result<T, StoreError> {
        self.database.write(work)
    }

    fn read<T>(&self, work: impl FnOnce(&ControlTransaction<'_>) -> Result<T, ControlError>) -> Result<T, StoreError> {
        self.database.read(work)
    }
}

fn find_hosted(db: &ControlTransaction<'_>) -> Result<Option<Hosted>, ControlError> {
    let Some(row) = db.find("select organization_id, file from organizations limit 1", &[])? else { return Ok(None) };
    let organization = OrganizationId::new(row.id("organization_id")?);
    Ok(Some(Hosted { organization, file: row.text("file")?.to_owned() }))
}
