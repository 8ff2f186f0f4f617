//! Push and pull.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use goodturn_sync::authority::Push;
use goodturn_sync::{PullAnswer, PullRequest, PushAnswer, PushRequest};

use crate::auth::Member;
use crate::backend::Backend;
use crate::error::ApiError;
use crate::exchange::{Answer, Asked};

/// `POST /v1/sync/push`: answered once everything in it is committed.
pub(crate) async fn push(
    State(backend): State<Arc<Backend>>,
    Extension(member): Extension<Member>,
    Asked(request): Asked<PushRequest>,
) -> Result<Answer<PushAnswer>, ApiError> {
    let device = request.device;
    if !backend.control.has_claimed(device, member.person) {
        backend.blocking(move |it| it.claim_device(member, device)).await?;
    }
    let push = Push { actor: member.person, request };
    let keeper = backend.clone();
    let answer = backend.writer.push(push, move || keeper.still_holds(member)).await?;
    Ok(Answer(answer))
}

/// `POST /v1/sync/pull`: one page of what the person may see and the device has not seen.
pub(crate) async fn pull(
    State(backend): State<Arc<Backend>>,
    Extension(member): Extension<Member>,
    Asked(request): Asked<PullRequest>,
) -> Result<Answer<PullAnswer>, ApiError> {
    backend
        .blocking(move |it| {
            it.claim_device(member, request.device)?;
            Ok(it.authority.pull(member.person, &request, it.clock.now())?)
        })
        .await
        .map(Answer)
}
