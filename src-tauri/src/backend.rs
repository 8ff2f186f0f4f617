//! The embedded backend: the server library on loopback, for the workspace of this machine.

use anyhow::Context;
use goodturn_client::Backend;
use goodturn_server::embedded::{self, EmbeddedConfig};

use crate::shell::Shell;

/// Starts it on a free port, and gives what the client needs to reach it.
pub(crate) async fn start(shell: &Shell) -> anyhow::Result<Backend> {
    let config = EmbeddedConfig {
        data_dir: shell.paths.embedded_backend(),
        listen: None,
        owner_name: owner_name(),
        zone: zone(),
    };
    let embedded = embedded::start(config).await.context("starting the embedded backend")?;
    let backend = Backend {
        url: embedded.url.clone(),
        token: embedded.token.clone(),
        organization: embedded.organization,
        person: embedded.person,
    };
    shell.backend.put(embedded);
    Ok(backend)
}

/// What the person is called until they say so at the first run.
fn owner_name() -> String {
    let known = ["USER", "USERNAME", "LOGNAME"].iter().find_map(|name| std::env::var(name).ok());
    known.filter(|name| !name.trim().is_empty()).unwrap_or_else(|| "Me".to_owned())
}

/// The system's time zone by its name.
fn zone() -> String {
    iana_time_zone::get_timezone().unwrap_or_else(|_| "Etc/UTC".to_owned())
}
