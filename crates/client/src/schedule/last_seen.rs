//! When this machine was seen last, written down for the next start: a clock that is years ahead by then is
//! asked about before anything rings, and one that is known to be wrong is still known to be.

use std::fs;
use std::path::PathBuf;

use chrono::TimeDelta;
use goodturn_domain::Timestamp;

use crate::account::{Identity, replace_file};
use crate::paths::Paths;

/// It need not be exact, and a disk that sleeps is left alone.
const EVERY: TimeDelta = TimeDelta::hours(1);
/// The way to the server is not always as long.
const NOTABLE: TimeDelta = TimeDelta::minutes(1);

/// Where it is written down, and what is there.
#[derive(Clone, Debug)]
pub(super) struct LastSeen {
    file: PathBuf,
    written: Option<(Timestamp, TimeDelta)>,
}

impl LastSeen {
    /// It lies beside the data file and goes with it.
    pub(super) fn of(paths: &Paths, identity: &Identity) -> Self {
        Self { file: identity.replica_file(paths).with_extension("seen"), written: None }
    }

    /// When it was, and how far the server was ahead. An older one said nothing of the server.
    pub(super) fn read(&self) -> Option<(Timestamp, TimeDelta)> {
        let text = fs::read_to_string(&self.file).ok()?;
        let mut micros = text.split_whitespace().map(str::parse::<i64>);
        let seen = micros.next()?.ok().map(Timestamp::from_micros)?;
        let skew = micros.next().and_then(Result::ok).map_or_else(TimeDelta::zero, TimeDelta::microseconds);
        Some((seen, skew))
    }

    /// Whether that was written down long ago, or something else.
    pub(super) fn is_news(&self, now: Timestamp, skew: TimeDelta) -> bool {
        self.written.is_none_or(|(at, known)| now.since(at).abs() >= EVERY || (known - skew).abs() > NOTABLE)
    }

    /// Writes it down, whole or not at all; when that fails, the next start believes its clock. Waits for the disk.
    pub(super) fn write(&mut self, now: Timestamp, skew: TimeDelta) {
        let text = format!("{} {}", now.micros(), skew.num_microseconds().unwrap_or_default());
        match replace_file(&self.file, text.as_bytes()) {
            Ok(()) => self.written = Some((now, skew)),
            Err(cause) => tracing::debug!(%cause, "when this machine was seen cannot be written down"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_start_knows_when_it_was_seen_to_the_hour() {
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let paths = Paths::below(folder.path());
        let mut seen = LastSeen::of(&paths, &Identity::somebody());
        fs::create_dir_all(seen.file.parent().expect("it is in a folder")).expect("there is room");
        assert_eq!(seen.read(), None);
        let at = |minutes| Timestamp::from_micros(0).plus(TimeDelta::minutes(minutes));

        for minutes in [0, 59, 60, 61] {
            if seen.is_news(at(minutes), TimeDelta::zero()) {
                seen.write(at(minutes), TimeDelta::zero());
            }
        }

        assert_eq!(seen.read(), Some((at(60), TimeDelta::zero())));
        assert!(seen.is_news(at(61), TimeDelta::hours(-10)));
        seen.write(at(61), TimeDelta::hours(-10));
        assert_eq!(seen.read(), Some((at(61), TimeDelta::hours(-10))));
        fs::write(&seen.file, "60000000").expect("there is room");
        assert_eq!(seen.read(), Some((at(1), TimeDelta::zero())), "as an older one wrote it");
    }
}
