//! What the server does about size: requests that ended long ago leave the feeds, and a directory
//! that has become large is looked up from then on.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use goodturn_domain::{Actor, Operation, OperationId};

use crate::backend::Backend;
use crate::error::ApiError;

/// How long a request that has ended stays on devices.
const STAYS: TimeDelta = TimeDelta::days(90);
/// It is a matter of days.
const EVERY: Duration = Duration::from_secs(10 * 60);
/// So many requests leave in one commit: with their timelines a few hundred rows, between which
/// everybody else's come.
const BATCH: usize = 50;

/// Looks every ten minutes, until the backend stops.
pub(crate) async fn keep_small(backend: Arc<Backend>) {
    let mut stopped = pin!(backend.stopped());
    let mut ticks = tokio::time::interval(EVERY);
    loop {
        tokio::select! {
            _ = ticks.tick() => if let Err(error) = look(&backend).await {
                tracing::warn!(?error, "what has ended stays in the feeds; it is tried again");
            },
            () = &mut stopped => return,
        }
    }
}

async fn look(backend: &Arc<Backend>) -> Result<(), ApiError> {
    if let Some(intent) = backend.blocking(|it| Ok(it.authority.due_switch()?)).await? {
        tracing::info!(?intent, "the directory comes to devices in another way from now on");
        let (id, at) = (OperationId::new(backend.clock.new_id()), backend.clock.now());
        backend.writer.act(vec![(Actor::Server, Operation { id, at, intent })]).await?;
    }
    let before = backend.clock.now().plus(-STAYS);
    // Nobody is poked for it: that something is no longer new is no news.
    while backend.blocking(move |it| Ok(it.authority.archive_ended(before, BATCH)?)).await? == BATCH {}
    Ok(())
}
