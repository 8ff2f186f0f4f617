//! An organization's rows on the server.

mod audit;
mod commits;
mod copying;
mod entities;
mod feed;
mod files;
mod foresight;
mod known;
mod outcomes;
mod projections;
mod puts;
mod session;
mod words;

use goodturn_domain::{Entity, EntityKey, OrganizationId};
use goodturn_store::copying::{CopyableStorage, FillWith, Visit};
use goodturn_store::{AuthorityRead, AuthorityStorage, AuthorityWrite, StoreError};
use tokio_postgres::types::ToSql;
use uuid::Uuid;

use crate::database::PostgresDatabase;
use crate::transaction::{Access, Change, Transaction};
use session::Session;

/// The server's storage of one organization in PostgreSQL. Any number of processes may have the
/// same one open.
///
/// When the connection is lost while it commits, nobody learns whether that happened: the error
/// says [`StoreError::Unavailable`], and whoever sends the operations again is told by their
/// outcomes.
#[derive(Debug)]
pub struct PostgresAuthority {
    database: PostgresDatabase,
    org: Uuid,
}

impl PostgresAuthority {
    /// Opens the organization, adding it when it is new: without an epoch (nil) then, which
    /// `set_epoch` gives it.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the database cannot be reached or written.
    pub fn open(database: PostgresDatabase, organization: OrganizationId) -> Result<Self, StoreError> {
        let authority = Self { database, org: organization.uuid() };
        let (tx, heads) = authority.begin(Access::Read, commits::FIND_HEAD)?;
        tx.rollback();
        if heads.is_empty() {
            let (tx, _) = authority.begin(Access::Write, commits::FIND_HEAD)?;
            tx.commit(&[Change::new(commits::INSERT_HEAD)])?;
        }
        Ok(authority)
    }

    /// The database that it lies in.
    pub const fn database(&self) -> &PostgresDatabase {
        &self.database
    }

    /// The entity, if there is one, in one round trip: a read alone.
    ///
    /// # Errors
    /// Those of a read.
    pub fn find_entity(&self, key: EntityKey) -> Result<Option<Entity>, StoreError> {
        let params: [&(dyn ToSql + Sync); 2] = [&key.kind.name(), &key.id];
        let (tx, rows) = Transaction::begin(&self.database, self.org, Access::Read, entities::FIND, &params)?;
        tx.rollback();
        rows.first().map(|row| entities::from_row(key.kind, row)).transpose()
    }

    fn begin(
        &self,
        access: Access,
        first: &'static str,
    ) -> Result<(Transaction<'_>, Vec<tokio_postgres::Row>), StoreError> {
        Transaction::begin(&self.database, self.org, access, first, &[])
    }

    fn session(&self, access: Access) -> Result<Session<'_>, StoreError> {
        let first = match access {
            Access::Read => commits::FIND_HEAD,
            Access::Write => commits::LOCK_HEAD,
        };
        let (tx, heads) = self.begin(access, first)?;
        Session::new(tx, &heads, self.org)
    }
}

impl AuthorityStorage for PostgresAuthority {
    fn write<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&mut dyn AuthorityWrite) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut session = self.session(Access::Write)?;
        match work(&mut session) {
            Ok(result) => {
                session.commit()?;
                Ok(result)
            }
            Err(error) => {
                session.rollback();
                Err(error)
            }
        }
    }

    /// Rows that were replaced are given up to be overwritten. Backups of the database and its
    /// write-ahead log are for those who keep it.
    fn purge(&self) -> Result<(), StoreError> {
        ["entities", "outcomes"].into_iter().try_for_each(|table| self.database.vacuum(table))
    }

    fn read<T, E: From<StoreError>>(&self, work: impl FnOnce(&dyn AuthorityRead) -> Result<T, E>) -> Result<T, E> {
        let session = self.session(Access::Read)?;
        let result = work(&session);
        session.rollback();
        result
    }
}

impl CopyableStorage for PostgresAuthority {
    fn copy_out(&self, visit: &mut Visit<'_>) -> Result<(), StoreError> {
        let (tx, _) = self.begin(Access::Read, commits::FIND_HEAD)?;
        copying::copy_out(&tx, visit)?;
        tx.rollback();
        Ok(())
    }

    fn copy_in(&self, work: &mut FillWith<'_>) -> Result<(), StoreError> {
        let (tx, _) = self.begin(Access::Write, commits::LOCK_HEAD)?;
        let mut fill = copying::Fill::new(&tx)?;
        work(&mut fill)?;
        fill.flush()?;
        tx.commit(&[])
    }
}
