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

/// The page, and all that follow it. It breaks off where one cannot be made, and when the server stops.
pub(crate) fn from_here(backend: Arc<Backend>, member: Member, request: PullRequest, first: PullAnswer) -> Pulled {
    let (give, ready) = mpsc::channel(MOST_READY);
    tokio::spawn(async move {
        let made = tokio::select! {
            made = make(&backend, member, request, first, &give) => made,
            () = backend.stopped() => Err(ApiError::new(ProblemCode::Busy, "The server is stopping.")),
        };
        if let Err(error) = made {
            // Nobody may be there to hear it.
            let _ = give.send(Err(io::Error::other(format!("a page cannot be made: {:?}", error.code)))).await;
        }
    });
    let lines = stream::unfold(ready, async |mut ready| ready.recv().await.map(|line| (line, ready)));
    // Compression asks once more behind the end.
    Pulled::Pages(Body::from_stream(lines.fuse()))
}

type Line = io::Result<Bytes>;

/// Makes page after page as long as somebody takes them: each line is on its way before the next page
/// is looked for.
async fn make(
    backend: &Arc<Backend>,
    member: Member,
    mut request: PullRequest,
    mut page: PullAnswer,
    give: &mpsc::Sender<Line>,
) -> Result<(), ApiError> {
    loop {
        let line = write_page(&page).map_err(|cause| ApiError::internal(&cause))?;
        if give.send(Ok(line.into())).await.is_err() || !page.has_more {
            return Ok(());
        }
        request = request.after(&page);
        let asked = request.clone();
        page = backend.blocking(move |it| following(it, member, &asked)).await?;
    }
}

fn following(backend: &Backend, member: Member, request: &PullRequest) -> Result<PullAnswer, ApiError> {
    if !backend.still_holds(member) {
        return Err(ApiError::new(ProblemCode::SignedOut, "The session has ended."));
    }
    Ok(backend.authority.pull(member.person, request, backend.clock.now())?)
}
