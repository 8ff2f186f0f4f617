//! When this machine was seen last, written down for the next start: a clock that is years ahead by then is
//! asked about before anything rings.

use std::fs;
use std::path::PathBuf;

use chrono::TimeDelta;
use goodturn_domain::Timestamp;

use crate::account::Identity;
use crate::paths::Paths;

/// It need not be exact, and a disk that sleeps is left alone.
const EVERY: TimeDelta = TimeDelta::hours(1);

/// Where it is written down, and what is there.
#[derive(Debug)]
pub(super) struct LastSeen {
    file: PathBuf,
    written: Option<Timestamp>,
}

impl LastSeen {
    /// It lies beside the data file and goes with it.
    pub(super) fn of(paths: &Paths, identity: &Identity) -> Self {
        Self { file: identity.replica_file(paths).with_extension("seen"), written: None }
    }

    pub(super) fn read(&self) -> Option<Timestamp> {
        fs::read_to_string(&self.file).ok()?.trim().parse().ok().map(Timestamp::from_micros)
    }

    /// Writes it down now and then; when that fails, the next start believes its clock.
    pub(super) fn write(&mut self, now: Timestamp) {
        if self.written.is_some_and(|it| now.since(it).abs() < EVERY) {
            return;
        }
        match fs::write(&self.file, now.micros().to_string()) {
            Ok(()) => self.written = Some(now),
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

        [0, 59, 60, 61].into_iter().for_each(|it| seen.write(at(it)));

        assert_eq!(seen.read(), Some(at(60)));
    }
}
