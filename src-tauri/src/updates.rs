//! Newer versions of the app: looked for once a day, believed only when signed, put in place when the app is
//! quit. A build without a key, as distributions make it, never looks.

use std::time::Duration;

use goodturn_client::{Notice, Notifier, Subject};
use serde_json::json;
use tauri::{AppHandle, Config, Manager};
use tauri_plugin_updater::{Update, UpdaterExt};
use tokio::time::{MissedTickBehavior, interval};

use crate::shell::{Kept, Shell};

/// The public key, in minisign's form, that this build believes.
const KEY: Option<&str> = option_env!("GOODTURN_UPDATE_KEY");
/// Where this build looks: an address with `{{target}}`, `{{arch}}` and `{{current_version}}` in it.
const ADDRESS: Option<&str> = option_env!("GOODTURN_UPDATE_URL");

const PERIOD: Duration = Duration::from_secs(24 * 60 * 60);

/// A newer version, verified, that waits for the end of this one.
#[derive(Default)]
pub(crate) struct Waiting(Kept<(Update, Vec<u8>)>);

impl Waiting {
    pub(crate) fn is_there(&self) -> bool {
        self.0.is_full()
    }
}

/// Tells the plug-in what this build believes; false when it believes nothing.
pub(crate) fn configure(config: &mut Config) -> bool {
    let Some((key, address)) = trusted(KEY, ADDRESS) else { return false };
    let believed = json!({
        "pubkey": key,
        "endpoints": [address],
        // An old version with an old signature must not pass for a new one.
        "requireSignedVersion": true,
        "windows": { "installMode": "passive" },
    });
    config.plugins.0.insert("updater".to_owned(), believed);
    true
}

/// Only a key and an address together are of use.
fn trusted<'a>(key: Option<&'a str>, address: Option<&'a str>) -> Option<(&'a str, &'a str)> {
    let said = |value: Option<&'a str>| value.map(str::trim).filter(|value| !value.is_empty());
    Some((said(key)?, said(address)?))
}

/// Looks for newer versions for as long as the app runs.
pub(crate) fn watch(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let mut period = interval(PERIOD);
        period.set_missed_tick_behavior(MissedTickBehavior::Skip);
        loop {
            period.tick().await;
            match look(&app).await {
                Ok(true) => return,
                Ok(false) => {}
                Err(cause) => tracing::warn!(%cause, "a newer version could not be had"),
            }
        }
    });
}

/// Fetches a newer version, if there is one; its signature is checked with the last byte.
async fn look(app: &AppHandle) -> tauri_plugin_updater::Result<bool> {
    let Some(update) = app.updater()?.check().await? else { return Ok(false) };
    let bytes = update.download(|_, _| {}, || {}).await?;
    tell(&app.state::<Shell>(), &update.version);
    app.state::<Waiting>().0.put((update.restart_after_install(false), bytes));
    Ok(true)
}

fn tell(shell: &Shell, version: &str) {
    let Some(notifier) = shell.notifier.get() else { return };
    notifier.show(Notice {
        subject: Subject::App("update".to_owned()),
        title: shell.text.say_of("update-title", "version", version),
        body: shell.text.say("update-body"),
        actions: Vec::new(),
        needs_you: false,
    });
}

/// Puts a version that waits in place of this one, which is ending.
pub(crate) fn put_in_place(app: &AppHandle) {
    let waiting = app.try_state::<Waiting>().and_then(|waiting| waiting.0.take());
    if let Some((update, bytes)) = waiting
        && let Err(cause) = update.install(bytes)
    {
        tracing::error!(%cause, "the newer version was not put in place");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_key_or_an_address_nothing_is_looked_for() {
        assert_eq!(trusted(None, Some("https://example.org")), None);
        assert_eq!(trusted(Some("key"), None), None);
        assert_eq!(trusted(Some(" "), Some("https://example.org")), None);
        assert_eq!(trusted(Some("key\n"), Some("https://example.org")), Some(("key", "https://example.org")));
    }
}
