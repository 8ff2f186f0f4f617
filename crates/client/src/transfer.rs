//! Sending what is in the outbox and fetching what changed. While the server works on one piece, the
//! device works on the next: neither waits for the other longer than it has to.

use std::collections::VecDeque;
use std::sync::Arc;

use goodturn_domain::Timestamp;
use goodturn_store::StoreError;
use goodturn_store_sqlite::SqliteReplica;
use goodturn_sync::protocol::MOST_ROWS;
use goodturn_sync::replica::{Applied, SettleError, Settled};
use goodturn_sync::{PullAnswer, PullRequest, PushAnswer, PushRequest, Replica, SyncError, SyncServer};
use tokio::sync::mpsc;
use tokio::task::{JoinError, JoinSet};

/// A scope whose digest differs again and again is a bug: it is not fetched for ever.
const MOST_REFETCHES: usize = 3;
/// Two keep the server busy: one that it decides, and one that waits for its turn.
const MOST_FLYING: usize = 2;
/// So many pages are fetched before those in front of them are applied: a few megabytes.
const MOST_AHEAD: usize = 4;
/// So many pages are applied in one transaction: what is done by hand meanwhile waits less than a third
/// of a second.
const MOST_TOGETHER: usize = 8;

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

    /// Sends everything that waits in the outbox; what is deferred stays there. While the server decides
    /// one push the next is on its way, and the answer before it is taken in. Gives what came of all.
    ///
    /// # Errors
    /// When the server does not answer, or the data cannot be written. What was answered is kept.
    pub async fn push_all<S: SyncServer + Clone + 'static>(
        &self,
        server: &S,
        now: impl Fn() -> Timestamp,
        on_settled: impl Fn(&Settled),
    ) -> Result<Settled, TransferError> {
        let (mut total, mut flying) = (Settled::default(), VecDeque::new());
        let (mut after, mut is_more, mut is_known) = (0, true, false);
        loop {
            // A server that does not know the device takes any number for its first: that one goes alone.
            while is_more && flying.len() < if is_known { MOST_FLYING } else { 1 } {
                let next = self.run(move |it| it.next_push_after(after)).await?;
                is_more = next.is_some();
                let Some(push) = next else { break };
                after = push.operations.last().map_or(after, |sent| sent.n);
                flying.push_back(Flight::begin(server, push, !flying.is_empty()));
            }
            let Some(flight) = flying.pop_front() else { return Ok(total) };
            let (push, answer) = flight.land(server).await?;
            is_known = true;
            let settled = self.settle(push, answer, now()).await?;
            on_settled(&settled);
            total.applied += settled.applied;
            total.rejected += settled.rejected;
            total.deferred += settled.deferred;
        }
    }

    async fn settle(&self, push: PushRequest, answer: PushAnswer, now: Timestamp) -> Result<Settled, SettleError> {
        self.run(move |it| it.settle(&push, &answer, now)).await
    }

    /// Begins to fetch everything that changed.
    pub fn pull<'a, S>(&'a self, server: &'a S) -> Pull<'a, W, S> {
        Pull { device: self, server, next: Next::Ask, refetches: 0 }
    }
}

/// A push on its way.
struct Flight {
    push: PushRequest,
    /// Whether another one was on its way before it, which it may have overtaken.
    is_behind: bool,
    answered: JoinSet<Result<PushAnswer, SyncError>>,
}

impl Flight {
    fn begin<S: SyncServer + Clone + 'static>(server: &S, push: PushRequest, is_behind: bool) -> Self {
        let (server, sent, mut answered) = (server.clone(), push.clone(), JoinSet::new());
        answered.spawn(async move { server.push(sent).await });
        Self { push, is_behind, answered }
    }

    /// Its answer, once everything before it has been answered.
    async fn land(mut self, server: &impl SyncServer) -> Result<(PushRequest, PushAnswer), SyncError> {
        let answer = match joined(self.answered.join_next().await).await {
            Err(SyncError::Gap { .. }) if self.is_behind => server.push(self.push.clone()).await?,
            answer => answer?,
        };
        Ok((self.push, answer))
    }
}

async fn joined<T>(ended: Option<Result<T, JoinError>>) -> T {
    match ended {
        Some(Ok(result)) => result,
        Some(Err(ended)) if ended.is_panic() => std::panic::resume_unwind(ended.into_panic()),
        // The runtime is shutting down, and this task with it.
        _ => std::future::pending().await,
    }
}

type Page = (PullRequest, Arc<PullAnswer>);

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

#[derive(Debug)]
struct Coming {
    pages: mpsc::Receiver<Result<Page, SyncError>>,
    /// It did not come; told once what was applied before it has been.
    failed: Option<SyncError>,
    /// Ends the fetching together with this.
    _fetching: JoinSet<()>,
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

impl Coming {
    fn begin<S: SyncServer + Clone + 'static>(server: &S, request: PullRequest) -> Self {
        let (tell, pages) = mpsc::channel(MOST_AHEAD);
        let mut fetching = JoinSet::new();
        fetching.spawn(fetch(server.clone(), request, tell));
        Self { pages, failed: None, _fetching: fetching }
    }

    /// The next page, and those after it that are here already.
    async fn some(&mut self) -> Result<Vec<Page>, SyncError> {
        if let Some(failed) = self.failed.take() {
            return Err(failed);
        }
        let ended = || SyncError::Offline("the fetching ended early".into());
        let mut pages = vec![self.pages.recv().await.ok_or_else(ended)??];
        while pages.len() < MOST_TOGETHER
            && let Ok(next) = self.pages.try_recv()
        {
            match next {
                Ok(page) => pages.push(page),
                Err(error) => {
                    self.failed = Some(error);
                    break;
                }
            }
        }
        Ok(pages)
    }
}

/// Asks page after page, as long as somebody takes them.
async fn fetch<S: SyncServer>(server: S, first: PullRequest, tell: mpsc::Sender<Result<Page, SyncError>>) {
    let mut next = Some(first);
    while let Some(request) = next.take() {
        let answer = server.pull(request.clone()).await;
        next = answer.as_ref().ok().filter(|it| it.has_more).map(|it| request.clone().after(it));
        if tell.send(answer.map(|it| (request, Arc::new(it)))).await.is_err() {
            return;
        }
    }
}
