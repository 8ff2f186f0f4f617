//! Pushes on their way: while the server decides one the next is sent, and the answer before it is taken in.

use std::collections::VecDeque;

use goodturn_sync::protocol::Verdict;
use goodturn_sync::{PushAnswer, PushRequest, SyncError, SyncServer};
use tokio::task::{JoinError, JoinSet};

use super::{Device, TransferError};

/// Two keep the server busy: one that it decides, and one that waits for its turn.
const MOST_FLYING: usize = 2;

/// Everything that waits in the outbox, push by push.
#[derive(Debug)]
pub struct Pushing<'a, W, S> {
    device: &'a Device<W>,
    server: &'a S,
    outgoing: Outgoing,
}

/// A push and the answer to it, to be [settled](Device::settle).
#[derive(Debug)]
pub struct Answered {
    pub push: PushRequest,
    pub answer: PushAnswer,
    /// Nothing is on its way behind it.
    pub is_last: bool,
}

impl Answered {
    /// Up to where it is in the server's history, if all of it is new there.
    pub fn applied_up_to(&self) -> Option<u64> {
        let seqs = self.answer.verdicts.iter().map(|it| match it.verdict {
            Verdict::Applied { seq } => Some(seq),
            Verdict::Unchanged | Verdict::Rejected { .. } | Verdict::Deferred => None,
        });
        seqs.collect::<Option<Vec<u64>>>()?.into_iter().max()
    }
}

impl<'a, W: Send + Sync + 'static, S: SyncServer + Clone + 'static> Pushing<'a, W, S> {
    pub(super) fn begin(device: &'a Device<W>, first: Option<PushRequest>, server: &'a S) -> Self {
        let mut outgoing = Outgoing::default();
        // A server that does not know the device takes any number for its first: that one goes alone.
        outgoing.send(first, server);
        Self { device, server, outgoing }
    }

    /// The next push that was answered, while those after it are on their way; none when all have been.
    ///
    /// # Errors
    /// When the server does not answer, or the data cannot be read.
    pub async fn next(&mut self) -> Result<Option<Answered>, TransferError> {
        let Some(flight) = self.outgoing.flying.pop_front() else { return Ok(None) };
        let (push, answer, was_overtaken) = flight.land(self.server).await?;
        // Those behind an overtaken one have come too early as well: nothing joins them.
        self.send_up_to(if was_overtaken { 1 } else { MOST_FLYING }).await?;
        Ok(Some(Answered { push, answer, is_last: self.outgoing.flying.is_empty() }))
    }

    /// Sends what waits until so many pushes are on their way.
    async fn send_up_to(&mut self, most: usize) -> Result<(), TransferError> {
        while !self.outgoing.is_all && self.outgoing.flying.len() < most {
            let after = self.outgoing.after;
            let next = self.device.run(move |it| it.next_push_after(after)).await?;
            self.outgoing.send(next, self.server);
        }
        Ok(())
    }
}

/// How far the outbox was sent.
#[derive(Debug, Default)]
struct Outgoing {
    flying: VecDeque<Flight>,
    /// The number of the last operation that was sent.
    after: u64,
    is_all: bool,
}

impl Outgoing {
    /// Sends what comes next; with none that was all.
    fn send<S: SyncServer + Clone + 'static>(&mut self, next: Option<PushRequest>, server: &S) {
        let Some(push) = next else {
            self.is_all = true;
            return;
        };
        self.after = push.operations.last().map_or(self.after, |sent| sent.n);
        let is_behind = !self.flying.is_empty();
        self.flying.push_back(Flight::begin(server, push, is_behind));
    }
}

/// A push on its way.
#[derive(Debug)]
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

    /// Its answer, once everything before it has been answered, and whether it had come too early before.
    async fn land(mut self, server: &impl SyncServer) -> Result<(PushRequest, PushAnswer, bool), SyncError> {
        match joined(self.answered.join_next().await).await {
            Err(SyncError::Gap { .. }) if self.is_behind => {
                let answer = server.push(self.push.clone()).await?;
                Ok((self.push, answer, true))
            }
            answer => Ok((self.push, answer?, false)),
        }
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
