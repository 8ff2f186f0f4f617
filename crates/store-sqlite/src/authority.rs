//! An organization's file on the server.

mod audit;
mod commits;
mod copying;
mod entities;
mod feed;
mod files;
mod known;
mod outcomes;
mod session;
mod words;

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use goodturn_store::copying::{CopyableStorage, FillWith, Visit};
use goodturn_store::{AuthorityRead, AuthorityStorage, AuthorityWrite, StoreError};

use crate::database::{Database, Layout};
use crate::encryption::FileKey;
use known::Known;
use session::Session;

const LAYOUT: Layout = Layout {
    name: "Goodturn organization",
    application_id: 0x4774_4175,
    migrations: &[
        include_str!("../migrations/authority/0001_authority.sql"),
        include_str!("../migrations/authority/0002_backups.sql"),
        include_str!("../migrations/authority/0003_audit.sql"),
        include_str!("../migrations/authority/0004_files.sql"),
        include_str!("../migrations/authority/0005_archive.sql"),
        include_str!("../migrations/authority/0006_lean.sql"),
        include_str!("../migrations/authority/0007_holders.sql"),
    ],
    secure_delete: false,
};

/// The server's storage of one organization in one SQLite file.
#[derive(Debug)]
pub struct SqliteAuthority {
    database: Database,
    /// What the writer knows. Whoever writes takes it, and puts it back once that is committed.
    known: Mutex<Known>,
}

impl SqliteAuthority {
    /// Opens the file, creating it when there is none: without an epoch (nil) then, which
    /// `set_epoch` gives it.
    ///
    /// # Errors
    /// Those of [`Database::open`].
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        Self::open_with(path, None)
    }

    /// The same for a file that is encrypted, or becomes so now, where there is a key.
    ///
    /// # Errors
    /// Those of [`Database::open_with`].
    pub fn open_with(path: &Path, key: Option<FileKey>) -> Result<Self, StoreError> {
        Database::open_with(path, LAYOUT, key).map(|database| Self { database, known: Mutex::default() })
    }

    /// What kind of file it is.
    pub const fn layout() -> &'static Layout {
        &LAYOUT
    }

    /// The file itself.
    pub fn database(&self) -> &Database {
        &self.database
    }
}

impl AuthorityStorage for SqliteAuthority {
    fn write<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&mut dyn AuthorityWrite) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut kept = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let known = std::mem::take(&mut *kept);
        let (result, mut known) = self.database.write(|tx| {
            let mut session = Session::new(tx, known);
            let result = work(&mut session)?;
            session.flush().map_err(StoreError::from)?;
            Ok::<_, E>((result, session.into_known()))
        })?;
        known.trim();
        *kept = known;
        Ok(result)
    }

    fn purge(&self) -> Result<(), StoreError> {
        self.database.rewrite();
        Ok(())
    }

    fn read<T, E: From<StoreError>>(&self, work: impl FnOnce(&dyn AuthorityRead) -> Result<T, E>) -> Result<T, E> {
        self.database.read(|tx| work(&Session::new(tx, Known::default())))
    }
}

impl CopyableStorage for SqliteAuthority {
    fn copy_out(&self, visit: &mut Visit<'_>) -> Result<(), StoreError> {
        self.database.read(|tx| copying::copy_out(tx, visit))
    }

    fn copy_in(&self, work: &mut FillWith<'_>) -> Result<(), StoreError> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        *known = Known::default();
        self.database.write(|tx| work(&mut copying::Fill::new(tx).map_err(StoreError::from)?))
    }
}
