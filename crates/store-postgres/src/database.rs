//! A database that organizations share.

use deadpool_postgres::Pool;
use goodturn_store::StoreError;
use tokio::runtime::Handle;

use crate::fault::{from_pool, from_postgres};
use crate::{connection, migrations};

/// An open database; clones share its connections.
///
/// Its calls block: they belong on threads of their own or into `spawn_blocking`, never into an
/// async task.
#[derive(Clone, Debug)]
pub struct PostgresDatabase {
    pub(crate) pool: Pool,
    pub(crate) runtime: Handle,
}

impl PostgresDatabase {
    /// Connects to the database at `url`, such as `postgres://goodturn@db.example.org/goodturn`,
    /// and brings its tables up to date. The connections live on `runtime`, which has to be one
    /// with threads of its own.
    ///
    /// With `sslmode=require` the server's certificate and name are checked, as `verify-full` does
    /// elsewhere; without an `sslmode` as soon as the server offers TLS.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when it cannot be reached, when its role stands above row
    /// security, or when it confirms what is not on the disk yet; [`StoreError::NewerSchema`] when
    /// a newer version has migrated it; nothing is changed then.
    pub fn open(url: &str, runtime: Handle) -> Result<Self, StoreError> {
        let database = Self { pool: connection::pool(url)?, runtime };
        database.runtime.block_on(migrations::migrate(&database.pool))?;
        Ok(database)
    }

    /// Gives up the space of rows that were replaced, so that it is overwritten.
    pub(crate) fn vacuum(&self, table: &'static str) -> Result<(), StoreError> {
        self.runtime.block_on(async {
            let client = self.pool.get().await.map_err(from_pool)?;
            client.batch_execute(&format!("vacuum {table}")).await.map_err(from_postgres)
        })
    }
}
