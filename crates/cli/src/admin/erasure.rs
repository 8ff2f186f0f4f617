//! `goodturn admin erase`.

use goodturn_client::CommandError;
use goodturn_domain::Intent;
use serde_json::json;

use super::{Desk, book};
use crate::failure::Missing;

#[derive(Debug, clap::Args)]
pub(super) struct Erasure {
    /// Whose name is to go.
    email: String,
    /// What they wrote goes, too.
    #[arg(long)]
    words_too: bool,
}

pub(super) async fn run(desk: &Desk, erasure: Erasure) -> anyhow::Result<String> {
    let Erasure { email, words_too } = erasure;
    let directory = desk.directory().await?;
    let person = book::person(&directory, &email)?;
    if person.is_erased {
        return Err(Missing(format!("{email} is erased already")).into());
    }
    let words = if words_too { ", with everything that they wrote" } else { "; what they wrote stays" };
    let what = format!("the name of {} ({email}) will be gone everywhere, for good{words}", person.name);
    if desk.dry_run {
        let devices = desk.http.devices(Some(person.id)).await.map_err(CommandError::from)?.devices;
        let told = json!({ "person": person, "words_too": words_too, "devices": devices });
        return desk.show(&told, || format!("{what}\nsigned out and wiped: {} devices", devices.len()));
    }
    desk.confirm(&format!("{what}; their devices delete what they hold, and what was not sent is lost"))?;
    desk.act(vec![Intent::Erase { person: person.id, words_too }], format!("{email} is erased")).await
}
