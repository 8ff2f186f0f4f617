//! The whole API at a glance.

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{MethodRouter, delete, get, head, post, put};
use goodturn_domain::policy::Route;
use tower_http::compression::CompressionLayer;
use tower_http::decompression::RequestDecompressionLayer;

use crate::auth::admit;
use crate::backend::Backend;
use crate::exchange::{MOST_BODY_BYTES, answer_in_form, speak_protocol};
use crate::routes::{archive, events, files, health, invitations, meta, session, sync};

/// Where a route is, and what answers there.
fn at(route: Route) -> (&'static str, MethodRouter<Arc<Backend>>) {
    match route {
        Route::ShowMeta => ("/v1/meta", get(meta::show)),
        Route::SignIn => ("/v1/session", post(session::sign_in)),
        Route::SignOut => ("/v1/session", delete(session::sign_out)),
        Route::Invite => ("/v1/invitations", post(invitations::invite)),
        Route::ShowInvitation => ("/v1/invitations/{code}", get(invitations::show)),
        Route::AcceptInvitation => ("/v1/invitations/{code}/accept", post(invitations::accept)),
        Route::OpenInvitation => ("/join/{code}", get(invitations::open_in_browser)),
        Route::Push => ("/v1/sync/push", post(sync::push)),
        Route::Pull => ("/v1/sync/pull", post(sync::pull)),
        Route::Follow => ("/v1/sync/events", get(events::follow)),
        Route::SearchArchive => ("/v1/archive", get(archive::search)),
        Route::OpenArchived => ("/v1/archive/{request}", get(archive::open)),
        Route::LookUp => ("/v1/directory", get(archive::look_up)),
        Route::CheckFile => ("/v1/files/{hash}", head(files::check)),
        Route::SendFile => ("/v1/files/{hash}", put(files::send)),
        Route::FetchFile => ("/v1/files/{hash}", get(files::fetch)),
        Route::CheckAlive => ("/healthz", get(health::is_alive)),
        Route::CheckReady => ("/readyz", get(health::is_ready)),
    }
}

/// Every route of the policy, over one backend, open to whom the policy admits.
pub(crate) fn router(backend: Arc<Backend>) -> Router {
    let mut router = Router::new();
    for route in Route::ALL {
        let (path, answers) = at(*route);
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
