//! What recurs is asked when it is due (`rules.md` §1.11).

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use goodturn_domain::{
    Actor, Entity, EntityKind, Intent, Operation, OperationId, Recurrence, ServiceRequestId, Timestamp,
};
use goodturn_store::{AuthorityRead, AuthorityStorage, StoreError};

use crate::backend::Backend;

/// People say by the minute when something is to be asked.
const EVERY: Duration = Duration::from_secs(30);
/// With a clock that a test sets, a moved clock is noticed within this time.
const TEST_EVERY: Duration = Duration::from_millis(500);

/// How many are read at once.
const PAGE: usize = 500;

/// Asks what is due twice a minute, until the backend stops.
pub(crate) async fn ask_what_recurs(backend: Arc<Backend>) {
    let mut stopped = pin!(backend.stopped());
    let mut ticks = tokio::time::interval(if cfg!(feature = "test-clock") { TEST_EVERY } else { EVERY });
    loop {
        tokio::select! {
            _ = ticks.tick() => ask_due(&backend).await,
            () = &mut stopped => return,
        }
    }
}

/// Asks what is due now, on the process that is in charge.
pub(crate) async fn ask_due(backend: &Arc<Backend>) {
    if !backend.is_in_charge().await {
        return;
    }
    let now = backend.clock.now();
    let due = backend.blocking(move |it| Ok(it.authority.storage().read(|tx| list_due(tx, now))?)).await;
    let operations = match due {
        Ok(due) if due.is_empty() => return,
        Ok(due) => due.iter().map(|(it, at)| (Actor::Server, recur(it, *at, now))).collect(),
        Err(error) => {
            tracing::warn!(?error, "what recurs cannot be read; it is tried again");
            return;
        }
    };
    if let Err(error) = backend.writer.act(operations).await {
        tracing::warn!(?error, "what recurs could not be asked; it is tried again");
    }
}

/// The request comes of the time that it was due, so that two attempts make one.
fn recur(recurrence: &Recurrence, due: Timestamp, now: Timestamp) -> Operation {
    let request = ServiceRequestId::derived(recurrence.id.uuid(), &format!("recur:{}", due.micros()));
    // An attempt that came to nothing, as during a pause, does not stand for the next one.
    let id = OperationId::derived(request.uuid(), &format!("at:{}", now.micros()));
    Operation { id, at: now, intent: Intent::Recur { recurrence: recurrence.id, due, request } }
}

fn list_due(tx: &dyn AuthorityRead, now: Timestamp) -> Result<Vec<(Recurrence, Timestamp)>, StoreError> {
    let mut due = Vec::new();
    let mut after = None;
    loop {
        let page = tx.list_entities(EntityKind::Recurrence, after, PAGE)?;
        let Some((last, _)) = page.last() else { return Ok(due) };
        after = Some(*last);
        for (_, body) in &page {
            // What another version has written is asked by that one.
            let Ok(Entity::Recurrence(found)) = Entity::from_json(EntityKind::Recurrence, body) else { continue };
            due.extend(found.due().filter(|at| *at <= now).map(|at| (*found, at)));
        }
    }
}
