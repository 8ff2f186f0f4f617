//! Where people are signed in, and their passwords.

use goodturn_sync::administration as wire;
use goodturn_sync::session::Secret;

use super::people::backend;
use super::{id_of, optional_id};
use crate::App;
use crate::account::Workspaces;
use crate::address::read_server;
use crate::error::CommandError;
use crate::http::Http;
use crate::shown::{
    ChangeEmail, ChangeEmailOf, ChangePassword, DeviceCard, DevicesOf, Id, InvitationLink, PasswordLink, PasswordReset,
    ResetPassword, RevokeDevice,
};
use crate::workspace::instant;

pub(super) async fn list_devices(app: &App, args: DevicesOf) -> Result<Vec<DeviceCard>, CommandError> {
    let shown = backend(app)?.devices(optional_id(args.person.as_deref())?).await?;
    let card = |it: wire::DeviceShown| DeviceCard {
        device: it.device.map(|id| id.to_string()),
        name: it.name,
        signed_in_at: instant(it.signed_in_at),
        last_seen_at: instant(it.last_seen_at),
        is_this: it.is_this,
    };
    Ok(shown.devices.into_iter().map(card).collect())
}

pub(super) async fn revoke_device(app: &App, args: RevokeDevice) -> Result<u32, CommandError> {
    let person = optional_id(args.person.as_deref())?;
    let http = backend(app)?;
    let revoked = match args.device {
        Some(device) => http.revoke_device(person, id_of(&device)?).await?,
        None => http.revoke_devices(person).await?,
    };
    Ok(u32::try_from(revoked.sessions).unwrap_or(u32::MAX))
}

pub(super) async fn change_password(app: &App, args: ChangePassword) -> Result<(), CommandError> {
    let request = wire::ChangePassword { current: Secret::new(args.current), new: Secret::new(args.new) };
    Ok(backend(app)?.change_password(&request).await?)
}

pub(super) async fn change_email(app: &App, args: ChangeEmail) -> Result<(), CommandError> {
    let email = args.email.trim().to_lowercase();
    let request = wire::ChangeEmail { email: email.clone(), password: Secret::new(args.password) };
    backend(app)?.change_email(&request).await?;
    let _alone = app.inner.local_file.lock().await;
    let mut workspaces = Workspaces::load(&app.inner.paths)?;
    if let Some(joined) = &mut workspaces.joined {
        joined.email = Some(email);
    }
    Ok(workspaces.save(&app.inner.paths)?)
}

pub(super) async fn change_email_of(app: &App, args: ChangeEmailOf) -> Result<(), CommandError> {
    let request = wire::NewEmail { email: args.email };
    Ok(backend(app)?.change_email_of(id_of(&args.person)?, &request).await?)
}

pub(super) async fn make_password_reset(app: &App, args: Id) -> Result<PasswordLink, CommandError> {
    let made = backend(app)?.make_password_reset(id_of(&args.id)?).await?;
    Ok(PasswordLink { link: made.link, expires_at: instant(made.expires_at) })
}

pub(super) async fn password_reset(_: &App, args: InvitationLink) -> Result<PasswordReset, CommandError> {
    let link = read_link(&args.link)?;
    let shown = Http::new(&link.server, None)?.password_reset(&link).await?;
    Ok(PasswordReset {
        organization: shown.organization_name,
        name: shown.person_name,
        email: shown.email,
        server: link.server,
    })
}

pub(super) async fn reset_password(_: &App, args: ResetPassword) -> Result<(), CommandError> {
    let link = read_link(&args.link)?;
    let request = wire::ResetPassword { password: Secret::new(args.password) };
    Ok(Http::new(&link.server, None)?.reset_password(&link, &request).await?)
}

fn read_link(text: &str) -> Result<wire::ResetLink, CommandError> {
    let link = wire::ResetLink::parse(text);
    let link = link.ok_or_else(|| CommandError::new("not_a_reset", "no link for a new password"))?;
    Ok(wire::ResetLink { server: read_server(&link.server)?, ..link })
}
