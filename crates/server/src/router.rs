//! The whole API at a glance.

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use goodturn_domain::policy::Route;
use goodturn_sync::problem::ProblemCode;
use tower_http::compression::CompressionLayer;
use tower_http::decompression::RequestDecompressionLayer;

use crate::auth::admit;
use crate::backend::Backend;
use crate::description::Endpoint;
use crate::exchange::{MOST_BODY_BYTES, answer_in_form, speak_protocol};
use crate::routes::{events, health, invitations, meta, service_accounts, session, sync};

/// Where a route is, what answers there, and what it is for. What it takes and gives is read off
/// the function; what else it may answer than the problems of all routes stands after `or`.
#[rustfmt::skip]
pub(crate) fn endpoint(route: Route) -> Endpoint {
    use ProblemCode as P;
    match route {
        Route::ShowMeta => Endpoint::new("GET /v1/meta", meta::show, "What this server is and how much it takes at once"),
        Route::Describe => Endpoint::new("GET /v1/openapi.json", meta::describe, "This description"),
        Route::SignIn => Endpoint::new("POST /v1/session", session::sign_in, "Begin a session with e-mail and password")
            .or(&[P::WrongPassword, P::TooManyAttempts, P::Forbidden]),
        Route::Refresh => Endpoint::new("POST /v1/session/refresh", session::refresh, "Get a new token for the session"),
        Route::SignOut => Endpoint::new("DELETE /v1/session", session::sign_out, "End the session"),
        Route::Invite => Endpoint::new("POST /v1/invitations", invitations::invite, "Invite somebody")
            .or(&[P::EmailTaken, P::NotFound, P::Refused]),
        Route::MakeServiceAccount => Endpoint::new("POST /v1/service-accounts", service_accounts::make,
            "Give a program somebody to act as, and a token").or(&[P::Refused, P::NotFound]),
        Route::ShowInvitation => Endpoint::new("GET /v1/invitations/{code}", invitations::show, "What an invitation says")
            .or(&[P::NotFound, P::InvitationUsed, P::InvitationExpired, P::EmailTaken]),
        Route::AcceptInvitation => Endpoint::new("POST /v1/invitations/{code}/accept", invitations::accept,
            "Become a person of the organization, with a session")
            .or(&[P::NotFound, P::InvitationUsed, P::InvitationExpired, P::EmailTaken, P::WeakPassword, P::Refused, P::Forbidden]),
        Route::OpenInvitation => Endpoint::new("GET /join/{code}", invitations::open_in_browser,
            "What somebody sees who opens an invitation's link in a browser"),
        Route::Push => Endpoint::new("POST /v1/sync/push", sync::push, "Send operations")
            .or(&[P::Gap, P::ClonedDevice, P::NewHistory, P::Protocol]),
        Route::Pull => Endpoint::new("POST /v1/sync/pull", sync::pull, "Ask for what changed").or(&[P::Protocol]),
        Route::Follow => Endpoint::new("GET /v1/sync/events", events::follow, "A held stream that says how far the history has come"),
        Route::CheckAlive => Endpoint::new("GET /healthz", health::is_alive, "Whether the process answers"),
        Route::CheckReady => Endpoint::new("GET /readyz", health::is_ready, "Whether it takes work").or(&[P::NotFound]),
    }
}

/// Every route of the policy, over one backend, open to whom the policy admits.
pub(crate) fn router(backend: Arc<Backend>) -> Router {
    let mut router = Router::new();
    for route in Route::ALL {
        let Endpoint { path, answers, .. } = endpoint(*route);
        router = router.route(path, answers.route_layer(from_fn_with_state((backend.clone(), *route), admit)));
    }
    router
        // The limit counts what a compressed body unpacks to.
        .layer(DefaultBodyLimit::max(MOST_BODY_BYTES))
        .layer(RequestDecompressionLayer::new())
        .layer(CompressionLayer::new())
        .layer(from_fn(answer_in_form))
        .layer(from_fn(speak_protocol))
        .with_state(backend)
}
