//! The clock that all programs of a story share.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use chrono::{DateTime, Datelike, Days, NaiveTime, TimeDelta, Utc};

/// A file with the seconds by which the story is ahead of this machine.
#[derive(Debug)]
pub(crate) struct StoryClock {
    file: PathBuf,
    ahead: TimeDelta,
}

impl StoryClock {
    /// Shows the next Monday, 09:00 UTC, and goes on from there.
    #[expect(clippy::disallowed_methods, reason = "the story begins on the Monday after today")]
    pub(crate) fn on_monday(folder: &Path) -> Result<Self> {
        let now: DateTime<Utc> = Utc::now();
        let days = 7 - u64::from(now.weekday().num_days_from_monday());
        let monday = now.date_naive().checked_add_days(Days::new(days)).context("there is a next Monday")?;
        let begin = monday.and_time(NaiveTime::from_hms_opt(9, 0, 0).context("it is a time")?).and_utc();
        let clock = Self { file: folder.join("clock"), ahead: begin - now };
        clock.write()?;
        Ok(clock)
    }

    /// The file, for `GOODTURN_CLOCK`.
    pub(crate) fn file(&self) -> &Path {
        &self.file
    }

    /// What makes a program follow this clock.
    pub(crate) fn variable(&self) -> (String, String) {
        ("GOODTURN_CLOCK".to_owned(), self.file.to_string_lossy().into_owned())
    }

    /// Time passes, for everybody at once.
    pub(crate) fn advance(&mut self, time: TimeDelta) -> Result<()> {
        self.ahead += time;
        self.write()
    }

    fn write(&self) -> Result<()> {
        let beside = self.file.with_extension("new");
        std::fs::write(&beside, self.ahead.num_seconds().to_string()).context("setting the clock")?;
        std::fs::rename(&beside, &self.file).context("setting the clock")
    }
}
