//! What time it is: asked for here, at the rim, and passed inwards.

use std::fmt;
use std::sync::Arc;

use goodturn_domain::Timestamp;
use uuid::{NoContext, Uuid};

/// The clock that a backend runs by.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl Clock {
    /// A clock that shows what `now` says.
    pub fn new(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// The clock of the machine.
    pub fn system() -> Self {
        Self::new(system_now)
    }

    /// The clock that the environment asks for: in test builds the one in the file that
    /// `GOODTURN_CLOCK` names, or else the machine's.
    pub fn from_environment() -> Self {
        #[cfg(feature = "test-clock")]
        if let Some(path) = std::env::var_os("GOODTURN_CLOCK") {
            return Self::from_file(path.into());
        }
        Self::system()
    }

    /// A clock that a test sets by writing a file: an instant in RFC 3339, at which it then stands,
    /// or the seconds by which it is ahead of the machine's. Without such a file it is the machine's.
    #[cfg(feature = "test-clock")]
    pub fn from_file(path: std::path::PathBuf) -> Self {
        Self::new(move || set_in(&path).unwrap_or_else(system_now))
    }

    /// The time.
    pub fn now(&self) -> Timestamp {
        (self.0)()
    }

    /// A new identifier of this moment.
    pub(crate) fn new_id(&self) -> Uuid {
        let now = self.now().to_utc();
        let seconds = u64::try_from(now.timestamp()).unwrap_or_default();
        Uuid::new_v7(uuid::Timestamp::from_unix(NoContext, seconds, now.timestamp_subsec_nanos()))
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Clock({})", self.now().to_utc())
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place that asks the machine for the time")]
fn system_now() -> Timestamp {
    chrono::Utc::now().into()
}

#[cfg(feature = "test-clock")]
fn set_in(path: &std::path::Path) -> Option<Timestamp> {
    let text = std::fs::read_to_string(path).ok()?;
    let text = text.trim();
    match text.parse::<i64>() {
        Ok(ahead) => Some(system_now().plus(chrono::TimeDelta::try_seconds(ahead)?)),
        Err(_) => Some(chrono::DateTime::parse_from_rfc3339(text).ok()?.to_utc().into()),
    }
}
