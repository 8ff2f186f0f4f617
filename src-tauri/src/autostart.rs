//! Starting with the session, in the tray.

use tauri::plugin::TauriPlugin;
use tauri::{AppHandle, Wry};
use tauri_plugin_autostart::ManagerExt;

/// The plug-in, with an entry of its own for each profile.
pub(crate) fn plugin(profile: &str) -> TauriPlugin<Wry> {
    let plain = tauri_plugin_autostart::Builder::new().arg("--hidden");
    match profile {
        "default" => plain.app_name("Goodturn"),
        name => plain.app_name(format!("Goodturn-{name}")).args(["--profile", name]),
    }
    .build()
}

/// Makes the system do what the person has set.
pub(crate) fn apply(app: &AppHandle, is_wanted: bool) {
    let entry = app.autolaunch();
    let done = match (is_wanted, entry.is_enabled()) {
        (true, Ok(true)) | (false, Ok(false)) => Ok(()),
        (true, _) => entry.enable(),
        (false, _) => entry.disable(),
    };
    if let Err(cause) = done {
        tracing::warn!(%cause, is_wanted, "starting with the session could not be changed");
    }
}
