//! Pages on their way: fetched ahead of what is applied, and on from where an answer broke off.

use std::pin::pin;
use std::sync::Arc;

use futures_util::StreamExt;
use goodturn_sync::{PullAnswer, PullRequest, Row, SyncError, SyncServer};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use crate::blocking::blocking;

/// So many pages are fetched and read before those in front of them are applied: some ten megabytes.
const MOST_AHEAD: usize = 4;
/// So many pages are applied in one transaction: what is done by hand meanwhile waits less than a third
/// of a second.
const MOST_TOGETHER: usize = 8;

/// What was asked for, and what came.
pub(super) type Page = (PullRequest, Arc<PullAnswer>);

/// Pages that are fetched while those before them are applied.
#[derive(Debug)]
pub(super) struct Coming {
    pages: mpsc::Receiver<Result<Page, SyncError>>,
    /// One that did not come; told once what was applied before it has been.
    failed: Option<SyncError>,
    /// Ends the fetching together with this.
    _fetching: JoinSet<()>,
}

impl Coming {
    pub(super) fn begin<S: SyncServer + Clone + 'static>(server: &S, request: PullRequest) -> Self {
        let (tell, pages) = mpsc::channel(MOST_AHEAD);
        let mut fetching = JoinSet::new();
        fetching.spawn(fetch(server.clone(), request, tell));
        Self { pages, failed: None, _fetching: fetching }
    }

    /// The next page, and those after it that are here already.
    pub(super) async fn some(&mut self) -> Result<Vec<Page>, SyncError> {
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

fn read_ahead(mut answer: PullAnswer) -> PullAnswer {
    answer.rows.iter_mut().for_each(Row::read_ahead);
    answer
}

/// Asks for page after page, as long as somebody takes them. What breaks off goes on behind its last
/// whole page.
async fn fetch<S: SyncServer>(server: S, first: PullRequest, tell: mpsc::Sender<Result<Page, SyncError>>) {
    let mut next = first;
    loop {
        let mut pages = pin!(server.pull_on(next.clone()));
        let mut has_come = false;
        let error = loop {
            let answer = match pages.next().await {
                Some(Ok(answer)) => answer,
                Some(Err(error)) => break error,
                None => break SyncError::Offline("the answer ended early".into()),
            };
            has_come = true;
            let answer = blocking(move || read_ahead(answer)).await;
            let (has_more, following) = (answer.has_more, next.clone().after(&answer));
            let request = std::mem::replace(&mut next, following);
            if tell.send(Ok((request, Arc::new(answer)))).await.is_err() || !has_more {
                return;
            }
        };
        // Whatever keeps it from going on is told when it is asked again.
        if !has_come {
            // Nobody may be there to hear it.
            let _ = tell.send(Err(error)).await;
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use futures_util::stream::{self, Stream};
    use goodturn_domain::DeviceId;
    use goodturn_sync::{Cursors, PushAnswer, PushRequest};
    use goodturn_test_support::an_empty_page;
    use uuid::Uuid;

    use super::*;

    const LAST: u64 = 9;

    /// Answers break off after so many pages, one after the other; then all the rest comes.
    #[derive(Clone)]
    struct Breaking(Arc<Mutex<Vec<usize>>>);

    impl Breaking {
        fn after(pages: &[usize]) -> Self {
            Self(Arc::new(Mutex::new(pages.iter().rev().copied().collect())))
        }
    }

    fn page(head: u64) -> PullAnswer {
        PullAnswer { has_more: head < LAST, ..an_empty_page(head) }
    }

    impl SyncServer for Breaking {
        async fn push(&self, _: PushRequest) -> Result<PushAnswer, SyncError> {
            Err(SyncError::Offline("nobody sends".into()))
        }

        async fn pull(&self, _: PullRequest) -> Result<PullAnswer, SyncError> {
            Err(SyncError::Offline("all pages are asked for at once".into()))
        }

        fn pull_on(&self, request: PullRequest) -> impl Stream<Item = Result<PullAnswer, SyncError>> + Send {
            let from = request.seen.map_or(1, |seen| seen.head + 1);
            let breaks = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).pop();
            let pages: Vec<_> = (from..=LAST).map(|head| Ok(page(head))).collect();
            let whole = breaks.unwrap_or(pages.len());
            let broken = breaks.map(|_| Err(SyncError::Offline("it broke off".into())));
            stream::iter(pages.into_iter().take(whole).chain(broken))
        }
    }

    async fn heads(server: &Breaking) -> (Vec<u64>, Option<SyncError>) {
        let device = DeviceId::new(Uuid::from_u128(2));
        let request = PullRequest { device, cursors: Cursors::new(), seen: None, limit: 10 };
        let (mut coming, mut heads) = (Coming::begin(server, request), Vec::new());
        loop {
            match coming.some().await {
                Ok(pages) => heads.extend(pages.iter().map(|(_, page)| page.seen.head)),
                Err(error) => return (heads, Some(error)),
            }
            if heads.last() == Some(&LAST) {
                return (heads, None);
            }
        }
    }

    #[tokio::test]
    async fn answer_that_breaks_off_goes_on_behind_its_last_whole_page() {
        let (heads, failed) = heads(&Breaking::after(&[2, 1, 4])).await;

        assert_eq!(heads, (1..=LAST).collect::<Vec<_>>(), "each page once, in order");
        assert!(failed.is_none(), "{failed:?}");
    }

    #[tokio::test]
    async fn who_gets_nothing_at_all_is_told_why_after_what_came_before() {
        let (heads, failed) = heads(&Breaking::after(&[3, 0])).await;

        assert_eq!(heads, [1, 2, 3]);
        assert!(matches!(failed, Some(SyncError::Offline(_))), "{failed:?}");
    }
}
