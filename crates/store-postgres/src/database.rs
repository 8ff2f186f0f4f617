//! A database that organizations share.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::Pool;
use goodturn_store::StoreError;
use tokio::runtime::Handle;
use tokio::time::Instant;
use tokio_postgres::Config;

use crate::connection;
use crate::fault::{from_pool, from_postgres};
use crate::migrations::{Migrations, OF_ORGANIZATIONS};
use crate::moment::Moment;
use crate::schema::PostgresSchema;

/// Servers by the name that they give their connections.
const COUNT_OTHERS: &str = "select count(*) as others from pg_stat_activity
     where datname = current_database() and application_name like 'goodturn %' and application_name <> $1";

/// How long a server that has just stopped may still be listed.
const PARTING: Duration = Duration::from_secs(2);

/// Where a database is, and what opens it.
#[derive(Clone, PartialEq, Eq)]
pub struct PostgresAddress {
    /// Such as `postgres://goodturn@db.example.org/goodturn`.
    pub url: String,
    /// In place of one in the address.
    pub password: Option<String>,
}

impl fmt::Debug for PostgresAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PostgresAddress(…)")
    }
}

impl From<&str> for PostgresAddress {
    fn from(url: &str) -> Self {
        Self { url: url.to_owned(), password: None }
    }
}

/// An open database; clones share its connections.
///
/// Its calls block: they belong on threads of their own or into `spawn_blocking`, never into an
/// async task.
#[derive(Clone, Debug)]
pub struct PostgresDatabase {
    pub(crate) config: Arc<Config>,
    pub(crate) pool: Pool,
    pub(crate) runtime: Handle,
    /// What reads show; the last state without one.
    pub(crate) moment: Option<Arc<Moment>>,
}

impl PostgresDatabase {
    /// Connects to the database and brings the tables of organizations up to date. The connections live on `runtime`, which has to be one
    /// with threads of its own.
    ///
    /// With `sslmode=require` the server's certificate and name are checked, as `verify-full` does
    /// elsewhere; without an `sslmode` as soon as the server offers TLS.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when it cannot be reached, when its role stands above row
    /// security, or when it confirms what is not on the disk yet; [`StoreError::NewerSchema`] when
    /// a newer version has migrated it; nothing is changed then.
    pub fn open(address: &PostgresAddress, runtime: Handle) -> Result<Self, StoreError> {
        let config = connection::config(address)?;
        let database =
            Self { config: Arc::new(config.clone()), pool: connection::pool(config)?, runtime, moment: None };
        database.runtime.block_on(OF_ORGANIZATIONS.run(&database.pool))?;
        Ok(database)
    }

    /// Whether servers are connected besides this process, and stay so: PostgreSQL still lists a
    /// connection for a moment after it was closed.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when it cannot be asked.
    pub fn is_in_use(&self) -> Result<bool, StoreError> {
        self.runtime.block_on(async {
            let client = self.pool.get().await.map_err(from_pool)?;
            let us = self.config.get_application_name();
            let until = Instant::now() + PARTING;
            loop {
                let others = client.query_one(COUNT_OTHERS, &[&us]).await.map_err(from_postgres)?;
                let is_in_use = others.try_get::<_, i64>("others").map_err(from_postgres)? > 0;
                if !is_in_use || Instant::now() >= until {
                    return Ok(is_in_use);
                }
                tokio::time::sleep(PARTING / 20).await;
            }
        })
    }

    /// The tables of a schema beside those of organizations, brought up to date by `scripts`,
    /// oldest first.
    ///
    /// # Errors
    /// Those of [`PostgresDatabase::open`].
    pub fn schema(&self, name: &'static str, scripts: &[&str]) -> Result<PostgresSchema, StoreError> {
        self.runtime.block_on(Migrations { schema: Some(name), scripts }.run(&self.pool))?;
        Ok(PostgresSchema::new(self.clone(), name))
    }

    /// Gives up the space of rows that were replaced, so that it is overwritten.
    pub(crate) fn vacuum(&self, table: &'static str) -> Result<(), StoreError> {
        self.runtime.block_on(async {
            let client = self.pool.get().await.map_err(from_pool)?;
            client.batch_execute(&format!("vacuum {table}")).await.map_err(from_postgres)
        })
    }
}
