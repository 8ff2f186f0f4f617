//! A pull that is answered with many pages at once, each taken as soon as it is whole.

use std::collections::VecDeque;
use std::future::ready;
use std::time::Duration;

use futures_util::stream::{self, BoxStream};
use futures_util::{StreamExt, TryStreamExt};
use goodturn_sync::pages::{PAGES_CONTENT_TYPE, read_page};
use goodturn_sync::{PullAnswer, PullRequest, SyncError};
use reqwest::{Method, Response};

use super::{ANSWER, Http, LARGEST_ANSWER_BYTES, Lines, offline, read_checked, refused, with_body};

impl Http {
    /// The pages that answer a pull. A server that gives one page at a time gives one here.
    pub(super) async fn open_pages(
        &self,
        request: PullRequest,
    ) -> Result<BoxStream<'static, Result<PullAnswer, SyncError>>, SyncError> {
        let asked = with_body(self.request(Method::POST, "/v1/sync/pull?pages=true"), &request)?;
        let response = in_time(self.send(asked)).await??;
        if !response.status().is_success() {
            return Err(refused(response).await);
        }
        if has_pages(&response) {
            let chunks = response.bytes_stream().map_ok(|it| it.to_vec()).map_err(offline).boxed();
            return Ok(Pages::of(chunks));
        }
        let body = in_time(read_checked(response)).await??;
        let answer = serde_json::from_slice(&body).map_err(|cause| SyncError::Protocol(cause.to_string()))?;
        Ok(stream::once(ready(Ok(answer))).boxed())
    }
}

fn has_pages(response: &Response) -> bool {
    response.headers().get("content-type").is_some_and(|it| it == PAGES_CONTENT_TYPE)
}

/// A server that says nothing for so long is gone, however long all of it takes.
async fn in_time<T>(coming: impl Future<Output = T>) -> Result<T, SyncError> {
    let late = |_| SyncError::Offline(format!("nothing came for {} s", Duration::as_secs(&ANSWER)));
    tokio::time::timeout(ANSWER, coming).await.map_err(late)
}

/// Pages out of what has come of them.
struct Pages {
    chunks: BoxStream<'static, Result<Vec<u8>, SyncError>>,
    lines: Lines,
    whole: VecDeque<Vec<u8>>,
}

impl Pages {
    fn of(chunks: BoxStream<'static, Result<Vec<u8>, SyncError>>) -> BoxStream<'static, Result<PullAnswer, SyncError>> {
        let pages = Self { chunks, lines: Lines::at_most(LARGEST_ANSWER_BYTES), whole: VecDeque::new() };
        stream::try_unfold(pages, Self::next).boxed()
    }

    async fn next(mut self) -> Result<Option<(PullAnswer, Self)>, SyncError> {
        loop {
            if let Some(line) = self.whole.pop_front() {
                return Ok(Some((read_page(&line)?, self)));
            }
            match in_time(self.chunks.next()).await? {
                Some(chunk) => self.lines.take(&chunk?, &mut |line| self.whole.push_back(line.to_vec()))?,
                None if self.lines.unfinished.is_empty() => return Ok(None),
                None => return Err(SyncError::Offline("the answer broke off".into())),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use goodturn_sync::pages::write_page;
    use goodturn_test_support::an_empty_page;

    use super::*;

    fn page(head: u64) -> PullAnswer {
        PullAnswer { has_more: head < 3, ..an_empty_page(head) }
    }

    /// What comes of a body that arrives in chunks of such a size.
    async fn read(body: &[u8], chunk: usize) -> (Vec<u64>, bool) {
        let chunks: Vec<_> = body.chunks(chunk).map(|it| Ok(it.to_vec())).collect();
        let mut pages = Pages::of(stream::iter(chunks).boxed());
        let mut heads = Vec::new();
        while let Some(page) = pages.next().await {
            match page {
                Ok(page) => heads.push(page.seen.head),
                Err(_) => return (heads, true),
            }
        }
        (heads, false)
    }

    #[tokio::test]
    async fn answer_that_breaks_off_has_brought_every_page_that_is_whole() {
        let lines: Vec<Vec<u8>> = (1..=3).map(|head| write_page(&page(head)).expect("it is JSON")).collect();
        let body = lines.concat();

        for end in 0..=body.len() {
            let whole = (1..=3).filter(|count| lines[..*count].concat().len() <= end).count();
            let is_between = lines[..whole].concat().len() == end;
            for chunk in [1, 50, 4096] {
                let expected: Vec<u64> = (1..=whole as u64).collect();
                assert_eq!(read(&body[..end], chunk).await, (expected, !is_between), "cut at {end}");
            }
        }
    }
}
