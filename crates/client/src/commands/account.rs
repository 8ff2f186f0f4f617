//! Signing in, joining an organization by its invitation, signing out.

use std::sync::Arc;

use chrono_tz::Tz;
use goodturn_domain::DeviceId;
use goodturn_sync::session::{AcceptInvitation, InvitationLink as Link, Secret, Session, SessionDevice, SignInRequest};

use crate::App;
use crate::account::{Identity, Workspaces};
use crate::clock::fresh_id;
use crate::error::CommandError;
use crate::http::Http;
use crate::secrets::SecretError;
use crate::shown::{Invitation, InvitationLink, Join, SignIn};
use crate::sync_loop;
use crate::workspace::{Access, Workspace};

impl From<SecretError> for CommandError {
    fn from(error: SecretError) -> Self {
        let code = match &error {
            SecretError::PassphraseNeeded => "passphrase_needed",
            SecretError::WrongPassphrase => "wrong_passphrase",
            SecretError::Failed(_) => "key_store_failed",
        };
        Self::new(code, error.to_string())
    }
}

pub(super) async fn passphrase_needed(app: &App, (): ()) -> Result<bool, CommandError> {
    let secrets = app.inner.secrets.clone();
    tokio::task::spawn_blocking(move || secrets.needs_passphrase())
        .await
        .map_err(|cause| CommandError::new("internal", cause.to_string()))
}

pub(super) async fn invitation(_: &App, args: InvitationLink) -> Result<Invitation, CommandError> {
    let link = read_link(&args.link)?;
    let shown = Http::new(&link.server, None)?.invitation(&link).await?;
    Ok(Invitation {
        organization: shown.organization_name,
        invited_by: shown.invited_by,
        email: shown.email,
        name: Some(shown.name).filter(|it| !it.is_empty()),
        server: link.server,
    })
}

pub(super) async fn join(app: &App, args: Join) -> Result<(), CommandError> {
    let link = read_link(&args.link)?;
    require_passphrase(app, args.passphrase.as_deref()).await?;
    let device = this_device();
    let me = app.blocking(|workspace, _| {
        let people = workspace.people()?;
        Ok(people.find(workspace.me()).map(|me| (me.zone, me.locale.clone())))
    });
    let (zone, locale) = me.await?.unwrap_or((Tz::UTC, "en".to_owned()));
    let request = AcceptInvitation {
        name: args.name,
        password: Secret::new(args.password),
        zone,
        locale,
        device: device.clone(),
    };
    let http = Http::new(&link.server, None)?;
    let email = http.invitation(&link).await?.email;
    let session = http.accept(&link, &request).await?;
    adopt(app, &link.server, email, device.id, session, args.passphrase).await
}

pub(super) async fn sign_in(app: &App, args: SignIn) -> Result<(), CommandError> {
    require_passphrase(app, args.passphrase.as_deref()).await?;
    let device = this_device();
    let server = with_scheme(&args.server);
    let request =
        SignInRequest { email: args.email.clone(), password: Secret::new(args.password), device: device.clone() };
    let session = Http::new(&server, None)?.sign_in(&request).await?;
    adopt(app, &server, args.email, device.id, session, args.passphrase).await
}

pub(super) async fn sign_out(app: &App, (): ()) -> Result<(), CommandError> {
    let mut workspaces = Workspaces::load(&app.inner.paths).map_err(|cause| cannot_save(&cause))?;
    let Some(joined) = workspaces.joined.take() else { return Ok(()) };
    if let Some(http) = app.backend() {
        // Signing out works offline as well: the token is forgotten here either way.
        if let Err(error) = http.sign_out().await {
            tracing::info!(%error, "the backend did not hear of the signing out");
        }
    }
    let (secrets, name) = (app.inner.secrets.clone(), joined.secret_name());
    let forgotten = tokio::task::spawn_blocking(move || secrets.delete(&name)).await;
    if let Ok(Err(error)) = forgotten {
        tracing::warn!(%error, "the key store kept the token");
    }
    let access = app.local_access().await.map_err(|cause| CommandError::new("internal", cause))?;
    let local = workspaces.local.clone().ok_or_else(CommandError::not_found)?;
    workspaces.save(&app.inner.paths).map_err(|cause| cannot_save(&cause))?;
    let workspace = open(app, local).await?;
    app.switch_to(workspace, Some(access)).await;
    Ok(())
}

/// Makes the organization of `session` the workspace in use, once its data is here.
async fn adopt(
    app: &App,
    server: &str,
    email: String,
    device: DeviceId,
    session: Session,
    passphrase: Option<String>,
) -> Result<(), CommandError> {
    let identity = Identity {
        organization: session.organization,
        person: session.person,
        device,
        server: Some(server.to_owned()),
        email: Some(email),
    };
    let (secrets, name, token) = (app.inner.secrets.clone(), identity.secret_name(), session.token.reveal().to_owned());
    let kept = token.clone();
    tokio::task::spawn_blocking(move || secrets.store(&name, &kept, passphrase.as_deref()))
        .await
        .map_err(|cause| CommandError::new("internal", cause.to_string()))??;
    let current = app.workspace();
    let workspace = if current.identity.organization == identity.organization && current.me() == identity.person {
        // Signed in again: the same file, with all that waits in it.
        current.replica.rename_device(device);
        current
    } else {
        open(app, identity.clone()).await?
    };
    sync_loop::first_sync(app, &workspace, &Http::new(server, Some(token.clone()))?).await?;
    let mut workspaces = Workspaces::load(&app.inner.paths).map_err(|cause| cannot_save(&cause))?;
    workspaces.joined = Some(identity);
    workspaces.save(&app.inner.paths).map_err(|cause| cannot_save(&cause))?;
    app.switch_to(workspace, Some(Access { url: server.to_owned(), token })).await;
    Ok(())
}

async fn open(app: &App, identity: Identity) -> Result<Arc<Workspace>, CommandError> {
    let file = identity.replica_file(&app.inner.paths);
    let workspace = tokio::task::spawn_blocking(move || Workspace::open(&file, identity))
        .await
        .map_err(|cause| CommandError::new("internal", cause.to_string()))??;
    Ok(Arc::new(workspace))
}

/// Asks for a passphrase before anything is sent, where it will be needed.
async fn require_passphrase(app: &App, passphrase: Option<&str>) -> Result<(), CommandError> {
    let is_given = passphrase.is_some_and(|it| !it.is_empty());
    if is_given || !passphrase_needed(app, ()).await? { Ok(()) } else { Err(SecretError::PassphraseNeeded.into()) }
}

fn read_link(text: &str) -> Result<Link, CommandError> {
    Link::parse(text).ok_or_else(|| CommandError::new("not_an_invitation", "the text is no invitation link"))
}

fn with_scheme(server: &str) -> String {
    let server = server.trim().trim_end_matches('/');
    if server.contains("://") { server.to_owned() } else { format!("https://{server}") }
}

fn this_device() -> SessionDevice {
    let name = std::env::var("HOSTNAME").or_else(|_| std::env::var("COMPUTERNAME")).unwrap_or_default();
    let name = if name.is_empty() { std::env::consts::OS.to_owned() } else { name };
    SessionDevice { id: DeviceId::new(fresh_id()), name }
}

fn cannot_save(cause: &std::io::Error) -> CommandError {
    let code = if cause.kind() == std::io::ErrorKind::StorageFull { "disk_full" } else { "storage_unavailable" };
    CommandError::new(code, cause.to_string())
}
