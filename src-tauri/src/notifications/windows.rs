//! Notifications on Windows: toasts under our AppUserModelID, which the installer registers.

use goodturn_client::Action;
use notify_rust::{Notification, NotificationResponse};

const APP_USER_MODEL_ID: &str = "org.goodturn.Goodturn";

/// Nothing to say beforehand: each toast carries who we are.
pub(super) fn introduce() {}

/// Shows and waits for what was chosen: the key of a button, or of the body.
pub(super) fn ask(described: &Notification) -> notify_rust::error::Result<Option<String>> {
    let mut described = described.clone();
    described.app_id(APP_USER_MODEL_ID);
    let mut chosen = None;
    described.show()?.wait_for_response(|response: &NotificationResponse| {
        chosen = match response {
            NotificationResponse::Default => Some(Action::Open.key().to_owned()),
            NotificationResponse::Action(key) => Some(key.clone()),
            _ => None,
        };
    })?;
    Ok(chosen)
}
