//! Sending what is in the outbox, and taking in what comes of it.

use std::sync::Arc;

use goodturn_sync::replica::Settled;

use super::device;
use super::sent_pages::{Awaited, note_sent, pages_up_to};
use crate::app::App;
use crate::blocking::blocking;
use crate::http::Http;
use crate::reached;
use crate::transfer::TransferError;
use crate::workspace::Workspace;

/// What a round has left in the outbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Left {
    Nothing,
    /// Nothing, and what was sent has come back: a pull would find nothing more.
    Returned,
    /// Something came meanwhile: a round follows at once that brings back both.
    More,
    /// The backend asked for it later.
    PutOff,
}

/// Sends what waits. With `waits_for_pages` what comes back by itself is taken in with the last answer.
pub(super) async fn push_all(
    app: &App,
    workspace: &Arc<Workspace>,
    http: &Http,
    waits_for_pages: bool,
) -> Result<Left, TransferError> {
    let device = device(workspace);
    let first = device.run(|it| it.next_push()).await?;
    let (mut pushing, mut total, mut left) = (device.push(first, http), Settled::default(), Left::Nothing);
    while let Some(answered) = pushing.next().await? {
        let (awaited, pages) = match answered.applied_up_to() {
            Some(head) if waits_for_pages && answered.is_last => pages_up_to(app, head).await,
            _ => (Awaited::Missing, Vec::new()),
        };
        // Before it is taken in: what the backend has acknowledged is written down.
        let (paths, held) = (app.inner.paths.clone(), workspace.clone());
        blocking(move || reached::write_down(&paths, &held)).await?;
        let (settled, taken) = device.settle(answered, pages.clone(), app.now()).await?;
        if settled.rejected > 0 {
            app.announce_attention();
        }
        total += settled;
        let mut fits = true;
        for (page, what) in pages.iter().zip(&taken) {
            fits &= note_sent(app, workspace, page, what).await;
        }
        left = match awaited {
            Awaited::Come if fits => Left::Returned,
            Awaited::Interrupted if fits => Left::More,
            _ => Left::Nothing,
        };
    }
    Ok(match total {
        Settled { deferred: 1.., .. } => Left::PutOff,
        Settled { rejected: 1.., .. } => Left::Nothing,
        Settled { .. } => left,
    })
}
