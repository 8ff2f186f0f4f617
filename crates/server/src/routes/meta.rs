//! What this server is, and what it can be asked.

use std::sync::Arc;

use axum::extract::State;
use goodturn_sync::protocol::{MOST_OPERATIONS, MOST_ROWS, MOST_SCOPES};
use goodturn_sync::session::{Limits, Meta};
use goodturn_sync::{PROTOCOL, SCHEMA};
use serde_json::Value;

use crate::backend::Backend;
use crate::description::description;
use crate::exchange::{Answer, MOST_BODY_BYTES, OLDEST_PROTOCOL};

/// `GET /v1/meta`
pub(crate) async fn show(State(backend): State<Arc<Backend>>) -> Answer<Meta> {
    Answer(Meta {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        server_time: backend.clock.now(),
        protocol: PROTOCOL,
        oldest_protocol: OLDEST_PROTOCOL,
        schema: SCHEMA,
        limits: Limits {
            operations: MOST_OPERATIONS,
            rows: MOST_ROWS,
            scopes: MOST_SCOPES,
            body_bytes: MOST_BODY_BYTES,
        },
    })
}

/// `GET /v1/openapi.json`
pub(crate) async fn describe() -> Answer<&'static Value> {
    Answer(description())
}
