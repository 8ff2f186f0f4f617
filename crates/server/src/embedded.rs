//! The backend inside of the desktop app: the same server, on loopback, with the person of this
//! machine as its owner.

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono_tz::Tz;
use goodturn_domain::{OrganizationId, PersonId, Title};
use goodturn_store_sqlite::FileKey;

use crate::backend::{Backend, Setup, StartError};
use crate::bus::Bus;
use crate::clock::Clock;
use crate::control::Token;
use crate::demo;
use crate::files::FilesConfig;
use crate::founding::Owner;
use crate::password::PasswordCost;
use crate::serving::Serving;

/// What the app gives to its backend.
#[derive(Clone, Debug)]
pub struct EmbeddedConfig {
    pub data_dir: PathBuf,
    /// The port of this machine that it had before, or a free one, unless colleagues are to join.
    pub listen: Option<SocketAddr>,
    /// What the person is called until they say so themselves.
    pub owner_name: String,
    pub zone: Tz,
    /// Preferred language as a BCP 47 tag.
    pub locale: String,
    pub clock: Clock,
    /// What its files are encrypted with, if they are.
    pub file_key: Option<FileKey>,
    /// Whether teams may follow calendars in the network of this machine.
    pub calendars_from_private_networks: bool,
    /// Fill a new organization with a sample one to look around in.
    pub demo: bool,
}

/// The running backend, with the person of this machine signed in.
pub struct Embedded {
    pub url: String,
    pub address: SocketAddr,
    /// Of this run: an earlier one no longer works.
    pub token: String,
    pub organization: OrganizationId,
    pub person: PersonId,
    serving: Serving,
}

impl fmt::Debug for Embedded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Embedded").field("url", &self.url).field("person", &self.person).finish_non_exhaustive()
    }
}

impl Embedded {
    /// How many devices hold a stream to it, the app's own included.
    pub fn streams(&self) -> usize {
        self.serving.backend.standings.receiver_count()
    }

    /// Commits what waits and closes the files.
    pub async fn stop(self) {
        self.serving.stop().await;
    }
}

/// Opens the local organization, founding it when there is none, and serves it.
///
/// # Errors
/// When the files cannot be opened or the address is taken.
pub async fn start(config: EmbeddedConfig) -> Result<Embedded, StartError> {
    let (listen, kept_port) = (config.listen, config.data_dir.join("port"));
    let private = config.calendars_from_private_networks;
    let opened = tokio::task::spawn_blocking(move || open(&config)).await;
    let (backend, token) = opened.map_err(|cause| StartError::Thread(cause.into()))??;
    let (organization, person) = (backend.organization, backend.first_owner());
    let serving = match listen {
        Some(listen) => Serving::start(backend, listen, None, None, Bus::None, private).await?,
        None => on_kept_port(backend, &kept_port, private).await?,
    };
    let address = serving.address;
    // The app itself always comes by loopback, whoever else may come.
    let host = if address.ip().is_unspecified() { Ipv4Addr::LOCALHOST.into() } else { address.ip() };
    let url = format!("http://{}", SocketAddr::new(host, address.port()));
    Ok(Embedded { url, address, token, organization, person, serving })
}

/// Other profiles of this machine that have joined come back to the port they know.
async fn on_kept_port(backend: Arc<Backend>, file: &Path, private: bool) -> Result<Serving, StartError> {
    let kept = std::fs::read_to_string(file).ok().and_then(|text| text.trim().parse().ok()).unwrap_or(0);
    let start =
        |port| Serving::start(backend.clone(), (Ipv4Addr::LOCALHOST, port).into(), None, None, Bus::None, private);
    let serving = match start(kept).await {
        // Somebody else has taken it meanwhile.
        Err(StartError::Listen(_)) if kept != 0 => start(0).await?,
        other => other?,
    };
    if let Err(cause) = std::fs::write(file, serving.address.port().to_string()) {
        tracing::warn!(%cause, "the backend will be at another port the next time");
    }
    Ok(serving)
}

fn open(config: &EmbeddedConfig) -> Result<(Arc<Backend>, String), StartError> {
    let setup = Setup {
        data_dir: &config.data_dir,
        file_key: config.file_key.as_ref(),
        database: None,
        proxies: &[],
        files: FilesConfig::default(),
        clock: config.clock.clone(),
        password_cost: PasswordCost::default(),
    };
    let backend = Backend::open(&setup)?;
    let title = |text: &str| Title::new(text).map_err(|cause| StartError::Founding(cause.to_string()));
    let name = title(&config.owner_name).or_else(|_| title("Me"))?;
    let owner = Owner { name, zone: config.zone, locale: config.locale.clone() };
    if backend.find_organization()?.is_none() {
        if config.demo {
            demo::found(&backend, &owner)?;
        } else {
            // Without the person's name, which they may yet change, and to which others may be invited.
            backend.found(title("Workspace")?, config.zone)?;
        }
    }
    backend.add_owner(owner)?;
    let (person, now) = (backend.first_owner(), backend.clock.now());
    backend.control.ensure_account(person, backend.organization, now)?;
    let token = Token::draw()?;
    backend.control.open_session(&token, person, None, "This machine", now)?;
    Ok((Arc::new(backend), token.reveal().reveal().to_owned()))
}
