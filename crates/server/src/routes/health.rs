//! For who watches over the server.

use std::sync::Arc;

use axum::extract::State;
use schemars::JsonSchema;
use serde::Serialize;

use crate::backend::Backend;
use crate::error::ApiError;
use crate::exchange::Answer;

/// How the server does.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Health {
    status: &'static str,
}

/// `GET /healthz`: the process answers.
pub(crate) async fn is_alive() -> Answer<Health> {
    Answer(Health { status: "alive" })
}

/// `GET /readyz`: it takes work, and its storage can be read.
pub(crate) async fn is_ready(State(backend): State<Arc<Backend>>) -> Result<Answer<Health>, ApiError> {
    if *backend.stopping.borrow() {
        return Err(ApiError::busy("The server is stopping."));
    }
    backend.blocking(|backend| backend.founded()).await?;
    Ok(Answer(Health { status: "ready" }))
}
