//! The whole API at a glance.

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use goodturn_domain::policy::Route;
use goodturn_sync::problem::ProblemCode;
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, Predicate, SizeAbove};
use tower_http::decompression::RequestDecompressionLayer;

use crate::auth::admit;
use crate::backend::Backend;
use crate::description::Endpoint;
use crate::exchange::{MOST_BODY_BYTES, answer_in_form, speak_protocol};
use crate::routes::{
    archive, audit, devices, directory, emails, events, export, files, health, invitations, meta, passwords, presence,
    retention, service_accounts, session, sync,
};

/// Below this an answer fits into a packet as it is, and setting up a compressor costs more than a commit.
const LEAST_COMPRESSED_BYTES: u64 = 1_024;

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
        Route::SearchArchive => Endpoint::new("GET /v1/archive", archive::search, "Find requests that ended long ago")
            .or(&[P::TooLarge]),
        Route::OpenArchived => Endpoint::new("GET /v1/archive/{request}", archive::open, "One of them with its timeline")
            .or(&[P::NotFound]),
        Route::TellPresence => Endpoint::new("POST /v1/presence", presence::tell,
            "Say that one looks at a request, and read who else does").or(&[P::NotFound]),
        Route::LookUp => Endpoint::new("GET /v1/lookup", archive::look_up, "People and teams by name or by id")
            .or(&[P::TooLarge]),
        Route::CheckFile => Endpoint::new("HEAD /v1/files/{hash}", files::check, "How much of a file is there"),
        Route::SendFile => Endpoint::new("PUT /v1/files/{hash}", files::send, "Send a part of a file")
            .or(&[P::Gap, P::NoRoomForFiles, P::TooManyPixels, P::WrongHash]),
        Route::FetchFile => Endpoint::new("GET /v1/files/{hash}", files::fetch, "What is in a file, or a range of it")
            .or(&[P::NotFound]),
        Route::ReadAudit => Endpoint::new("GET /v1/audit", audit::search, "Search the audit log, newest first"),
        Route::CheckAudit => Endpoint::new("GET /v1/audit/check", audit::check, "Whether the audit log is as it was written"),
        Route::ExportOrganization => Endpoint::new("GET /v1/export/organization", export::of_organization,
            "Everything of the organization, as a ZIP archive"),
        Route::ExportPerson => Endpoint::new("GET /v1/export/people/{person}", export::of_person,
            "What somebody may see and has written, as a ZIP archive").or(&[P::NotFound]),
        Route::ExportOneself => Endpoint::new("GET /v1/export/me", export::of_oneself,
            "What I may see and have written, as a ZIP archive"),
        Route::PreviewRetention => Endpoint::new("GET /v1/retention", retention::preview,
            "What would go if things were kept for a time"),
        Route::CheckAlive => Endpoint::new("GET /healthz", health::is_alive, "Whether the process answers"),
        Route::CheckReady => Endpoint::new("GET /readyz", health::is_ready, "Whether it takes work").or(&[P::NotFound]),
        Route::Act => Endpoint::new("POST /v1/operations", directory::act, "Do something without an outbox").or(&[P::Protocol]),
        Route::ShowOwnDevices => Endpoint::new("GET /v1/devices", devices::show_own, "Where one is signed in"),
        Route::RevokeOwnDevice => Endpoint::new("DELETE /v1/devices/{device}", devices::revoke_own, "Sign oneself out there")
            .or(&[P::NotFound]),
        Route::RevokeOtherDevices => Endpoint::new("DELETE /v1/devices", devices::revoke_others,
            "Sign oneself out everywhere but here"),
        Route::ShowDevices => Endpoint::new("GET /v1/people/{person}/devices", devices::show, "Where somebody is signed in")
            .or(&[P::NotFound]),
        Route::RevokeDevice => Endpoint::new("DELETE /v1/people/{person}/devices/{device}", devices::revoke,
            "Sign somebody out there").or(&[P::NotFound]),
        Route::RevokeDevices => Endpoint::new("DELETE /v1/people/{person}/devices", devices::revoke_all,
            "Sign somebody out everywhere").or(&[P::NotFound]),
        Route::ChangePassword => Endpoint::new("PUT /v1/password", passwords::change, "Set one's own password, knowing the one before")
            .or(&[P::NotFound, P::WrongPassword, P::TooManyAttempts, P::WeakPassword]),
        Route::ChangeEmail => Endpoint::new("PUT /v1/email", emails::change_own, "Sign in by another address, knowing the password")
            .or(&[P::NotFound, P::WrongPassword, P::TooManyAttempts, P::EmailTaken, P::Refused]),
        Route::ChangeEmailOf => Endpoint::new("PUT /v1/people/{person}/email", emails::change, "Have somebody sign in by another address")
            .or(&[P::NotFound, P::EmailTaken, P::Refused]),
        Route::MakePasswordReset => Endpoint::new("POST /v1/people/{person}/password-reset", passwords::make_reset,
            "Make a link for a new password").or(&[P::NotFound]),
        Route::ShowPasswordReset => Endpoint::new("GET /v1/password-resets/{code}", passwords::show_reset,
            "Whose new password a link is for").or(&[P::NotFound, P::ResetUsed, P::ResetExpired]),
        Route::ResetPassword => Endpoint::new("POST /v1/password-resets/{code}", passwords::reset,
            "Set a new password by a link").or(&[P::NotFound, P::ResetUsed, P::ResetExpired, P::WeakPassword]),
        Route::OpenPasswordReset => Endpoint::new("GET /reset/{code}", passwords::open_in_browser,
            "What somebody sees who opens the link for a new password in a browser"),
        Route::ShowDirectory => Endpoint::new("GET /v1/directory", directory::show, "Everybody, every team, and who has joined")
            .or(&[P::NotFound]),
        Route::ImportPeople => Endpoint::new("POST /v1/people/import", directory::import, "Bring in people from a table")
            .or(&[P::NotFound]),
        Route::InviteAgain => Endpoint::new("POST /v1/people/{person}/invitation", invitations::invite_again,
            "Make a new link for somebody who has not joined").or(&[P::NotFound, P::EmailTaken]),
    }
}

/// Every route of the policy, over one backend, open to whom the policy admits.
pub(crate) fn router(backend: Arc<Backend>) -> Router {
    let mut router = Router::new();
    for route in Route::ALL {
        let Endpoint { path, answers, .. } = endpoint(*route);
        router = router.route(path, answers.route_layer(from_fn_with_state((backend.clone(), *route), admit)));
    }
    let is_worth_it = DefaultPredicate::new().and(SizeAbove::new(LEAST_COMPRESSED_BYTES));
    router
        // The limit counts what a compressed body unpacks to.
        .layer(DefaultBodyLimit::max(MOST_BODY_BYTES))
        .layer(RequestDecompressionLayer::new())
        // Pages of a feed say the same again and again: the quickest level makes a tenth fewer bytes of them
        // than the usual one.
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest).compress_when(is_worth_it))
        .layer(from_fn(answer_in_form))
        .layer(from_fn(speak_protocol))
        .with_state(backend)
}
