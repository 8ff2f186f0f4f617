//! What would go if things were kept for a time.

use std::sync::Arc;

use axum::extract::{Query, State};
use goodturn_domain::Retention;
use goodturn_sync::rights::{RetentionPreview, RetentionQuery};

use crate::backend::Backend;
use crate::error::ApiError;
use crate::exchange::Answer;

/// `GET /v1/retention`
pub(crate) async fn preview(
    State(backend): State<Arc<Backend>>,
    Query(query): Query<RetentionQuery>,
) -> Result<Answer<RetentionPreview>, ApiError> {
    let RetentionQuery { requests_days, follow_ups_days, thanks_days } = query;
    let retention = Retention { requests_days, follow_ups_days, thanks_days, audit_days: None };
    backend.blocking(move |it| Ok(it.authority.preview_retention(&retention, it.clock.now())?)).await.map(Answer)
}
