//! From a request to who sent it.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use goodturn_domain::{DeviceId, PersonId};
use goodturn_sync::problem::ProblemCode;

use crate::backend::Backend;
use crate::control::TokenHash;
use crate::error::ApiError;

/// A person with a session that holds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Member {
    pub(crate) person: PersonId,
    pub(crate) token: TokenHash,
}

impl FromRequestParts<Arc<Backend>> for Member {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, backend: &Arc<Backend>) -> Result<Self, ApiError> {
        let header = parts.headers.get(header::AUTHORIZATION).and_then(|it| it.to_str().ok());
        let token = header.and_then(|it| it.strip_prefix("Bearer ")).ok_or_else(ApiError::signed_out)?;
        let token = TokenHash::of(token.trim());
        backend.blocking(move |backend| backend.authenticate(token)).await
    }
}

impl Backend {
    /// Whose session the token is of: checked anew for every request, against the session, the
    /// account and the person.
    pub(crate) fn authenticate(&self, token: TokenHash) -> Result<Member, ApiError> {
        let now = self.clock.now();
        let session = self.control.find_session(&token, now)?.ok_or_else(ApiError::signed_out)?;
        let person = self.find_person(session.person)?;
        if session.organization != self.organization || !person.is_some_and(|it| it.is_active) {
            return Err(ApiError::signed_out());
        }
        if session.is_stale {
            self.control.touch_session(&token, now)?;
        }
        Ok(Member { person: session.person, token })
    }

    /// Refuses a device that belongs to somebody else.
    pub(crate) fn claim_device(&self, member: Member, device: DeviceId) -> Result<(), ApiError> {
        if self.control.claim_device(device, member.person, self.clock.now())? {
            return Ok(());
        }
        Err(ApiError::new(ProblemCode::Forbidden, "That device is somebody else's."))
    }
}
