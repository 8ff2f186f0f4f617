//! The storage of the organization, in whichever database it lies.

use goodturn_store::{AuthorityRead, AuthorityStorage, AuthorityWrite, StoreError};
use goodturn_store_postgres::PostgresAuthority;
use goodturn_store_sqlite::SqliteAuthority;

/// An organization's storage: a file of this process alone, or rows that processes share.
#[derive(Debug)]
pub(crate) enum OrganizationStorage {
    Sqlite(SqliteAuthority),
    Postgres(PostgresAuthority),
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

    fn read<T, E: From<StoreError>>(&self, work: impl FnOnce(&dyn AuthorityRead) -> Result<T, E>) -> Result<T, E> {
        match self {
            Self::Sqlite(storage) => storage.read(work),
            Self::Postgres(storage) => storage.read(work),
        }
    }
}
