//! Sending what is in the outbox and fetching what changed. While the server works on one piece, the
//! device works on the next: neither waits for the other longer than it has to.

mod coming;
mod pushing;

use std::sync::Arc;

use goodturn_domain::Timestamp;
use goodturn_store::StoreError;
use goodturn_store_sqlite::SqliteReplica;
use goodturn_sync::protocol::MOST_ROWS;
use goodturn_sync::replica::{Applied, SentPage, SettleError, Settled};
use goodturn_sync::session::PokePage;
use goodturn_sync::{PushRequest, Replica, SyncError, SyncServer};

use crate::blocking::blocking;
use coming::{Coming, Page};
pub use pushing::{Answered, Pushing};

/// A scope whose digest differs again and again is a bug: it is not fetched for ever.
const MOST_REFETCHES: usize = 3;

/// Why something could not be sent or fetched.
#[derive(Debug, thiserror::Error)]
pub enum TransferError {
    #[error(transparent)]
    Sync(#[from] SyncError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<SettleError> for TransferError {
    fn from(error: SettleError) -> Self {
        match error {
            SettleError::Sync(error) => Self::Sync(error),
            SettleError::Store(error) => Self::Store(error),
        }
    }
}

/// The data of a device, held by `W`. Work on it may wait for the disk.
#[derive(Debug)]
pub struct Device<W> {
    holder: Arc<W>,
    replica: fn(&W) -> &Replica<SqliteReplica>,
}

impl<W: Send + Sync + 'static> Device<W> {
    /// The data that `replica` finds in `holder`.
    pub const fn new(holder: Arc<W>, replica: fn(&W) -> &Replica<SqliteReplica>) -> Self {
        Self { holder, replica }
    }

    /// Does something with the data.
    ///
    /// # Errors
    /// Those of `work`.
    pub async fn run<T: Send + 'static, E: Send + 'static>(
        &self,
        work: impl FnOnce(&Replica<SqliteReplica>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E> {
        let (holder, replica) = (self.holder.clone(), self.replica);
        blocking(move || work(replica(&holder))).await
    }

    /// Sends everything that waits in the outbox; what is deferred stays there. Gives what came of all.
    ///
    /// # Errors
    /// When the server does not answer, or the data cannot be written. What was answered is kept.
    pub async fn push_all<S: SyncServer + Clone + 'static>(
        &self,
        server: &S,
        now: impl Fn() -> Timestamp,
    ) -> Result<Settled, TransferError> {
        let first = self.run(|it| it.next_push()).await?;
        let (mut pushing, mut total) = (self.push(first, server), Settled::default());
        while let Some(answered) = pushing.next().await? {
            total += self.settle(answered, Vec::new(), now()).await?.0;
        }
        Ok(total)
    }

    /// Begins to send what waits in the outbox, of which `first` was looked up already.
    pub fn push<'a, S: SyncServer + Clone + 'static>(
        &'a self,
        first: Option<PushRequest>,
        server: &'a S,
    ) -> Pushing<'a, W, S> {
        Pushing::begin(self, first, server)
    }

    /// Takes in what was answered, and the pages that the server sent meanwhile.
    ///
    /// # Errors
    /// When the answer does not fit, or the data cannot be written.
    pub async fn settle(
        &self,
        answered: Answered,
        pages: Vec<Arc<PokePage>>,
        now: Timestamp,
    ) -> Result<(Settled, Vec<SentPage>), SettleError> {
        let Answered { push, answer, .. } = answered;
        self.run(move |it| it.settle_with(&push, &answer, &pages, now)).await
    }

    /// Begins to fetch everything that changed.
    pub fn pull<'a, S>(&'a self, server: &'a S) -> Pull<'a, W, S> {
        Pull { device: self, server, next: Next::Ask, refetches: 0 }
    }
}

/// Everything that changed, page by page.
#[derive(Debug)]
pub struct Pull<'a, W, S> {
    device: &'a Device<W>,
    server: &'a S,
    next: Next,
    refetches: usize,
}

#[derive(Debug)]
enum Next {
    /// What to ask for stands in the data.
    Ask,
    /// Pages that come while those before are applied.
    Coming(Coming),
    Nothing,
}

/// Pages that were applied together.
#[derive(Debug)]
pub struct Pulled {
    pub pages: Vec<Page>,
    pub applied: Applied,
}

impl<W: Send + Sync + 'static, S: SyncServer + Clone + 'static> Pull<'_, W, S> {
    /// Applies the pages that have come, at least one, while those after them are on their way; none when
    /// there is no more.
    ///
    /// # Errors
    /// When the server does not answer, or the data cannot be written. What was applied is kept.
    pub async fn next(&mut self) -> Result<Option<Pulled>, TransferError> {
        let mut coming = match std::mem::replace(&mut self.next, Next::Nothing) {
            Next::Nothing => return Ok(None),
            Next::Coming(coming) => coming,
            Next::Ask => Coming::begin(self.server, self.device.run(|it| it.next_pull(MOST_ROWS)).await?),
        };
        let pages = coming.some().await?;
        let answers: Vec<_> = pages.iter().map(|(_, answer)| answer.clone()).collect();
        let applied = self.device.run(move |it| it.apply_all(&answers.iter().map(|it| &**it).collect::<Vec<_>>()));
        let applied = applied.await?;
        self.refetches += usize::from(applied.mismatched > 0);
        self.next = match applied.mismatched {
            _ if !applied.has_more || self.refetches > MOST_REFETCHES => Next::Nothing,
            0 => Next::Coming(coming),
            _ => Next::Ask,
        };
        Ok(Some(Pulled { pages, applied }))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use goodturn_domain::{DeviceId, OperationId, PersonId};
    use goodturn_store::{OutboxRecord, ReplicaRead, ReplicaStorage};
    use goodturn_sync::protocol::{MOST_OPERATIONS, SCHEMA, SentOperation, Verdict, VerdictOf};
    use goodturn_sync::{PullAnswer, PullRequest, PushAnswer};
    use uuid::Uuid;

    use super::*;

    /// Takes operations in order only, and is slow to look at the second push.
    #[derive(Clone, Default)]
    struct Strict {
        last_n: Arc<Mutex<u64>>,
        pushes: Arc<AtomicUsize>,
    }

    impl SyncServer for Strict {
        async fn push(&self, request: PushRequest) -> Result<PushAnswer, SyncError> {
            if self.pushes.fetch_add(1, Ordering::SeqCst) == 1 {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            let mut last_n = self.last_n.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            if request.operations[0].n != *last_n + 1 {
                return Err(SyncError::Gap { expected: *last_n + 1 });
            }
            *last_n += request.operations.len() as u64;
            let verdict =
                |it: &SentOperation| VerdictOf { id: it.id, n: it.n, verdict: Verdict::Applied { seq: it.n } };
            let verdicts = request.operations.iter().map(verdict).collect();
            Ok(PushAnswer { epoch: Uuid::nil(), head: *last_n, last_n: *last_n, verdicts })
        }

        async fn pull(&self, _: PullRequest) -> Result<PullAnswer, SyncError> {
            Err(SyncError::Offline("nobody asks".into()))
        }
    }

    /// Puts off the first operations, and applies what comes after them.
    #[derive(Clone)]
    struct PuttingOff(u64);

    impl SyncServer for PuttingOff {
        async fn push(&self, request: PushRequest) -> Result<PushAnswer, SyncError> {
            let verdict = |n| if n <= self.0 { Verdict::Deferred } else { Verdict::Applied { seq: n } };
            let verdicts = request.operations.iter().map(|it| VerdictOf { id: it.id, n: it.n, verdict: verdict(it.n) });
            let last_n = request.operations.last().map_or(0, |it| it.n);
            Ok(PushAnswer { epoch: Uuid::nil(), head: last_n, last_n, verdicts: verdicts.collect() })
        }

        async fn pull(&self, _: PullRequest) -> Result<PullAnswer, SyncError> {
            Err(SyncError::Offline("nobody asks".into()))
        }
    }

    fn device_with(waiting: u64, folder: &std::path::Path) -> Device<Replica<SqliteReplica>> {
        let storage = SqliteReplica::open(&folder.join("replica.db")).expect("it opens");
        let (me, here) = (PersonId::new(Uuid::from_u128(1)), DeviceId::new(Uuid::from_u128(2)));
        let filled = storage.write(|tx| (1..=waiting).try_for_each(|n| tx.append_outbox(&record(n, here, me))));
        filled.expect("there is room");
        Device::new(Arc::new(Replica::new(storage, here, me)), |it| it)
    }

    #[tokio::test]
    async fn what_is_put_off_by_the_hundred_holds_up_nothing_behind_it() {
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let put_off = 2 * MOST_OPERATIONS as u64 + 7;
        let device = device_with(put_off + 1, folder.path());

        for _ in 0..2 {
            let settled = device.push_all(&PuttingOff(put_off), || Timestamp::from_micros(0)).await;
            assert_eq!(settled.expect("it goes through").deferred as u64, put_off);
            let unsent = device.run(|it| it.storage().read(|tx: &dyn ReplicaRead| tx.count_unsent())).await;
            assert_eq!(unsent.expect("it can be read"), put_off, "the one behind them is applied");
        }
    }

    fn record(n: u64, device: DeviceId, actor: PersonId) -> OutboxRecord {
        let (id, at) = (OperationId::new(Uuid::from_u128(n.into())), Timestamp::from_micros(0));
        let payload = serde_json::json!({ "type": "say" }).into();
        let sent = SentOperation { id, device, n, actor, at, schema: SCHEMA, payload };
        let body = serde_json::to_string(&sent).expect("it is JSON");
        OutboxRecord { n, id, body, touched: Vec::new(), applied_seq: None }
    }

    #[tokio::test]
    async fn push_that_comes_too_early_is_sent_again_and_holds_up_nothing() {
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let waiting = 5 * MOST_OPERATIONS as u64;
        let (device, server) = (device_with(waiting, folder.path()), Strict::default());

        let settled = device.push_all(&server, || Timestamp::from_micros(0)).await.expect("it goes through");

        assert_eq!(settled.applied as u64, waiting);
        assert_eq!(server.pushes.load(Ordering::SeqCst), 7, "five pushes; the early one and the one behind it twice");
        let unsent = device.run(|it| it.storage().read(|tx: &dyn ReplicaRead| tx.count_unsent())).await;
        assert_eq!(unsent.expect("it can be read"), 0);
    }
}
