//! Notifications on macOS, as far as notify-rust's default back end goes.

use notify_rust::Notification;

const BUNDLE: &str = "org.goodturn.Goodturn";

/// Says who we are, once and before the first notice.
pub(super) fn introduce() {
    if let Err(cause) = notify_rust::set_application(BUNDLE) {
        tracing::warn!(%cause, "notifications come without our name");
    }
}

/// Shows and waits for what was chosen: a label, or the key of the body.
pub(super) fn ask(described: &Notification) -> notify_rust::error::Result<Option<String>> {
    let mut chosen = None;
    described.show()?.wait_for_action(|said| chosen = Some(said.to_owned()));
    Ok(chosen)
}
