//! `goodturn admin`: people, teams, devices, the organization and its data, over the
//! backend's HTTP.

mod audit;
mod book;
mod devices;
mod erasure;
mod export;
mod organization;
mod people;
mod session;
mod teams;

use anyhow::Context;
use goodturn_client::{CommandError, Http};
use goodturn_domain::Intent;
use goodturn_sync::Verdict;
use goodturn_sync::administration::Directory;
use serde::Serialize;

use crate::failure::{Refused, Usage};

/// Keeps an organization: its people, teams, devices and settings.
///
/// Signs in with an e-mail address and a password, or with a token of a session, and signs out at
/// the end. Exit codes: 0 done, 1 failure, 2 usage, 3 not found, 4 not signed in or not allowed,
/// 5 conflict, 6 offline.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    entrance: session::Entrance,
    /// Says what would be done, and does nothing.
    #[arg(long, global = true)]
    dry_run: bool,
    /// Does what cannot be undone without asking.
    #[arg(long, short, global = true)]
    yes: bool,
    #[command(subcommand)]
    subject: Subject,
}

#[derive(Debug, clap::Subcommand)]
enum Subject {
    /// The people of the organization.
    #[command(subcommand)]
    People(people::Deed),
    /// The teams of the organization.
    #[command(subcommand)]
    Teams(teams::Deed),
    /// Where people are signed in.
    #[command(subcommand)]
    Devices(devices::Deed),
    /// A link by which somebody sets a new password, once, within 24 hours.
    PasswordReset {
        /// Their e-mail address.
        email: String,
    },
    /// The organization itself.
    #[command(subcommand)]
    Organization(organization::Deed),
    /// Gives data out as a ZIP archive: JSON for programs, tables for people.
    #[command(subcommand)]
    Export(export::Extent),
    /// Erases somebody: their name is gone everywhere, what they did stays. Cannot be undone.
    Erase(erasure::Erasure),
    /// Who did what to people and rights.
    #[command(subcommand)]
    Audit(audit::Deed),
}

/// Does what is asked and gives what is to be printed.
pub(crate) fn run(arguments: Arguments, json: bool) -> anyhow::Result<String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().context("starting")?;
    runtime.block_on(async {
        let Arguments { entrance, dry_run, yes, subject } = arguments;
        let session = entrance.open().await?;
        let desk = Desk { http: session.http.clone(), dry_run, yes, json };
        let outcome = desk.serve(subject).await;
        session.close().await;
        outcome
    })
}

/// A signed-in administrator with how they want things done.
struct Desk {
    http: Http,
    dry_run: bool,
    yes: bool,
    json: bool,
}

impl Desk {
    async fn serve(&self, subject: Subject) -> anyhow::Result<String> {
        match subject {
            Subject::People(deed) => people::run(self, deed).await,
            Subject::Teams(deed) => teams::run(self, deed).await,
            Subject::Devices(deed) => devices::run(self, deed).await,
            Subject::PasswordReset { email } => people::reset_password(self, &email).await,
            Subject::Organization(deed) => organization::run(self, deed).await,
            Subject::Export(extent) => export::run(self, extent).await,
            Subject::Erase(erasure) => erasure::run(self, erasure).await,
            Subject::Audit(deed) => audit::run(self, deed).await,
        }
    }

    async fn directory(&self) -> anyhow::Result<Directory> {
        Ok(self.http.directory().await.map_err(CommandError::from)?)
    }

    /// Does the intents in order, or says them. The first that is refused is the failure.
    async fn act(&self, intents: Vec<Intent>, done: impl Into<String>) -> anyhow::Result<String> {
        if self.dry_run {
            return self.show(&intents, || {
                let lines = intents.iter().map(|it| format!("would do: {}", serde_json::json!(it)));
                lines.collect::<Vec<_>>().join("\n")
            });
        }
        for verdict in self.http.act(&intents).await.map_err(CommandError::from)? {
            if let Verdict::Rejected { code, .. } = verdict {
                return Err(Refused(code).into());
            }
        }
        let done = done.into();
        self.show(&serde_json::json!({ "done": true }), || done)
    }

    /// JSON for programs, words for people.
    fn show(&self, value: &impl Serialize, words: impl FnOnce() -> String) -> anyhow::Result<String> {
        if self.json { Ok(serde_json::to_string_pretty(value)?) } else { Ok(words()) }
    }

    /// Lets somebody think again, where somebody is there.
    fn confirm(&self, what: &str) -> anyhow::Result<()> {
        use std::io::{IsTerminal, Write};
        if self.yes || self.dry_run {
            return Ok(());
        }
        if !std::io::stdin().is_terminal() {
            return Err(Usage(format!("{what}: say --yes, since nobody can be asked here")).into());
        }
        write!(std::io::stderr(), "{what}. Go on? [y/N] ")?;
        let mut answer = String::new();
        std::io::stdin().read_line(&mut answer)?;
        if answer.trim().eq_ignore_ascii_case("y") { Ok(()) } else { Err(Usage("left as it was".into()).into()) }
    }
}

/// Columns under each other, as wide as their widest cell.
fn columns<const N: usize>(header: [&str; N], rows: &[[String; N]]) -> String {
    let mut widths = header.map(|it| it.chars().count());
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let line = |cells: Vec<&str>| {
        let padded = cells.iter().zip(widths).map(|(cell, width)| {
            let missing = width.saturating_sub(cell.chars().count());
            format!("{cell}{}", " ".repeat(missing))
        });
        padded.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    let rows = rows.iter().map(|row| line(row.iter().map(String::as_str).collect()));
    std::iter::once(line(header.to_vec())).chain(rows).collect::<Vec<_>>().join("\n")
}
