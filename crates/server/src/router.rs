//! The whole API at a glance.

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn;
use axum::routing::{get, post};
use tower_http::compression::CompressionLayer;
use tower_http::decompression::RequestDecompressionLayer;

use crate::backend::Backend;
use crate::exchange::{MOST_BODY_BYTES, answer_in_form, speak_protocol};
use crate::routes::{events, health, invitations, meta, session, sync};

/// Every route, over one backend.
pub(crate) fn router(backend: Arc<Backend>) -> Router {
    Router::new()
        .route("/v1/meta", get(meta::show))
        .route("/v1/session", post(session::sign_in).delete(session::sign_out))
        .route("/v1/invitations", post(invitations::invite))
        .route("/v1/invitations/{code}", get(invitations::show))
        .route("/v1/invitations/{code}/accept", post(invitations::accept))
        .route("/v1/sync/push", post(sync::push))
        .route("/v1/sync/pull", post(sync::pull))
        .route("/v1/sync/events", get(events::follow))
        .route("/join/{code}", get(invitations::open_in_browser))
        .route("/healthz", get(health::is_alive))
        .route("/readyz", get(health::is_ready))
        // The limit counts what a compressed body unpacks to.
        .layer(DefaultBodyLimit::max(MOST_BODY_BYTES))
        .layer(RequestDecompressionLayer::new())
        .layer(CompressionLayer::new())
        .layer(from_fn(answer_in_form))
        .layer(from_fn(speak_protocol))
        .with_state(backend)
}
