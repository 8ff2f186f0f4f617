//! What recurs is asked when it is due (`rules.md` §1.11).

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use goodturn_domain::{
    Actor, Entity, EntityKind, Intent, Operation, OperationId, Recurrence, ServiceRequestId, Timestamp,
};
use goodturn_store::{AuthorityRead, AuthorityStorage, Head, StoreError};

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
    let mut quiet = None;
    loop {
        tokio::select! {
            _ = ticks.tick() => quiet = ask_due(&backend, quiet).await,
            () = &mut stopped => return,
        }
    }
}

/// Until when there is nothing to do, as long as the history has come no further. A backend at rest reads nothing.
#[derive(Clone, Debug)]
struct Quiet {
    head: Head,
    until: Option<Timestamp>,
}

/// Asks what is due now, on the process that is in charge.
async fn ask_due(backend: &Arc<Backend>, quiet: Option<Quiet>) -> Option<Quiet> {
    if !backend.is_in_charge().await {
        return None;
    }
    let now = backend.clock.now();
    let found = backend.blocking(move |it| Ok(it.authority.storage().read(|tx| look(tx, quiet, now))?)).await;
    let (due, quiet) = match found {
        Ok(found) => found,
        Err(error) => {
            tracing::warn!(?error, "what recurs cannot be read; it is tried again");
            return None;
        }
    };
    if due.is_empty() {
        return Some(quiet);
    }
    let operations = due.iter().map(|(it, at)| (Actor::Server, recur(it, *at, now))).collect();
    if let Err(error) = backend.writer.act(operations).await {
        tracing::warn!(?error, "what recurs could not be asked; it is tried again");
    }
    None
}

type Due = Vec<(Recurrence, Timestamp)>;

/// What is due now, and until when nothing else will be.
fn look(tx: &dyn AuthorityRead, quiet: Option<Quiet>, now: Timestamp) -> Result<(Due, Quiet), StoreError> {
    let head = tx.head()?;
    if let Some(quiet) = quiet.filter(|it| it.head == head && it.until.is_none_or(|until| now < until)) {
        return Ok((Vec::new(), quiet));
    }
    let all = list_next(tx)?;
    let until = all.iter().map(|(_, at)| *at).filter(|at| *at > now).min();
    Ok((all.into_iter().filter(|(_, at)| *at <= now).collect(), Quiet { head, until }))
}

/// The request comes of the time that it was due, so that two attempts make one.
fn recur(recurrence: &Recurrence, due: Timestamp, now: Timestamp) -> Operation {
    let request = ServiceRequestId::derived(recurrence.id.uuid(), &format!("recur:{}", due.micros()));
    // An attempt that came to nothing, as during a pause, does not stand for the next one.
    let id = OperationId::derived(request.uuid(), &format!("at:{}", now.micros()));
    Operation { id, at: now, intent: Intent::Recur { recurrence: recurrence.id, due, request } }
}

/// When each recurrence is asked next, of those that are.
fn list_next(tx: &dyn AuthorityRead) -> Result<Due, StoreError> {
    let mut next = Vec::new();
    let mut after = None;
    loop {
        let page = tx.list_entities(EntityKind::Recurrence, after, PAGE)?;
        let Some((last, _)) = page.last() else { return Ok(next) };
        after = Some(*last);
        for (_, body) in &page {
            // What another version has written is asked by that one.
            let Ok(Entity::Recurrence(found)) = Entity::from_json(EntityKind::Recurrence, body) else { continue };
            next.extend(found.due().map(|at| (*found, at)));
        }
    }
}
