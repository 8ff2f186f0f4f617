//! Rules of teams that wait for a time.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use goodturn_sync::authority::RuleWatch;

use crate::backend::Backend;

/// What rules wait for is hours and days away; a minute late is on time.
const EVERY: Duration = Duration::from_secs(60);

/// Fires what is due every minute, until the backend stops.
pub(crate) async fn fire_rules(backend: Arc<Backend>) {
    let mut stopped = pin!(backend.stopped());
    let mut ticks = tokio::time::interval(EVERY);
    let mut watch = RuleWatch::default();
    loop {
        tokio::select! {
            _ = ticks.tick() => watch = fire_due(&backend, watch).await,
            () = &mut stopped => return,
        }
    }
}

/// Fires what is due now, on the process that is in charge. Gives what is remembered for the next time: nothing where it
/// could not be found out or done, so that everything is looked at again.
async fn fire_due(backend: &Arc<Backend>, mut watch: RuleWatch) -> RuleWatch {
    if !backend.is_in_charge().await {
        return RuleWatch::default();
    }
    let now = backend.clock.now();
    let due = backend.blocking(move |it| {
        let firings = it.authority.list_due_firings(&mut watch, now)?;
        Ok((firings, watch))
    });
    let (firings, watch) = match due.await {
        Ok(found) => found,
        Err(error) => {
            tracing::warn!(?error, "rules that wait for a time cannot be read; the next minute tries again");
            return RuleWatch::default();
        }
    };
    if firings.is_empty() {
        return watch;
    }
    match backend.writer.act(firings).await {
        Ok(_) => watch,
        Err(error) => {
            tracing::warn!(?error, "rules could not fire; the next minute tries again");
            RuleWatch::default()
        }
    }
}
