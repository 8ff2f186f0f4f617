//! What does not go the way of push and pull: operations that can never be sent, and what was looked up.

use goodturn_domain::Timestamp;
use goodturn_store::{ReplicaStorage, StoreError};
use serde_json::Value;

use super::rebase::Rebase;
use super::{Replica, attention, read_sent};
use crate::protocol::Row;

impl<S: ReplicaStorage> Replica<S> {
    /// Keeps what was looked up on the server, beside what is synced.
    pub fn keep_looked_up(&self, rows: &[Row]) -> Result<(), StoreError> {
        self.storage
            .write(|tx| rows.iter().try_for_each(|row| tx.put_looked_up(&row.kind, row.id, &row.body.to_string())))
    }

    /// Takes operation `n` out of the outbox, because it cannot ever be sent, and keeps it for the person.
    pub fn refuse(&self, n: u64, code: &str, details: &Value, now: Timestamp) -> Result<(), StoreError> {
        self.storage.write(|tx| {
            let found = tx.list_outbox(n.saturating_sub(1), 1)?;
            let Some(record) = found.first().filter(|it| it.n == n && it.applied_seq.is_none()) else { return Ok(()) };
            tx.insert_attention(&attention(&read_sent(record)?, code, details, now))?;
            Rebase::of_refused(tx, &[n])?.run(tx, self.person, |tx| tx.delete_outbox(n))
        })
    }
}
