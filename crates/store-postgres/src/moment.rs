//! One moment of a database for several reads, of organizations and of what is beside them.

use std::sync::Arc;

use deadpool_postgres::{Client, Object};
use goodturn_store::StoreError;

use crate::database::PostgresDatabase;
use crate::fault::{from_pool, from_postgres};

/// Held open for as long as somebody may still begin to read, which takes longer than the pause that
/// others are allowed.
const HOLD: &str = "begin isolation level repeatable read read only; \
     set local idle_in_transaction_session_timeout = 0";

/// A snapshot that reads are begun on. It ends with the last database that has it.
#[derive(Debug)]
pub(crate) struct Moment {
    name: String,
    /// The transaction that exported it.
    held: Option<Client>,
}

impl Moment {
    async fn export(&mut self) -> Result<(), tokio_postgres::Error> {
        let Some(client) = &self.held else { return Ok(()) };
        client.batch_execute(HOLD).await?;
        self.name = client.query_one("select pg_export_snapshot() as name", &[]).await?.try_get("name")?;
        Ok(())
    }

    /// What a transaction says first that reads at this moment.
    pub(crate) fn enter(&self) -> String {
        // A name that PostgreSQL made: digits, letters and hyphens.
        format!("; set transaction snapshot '{}'", self.name)
    }
}

impl Drop for Moment {
    /// The connection goes along: nobody waits here for the transaction to end.
    fn drop(&mut self) {
        self.held.take().map(Object::take);
    }
}

impl PostgresDatabase {
    /// The same database, all of whose reads show it as it is now, whatever others commit meanwhile.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when it cannot be reached.
    pub fn at_one_moment(&self) -> Result<Self, StoreError> {
        let moment = self.runtime.block_on(async {
            let client = self.pool.get().await.map_err(from_pool)?;
            let mut moment = Moment { name: String::new(), held: Some(client) };
            moment.export().await.map_err(from_postgres)?;
            Ok::<_, StoreError>(moment)
        });
        Ok(Self { moment: Some(Arc::new(moment?)), ..self.clone() })
    }
}
