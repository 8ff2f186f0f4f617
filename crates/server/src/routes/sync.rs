//! Push and pull.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Query, State};
use goodturn_domain::PersonId;
use goodturn_sync::authority::Push;
use goodturn_sync::{Json, PullRequest, PushAnswer, PushRequest};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::auth::Member;
use crate::backend::Backend;
use crate::error::ApiError;
use crate::exchange::{Answer, Asked};
use crate::routes::pages::{self, Pulled};

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
    let put_out: Vec<_> = request.operations.iter().filter_map(|it| Some((it.n, put_out_by(&it.payload)?))).collect();
    let push = Push { actor: member.person, request };
    let keeper = backend.clone();
    let answer = backend.writer.push(push, move || keeper.still_holds(member)).await?;
    let is_applied = |n: u64| answer.verdicts.iter().any(|it| it.n == n && it.verdict.is_applied());
    let put_out: Vec<_> = put_out.into_iter().filter(|(n, _)| is_applied(*n)).map(|(_, person)| person).collect();
    if !put_out.is_empty() {
        backend.blocking(move |it| it.put_out(&put_out)).await?;
    }
    Ok(Answer(answer))
}

fn put_out_by(payload: &Json) -> Option<PersonId> {
    // Nearly none does, and the name is found quicker than the whole is read.
    let is_meant = matches!(payload.type_name()?.as_str(), "deactivate" | "reactivate");
    if is_meant { changes_standing(&payload.value()) } else { None }
}

/// Whom an intent deactivates, or takes back in.
pub(crate) fn changes_standing(payload: &Value) -> Option<PersonId> {
    let name = payload.get("type")?.as_str()?;
    let is_meant = matches!(name, "deactivate" | "reactivate");
    if is_meant { serde_json::from_value(payload.get("person")?.clone()).ok() } else { None }
}

/// How a pull wants to be answered.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
pub(crate) struct Wanted {
    /// With all pages, if there is more than one.
    #[serde(default)]
    pages: bool,
}

/// `POST /v1/sync/pull`: what the person may see and the device has not seen, one page of it or all.
pub(crate) async fn pull(
    State(backend): State<Arc<Backend>>,
    Extension(member): Extension<Member>,
    Query(wanted): Query<Wanted>,
    Asked(request): Asked<PullRequest>,
) -> Result<Pulled, ApiError> {
    let (request, page) = backend
        .blocking(move |it| {
            it.claim_device(member, request.device)?;
            let page = it.authority.pull(member.person, &request, it.clock.now())?;
            Ok((request, page))
        })
        .await?;
    Ok(match wanted.pages && page.has_more {
        true => pages::from_here(backend, member, request, page),
        false => Pulled::Page(Box::new(page)),
    })
}
