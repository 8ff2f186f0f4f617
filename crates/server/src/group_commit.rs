//! The one writer of an organization: takes what waits, commits it together, then answers.
//!
//! An idle writer commits at once; while it commits the queue gathers. A full queue is said to be
//! full at once, so that nobody waits for an answer that comes too late.

use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use goodturn_domain::{Actor, Operation};
use goodturn_store::{AuthorityStorage, StoreError};
use goodturn_sync::authority::{Accepted, Authority, Push, Recent};
use goodturn_sync::{PushAnswer, SyncError, Verdict};
use tokio::sync::{mpsc, oneshot, watch};

use crate::again::again_if_in_the_way;
use crate::bus::Newsroom;
use crate::clock::Clock;
use crate::error::ApiError;
use crate::organization_storage::OrganizationStorage;

/// Pushes that may wait: a few seconds of work.
const QUEUE: usize = 1_024;
/// The most operations committed together, unless one push alone has more.
const MOST_TOGETHER: usize = 256;

type PushResult = Result<Result<PushAnswer, SyncError>, Arc<StoreError>>;

type ActResult = Result<Result<Vec<Verdict>, SyncError>, StoreError>;

/// Whether who has pushed is still somebody, asked just before it is done.
type StillHolds = Box<dyn FnOnce() -> bool + Send>;

/// Something to write, and where the answer goes.
enum Work {
    Push(Push, StillHolds, oneshot::Sender<PushResult>),
    Act(Vec<(Actor, Operation)>, StillHolds, oneshot::Sender<ActResult>),
    Stop,
}

/// Hands work to the writer.
#[derive(Debug)]
pub(crate) struct Writer {
    queue: mpsc::Sender<Work>,
    /// What the last commits changed, for the streams.
    pub(crate) recent: Arc<Recent>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Writer {
    /// Starts the writer's thread. Fails when no thread can be had.
    pub(crate) fn start(
        authority: Arc<Authority<OrganizationStorage>>,
        clock: Clock,
        newsroom: Arc<Newsroom>,
        standings: Arc<watch::Sender<u64>>,
    ) -> std::io::Result<Self> {
        let (queue, waiting) = mpsc::channel(QUEUE);
        let recent = Arc::new(Recent::default());
        let committer = Committer { authority, clock, newsroom, standings, recent: recent.clone() };
        let thread = std::thread::Builder::new().name("writer".into()).spawn(move || committer.run(waiting))?;
        Ok(Self { queue, recent, thread: Mutex::new(Some(thread)) })
    }

    /// Decides a push; the answer comes once it is committed. One whose session ends while it waits
    /// is not done.
    pub(crate) async fn push(
        &self,
        push: Push,
        still_holds: impl FnOnce() -> bool + Send + 'static,
    ) -> Result<PushAnswer, ApiError> {
        let (answer, answered) = oneshot::channel();
        let sent = self.queue.try_send(Work::Push(push, Box::new(still_holds), answer));
        sent.map_err(|_| ApiError::busy("Many changes wait to be saved."))?;
        let result = answered.await.map_err(|_| ApiError::busy("The server is stopping."))?;
        Ok(result.map_err(|error| ApiError::from(&*error))??)
    }

    /// Decides operations of the server.
    pub(crate) async fn act(&self, operations: Vec<(Actor, Operation)>) -> Result<Vec<Verdict>, ApiError> {
        self.act_for(operations, || true).await
    }

    /// Decides operations for somebody whose session must not end while they wait.
    pub(crate) async fn act_for(
        &self,
        operations: Vec<(Actor, Operation)>,
        still_holds: impl FnOnce() -> bool + Send + 'static,
    ) -> Result<Vec<Verdict>, ApiError> {
        let (answer, answered) = oneshot::channel();
        let sent = self.queue.send(Work::Act(operations, Box::new(still_holds), answer)).await;
        sent.map_err(|_| ApiError::busy("The server is stopping."))?;
        Ok(answered.await.map_err(|_| ApiError::busy("The server is stopping."))???)
    }

    /// Commits what waits and ends the thread.
    pub(crate) async fn stop(&self) {
        if self.queue.send(Work::Stop).await.is_err() {
            return;
        }
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread {
            let joined = tokio::task::spawn_blocking(move || thread.join()).await;
            if !matches!(joined, Ok(Ok(()))) {
                tracing::error!("the writer did not end in good order");
            }
        }
    }
}

/// The writer's side.
struct Committer {
    authority: Arc<Authority<OrganizationStorage>>,
    clock: Clock,
    newsroom: Arc<Newsroom>,
    /// Told when somebody may have lost what their session rests on.
    standings: Arc<watch::Sender<u64>>,
    recent: Arc<Recent>,
}

impl Committer {
    fn run(self, mut waiting: mpsc::Receiver<Work>) {
        while let Some(first) = waiting.blocking_recv() {
            let (mut pushes, mut other, mut operations) = (Vec::new(), None, 0);
            let mut next = Some(first);
            while let Some(work) = next {
                match work {
                    Work::Push(push, still_holds, answer) => {
                        operations += push.request.operations.len().max(1);
                        pushes.push((push, still_holds, answer));
                    }
                    work => {
                        other = Some(work);
                        break;
                    }
                }
                next = if operations < MOST_TOGETHER { waiting.try_recv().ok() } else { None };
            }
            self.commit(pushes);
            match other {
                Some(Work::Act(operations, still_holds, answer)) => {
                    // Who asked may have gone.
                    let _ = answer.send(self.act(&operations, still_holds));
                }
                Some(Work::Stop) => return,
                _ => {}
            }
        }
    }

    fn commit(&self, waiting: Vec<(Push, StillHolds, oneshot::Sender<PushResult>)>) {
        let (mut pushes, mut answers) = (Vec::new(), Vec::new());
        for (push, still_holds, answer) in waiting {
            if still_holds() {
                pushes.push(push);
                answers.push(answer);
            } else {
                let _ = answer.send(Ok(Err(SyncError::SignedOut)));
            }
        }
        if pushes.is_empty() {
            return;
        }
        let results = self.accept(&pushes);
        if pushes.iter().any(takes_standing) {
            self.standings.send_modify(|version| *version += 1);
        }
        for (answer, result) in answers.into_iter().zip(results) {
            // Who asked may have gone; the operation is settled all the same.
            let _ = answer.send(result);
        }
    }

    /// When a group fails each push gets a transaction of its own, so that one which cannot be
    /// stored does not take others along.
    fn accept(&self, pushes: &[Push]) -> Vec<PushResult> {
        match again_if_in_the_way(|| self.authority.accept_telling(pushes, self.clock.now())) {
            Ok(Accepted { answers, head, changes, .. }) => {
                // Another look may have seen the head first; the others are told all the same.
                if changes.is_some() || *self.newsroom.head().borrow() != head {
                    self.recent.push(changes);
                    self.newsroom.committed(head);
                }
                answers.into_iter().map(Ok).collect()
            }
            // What others got in the way of all that time would meet them again, push by push.
            Err(error @ StoreError::Conflict(_)) => {
                let error = Arc::new(error);
                pushes.iter().map(|_| Err(error.clone())).collect()
            }
            Err(error) if pushes.len() == 1 => vec![Err(Arc::new(error))],
            Err(_) => pushes.iter().flat_map(|push| self.accept(std::slice::from_ref(push))).collect(),
        }
    }

    fn act(&self, operations: &[(Actor, Operation)], still_holds: StillHolds) -> ActResult {
        if !still_holds() {
            return Ok(Err(SyncError::SignedOut));
        }
        let result = again_if_in_the_way(|| self.authority.act(operations, self.clock.now()));
        self.recent.push(None);
        self.tell_head();
        self.standings.send_modify(|version| *version += 1);
        result.map(Ok)
    }

    fn tell_head(&self) {
        match self.authority.storage().read(|tx| tx.head()) {
            Ok(head) => self.newsroom.committed(head.seq),
            Err(error) => tracing::warn!(%error, "the head cannot be read; devices learn of it with their next pull"),
        }
    }
}

/// Whether a push may change what other people's sessions rest on.
fn takes_standing(push: &Push) -> bool {
    let takes =
        |name: Option<String>| matches!(name.as_deref(), Some("deactivate" | "reactivate" | "change_role" | "erase"));
    push.request.operations.iter().any(|it| takes(it.payload.type_name()))
}

#[cfg(test)]
mod tests {
    use goodturn_domain::{DeviceId, PersonId};
    use goodturn_sync::PushRequest;
    use goodturn_sync::problem::ProblemCode;

    use super::*;
    use crate::backend::{Backend, Setup};
    use crate::files::FilesConfig;
    use crate::password::PasswordCost;

    #[tokio::test]
    async fn push_whose_session_ended_while_it_waited_is_not_done() {
        let folder = tempfile::tempdir().unwrap();
        let (clock, password_cost) = (Clock::system(), PasswordCost::default());
        let setup = Setup {
            data_dir: folder.path(),
            file_key: None,
            database: None,
            proxies: &[],
            files: FilesConfig::default(),
            clock,
            password_cost,
        };
        let backend = Backend::open(&setup).unwrap();
        let (actor, device) = (PersonId::new(backend.clock.new_id()), DeviceId::new(backend.clock.new_id()));
        let push = Push { actor, request: PushRequest { device, epoch: None, operations: Vec::new() } };

        let done = backend.writer.push(push.clone(), || true).await;
        let ended = backend.writer.push(push, || false).await;

        assert!(done.is_ok(), "{done:?}");
        assert_eq!(ended.unwrap_err().code, ProblemCode::SignedOut);
        assert!(backend.writer.act_for(Vec::new(), || true).await.is_ok());
        let ended = backend.writer.act_for(Vec::new(), || false).await;
        assert_eq!(ended.unwrap_err().code, ProblemCode::SignedOut, "what has no outbox neither");
        backend.writer.stop().await;
    }
}
