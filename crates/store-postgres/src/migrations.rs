//! Upgrading the tables: numbered SQL, each in a transaction of its own, never backwards.

use deadpool_postgres::{ClientWrapper, Pool};
use goodturn_store::StoreError;

use crate::fault::{from_pool, from_postgres};

/// Numbered scripts, and the schema that they fill.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Migrations<'a> {
    /// None for the schema that the database gives to its role.
    pub(crate) schema: Option<&'static str>,
    /// Oldest first; a released one never changes.
    pub(crate) scripts: &'a [&'a str],
}

/// Those of the organizations' tables.
pub(crate) const OF_ORGANIZATIONS: Migrations<'static> = Migrations {
    schema: None,
    scripts: &[
        include_str!("../migrations/0001_authority.sql"),
        include_str!("../migrations/0002_audit.sql"),
        include_str!("../migrations/0003_files.sql"),
        include_str!("../migrations/0004_archive.sql"),
        include_str!("../migrations/0005_holders.sql"),
    ],
};

/// Which lock processes take to migrate one after the other: "Goodturn" in ASCII.
const LOCK: i64 = 0x476f_6f64_7475_726e;

/// Not `to_regclass`: its cache still says no while another process, for which we waited, has made it.
const FIND_TABLE: &str = "select tablename from pg_tables
     where schemaname = coalesce($1::text, current_schema()::text) and tablename = 'goodturn_schema'";
const CREATE_VERSION: &str =
    "create table goodturn_schema (version bigint primary key); insert into goodturn_schema (version) values (0)";

impl Migrations<'_> {
    /// Brings the tables up to date. Refuses those of a newer version, and changes nothing then.
    pub(crate) async fn run(&self, pool: &Pool) -> Result<(), StoreError> {
        let known = i64::try_from(self.scripts.len()).expect("there are few migrations");
        let client = pool.get().await.map_err(from_pool)?;
        // Without a lock first: a role that may not create tables can still use them.
        let mut found = self.version(&client).await.map_err(from_postgres)?.unwrap_or(0);
        while found < known {
            found = match self.step(&client).await {
                Ok(version) => version,
                Err(error) => {
                    // The connection goes with its transaction.
                    drop(deadpool_postgres::Object::take(client));
                    return Err(from_postgres(error));
                }
            };
        }
        if found > known { Err(StoreError::NewerSchema { found, known }) } else { Ok(()) }
    }

    /// Does the next migration, if there is one to do, and gives the version after it.
    async fn step(&self, client: &ClientWrapper) -> Result<i64, tokio_postgres::Error> {
        // The lock ends with the transaction, however that ends.
        client.batch_execute(&format!("begin; select pg_advisory_xact_lock({LOCK})")).await?;
        if let Some(schema) = self.schema {
            let enter = format!("create schema if not exists {schema}; set local search_path to {schema}");
            client.batch_execute(&enter).await?;
        }
        let found = match self.version(client).await? {
            Some(found) => found,
            None => {
                client.batch_execute(CREATE_VERSION).await?;
                0
            }
        };
        let next = usize::try_from(found).ok().and_then(|done| self.scripts.get(done));
        if let Some(migration) = next {
            client.batch_execute(migration).await?;
            client.execute("update goodturn_schema set version = version + 1", &[]).await?;
        }
        client.batch_execute("commit").await?;
        Ok(found + i64::from(next.is_some()))
    }

    /// The version of the tables; none before the first migration.
    async fn version(&self, client: &ClientWrapper) -> Result<Option<i64>, tokio_postgres::Error> {
        if client.query(FIND_TABLE, &[&self.schema]).await?.is_empty() {
            return Ok(None);
        }
        let within = self.schema.map(|schema| format!("{schema}.")).unwrap_or_default();
        let find = format!("select version from {within}goodturn_schema");
        client.query_one(&find, &[]).await?.try_get("version").map(Some)
    }
}
