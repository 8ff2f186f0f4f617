//! Pages that the backend sends by itself: what changed is here with them, and nobody has to ask for it.

use std::sync::atomic::Ordering;
use std::sync::{Arc, MutexGuard, PoisonError};
use std::time::Duration;

use goodturn_sync::PullRequest;
use goodturn_sync::replica::SentPage;
use goodturn_sync::session::{Poke, PokePage};
use tokio::time::{Instant, sleep, sleep_until, timeout_at};

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
/// What comes so soon behind a page is taken in with it, in one commit, while there is nothing to send.
const COMES_TOGETHER_WITHIN: Duration = Duration::from_millis(10);

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

/// What came of waiting for a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Awaited {
    Come,
    /// There is something to send first, whose page brings back both.
    Interrupted,
    Missing,
}

/// Waits for the page that brings back what the backend has applied up to `head`, and a moment longer for
/// what comes with it. Gives all that have come.
pub(super) async fn pages_up_to(app: &App, head: u64) -> (Awaited, Vec<Arc<PokePage>>) {
    let awaited = tokio::select! {
        biased;
        has_come = until_back(app, head) => if has_come { Awaited::Come } else { Awaited::Missing },
        () = app.inner.wake_sync.notified() => {
            // It is what the next round is for.
            app.inner.wake_sync.notify_one();
            Awaited::Interrupted
        }
    };
    (awaited, std::mem::take(&mut *app.sent_pages()))
}

async fn until_back(app: &App, head: u64) -> bool {
    let deadline = Instant::now() + COMES_BACK_WITHIN;
    let is_back = |page: &Arc<PokePage>| page.answer.seen.head >= head;
    while !app.sent_pages().iter().any(is_back) {
        if !app.inner.brings_pages.load(Ordering::SeqCst)
            || timeout_at(deadline, app.inner.wake_pages.notified()).await.is_err()
        {
            return false;
        }
    }
    // Nobody waits for what was sent to come back.
    sleep(COMES_TOGETHER_WITHIN).await;
    true
}

/// Whether each that has come fitted, and there is nothing to fetch.
async fn take_pages(app: &App, workspace: &Arc<Workspace>) -> bool {
    let pages = std::mem::take(&mut *app.sent_pages());
    for page in pages {
        let taken = page.clone();
        // A round finds out why one does not fit, and says so.
        let Ok(what) = device(workspace).run(move |it| it.apply_sent(&taken)).await else { return false };
        if !note_sent(app, workspace, &page, &what).await {
            return false;
        }
    }
    true
}

/// Tells of a page that was taken in. Whether it fitted, and there is nothing to fetch.
pub(super) async fn note_sent(app: &App, workspace: &Arc<Workspace>, page: &PokePage, what: &SentPage) -> bool {
    match what {
        SentPage::Known => true,
        SentPage::Applied(applied) => {
            note_mismatched(app, applied.mismatched);
            let (from, answer) = (page.from, Arc::new(page.answer.clone()));
            let cursors = answer.scopes.keys().map(|scope| (scope.clone(), from)).collect();
            let asked = PullRequest { device: workspace.replica.device(), cursors, seen: Some(answer.seen), limit: 0 };
            let mut followed = Followed::before(&asked);
            note_page(app, workspace, &mut followed, (&asked, &answer)).await;
            !applied.has_more
        }
        SentPage::Unfit => false,
    }
}

impl App {
    /// What a stream says.
    pub(super) fn hear(&self, poke: Poke) {
        self.inner.brings_pages.store(poke.page.is_some(), Ordering::SeqCst);
        let mut pages = self.sent_pages();
        match poke.page {
            Some(page) if pages.len() < MOST_PAGES => {
                pages.push(Arc::from(page));
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

    fn sent_pages(&self) -> MutexGuard<'_, Vec<Arc<PokePage>>> {
        self.inner.sent_pages.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The stream ended: whoever waits for a page has to fetch.
    pub(super) fn hear_nothing_more(&self) {
        self.inner.brings_pages.store(false, Ordering::SeqCst);
        self.inner.wake_pages.notify_one();
    }
}
