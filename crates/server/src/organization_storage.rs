//! The storage of the organization, in whichever database it lies.

use goodturn_domain::{Entity, EntityKey};
use goodturn_store::{AuthorityRead, AuthorityStorage, AuthorityWrite, StoreError};
use goodturn_store_postgres::PostgresAuthority;
use goodturn_store_sqlite::SqliteAuthority;

/// An organization's storage: a file of this process alone, or rows that processes share.
#[derive(Debug)]
pub(crate) enum OrganizationStorage {
    Sqlite(Box<SqliteAuthority>),
    Postgres(PostgresAuthority),
}

impl OrganizationStorage {
    /// The entity, if there is one: asked for with every request, so by the shortest way.
    pub(crate) fn find_entity(&self, key: EntityKey) -> Result<Option<Entity>, StoreError> {
        match self {
            Self::Sqlite(storage) => storage.read(|tx| tx.find_entity(key)),
            Self::Postgres(storage) => storage.find_entity(key),
        }
    }
}

impl AuthorityStorage for OrganizationStorage {
    fn write<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&mut dyn AuthorityWrite) -> Result<T, E>,
    ) -> Result<T, E> {
        match self {
            Self::Sqlite(storage) => storage.write(work),
            Self::Postgres(storage) => storage.write(work),
        }
    }

    fn purge(&self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(storage) => storage.purge(),
            Self::Postgres(storage) => storage.purge(),
        }
    }

    fn read<T, E: From<StoreError>>(&self, work: impl FnOnce(&dyn AuthorityRead) -> Result<T, E>) -> Result<T, E> {
        match self {
            Self::Sqlite(storage) => storage.read(work),
            Self::Postgres(storage) => storage.read(work),
        }
    }
}
