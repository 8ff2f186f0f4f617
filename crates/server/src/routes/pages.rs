//! A pull that is answered with page after page, compressed as one: each is made while the one before
//! is sent, and what was sent is kept by nobody.

use std::io;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures_util::{StreamExt, stream};
use goodturn_sync::pages::{PAGES_CONTENT_TYPE, write_page};
use goodturn_sync::problem::ProblemCode;
use goodturn_sync::{PullAnswer, PullRequest};
use tokio::sync::mpsc;

use crate::auth::Member;
use crate::backend::Backend;
use crate::error::ApiError;
use crate::exchange::Answer;

/// So many pages lie ready, of less than a megabyte each: one is sent, one waits, one is made.
const MOST_READY: usize = 1;

/// What a pull is answered with.
pub(crate) enum Pulled {
    Page(Box<PullAnswer>),
    Pages(Body),
}

impl IntoResponse for Pulled {
    fn into_response(self) -> Response {
        match self {
            Self::Page(page) => Answer(*page).into_response(),
            Self::Pages(body) => ([(header::CONTENT_TYPE, PAGES_CONTENT_TYPE)], body).into_response(),
        }
    }
}

/// The page, and all that follow it. It breaks off where one cannot be made.
pub(crate) fn from_here(backend: Arc<Backend>, member: Member, request: PullRequest, first: PullAnswer) -> Pulled {
    let (give, ready) = mpsc::channel(MOST_READY);
    tokio::spawn(async move {
        let mut next = Some((request, first));
        while let Some((request, page)) = next.take() {
            let made = backend.blocking(move |it| turn(it, member, request, &page)).await;
            let line = match made {
                Ok((line, following)) => {
                    next = following;
                    Ok(line)
                }
                Err(error) => Err(io::Error::other(format!("a page cannot be made: {:?}", error.code))),
            };
            if give.send(line).await.is_err() {
                return;
            }
        }
    });
    let lines = stream::unfold(ready, async |mut ready| ready.recv().await.map(|line| (line, ready)));
    // Compression asks once more behind the end.
    Pulled::Pages(Body::from_stream(lines.fuse()))
}

/// The line of a page, and the page behind it.
fn turn(
    backend: &Backend,
    member: Member,
    request: PullRequest,
    page: &PullAnswer,
) -> Result<(Bytes, Option<(PullRequest, PullAnswer)>), ApiError> {
    let line = write_page(page).map_err(|cause| ApiError::internal(&cause))?.into();
    if !page.has_more {
        return Ok((line, None));
    }
    if !backend.still_holds(member) {
        return Err(ApiError::new(ProblemCode::SignedOut, "The session has ended."));
    }
    let request = request.after(page);
    let following = backend.authority.pull(member.person, &request, backend.clock.now())?;
    Ok((line, Some((request, following))))
}
