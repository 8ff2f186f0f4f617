//! Of several devices that are due at one moment, the one rings that the server heard first.

use std::sync::Arc;
use std::time::Duration;

use goodturn_store::{ReplicaStorage, StoreError};
use tokio::time::{Instant, sleep, timeout};

use crate::app::App;
use crate::blocking::blocking;
use crate::shown::Connection;
use crate::workspace::Workspace;

/// So long the server has to say who was first. A follow-up that comes late is better than none.
const WHILE_CONNECTED: Duration = Duration::from_secs(3);
/// After a start or a sleep it may take a moment to find the way to it.
const WHILE_CONNECTING: Duration = Duration::from_secs(10);
/// So long after it this device may think itself offline, or connected, without knowing.
const FRESH: Duration = Duration::from_secs(60);
const AGAIN: Duration = Duration::from_millis(50);

/// How long the server is waited for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patience {
    since: Instant,
}

impl Patience {
    /// As after a start or a sleep.
    pub(super) fn fresh() -> Self {
        Self { since: Instant::now() }
    }

    /// Waits until the server has said what time it is, as long as this device believes itself connected: it has
    /// slept, or its clock was set, and what rings too early cannot be taken back.
    pub(super) async fn until_heard(&self, app: &App) {
        let before = app.inner.moved.count_heard();
        let is_waiting = || app.status().connection == Connection::Online && app.inner.moved.count_heard() == before;
        let heard = async {
            while is_waiting() {
                sleep(AGAIN).await;
            }
        };
        if timeout(WHILE_CONNECTING, heard).await.is_err() {
            tracing::debug!("the server did not say in time what time it is");
        }
    }

    /// Waits until the server has said what became of everything up to operation `last`, as long as that helps.
    pub(super) async fn until_settled(&self, app: &App, workspace: &Arc<Workspace>, last: u64) {
        let is_fresh = self.since.elapsed() < FRESH;
        let Some(longest) = longest(app.status().connection, is_fresh) else { return };
        let settled = async {
            loop {
                let held = workspace.clone();
                match blocking(move || is_settled(&held, last)).await {
                    Ok(false) => sleep(AGAIN).await,
                    Ok(true) | Err(_) => return,
                }
            }
        };
        if timeout(longest, settled).await.is_err() {
            tracing::debug!("the server did not say in time who was first");
        }
    }
}

fn longest(connection: Connection, is_fresh: bool) -> Option<Duration> {
    match connection {
        Connection::Online | Connection::Offline if is_fresh => Some(WHILE_CONNECTING),
        Connection::Online | Connection::Local => Some(WHILE_CONNECTED),
        _ => None,
    }
}

fn is_settled(workspace: &Workspace, last: u64) -> Result<bool, StoreError> {
    let waiting = workspace.store().read(|tx| tx.list_outbox(0, 1))?;
    Ok(waiting.first().is_none_or(|it| it.n > last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_that_is_offline_waits_only_after_a_start_or_a_sleep() {
        assert_eq!(longest(Connection::Offline, true), Some(WHILE_CONNECTING));
        assert_eq!(longest(Connection::Offline, false), None);
        assert_eq!(longest(Connection::Online, false), Some(WHILE_CONNECTED));
        assert_eq!(longest(Connection::SignedOut, true), None);
    }
}
