//! What this device is set to.

use goodturn_domain::Timestamp;
use goodturn_store::StoreError;
use goodturn_store_sqlite::SqliteReplica;

use crate::notices::NoticeKind;
use crate::shown::{self, Appearance, Density};
use crate::workspace::read_instant;

/// The settings with what they mean.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Settings(pub(crate) shown::Settings);

/// Where the settings lie in the store.
const KEY: &str = "settings";

impl Settings {
    /// The settings of this device, or what they are before anybody changed them.
    pub(crate) fn load(store: &SqliteReplica) -> Result<Self, StoreError> {
        let stored = store.find_setting(KEY)?;
        Ok(Self(stored.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_else(defaults)))
    }

    pub(crate) fn save(&self, store: &SqliteReplica) -> Result<(), StoreError> {
        let json = serde_json::to_string(&self.0).expect("settings have string keys only");
        store.set_setting(KEY, &json)
    }

    /// Until when nothing is to be shown, if that is still ahead.
    pub(crate) fn paused_until(&self, now: Timestamp) -> Option<Timestamp> {
        let until = self.0.notifications_paused_until.as_deref().and_then(|text| read_instant(text).ok());
        until.filter(|until| *until > now)
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

fn defaults() -> shown::Settings {
    shown::Settings {
        appearance: Appearance::System,
        density: Density::Comfortable,
        locale: None,
        shortcut: "CmdOrCtrl+Shift+Space".into(),
        shortcut_problem: None,
        single_letter_keys: true,
        notify_asked: true,
        notify_progress: true,
        notify_follow_ups: true,
        notify_thanks: true,
        notifications_paused_until: None,
        autostart: false,
        lean_after_minutes: 10,
        keep_quick_add_warm: true,
    }
}
