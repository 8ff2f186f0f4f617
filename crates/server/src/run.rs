//! The backend alone: what the `goodturn-server` binary does.

use std::net::SocketAddr;
use std::sync::Arc;

use chrono::TimeDelta;
use goodturn_domain::{OrganizationId, Role};

use crate::backend::{Backend, Setup, StartError};
use crate::config::Config;
use crate::control::NewInvitation;
use crate::demo;
use crate::founding::Owner;
use crate::routes::invitations::VALID_DAYS;
use crate::serving::Serving;

/// A server in service.
#[derive(Debug)]
pub struct Running {
    pub address: SocketAddr,
    /// Where people reach it.
    pub url: String,
    pub organization: OrganizationId,
    /// As long as nobody has an account: the link that makes the first administrator.
    pub first_invitation: Option<String>,
    serving: Serving,
}

impl Running {
    /// Answers what was asked, commits what waits, and ends.
    pub async fn stop(self) {
        self.serving.stop().await;
    }
}

/// Opens the data folder or database, founding the organization when there is none, and serves it.
///
/// # Errors
/// When the files or the database cannot be opened or the address is taken.
pub async fn start(config: Config) -> Result<Running, StartError> {
    let (listen, public_url) = (config.listen, config.public_url.clone());
    let opening = config.clone();
    let opened = tokio::task::spawn_blocking(move || open(&opening)).await;
    let backend = opened.map_err(|cause| StartError::Thread(cause.into()))??;
    backend.files.check().await?;
    let (backups, bus, private) = (config.backups.clone(), config.bus.clone(), config.calendars_from_private_networks);
    let serving = Serving::start(backend.clone(), listen, public_url, backups, bus, private).await?;
    // Of several servers that start together, one makes the link: a later one would replace it.
    let first_invitation = if backend.is_in_charge().await {
        let inviting = backend.clone();
        let invited = tokio::task::spawn_blocking(move || invite_first_administrator(&inviting, &config)).await;
        invited.map_err(|cause| StartError::Thread(cause.into()))??
    } else {
        None
    };
    let url = backend.public_url.borrow().clone();
    Ok(Running { address: serving.address, url, organization: backend.organization, first_invitation, serving })
}

fn open(config: &Config) -> Result<Arc<Backend>, StartError> {
    let setup = Setup {
        data_dir: &config.data_dir,
        file_key: None,
        database: config.database.as_ref(),
        proxies: &config.proxies,
        files: config.files.clone(),
        clock: config.clock.clone(),
        password_cost: config.password_cost,
    };
    let backend = Backend::open(&setup)?;
    if backend.find_organization()?.is_none() {
        if config.demo {
            let owner = Owner { name: config.admin_name.clone(), zone: config.zone, locale: "en".to_owned() };
            demo::found(&backend, &owner)?;
        } else {
            backend.found(config.organization.clone(), config.zone)?;
        }
    }
    Ok(Arc::new(backend))
}

/// Codes are kept as hashes, so a link that got lost is replaced at the next start.
fn invite_first_administrator(backend: &Backend, config: &Config) -> Result<Option<String>, StartError> {
    if backend.control.has_accounts()? {
        return Ok(None);
    }
    let invitation = NewInvitation {
        person: backend.first_owner(),
        invited_by: None,
        email: config.admin_email.clone(),
        name: config.admin_name.to_string(),
        role: Role::Owner,
        teams: Default::default(),
        expires_at: backend.clock.now().plus(TimeDelta::days(VALID_DAYS)),
    };
    let made = backend.make_invitation(&invitation);
    made.map(|made| Some(made.link)).map_err(|error| StartError::Founding(format!("{error:?}")))
}
