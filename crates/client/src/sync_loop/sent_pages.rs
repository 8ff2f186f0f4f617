//! Pages that the backend sends by itself: what changed is here with them, and nobody has to ask for it.

use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use goodturn_store::{ReplicaRead, ReplicaStorage, StoreError};
use goodturn_sync::PullRequest;
use goodturn_sync::replica::SentPage;
use goodturn_sync::session::{Poke, PokePage};
use tokio::time::{Instant, sleep_until, timeout_at};

use super::{device, note_page};
use crate::app::App;
use crate::notices::Followed;
use crate::status::note_mismatched;
use crate::workspace::Workspace;

/// A lost poke costs latency, never correctness.
pub(super) const PULL_EVERY: Duration = Duration::from_secs(60);
/// So many pages wait to be taken in.
const MOST_PAGES: usize = 64;
/// A page travels while the answer to its push does; one that takes longer is fetched.
const COMES_BACK_WITHIN: Duration = Duration::from_millis(100);

/// Takes in the pages that come, until there is something to send or to fetch.
pub(super) async fn until_round_is_due(app: &App, workspace: &Arc<Workspace>, pulled_at: Option<Instant>) {
    let mut due = std::pin::pin!(sleep_until(pulled_at.unwrap_or_else(Instant::now) + PULL_EVERY));
    loop {
        tokio::select! {
            () = app.inner.wake_sync.notified() => return,
            () = app.inner.wake_pages.notified() => {
                if !take_pages(app, workspace).await {
                    return;
                }
            }
            () = &mut due => return,
        }
    }
}

/// Takes in the pages that bring back what was sent and applied. Whether they did: a pull would find
/// nothing more then.
pub(super) async fn bring_back(app: &App, workspace: &Arc<Workspace>) -> bool {
    let deadline = Instant::now() + COMES_BACK_WITHIN;
    while app.inner.brings_pages.load(Ordering::SeqCst) && take_pages(app, workspace).await {
        // What was done meanwhile lies behind it, and is sent next.
        let is_back = |tx: &dyn ReplicaRead| {
            let first = tx.list_outbox(0, 1)?.pop();
            Ok::<_, StoreError>(first.is_none_or(|it| it.applied_seq.is_none()))
        };
        if matches!(device(workspace).run(move |it| it.storage().read(is_back)).await, Ok(true)) {
            return true;
        }
        if timeout_at(deadline, app.inner.wake_pages.notified()).await.is_err() {
            return false;
        }
    }
    false
}

/// Whether each that has come fitted, and there is nothing to fetch.
async fn take_pages(app: &App, workspace: &Arc<Workspace>) -> bool {
    let pages = std::mem::take(&mut *app.inner.sent_pages.lock().unwrap_or_else(PoisonError::into_inner));
    for page in pages {
        if !take_page(app, workspace, page).await {
            return false;
        }
    }
    true
}

async fn take_page(app: &App, workspace: &Arc<Workspace>, page: PokePage) -> bool {
    let page = Arc::new(page);
    let taken = page.clone();
    match device(workspace).run(move |it| it.apply_sent(&taken)).await {
        Ok(SentPage::Known) => true,
        Ok(SentPage::Applied(applied)) => {
            note_mismatched(app, applied.mismatched);
            let (from, answer) = (page.from, Arc::new(page.answer.clone()));
            let cursors = answer.scopes.keys().map(|scope| (scope.clone(), from)).collect();
            let asked = PullRequest { device: workspace.replica.device(), cursors, seen: Some(answer.seen), limit: 0 };
            let mut followed = Followed::before(&asked);
            note_page(app, workspace, &mut followed, (&asked, &answer)).await;
            !applied.has_more
        }
        // A round finds out why, and says so.
        Ok(SentPage::Unfit) | Err(_) => false,
    }
}

impl App {
    /// What a stream says.
    pub(super) fn hear(&self, poke: Poke) {
        self.inner.brings_pages.store(poke.page.is_some(), Ordering::SeqCst);
        let mut pages = self.inner.sent_pages.lock().unwrap_or_else(PoisonError::into_inner);
        match poke.page {
            Some(page) if pages.len() < MOST_PAGES => {
                pages.push(*page);
                self.inner.wake_pages.notify_one();
            }
            _ => {
                // What no page brings has to be fetched, and so has everything by who is far behind.
                pages.clear();
                self.inner.wake_sync.notify_one();
                self.inner.wake_pages.notify_one();
            }
        }
    }

    /// The stream ended: whoever waits for a page has to fetch.
    pub(super) fn hear_nothing_more(&self) {
        self.inner.brings_pages.store(false, Ordering::SeqCst);
        self.inner.wake_pages.notify_one();
    }
}
