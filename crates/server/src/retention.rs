//! Once a day: what the organization no longer keeps is deleted, and what the server itself need
//! not know any more.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use goodturn_store::AuthorityStorage;

use crate::backend::Backend;
use crate::error::ApiError;

/// How often it looks whether a day has passed.
const LOOK_EVERY: Duration = Duration::from_secs(10 * 60);
/// Retention is a matter of days.
const EVERY_HOURS: i64 = 24;

/// Applies retention once a day, until the backend stops.
pub(crate) async fn apply_daily(backend: Arc<Backend>) {
    let mut stopped = pin!(backend.stopped());
    let mut ticks = tokio::time::interval(LOOK_EVERY);
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            () = &mut stopped => return,
        }
        if !backend.is_in_charge().await {
            continue;
        }
        match backend.blocking(|it| it.apply_retention_if_due()).await {
            Ok(0) => {}
            Ok(deleted) => tracing::info!(deleted, "what is no longer kept was deleted"),
            Err(error) => tracing::warn!(?error, "retention could not be applied; it is tried again"),
        }
    }
}

impl Backend {
    fn apply_retention_if_due(&self) -> Result<u64, ApiError> {
        let now = self.clock.now();
        let last = self.authority.retention_applied_at()?;
        if last.is_some_and(|last| now < last.plus(TimeDelta::hours(EVERY_HOURS))) {
            return Ok(0);
        }
        let deleted = self.authority.apply_retention(now)?;
        self.control.forget_old(now)?;
        if deleted > 0
            && let Err(error) = self.authority.storage().purge()
        {
            tracing::warn!(%error, "what was deleted may still lie on the disk");
        }
        Ok(deleted)
    }
}
