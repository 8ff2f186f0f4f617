//! `goodturn admin erase`.

use std::time::Duration;

use goodturn_client::CommandError;
use goodturn_domain::{Intent, PersonId};
use goodturn_sync::rights::AuditQuery;
use serde_json::json;

use super::{Desk, book};
use crate::failure::Missing;

/// The server's job looks once a second.
const MOST_LOOKS: usize = 20;
const BETWEEN_LOOKS: Duration = Duration::from_millis(250);

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
    let done = desk.act(vec![Intent::Erase { person: person.id, words_too }], format!("{email} is erased")).await?;
    let backups = find_backups(desk, person.id).await?;
    let told = json!({ "done": true, "backups": backups });
    desk.show(&told, || match &backups {
        None => format!("{done}; the server names no backups; any that were made still hold the name"),
        Some(backups) => format!("{done}; {}", about_backups(backups)),
    })
}

/// The server knows of the backups in its folder, and of no others.
fn about_backups(named: &[String]) -> String {
    match named {
        [] => "no backup in the server's folder holds the name; any that were made otherwise still do".to_owned(),
        named => format!(
            "these backups of the server, and any that were made otherwise, still hold the name:\n  {}",
            named.join("\n  ")
        ),
    }
}

/// The backups that the server names once the account is gone, which takes it a moment; none when it
/// knows of no folder of backups, or kept no account.
async fn find_backups(desk: &Desk, person: PersonId) -> anyhow::Result<Option<Vec<String>>> {
    let query = AuditQuery {
        subject: Some(person.uuid()),
        action: Some("account_erased".to_owned()),
        limit: Some(1),
        ..AuditQuery::default()
    };
    for _ in 0..MOST_LOOKS {
        let page = desk.http.audit(&query).await.map_err(CommandError::from)?;
        if let Some(line) = page.lines.first() {
            let names = line.entry.details.get("backups");
            return Ok(names.map(|it| it.split(' ').filter(|name| *name != "none").map(str::to_owned).collect()));
        }
        tokio::time::sleep(BETWEEN_LOOKS).await;
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_server_answers_for_its_own_backups_alone() {
        let told = about_backups(&[]);
        assert!(
            told.starts_with("no backup in the server's folder holds the name; any that were made otherwise"),
            "{told}"
        );

        let told = about_backups(&["2026-11-27".to_owned()]);
        assert!(told.ends_with("still hold the name:\n  2026-11-27"), "{told}");
    }
}
