//! Making the system send `goodturn:` links to this app, where no installation has.
//!
//! A package for Linux brings a desktop file with it and a bundle on macOS its list of links. An AppImage and a
//! program on Windows register themselves, since they may have been moved since the last start.

use std::env;

use tauri::AppHandle;
use tauri_plugin_deep_link::DeepLinkExt;

/// Registers the links, off the main thread: the system's own tools are asked to do it.
pub(crate) fn register(app: &AppHandle) {
    if !registers_itself(env::var_os("APPIMAGE").is_some()) {
        return;
    }
    let app = app.clone();
    tauri::async_runtime::spawn_blocking(move || {
        if let Err(cause) = app.deep_link().register_all() {
            tracing::warn!(%cause, "links to requests open elsewhere");
        }
    });
}

/// What a developer builds leaves the links of the machine as they are.
fn registers_itself(is_app_image: bool) -> bool {
    is_app_image || (cfg!(windows) && !cfg!(debug_assertions))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_build_of_a_developer_leaves_the_links_of_the_machine_alone() {
        assert!(!registers_itself(false));
        assert!(registers_itself(true));
    }
}
