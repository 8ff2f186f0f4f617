//! A transaction or snapshot of one organization: every statement gets it as `$1`.

use deadpool_postgres::{Client, Object};
use futures_util::StreamExt;
use futures_util::future::{try_join, try_join_all};
use goodturn_store::StoreError;
use tokio_postgres::Row;
use tokio_postgres::types::{FromSql, ToSql};
use uuid::Uuid;

use crate::connection::MOST_CONNECTIONS;
use crate::database::PostgresDatabase;
use crate::fault::{from_pool, from_postgres, inconsistent, is_lost, unavailable};

/// Rows that are looked at together, when they are there.
const CHUNK: usize = 256;

/// What a transaction is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    Read,
    Write,
}

impl Access {
    /// Writers of an organization come one after the other, since each locks its head first: what
    /// they then read is the last state, and they never fail for each other's sake.
    const fn begin(self) -> &'static str {
        match self {
            Self::Read => "begin isolation level repeatable read read only",
            Self::Write => "begin isolation level read committed read write",
        }
    }
}

pub(crate) type Params<'a, const N: usize> = [&'a (dyn ToSql + Sync); N];

/// A statement that gives rows. Its parameters follow the organization's id.
pub(crate) type Question<'a> = (&'static str, &'a [&'a (dyn ToSql + Sync)]);

/// A change to be sent with others at once. Its parameters follow the organization's id.
#[derive(Debug)]
pub(crate) struct Change {
    sql: &'static str,
    params: Vec<Box<dyn ToSql + Sync>>,
}

impl Change {
    pub(crate) fn new(sql: &'static str) -> Self {
        Self { sql, params: Vec::new() }
    }

    /// With the next parameter.
    pub(crate) fn with(mut self, param: impl ToSql + Sync + 'static) -> Self {
        self.params.push(Box::new(param));
        self
    }
}

/// Between begin and commit. Dropped unfinished, it closes its connection, which rolls it back.
#[derive(Debug)]
pub(crate) struct Transaction<'db> {
    database: &'db PostgresDatabase,
    client: Option<Client>,
    org: Uuid,
}

impl<'db> Transaction<'db> {
    /// Begins with the first statement, in one round trip. Connections that died at rest are found
    /// out by this: nothing has happened yet, so it is tried again on another.
    pub(crate) fn begin(
        database: &'db PostgresDatabase,
        org: Uuid,
        access: Access,
        first: &'static str,
        params: &[&(dyn ToSql + Sync)],
    ) -> Result<(Self, Vec<Row>), StoreError> {
        let moment = database.moment.as_ref().filter(|_| access == Access::Read).map(|it| it.enter());
        let begin = access.begin();
        let begin = format!("{begin}{}; select set_config('goodturn.org', '{org}', true)", moment.unwrap_or_default());
        for _ in 0..MOST_CONNECTIONS {
            let tx = Self::connect(database, org)?;
            let begun = async { try_join(tx.client().batch_execute(&begin), tx.query(first, params)).await };
            match database.runtime.block_on(begun) {
                Ok(((), rows)) => return Ok((tx, rows)),
                Err(error) if is_lost(&error) => {}
                Err(error) => return Err(from_postgres(error)),
            }
        }
        Err(unavailable("connections to the database do not last"))
    }

    fn connect(database: &'db PostgresDatabase, org: Uuid) -> Result<Self, StoreError> {
        let client = database.runtime.block_on(database.pool.get()).map_err(from_pool)?;
        Ok(Self { database, client: Some(client), org })
    }

    /// The rows that a statement gives.
    pub(crate) fn rows(&self, sql: &'static str, params: &[&(dyn ToSql + Sync)]) -> Result<Vec<Row>, StoreError> {
        self.run(self.query(sql, params))
    }

    /// The rows that each of several statements gives, all of them sent at once.
    pub(crate) fn rows_of_all(&self, asked: &[Question<'_>]) -> Result<Vec<Vec<Row>>, StoreError> {
        self.run(try_join_all(asked.iter().map(|(sql, params)| self.query(sql, params))))
    }

    /// Shows the rows that a statement gives one by one, however many there are.
    pub(crate) fn each(
        &self,
        sql: &'static str,
        mut visit: impl FnMut(&Row) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let rows = self.run(async {
            let statement = self.client().prepare_cached(sql).await?;
            self.client().query_raw(&statement, [&self.org]).await
        })?;
        let mut rows = std::pin::pin!(rows.ready_chunks(CHUNK));
        while let Some(chunk) = self.database.runtime.block_on(rows.next()) {
            for row in chunk {
                visit(&row.map_err(from_postgres)?)?;
            }
        }
        Ok(())
    }

    /// Makes changes in this order, without waiting for one before sending the next.
    pub(crate) fn change(&self, changes: &[Change]) -> Result<(), StoreError> {
        self.run(self.send(changes, async { Ok(()) }))
    }

    /// Makes the last changes and commits, all of it sent at once: when a change fails, the commit
    /// is none. It fails when any statement before has failed, since all that follow do then; a
    /// commit alone would be answered by a rollback without an error.
    pub(crate) fn commit(mut self, changes: &[Change]) -> Result<(), StoreError> {
        self.run(self.send(changes, async { self.client().batch_execute("commit").await }))?;
        self.client = None;
        Ok(())
    }

    /// Nobody waits for its end: the connection is free again after it.
    pub(crate) fn rollback(mut self) {
        if let Some(client) = self.client.take() {
            self.database.runtime.spawn(async move {
                if client.batch_execute("rollback").await.is_err() {
                    drop(Object::take(client));
                }
            });
        }
    }

    async fn query(&self, sql: &str, params: &[&(dyn ToSql + Sync)]) -> Result<Vec<Row>, tokio_postgres::Error> {
        let statement = self.client().prepare_cached(sql).await?;
        self.client().query(&statement, &self.params(params.iter().copied())).await
    }

    async fn send(
        &self,
        changes: &[Change],
        then: impl Future<Output = Result<(), tokio_postgres::Error>>,
    ) -> Result<(), tokio_postgres::Error> {
        // All are prepared before the first is sent, or the order could become another.
        let prepared = try_join_all(changes.iter().map(|change| self.client().prepare_cached(change.sql))).await?;
        let params: Vec<_> =
            changes.iter().map(|change| self.params(change.params.iter().map(|param| &**param))).collect();
        let sent = prepared.iter().zip(&params).map(|(statement, params)| self.client().execute(statement, params));
        try_join(try_join_all(sent), then).await.map(|_| ())
    }

    fn params<'a>(&'a self, rest: impl Iterator<Item = &'a (dyn ToSql + Sync)>) -> Vec<&'a (dyn ToSql + Sync)> {
        std::iter::once(&self.org as &(dyn ToSql + Sync)).chain(rest).collect()
    }

    fn run<T>(&self, work: impl Future<Output = Result<T, tokio_postgres::Error>>) -> Result<T, StoreError> {
        self.database.runtime.block_on(work).map_err(from_postgres)
    }

    fn client(&self) -> &Client {
        self.client.as_ref().expect("the connection leaves with the transaction")
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        if let Some(client) = self.client.take() {
            drop(Object::take(client));
        }
    }
}

/// A column of a row, by name.
pub(crate) fn column<'a, T: FromSql<'a>>(
    row: &'a Row,
    table: &'static str,
    name: &'static str,
) -> Result<T, StoreError> {
    row.try_get(name).map_err(|cause| inconsistent(table, format_args!("a row, column {name}"), cause))
}

/// A number of ours from a column: the same bits, since PostgreSQL has no unsigned integers.
pub(crate) fn number(row: &Row, table: &'static str, name: &'static str) -> Result<u64, StoreError> {
    column::<i64>(row, table, name).map(i64::cast_unsigned)
}

/// A hash from a column.
pub(crate) fn hash(row: &Row, table: &'static str, name: &'static str) -> Result<[u8; 32], StoreError> {
    let bytes: &[u8] = column(row, table, name)?;
    bytes.try_into().map_err(|cause| inconsistent(table, format_args!("a row, column {name}"), cause))
}
