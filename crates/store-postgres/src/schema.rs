//! Tables of a schema that belong to no organization, such as accounts.

use std::cell::{Cell, RefCell};

use deadpool_postgres::{Client, Object};
use futures_util::future::try_join;
use goodturn_store::StoreError;
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;

use crate::connection::MOST_CONNECTIONS;
use crate::database::PostgresDatabase;
use crate::fault::{from_pool, from_postgres, is_lost, unavailable};

/// The tables of a schema. A write is one transaction, serialised with all others of the schema; a
/// read is one snapshot.
#[derive(Clone, Debug)]
pub struct PostgresSchema {
    database: PostgresDatabase,
    name: &'static str,
}

impl PostgresSchema {
    pub(crate) const fn new(database: PostgresDatabase, name: &'static str) -> Self {
        Self { database, name }
    }

    /// Runs `work` as one transaction; an `Err` rolls it back.
    ///
    /// # Errors
    /// Those of `work`, and those of a database that cannot be used.
    pub fn write<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&SchemaTransaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        // One writer at a time, like a file has: what it has read stays true until it commits.
        let begin = format!(
            "begin isolation level read committed read write; set local search_path to {}; \
             select version from goodturn_schema for update",
            self.name
        );
        let tx = SchemaTransaction::new(&self.database, begin);
        let result = work(&tx)?;
        tx.commit()?;
        Ok(result)
    }

    /// Runs `work` on one snapshot.
    ///
    /// # Errors
    /// Those of `work`, and those of a database that cannot be used.
    pub fn read<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&SchemaTransaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let moment = self.database.moment.as_ref().map(|it| it.enter()).unwrap_or_default();
        let begin = "begin isolation level repeatable read read only";
        let begin = format!("{begin}{moment}; set local search_path to {}", self.name);
        let tx = SchemaTransaction::new(&self.database, begin);
        let result = work(&tx)?;
        tx.rollback();
        Ok(result)
    }
}

/// A transaction over the tables of a schema, begun with its first statement. Dropped unfinished,
/// it closes its connection, which rolls it back.
#[derive(Debug)]
pub struct SchemaTransaction<'db> {
    database: &'db PostgresDatabase,
    begin: String,
    client: RefCell<Option<Client>>,
    has_begun: Cell<bool>,
    has_failed: Cell<bool>,
}

impl<'db> SchemaTransaction<'db> {
    const fn new(database: &'db PostgresDatabase, begin: String) -> Self {
        Self { database, begin, client: RefCell::new(None), has_begun: Cell::new(false), has_failed: Cell::new(false) }
    }

    /// The rows that a statement gives.
    ///
    /// # Errors
    /// When the statement fails or the database cannot be reached.
    pub fn rows(&self, sql: &str, params: &[&(dyn ToSql + Sync)]) -> Result<Vec<Row>, StoreError> {
        self.run(&async |client: &Client| {
            let statement = client.prepare_cached(sql).await?;
            client.query(&statement, params).await
        })
    }

    /// Runs a statement and gives how many rows it concerned.
    ///
    /// # Errors
    /// When the statement fails or the database cannot be reached.
    pub fn execute(&self, sql: &str, params: &[&(dyn ToSql + Sync)]) -> Result<u64, StoreError> {
        self.run(&async |client: &Client| {
            let statement = client.prepare_cached(sql).await?;
            client.execute(&statement, params).await
        })
    }

    /// The first statement goes in one round trip with the beginning. Connections that died at rest
    /// are found out by it: nothing has happened yet, so it is tried again on another.
    fn run<T>(&self, statement: &impl AsyncFn(&Client) -> Result<T, tokio_postgres::Error>) -> Result<T, StoreError> {
        for _ in 0..MOST_CONNECTIONS {
            let client = match self.client.take() {
                Some(client) => client,
                None => self.database.runtime.block_on(self.database.pool.get()).map_err(from_pool)?,
            };
            let has_begun = self.has_begun.get();
            let done = self.database.runtime.block_on(async {
                match has_begun {
                    true => statement(&client).await,
                    false => try_join(client.batch_execute(&self.begin), statement(&client)).await.map(|(_, it)| it),
                }
            });
            match done {
                Err(error) if !has_begun && is_lost(&error) => drop(Object::take(client)),
                Err(error) => {
                    self.has_failed.set(true);
                    self.client.replace(Some(client));
                    return Err(from_postgres(error));
                }
                Ok(result) => {
                    self.has_begun.set(true);
                    self.client.replace(Some(client));
                    return Ok(result);
                }
            }
        }
        Err(unavailable("connections to the database do not last"))
    }

    fn commit(self) -> Result<(), StoreError> {
        if self.has_failed.get() {
            // PostgreSQL would answer the commit by a rollback, without an error.
            return Err(unavailable("a statement before the commit has failed"));
        }
        if let Some(client) = self.client.take() {
            self.database.runtime.block_on(client.batch_execute("commit")).map_err(from_postgres)?;
        }
        Ok(())
    }

    /// Nobody waits for its end: the connection is free again after it.
    fn rollback(self) {
        if let Some(client) = self.client.take() {
            self.database.runtime.spawn(async move {
                if client.batch_execute("rollback").await.is_err() {
                    drop(Object::take(client));
                }
            });
        }
    }
}

impl Drop for SchemaTransaction<'_> {
    fn drop(&mut self) {
        if let Some(client) = self.client.take() {
            drop(Object::take(client));
        }
    }
}
