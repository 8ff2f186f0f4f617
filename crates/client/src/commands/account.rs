//! Signing in, joining an organization by its invitation, signing out.

use std::sync::Arc;
use std::time::Duration;

use chrono_tz::Tz;
use goodturn_domain::DeviceId;
use goodturn_store::StoreError;
use goodturn_sync::SyncError;
use goodturn_sync::session::{AcceptInvitation, InvitationLink as Link, Secret, Session, SessionDevice, SignInRequest};
use tokio::time::{Instant, sleep};

use super::joining::bring_what_is_mine;
use crate::App;
use crate::account::{Identity, Workspaces};
use crate::address::read_server;
use crate::clock::fresh_id;
use crate::error::CommandError;
use crate::http::Http;
use crate::secrets::{Place, SecretError};
use crate::shown::{Connection, Invitation, InvitationLink, Join, SignIn, Unlock};
use crate::sync_loop;
use crate::workspace::{Access, Kept, Workspace};

/// How long a workspace that was in use may take to be let go of, and how often one looks.
const LETTING_GO: Duration = Duration::from_secs(2);
const AGAIN: Duration = Duration::from_millis(20);

impl From<SecretError> for CommandError {
    fn from(error: SecretError) -> Self {
        let code = match &error {
            SecretError::PassphraseNeeded => "passphrase_needed",
            SecretError::WrongPassphrase => "wrong_passphrase",
            SecretError::KeyStore(_) | SecretError::Failed(_) => "key_store_failed",
        };
        Self::new(code, error.to_string())
    }
}

pub(super) async fn passphrase_needed(app: &App, (): ()) -> Result<bool, CommandError> {
    Ok(app.inner.secrets.needs_passphrase().await)
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
    // Accepting uses the invitation up: what can fail before that has to.
    let place = app.inner.secrets.find_place(args.passphrase).await?;
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
    let _alone = app.inner.local_file.lock().await;
    app.remember_device(device.id)?;
    let session = http.accept(&link, &request).await?;
    adopt(app, &link.server, email, device.id, session, &place).await
}

pub(super) async fn sign_in(app: &App, args: SignIn) -> Result<(), CommandError> {
    let server = read_server(&args.server)?;
    let place = app.inner.secrets.find_place(args.passphrase).await?;
    let device = this_device();
    let _alone = app.inner.local_file.lock().await;
    let workspaces = app.remember_device(device.id)?;
    let signed_in = workspaces.joined.iter().map(Identity::session_device);
    let former = workspaces.former.iter().copied().filter(|it| *it != device.id).chain(signed_in).collect();
    let request = SignInRequest {
        email: args.email.clone(),
        password: Secret::new(args.password),
        device: device.clone(),
        former,
    };
    let session = Http::new(&server, None)?.sign_in(&request).await?;
    adopt(app, &server, args.email, device.id, session, &place).await
}

pub(super) async fn sign_out(app: &App, (): ()) -> Result<(), CommandError> {
    let _alone = app.inner.local_file.lock().await;
    let mut workspaces = Workspaces::load(&app.inner.paths)?;
    let Some(joined) = workspaces.joined.take() else { return Ok(()) };
    // While the workspace of this machine is shown, the session rests.
    let resting = app.unpark().and_then(|it| Http::new(&it.url, Some(it.token)).ok());
    if let Some(http) = resting.or_else(|| app.backend()) {
        // Signing out works offline as well: the token is forgotten here either way.
        if let Err(error) = http.sign_out().await {
            tracing::info!(%error, "the backend did not hear of the signing out");
            workspaces.remember_former(joined.session_device());
        }
    } else {
        workspaces.remember_former(joined.session_device());
    }
    if let Err(error) = app.inner.secrets.delete(&joined.secret_name()).await {
        tracing::warn!(%error, "the key store kept the token");
    }
    let access = app.local_access().await.map_err(|cause| CommandError::new("internal", cause))?;
    let local = workspaces.local.clone().ok_or_else(CommandError::not_found)?;
    workspaces.save(&app.inner.paths)?;
    let workspace = open(app, local).await?;
    app.switch_to(workspace, Some(access)).await;
    Ok(())
}

pub(super) async fn unlock(app: &App, args: Unlock) -> Result<(), CommandError> {
    let identity = app.workspace().identity.clone();
    let Some(url) = identity.server.clone() else { return Ok(()) };
    if app.status().connection != Connection::Locked {
        return Ok(());
    }
    let token = app.inner.secrets.unseal(&identity.secret_name(), args.passphrase).await?;
    let token = token.ok_or(SyncError::SignedOut)?;
    app.hand_in(Access { url, token, kept: Kept::UnderPassphrase });
    Ok(())
}

/// The person has read what was deleted here, and why.
pub(super) async fn dismiss_wiped(app: &App, (): ()) -> Result<(), CommandError> {
    let _alone = app.inner.local_file.lock().await;
    let mut workspaces = Workspaces::load(&app.inner.paths)?;
    workspaces.wiped = workspaces.wiped.filter(|it| !it.is_done());
    Ok(workspaces.save(&app.inner.paths)?)
}

/// Makes the organization of `session` the workspace in use, with its data if it can be fetched.
async fn adopt(
    app: &App,
    server: &str,
    email: String,
    device: DeviceId,
    session: Session,
    place: &Place,
) -> Result<(), CommandError> {
    let identity = Identity {
        organization: session.organization,
        person: session.person,
        device,
        server: Some(server.to_owned()),
        email: Some(email),
        signed_in_as: None,
    };
    let token = session.token.reveal().to_owned();
    let kept = keep(app, &identity, &token, place).await;
    let current = app.workspace();
    let workspace = if current.identity.is_of_person(&identity) {
        // Signed in again: the same file, with all that waits in it.
        let renewed = current.clone();
        app.blocking(move |_, _| Ok(renewed.replica.renew_device(device)?)).await?;
        current
    } else {
        open(app, identity.clone()).await?
    };
    settle_identity(app, identity).await?;
    let http = Http::new(server, Some(token.clone()))?;
    if let Err(error) = sync_loop::first_sync(app, &workspace, &http).await {
        // There is no way back behind the account that was made: the sync loop goes on trying.
        tracing::warn!(%error, "the organization's data could not be fetched yet");
    }
    let left = app.workspace();
    if left.identity.server.is_none() {
        bring_what_is_mine(app, left, workspace.clone()).await;
    }
    app.switch_to(workspace, Some(Access { url: server.to_owned(), token, kept })).await;
    Ok(())
}

/// Notes who this installation is from now on. Sessions under its former names have ended with the
/// signing in, but for those of somebody else.
async fn settle_identity(app: &App, identity: Identity) -> Result<(), CommandError> {
    let mut workspaces = Workspaces::load(&app.inner.paths)?;
    let left = workspaces.joined.replace(identity.clone()).filter(|it| !it.is_of_person(&identity));
    workspaces.former.clear();
    // A wipe that was cut off must not take what is theirs again.
    workspaces.wiped = workspaces.wiped.take().filter(|it| it.is_done() || !it.is_of(&identity));
    if let Some(left) = left {
        let is_told = match app.backend() {
            Some(http) => http.sign_out().await.is_ok(),
            None => false,
        };
        if !is_told {
            workspaces.remember_former(left.session_device());
        }
    }
    Ok(workspaces.save(&app.inner.paths)?)
}

impl App {
    /// Notes under which name this installation may be signed in soon: the answer may not arrive.
    fn remember_device(&self, device: DeviceId) -> Result<Workspaces, CommandError> {
        let mut workspaces = Workspaces::load(&self.inner.paths)?;
        workspaces.remember_former(device);
        workspaces.save(&self.inner.paths)?;
        Ok(workspaces)
    }
}

/// Keeps the token of a session that is open already; where that fails, it lasts as long as the app.
async fn keep(app: &App, identity: &Identity, token: &str, place: &Place) -> Kept {
    match (app.inner.secrets.store(&identity.secret_name(), token, place).await, place) {
        (Ok(()), Place::KeyStore) => Kept::BySystem,
        (Ok(()), Place::SealedWith(_)) => Kept::UnderPassphrase,
        (Err(error), _) => {
            tracing::error!(%error, "the session could not be kept and ends with the app");
            Kept::InMemory
        }
    }
}

/// Opens a workspace. One that was in use a moment ago may still be let go of.
pub(crate) async fn open(app: &App, identity: Identity) -> Result<Arc<Workspace>, CommandError> {
    let file = identity.replica_file(&app.inner.paths);
    let deadline = Instant::now() + LETTING_GO;
    loop {
        let (file, identity, key) = (file.clone(), identity.clone(), app.inner.file_key.clone());
        let opened = tokio::task::spawn_blocking(move || Workspace::open(&file, identity, key.as_ref())).await;
        match opened.map_err(|cause| CommandError::new("internal", cause.to_string()))? {
            Err(StoreError::Unavailable(_)) if Instant::now() < deadline => sleep(AGAIN).await,
            opened => return Ok(Arc::new(opened?)),
        }
    }
}

fn read_link(text: &str) -> Result<Link, CommandError> {
    let link = Link::parse(text).ok_or_else(|| CommandError::new("not_an_invitation", "no invitation link"))?;
    Ok(Link { server: read_server(&link.server)?, ..link })
}

fn this_device() -> SessionDevice {
    let name = std::env::var("HOSTNAME").or_else(|_| std::env::var("COMPUTERNAME")).unwrap_or_default();
    let name = if name.is_empty() { std::env::consts::OS.to_owned() } else { name };
    SessionDevice { id: DeviceId::new(fresh_id()), name }
}
