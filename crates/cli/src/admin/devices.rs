//! `goodturn admin devices`.

use chrono::SecondsFormat;
use goodturn_client::CommandError;
use goodturn_domain::{DeviceId, Timestamp};

use super::{Desk, book, columns};
use crate::failure::Usage;

#[derive(Debug, clap::Subcommand)]
pub(super) enum Deed {
    /// Where somebody is signed in.
    List { email: String },
    /// Signs somebody out on a device, or with --all everywhere. It takes effect at once.
    Revoke {
        email: String,
        /// The device's id, as the list says it.
        device: Option<DeviceId>,
        #[arg(long, conflicts_with = "device")]
        all: bool,
    },
}

pub(super) async fn run(desk: &Desk, deed: Deed) -> anyhow::Result<String> {
    let directory = desk.directory().await?;
    match deed {
        Deed::List { email } => {
            let person = book::person(&directory, &email)?.id;
            let shown = desk.http.devices(Some(person)).await.map_err(CommandError::from)?;
            let row = |it: &goodturn_sync::administration::DeviceShown| {
                let id = it.device.map(|it| it.to_string()).unwrap_or_default();
                [id, it.name.clone(), day(it.signed_in_at), day(it.last_seen_at)]
            };
            let rows: Vec<_> = shown.devices.iter().map(row).collect();
            desk.show(&shown.devices, || columns(["device", "name", "signed in", "last seen"], &rows))
        }
        Deed::Revoke { email, device, all } => {
            if device.is_none() && !all {
                return Err(Usage("which device? name one, or say --all".into()).into());
            }
            let person = book::person(&directory, &email)?;
            let whose = device.map_or_else(|| "everywhere".to_owned(), |it| format!("on {it}"));
            desk.confirm(&format!(
                "{} will be signed out {whose}; what is there is deleted, and what was not sent is lost",
                person.name
            ))?;
            if desk.dry_run {
                let words = format!("would sign {email} out {whose}");
                return desk.show(&serde_json::json!({ "person": person.id, "device": device }), || words);
            }
            let revoked = match device {
                Some(device) => desk.http.revoke_device(Some(person.id), device).await,
                None => desk.http.revoke_devices(Some(person.id)).await,
            };
            let revoked = revoked.map_err(CommandError::from)?;
            desk.show(&revoked, || format!("{} sessions ended", revoked.sessions))
        }
    }
}

fn day(at: Timestamp) -> String {
    at.to_utc().to_rfc3339_opts(SecondsFormat::Secs, true)
}
