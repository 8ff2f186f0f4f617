//! Which of several processes does what only one is to do: what time brings about, such as
//! lapsing and backups. A job asks before each round.

use std::sync::Arc;

use chrono::TimeDelta;

use crate::backend::Backend;

/// One lease for all jobs: they are light, and one place to look at their log is enough.
const LEASE: &str = "jobs";
/// How long others wait for a process that has died. Jobs ask every minute.
const MINUTES: i64 = 3;

impl Backend {
    /// Whether this process is to do the jobs, for the next minutes.
    pub(crate) async fn is_in_charge(self: &Arc<Self>) -> bool {
        if self.database.is_none() {
            return true;
        }
        let now = self.clock.now();
        let ends_at = now.plus(TimeDelta::minutes(MINUTES));
        let taken = self.blocking(move |it| Ok(it.control.take_lease(LEASE, it.process, now, ends_at)?)).await;
        taken.unwrap_or_else(|error| {
            tracing::warn!(?error, "nobody knows who is in charge of the jobs; the next minute tries again");
            false
        })
    }

    /// Leaves the jobs to the others at once.
    pub(crate) async fn resign(self: &Arc<Self>) {
        if self.database.is_none() {
            return;
        }
        if let Err(error) = self.blocking(|it| Ok(it.control.release_lease(LEASE, it.process)?)).await {
            tracing::warn!(?error, "the others take over the jobs in a few minutes");
        }
    }
}
