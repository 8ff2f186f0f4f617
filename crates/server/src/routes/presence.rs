//! Who has a request before them at this moment.

use std::sync::Arc;
use tokio::time::Instant;

use axum::Extension;
use axum::extract::State;
use goodturn_sync::presence::{Presences, TellPresence};
use goodturn_sync::problem::ProblemCode;

use crate::auth::Member;
use crate::backend::Backend;
use crate::error::ApiError;
use crate::exchange::{Answer, Asked};

/// `POST /v1/presence`
pub(crate) async fn tell(
    State(backend): State<Arc<Backend>>,
    Extension(member): Extension<Member>,
    Asked(told): Asked<TellPresence>,
) -> Result<Answer<Presences>, ApiError> {
    let side = backend.blocking(move |it| Ok(it.authority.side_of(member.person, told.request)?)).await?;
    let side = side.ok_or_else(|| ApiError::new(ProblemCode::NotFound, "There is no such request."))?;
    Ok(Answer(backend.attendance.tell(member.person, told, side, Instant::now())))
}
