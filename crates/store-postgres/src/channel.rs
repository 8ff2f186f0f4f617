//! Words between the processes that share a database: LISTEN and NOTIFY on a connection of their
//! own. Inside of a transaction that writes, NOTIFY would make every commit of the whole cluster
//! wait for one lock.

use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::poll_fn;
use goodturn_store::StoreError;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::mpsc;
use tokio_postgres::{AsyncMessage, Client, Connection};

use crate::connection;
use crate::database::PostgresDatabase;
use crate::fault::{from_postgres, unavailable};

/// What may wait to be heard; more is dropped, and whoever listens looks for itself now and then.
const WAITING: usize = 1_024;

/// A server that does not take a word by then is gone, whatever the network says.
const PATIENCE: Duration = Duration::from_secs(5);

/// A channel that this process tells and hears. What it tells itself comes back, too.
#[derive(Debug)]
pub struct PostgresChannel {
    name: String,
    client: Client,
    heard: mpsc::Receiver<String>,
}

impl PostgresDatabase {
    /// Joins the channel of that name: letters, digits and underscores.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the database cannot be reached.
    pub async fn join_channel(&self, name: &str) -> Result<PostgresChannel, StoreError> {
        let (hear, heard) = mpsc::channel(WAITING);
        let client = connection::alone(&self.config, hear).await?;
        client.batch_execute(&format!("listen \"{name}\"")).await.map_err(from_postgres)?;
        Ok(PostgresChannel { name: name.to_owned(), client, heard })
    }
}

impl PostgresChannel {
    /// Tells everybody who listens.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the connection is gone.
    pub async fn tell(&self, words: &str) -> Result<(), StoreError> {
        let params: [&(dyn tokio_postgres::types::ToSql + Sync); 2] = [&self.name, &words];
        let told = self.client.execute("select pg_notify($1, $2)", &params);
        match tokio::time::timeout(PATIENCE, told).await {
            Ok(told) => told.map(|_| ()).map_err(from_postgres),
            Err(_) => Err(unavailable("the database does not answer in time")),
        }
    }

    /// What was told next; none once the connection is gone.
    pub async fn hear(&mut self) -> Option<String> {
        self.heard.recv().await
    }
}

/// Moves a connection on until it ends, and hands over what is told there.
pub(crate) async fn attend<S, T>(mut connection: Connection<S, T>, hear: mpsc::Sender<String>)
where
    S: AsyncRead + AsyncWrite + Unpin,
    T: AsyncRead + AsyncWrite + Unpin,
{
    let mut messages = poll_fn(move |context| connection.poll_message(context));
    while let Some(Ok(message)) = messages.next().await {
        if let AsyncMessage::Notification(told) = message {
            // Full: whoever listens is behind and will look for itself.
            let _ = hear.try_send(told.payload().to_owned());
        }
    }
}
