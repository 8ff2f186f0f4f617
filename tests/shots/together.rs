//! States that take a server and a line that can be cut: offline, not sent, needs attention.

use std::time::Duration;

use anyhow::{Context, Result};
use tempfile::TempDir;

use crate::backend::Backend;
use crate::clock::StoryClock;
use crate::look::Look;
use crate::person::Person;
use crate::programs::Programs;
use crate::scene::{Do, walk};
use crate::{Album, camera};

const TITLE: &str = "Keys for the harbour office";
const QUESTION: &str = "Does the covenant bind the next owner as well?";
/// The app tries again after a pause that grows up to half a minute.
const BACK_ONLINE: Duration = Duration::from_secs(60);
const OFFLINE: &str = "offline";
const ATTENTION: &str = "attention";

/// Robin runs the organization, Rita works for Legal until she is taken out of it while offline.
pub(crate) async fn photograph(look: Look, album: &mut Album) -> Result<()> {
    if ![OFFLINE, ATTENTION].iter().any(|name| album.wants(name)) {
        return Ok(());
    }
    let folder = TempDir::new()?;
    let (programs, clock) = (Programs::find()?, StoryClock::on_monday(folder.path())?);
    let backend = Backend::start(programs, folder.path(), &clock)?;
    let environment: Vec<_> = look.environment().into_iter().chain([clock.variable()]).collect();
    let join =
        async |name, invitation: String| Person::join(programs, &environment, backend.address, name, &invitation).await;
    let robin = join("Robin Ellery", backend.first_invitation.clone()).await?;
    let rita = join("Rita Vance", robin.invite("Rita Vance", &["Legal"]).await?).await?;
    look.paint_wall(&rita.desktop)?;

    let taken = offline(&rita, look, album).await;
    album.note(OFFLINE, look, taken);
    let taken = attention(&rita, &robin, look, album).await;
    album.note(ATTENTION, look, taken);
    Ok(())
}

async fn offline(rita: &Person, look: Look, album: &Album) -> Result<()> {
    rita.line.cut();
    rita.app.sees("Offline").await?;
    rita.quick_add(&format!("{TITLE} @freya due fri 3pm")).await?;
    walk(&[Do::Click("My requests"), Do::See("Not sent"), Do::Click(TITLE)], &rita.app, &rita.desktop).await?;
    camera::photograph(&rita.desktop, &album.file(OFFLINE, look)).await
}

/// What Rita wrote offline is refused, because meanwhile she may no longer see the request.
async fn attention(rita: &Person, robin: &Person, look: Look, album: &Album) -> Result<()> {
    let ask = [
        Do::Click("Everyone"),
        Do::Click("LEG-"),
        Do::Fill("Write a message", QUESTION),
        Do::Click("Send"),
        Do::See("Not sent"),
    ];
    walk(&ask, &rita.app, &rita.desktop).await?;
    robin.remove_from("Legal", "Rita Vance").await?;
    rita.line.mend();
    rita.app.sees_within(BACK_ONLINE, "Needs attention").await.context("the refusal")?;
    walk(&[Do::Click("Needs attention"), Do::See(QUESTION)], &rita.app, &rita.desktop).await?;
    camera::photograph(&rita.desktop, &album.file(ATTENTION, look)).await
}
