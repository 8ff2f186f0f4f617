//! `goodturn admin export`.

use std::path::PathBuf;

use serde_json::json;

use super::{Desk, book};
use crate::failure::{Conflict, Missing};

#[derive(Debug, clap::Subcommand)]
pub(super) enum Extent {
    /// Everything of the organization, private requests included. For owners.
    Organization {
        /// The archive, which must not be there yet.
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
    },
    /// What somebody may see and has written. For owners whom they have asked.
    Person {
        email: String,
        /// The archive, which must not be there yet.
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
    },
    /// What I may see and have written.
    Me {
        /// The archive, which must not be there yet.
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
    },
}

pub(super) async fn run(desk: &Desk, extent: Extent) -> anyhow::Result<String> {
    let (path, to) = match extent {
        Extent::Organization { to } => ("/v1/export/organization".to_owned(), to),
        Extent::Person { email, to } => {
            let person = book::person(&desk.directory().await?, &email)?.id;
            (format!("/v1/export/people/{person}"), to)
        }
        Extent::Me { to } => ("/v1/export/me".to_owned(), to),
    };
    if to.exists() {
        return Err(Conflict(format!("{} is there already", to.display())).into());
    }
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty());
    if folder.is_some_and(|folder| !folder.is_dir()) {
        return Err(Missing(format!("there is no folder for {}", to.display())).into());
    }
    if desk.dry_run {
        return desk.show(&json!({ "from": path, "to": to }), || format!("would write {}", to.display()));
    }
    let bytes = desk.http.download(&path, &to).await?;
    desk.show(&json!({ "file": to, "bytes": bytes }), || format!("{} ({bytes} bytes)", to.display()))
}
