//! How this device stands with its backend.

use goodturn_domain::Timestamp;

use crate::account::Identity;
use crate::app::App;
use crate::shown::{Connection, SyncStatus};
use crate::workspace::{Kept, instant};

/// Clocks that differ by more are worth a word (`reliability.md` §2.14), in seconds.
const NOTABLE_SKEW_SECONDS: i64 = 5 * 60;

/// Digests that differ mean that something was lost on the way or here. It mends itself; how often is
/// counted, and shown.
pub(crate) fn note_mismatched(app: &App, scopes: usize) {
    if scopes > 0 {
        app.set_status(|status| status.refetched = status.refetched.saturating_add(scopes as u64));
        tracing::warn!(scopes, in_all = app.status().refetched, "scopes differed from the server's: fetched again");
    }
}

/// What the sync loop last saw.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Status {
    pub(crate) connection: Connection,
    pub(crate) is_syncing: bool,
    pub(crate) last_synced_at: Option<Timestamp>,
    pub(crate) server: Option<String>,
    pub(crate) trouble: Option<&'static str>,
    pub(crate) skew_seconds: i64,
    pub(crate) kept: Kept,
    /// Scopes whose digests differed since the start.
    pub(crate) refetched: u64,
    is_local: bool,
}

impl Status {
    pub(crate) fn of(identity: &Identity, trouble: Option<&'static str>) -> Self {
        let is_local = identity.server.is_none();
        Self {
            connection: if is_local { Connection::Local } else { Connection::Offline },
            is_syncing: false,
            last_synced_at: None,
            server: identity.server.clone(),
            trouble,
            skew_seconds: 0,
            kept: Kept::BySystem,
            refetched: 0,
            is_local,
        }
    }

    /// The backend answered.
    pub(crate) fn reached(&mut self, now: Timestamp, server_time: Timestamp) {
        self.connection = if self.is_local { Connection::Local } else { Connection::Online };
        self.last_synced_at = Some(now);
        self.skew_seconds = server_time.since(now).num_seconds();
    }

    pub(crate) fn shown(&self, unsent: u64, attention: usize) -> SyncStatus {
        let skew = Some(self.skew_seconds).filter(|skew| skew.abs() > NOTABLE_SKEW_SECONDS);
        SyncStatus {
            connection: self.connection,
            is_syncing: self.is_syncing,
            unsent: u32::try_from(unsent).unwrap_or(u32::MAX),
            attention: u32::try_from(attention).unwrap_or(u32::MAX),
            last_synced_at: self.last_synced_at.map(instant),
            server: self.server.clone(),
            trouble: self.trouble.map(str::to_owned),
            forgets_session: self.kept == Kept::InMemory,
            refetched: u32::try_from(self.refetched).unwrap_or(u32::MAX),
            clock_skew_seconds: skew.and_then(|skew| i32::try_from(skew).ok()),
        }
    }
}
