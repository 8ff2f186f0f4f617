//! The embedded backend: the server library on loopback, for the workspace of this machine.

use std::sync::Arc;

use chrono_tz::Tz;
use goodturn_client::{FileKey, LocalBackend, StartLocalBackend};
use goodturn_server::Clock;
use goodturn_server::embedded::{self, Embedded, EmbeddedConfig};
use tauri::{AppHandle, Manager};

use crate::shell::Shell;

/// The app's own stream.
const OURS: usize = 1;

/// How the core starts it, or finds the one that runs. A profile that has joined an organization
/// never asks for it.
pub(crate) fn starter(app: &AppHandle) -> StartLocalBackend {
    let app = app.clone();
    Arc::new(move |file_key| {
        let app = app.clone();
        Box::pin(async move { running(&app.state::<Shell>(), file_key).await })
    })
}

async fn running(shell: &Shell, file_key: Option<FileKey>) -> Result<LocalBackend, String> {
    let mut backend = shell.backend.lock().await;
    let embedded = match &mut *backend {
        Some(embedded) => embedded,
        empty => empty.insert(start(shell, file_key).await.map_err(|cause| format!("{cause:#}"))?),
    };
    Ok(LocalBackend {
        url: embedded.url.clone(),
        token: embedded.token.clone(),
        organization: embedded.organization,
        person: embedded.person,
    })
}

async fn start(shell: &Shell, file_key: Option<FileKey>) -> anyhow::Result<Embedded> {
    let clock = Arc::clone(&shell.clock);
    let config = EmbeddedConfig {
        data_dir: shell.paths.embedded_backend(),
        file_key,
        listen: None,
        owner_name: owner_name(),
        zone: zone(),
        locale: "en".to_owned(),
        clock: Clock::new(move || clock.now()),
        calendars_from_private_networks: false,
        demo: shell.arguments.demo,
    };
    Ok(embedded::start(config).await?)
}

/// Whether anybody else's device holds a stream to it.
pub(crate) fn is_serving_others(shell: &Shell) -> bool {
    // Starting or stopping is no time to interrupt either.
    shell.backend.try_lock().map_or(true, |backend| backend.as_ref().is_some_and(|embedded| embedded.streams() > OURS))
}

/// Stops it, if it runs.
pub(crate) async fn stop(shell: &Shell) {
    if let Some(embedded) = shell.backend.lock().await.take() {
        embedded.stop().await;
    }
}

/// What the person is called until they say so at the first run: as the system knows them in full,
/// else by their login.
fn owner_name() -> String {
    let account = whoami::username().ok();
    let login = ["USER", "USERNAME", "LOGNAME"].iter().find_map(|name| std::env::var(name).ok());
    // A system that knows no full name repeats the name of the account.
    let full = whoami::realname().ok().filter(|full| Some(full) != account.as_ref());
    name_of(full, &login.or(account).unwrap_or_default())
}

/// Logins begin with a small letter, names of people do not.
fn name_of(full: Option<String>, login: &str) -> String {
    let mut letters = login.trim().chars();
    let from_login = || letters.next().map(|first| first.to_uppercase().chain(letters).collect());
    let full = full.map(|full| full.trim().to_owned()).filter(|full| !full.is_empty());
    full.or_else(from_login).unwrap_or_else(|| "Me".to_owned())
}

/// The system's time zone.
fn zone() -> Tz {
    iana_time_zone::get_timezone().ok().and_then(|name| name.parse().ok()).unwrap_or(Tz::UTC)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn person_is_called_by_the_full_name_else_by_the_login() {
        assert_eq!(name_of(Some("Robin Ellery".to_owned()), "robin"), "Robin Ellery");
        assert_eq!(name_of(Some(" ".to_owned()), "robin"), "Robin");
        assert_eq!(name_of(None, "zoë"), "Zoë");
        assert_eq!(name_of(None, " "), "Me");
    }
}
