//! Sending what is in the outbox and fetching what changed. While the server works on one piece, the
//! device works on the next: neither waits for the other longer than it has to.

use std::sync::Arc;

use futures_util::future::join;
use goodturn_domain::Timestamp;
use goodturn_store::StoreError;
use goodturn_store_sqlite::SqliteReplica;
use goodturn_sync::protocol::MOST_ROWS;
use goodturn_sync::replica::{Applied, SettleError, Settled};
use goodturn_sync::{PullAnswer, PullRequest, PushAnswer, PushRequest, Replica, SyncError, SyncServer};

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

/// The data of a device, held by `W`. Work on it goes to threads that may wait for the disk.
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
        match tokio::task::spawn_blocking(move || work(replica(&holder))).await {
            Ok(result) => result,
            Err(ended) if ended.is_panic() => std::panic::resume_unwind(ended.into_panic()),
            // The runtime is shutting down, and this task with it.
            Err(_) => std::future::pending().await,
        }
    }

    /// Sends everything that waits in the outbox; what is deferred stays there. The next push goes
    /// out once the one before is answered, and meanwhile that answer is taken in. Gives what came of
    /// all of it.
    ///
    /// # Errors
    /// When the server does not answer, or the data cannot be written. What was answered is kept.
    pub async fn push_all(
        &self,
        server: &impl SyncServer,
        now: impl Fn() -> Timestamp,
        on_settled: impl Fn(&Settled),
    ) -> Result<Settled, TransferError> {
        let mut total = Settled::default();
        let mut settle = |settled: Settled| {
            on_settled(&settled);
            total.applied += settled.applied;
            total.rejected += settled.rejected;
            total.deferred += settled.deferred;
        };
        let mut answered: Option<(PushRequest, PushAnswer)> = None;
        let mut next = self.run(|it| it.next_push()).await?;
        while let Some(push) = next {
            let after = push.operations.last().map_or(0, |sent| sent.n);
            let meanwhile = async {
                if let Some((push, answer)) = answered.take() {
                    settle(self.settle(push, answer, now()).await?);
                }
                Ok::<_, TransferError>(self.run(move |it| it.next_push_after(after)).await?)
            };
            let (answer, following) = join(server.push(push.clone()), meanwhile).await;
            next = following?;
            answered = Some((push, answer?));
        }
        if let Some((push, answer)) = answered {
            settle(self.settle(push, answer, now()).await?);
        }
        Ok(total)
    }

    async fn settle(&self, push: PushRequest, answer: PushAnswer, now: Timestamp) -> Result<Settled, SettleError> {
        self.run(move |it| it.settle(&push, &answer, now)).await
    }

    /// Begins to fetch everything that changed.
    pub const fn pull<'a, S>(&'a self, server: &'a S) -> Pull<'a, W, S> {
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
    /// It came while the page before was applied.
    Page(Box<(PullRequest, PullAnswer)>),
    /// It did not come; told once what was applied before it has been.
    Failed(SyncError),
    Nothing,
}

/// A page that was applied.
#[derive(Debug)]
pub struct Pulled {
    pub request: PullRequest,
    pub answer: Arc<PullAnswer>,
    pub applied: Applied,
}

impl<W: Send + Sync + 'static, S: SyncServer> Pull<'_, W, S> {
    /// Applies the next page, while the one after it is on its way; none when there is no more.
    ///
    /// # Errors
    /// When the server does not answer, or the data cannot be written. What was applied is kept.
    pub async fn next(&mut self) -> Result<Option<Pulled>, TransferError> {
        let (request, answer) = match std::mem::replace(&mut self.next, Next::Nothing) {
            Next::Nothing => return Ok(None),
            Next::Failed(error) => return Err(error.into()),
            Next::Page(page) => *page,
            Next::Ask => {
                let request = self.device.run(|it| it.next_pull(MOST_ROWS)).await?;
                let answer = self.server.pull(request.clone()).await?;
                (request, answer)
            }
        };
        let answer = Arc::new(answer);
        let page = answer.clone();
        let applying = self.device.run(move |it| it.apply(&page));
        let following = answer.has_more.then(|| request.clone().after(&answer));
        let (applied, fetched) = match following {
            Some(next) => {
                let (applied, fetched) = join(applying, self.server.pull(next.clone())).await;
                (applied?, Some((next, fetched)))
            }
            None => (applying.await?, None),
        };
        self.refetches += usize::from(applied.mismatched > 0);
        self.next = match fetched {
            _ if !applied.has_more || self.refetches > MOST_REFETCHES => Next::Nothing,
            Some((request, Ok(fetched))) if applied.mismatched == 0 => Next::Page(Box::new((request, fetched))),
            Some((_, Err(error))) if applied.mismatched == 0 => Next::Failed(error),
            _ => Next::Ask,
        };
        Ok(Some(Pulled { request, answer, applied }))
    }
}
