//! The rim: what time it is and where identifiers come from.

use chrono::Utc;
use goodturn_domain::Timestamp;
use uuid::Uuid;

/// Tells the time. Everything in the app that depends on it asks this.
pub trait Clock: Send + Sync + std::fmt::Debug + 'static {
    /// Now.
    fn now(&self) -> Timestamp;
}

/// The clock of the system.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is where the time comes in")]
    fn now(&self) -> Timestamp {
        Utc::now().into()
    }
}

/// A clock that a test sets: the system's, moved by the seconds that a file holds.
#[cfg(feature = "test-clock")]
#[derive(Clone, Debug)]
pub struct FileClock(pub std::path::PathBuf);

#[cfg(feature = "test-clock")]
impl Clock for FileClock {
    fn now(&self) -> Timestamp {
        let seconds = std::fs::read_to_string(&self.0).ok().and_then(|text| text.trim().parse().ok()).unwrap_or(0);
        SystemClock.now().plus(chrono::TimeDelta::seconds(seconds))
    }
}

/// A new identifier: time-ordered, 128 bits.
#[expect(clippy::disallowed_methods, reason = "this is where identifiers come in")]
pub(crate) fn fresh_id() -> Uuid {
    Uuid::now_v7()
}
