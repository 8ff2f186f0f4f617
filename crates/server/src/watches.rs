//! What comes with time: rules of teams, and what the clocks of requests have to say.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use goodturn_domain::{Actor, Operation, Timestamp};
use goodturn_store::{AuthorityStorage, StoreError};
use goodturn_sync::Authority;
use goodturn_sync::authority::{RuleWatch, WarningWatch};

use crate::backend::Backend;

/// What rules and clocks wait for is hours and days away; a minute late is on time.
const EVERY: Duration = Duration::from_secs(60);
/// With a clock that a test sets, a moved clock is noticed within this time.
const TEST_EVERY: Duration = Duration::from_millis(500);
/// So much is done in one transaction: nobody who pushes waits for long, and what fails takes little along.
const TOGETHER: usize = 25;

/// Something that is looked at every minute. What it remembers only makes that cheap.
trait Watch: Default + Send + 'static {
    /// What could not be done, for the log.
    const WHAT: &'static str;

    /// What is to be decided now.
    fn list_due<S: AuthorityStorage>(
        &mut self,
        authority: &Authority<S>,
        now: Timestamp,
    ) -> Result<Vec<(Actor, Operation)>, StoreError>;

    /// These could not be done, and are to be found again.
    fn look_again(&mut self, failed: &[(Actor, Operation)]);
}

impl Watch for RuleWatch {
    const WHAT: &'static str = "rules that wait for a time";

    fn list_due<S: AuthorityStorage>(
        &mut self,
        authority: &Authority<S>,
        now: Timestamp,
    ) -> Result<Vec<(Actor, Operation)>, StoreError> {
        authority.list_due_firings(self, now)
    }

    fn look_again(&mut self, failed: &[(Actor, Operation)]) {
        Self::look_again(self, failed);
    }
}

impl Watch for WarningWatch {
    const WHAT: &'static str = "the clocks of requests";

    fn list_due<S: AuthorityStorage>(
        &mut self,
        authority: &Authority<S>,
        now: Timestamp,
    ) -> Result<Vec<(Actor, Operation)>, StoreError> {
        let due = authority.list_due_warnings(self, now)?;
        for error in self.take_unreadable() {
            tracing::warn!(%error, what = Self::WHAT, "something cannot be read, and tells nobody anything");
        }
        Ok(due)
    }

    fn look_again(&mut self, failed: &[(Actor, Operation)]) {
        Self::look_again(self, failed);
    }
}

/// Fires rules for which the time has come, until the backend stops.
pub(crate) async fn fire_rules(backend: Arc<Backend>) {
    keep_watch::<RuleWatch>(backend).await;
}

/// Tells people what the clocks of requests have to say, until the backend stops.
pub(crate) async fn warn_of_clocks(backend: Arc<Backend>) {
    keep_watch::<WarningWatch>(backend).await;
}

async fn keep_watch<W: Watch>(backend: Arc<Backend>) {
    let mut stopped = pin!(backend.stopped());
    let mut ticks = tokio::time::interval(if cfg!(feature = "test-clock") { TEST_EVERY } else { EVERY });
    let mut watch = W::default();
    loop {
        tokio::select! {
            _ = ticks.tick() => watch = look(&backend, watch).await,
            () = &mut stopped => return,
        }
    }
}

/// Does what is due now, on the process that is in charge. Gives what is remembered for the next time: nothing where it
/// could not be found out, so that everything is looked at again.
async fn look<W: Watch>(backend: &Arc<Backend>, mut watch: W) -> W {
    if !backend.is_in_charge().await {
        return W::default();
    }
    let now = backend.clock.now();
    let due = backend.blocking(move |it| {
        let due = watch.list_due(&it.authority, now)?;
        Ok((due, watch))
    });
    let (due, mut watch) = match due.await {
        Ok(found) => found,
        Err(error) => {
            tracing::warn!(?error, what = W::WHAT, "what comes with time cannot be read; the next minute tries again");
            return W::default();
        }
    };
    for together in due.chunks(TOGETHER) {
        if let Err(error) = backend.writer.act(together.to_vec()).await {
            tracing::warn!(?error, what = W::WHAT, "what has come could not be done; the next minute tries again");
            watch.look_again(together);
        }
    }
    watch
}
