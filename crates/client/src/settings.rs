//! What this device is set to, whichever workspace it is in: `settings.json`.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::{fs, io};

use goodturn_domain::{Timestamp, quick_add};

use crate::account::replace_file;
use crate::notices::NoticeKind;
use crate::paths::Paths;
use crate::shown::{self, Appearance, Density};
use crate::workspace::read_instant;

/// The settings with what they mean.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Settings(pub(crate) shown::Settings);

/// The settings of a profile, in memory and on disk.
#[derive(Debug)]
pub(crate) struct KeptSettings {
    file: PathBuf,
    current: Mutex<Settings>,
}

impl KeptSettings {
    /// Reads what was set, or what holds before anybody changed anything.
    pub(crate) fn load(paths: &Paths) -> Self {
        let file = paths.data.join("settings.json");
        let read = fs::read(&file).and_then(|bytes| serde_json::from_slice(&bytes).map_err(io::Error::from));
        let current = read.unwrap_or_else(|cause| {
            if cause.kind() != io::ErrorKind::NotFound {
                tracing::warn!(%cause, "the settings cannot be read: this device goes by the usual ones");
            }
            shown::Settings::default()
        });
        Self { file, current: Mutex::new(Settings(current)) }
    }

    pub(crate) fn get(&self) -> Settings {
        self.current.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Changes them in memory and on disk; none when they are as they were. Blocks shortly on the file.
    pub(crate) fn change(&self, change: impl FnOnce(&mut shown::Settings)) -> io::Result<Option<Settings>> {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        let mut changed = current.clone();
        change(&mut changed.0);
        if changed == *current {
            return Ok(None);
        }
        let json = serde_json::to_vec_pretty(&changed.0)?;
        if let Some(folder) = self.file.parent() {
            fs::create_dir_all(folder)?;
        }
        replace_file(&self.file, &json)?;
        *current = changed.clone();
        Ok(Some(changed))
    }
}

impl Settings {
    /// Until when nothing is to be shown, if that is still ahead.
    pub(crate) fn paused_until(&self, now: Timestamp) -> Option<Timestamp> {
        let until = self.0.notifications_paused_until.as_deref().and_then(|text| read_instant(text).ok());
        until.filter(|until| *until > now)
    }

    /// What files may take on this device that could be fetched again.
    pub(crate) fn most_cached_bytes(&self) -> u64 {
        u64::from(self.0.file_cache_mebibytes) * 1024 * 1024
    }

    /// When the parts of the day are. What is no time of a day is when it usually is.
    pub(crate) fn day_parts(&self) -> quick_add::DayParts {
        const MINUTES_OF_DAY: u16 = 24 * 60;
        let usual = quick_add::DayParts::default();
        let set = |minutes: u16, usual: u16| if minutes < MINUTES_OF_DAY { minutes } else { usual };
        let shown::DayParts { morning, noon, afternoon, evening } = self.0.day_parts;
        quick_add::DayParts {
            morning: set(morning, usual.morning),
            noon: set(noon, usual.noon),
            afternoon: set(afternoon, usual.afternoon),
            evening: set(evening, usual.evening),
        }
    }

    /// Whether a notice of that kind may be shown.
    pub(crate) fn allows(&self, kind: NoticeKind, now: Timestamp) -> bool {
        self.paused_until(now).is_none()
            && match kind {
                NoticeKind::Asked => self.0.notify_asked,
                NoticeKind::Progress => self.0.notify_progress,
                NoticeKind::FollowUp => self.0.notify_follow_ups,
                NoticeKind::Thanks => self.0.notify_thanks,
            }
    }
}

impl From<quick_add::DayParts> for shown::DayParts {
    fn from(quick_add::DayParts { morning, noon, afternoon, evening }: quick_add::DayParts) -> Self {
        Self { morning, noon, afternoon, evening }
    }
}

impl Default for shown::Settings {
    fn default() -> Self {
        Self {
            appearance: Appearance::System,
            density: Density::Comfortable,
            locale: None,
            shortcut: "CmdOrCtrl+Shift+Space".into(),
            shortcut_problem: None,
            single_letter_keys: true,
            day_parts: quick_add::DayParts::default().into(),
            notify_asked: true,
            notify_progress: true,
            notify_follow_ups: true,
            notify_thanks: true,
            shows_presence: true,
            notifications_paused_until: None,
            autostart: false,
            lean_after_minutes: 10,
            keep_quick_add_warm: true,
            file_cache_mebibytes: 2_048,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_that_are_missing_or_damaged_are_the_usual_ones() {
        let folder = tempfile::tempdir().expect("a folder");
        let paths = Paths::below(folder.path());
        let loaded = |text: &str| {
            fs::create_dir_all(&paths.data).expect("the folder can be made");
            fs::write(paths.data.join("settings.json"), text).expect("the file can be written");
            KeptSettings::load(&paths).get().0
        };

        assert_eq!(KeptSettings::load(&paths).get(), Settings::default());
        assert_eq!(loaded("{ \"appearance\": \"da"), shown::Settings::default());
        assert_eq!(
            loaded("{ \"autostart\": true }"),
            shown::Settings { autostart: true, ..shown::Settings::default() }
        );
    }

    #[test]
    fn part_of_the_day_that_is_in_no_day_is_when_it_usually_is() {
        let usual = quick_add::DayParts::default();
        let day_parts = shown::DayParts { morning: 450, noon: 1_440, afternoon: 0, evening: u16::MAX };
        let settings = Settings(shown::Settings { day_parts, ..shown::Settings::default() });

        assert_eq!(settings.day_parts(), quick_add::DayParts { morning: 450, afternoon: 0, ..usual });
    }
}
