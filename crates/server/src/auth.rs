//! From a request to who sent it.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::Response;
use goodturn_domain::policy::{Party, Route};
use goodturn_domain::{DeviceId, PersonId, Role};
use goodturn_sync::problem::{EndedBy, ProblemCode};
use tokio::time::Instant;

use crate::backend::Backend;
use crate::control::TokenHash;
use crate::error::ApiError;

/// A person with a session that holds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Member {
    pub(crate) person: PersonId,
    pub(crate) role: Role,
    pub(crate) token: TokenHash,
    /// How often sessions had ended when this one was looked at.
    standings: u64,
}

/// Lets in whom the policy admits to the route. Handlers behind it that need to know the [`Member`]
/// are handed one.
pub(crate) async fn admit(
    State((backend, route)): State<(Arc<Backend>, Route)>,
    mut request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    if !route.admits(Party::SignedOut) {
        let token = bearer(request.headers()).ok_or_else(ApiError::signed_out)?;
        let member = match backend.find_admitted(&token) {
            Some(member) => member,
            None => backend.blocking(move |it| it.authenticate(token)).await?,
        };
        if !route.admits(Party::Role(member.role)) {
            return Err(ApiError::new(ProblemCode::Forbidden, "That is for others in the organization."));
        }
        request.extensions_mut().insert(member);
    }
    Ok(next.run(request).await)
}

fn bearer(headers: &HeaderMap) -> Option<TokenHash> {
    bearer_text(headers).map(TokenHash::of)
}

/// The token as it was sent.
pub(crate) fn bearer_text(headers: &HeaderMap) -> Option<&str> {
    let header = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    Some(header.strip_prefix("Bearer ")?.trim())
}

impl Backend {
    /// Whose session the token is of, found anew: against the session, the account and the person.
    pub(crate) fn authenticate(&self, token: TokenHash) -> Result<Member, ApiError> {
        let (now, looked_up) = (self.clock.now(), Instant::now());
        let (versions, standings) = (self.versions(), self.count_standings());
        let Some(session) = self.control.find_session(&token, now)? else {
            return Err(ApiError::ended(self.control.find_end(&token)?));
        };
        if session.organization != self.organization {
            return Err(ApiError::signed_out());
        }
        // Who is not known here was not deactivated: the file may come out of an older backup, which
        // the device has to find again with all that it holds.
        let person = self.find_person(session.person)?.ok_or_else(ApiError::signed_out)?;
        if !person.is_active {
            return Err(ApiError::ended(Some(EndedBy::Deactivation)));
        }
        if session.is_stale {
            self.control.touch_session(&token, now)?;
        }
        let member = Member { person: person.id, role: person.role, token, standings };
        self.remember_admitted(member, versions, looked_up);
        Ok(member)
    }

    /// How often sessions may have ended, by what was done here or heard of others.
    pub(crate) fn count_standings(&self) -> u64 {
        *self.standings.borrow() + *self.newsroom.elsewhere().borrow()
    }

    /// Whether the session is still one. It is looked at again only when some session has ended.
    pub(crate) fn still_holds(&self, member: Member) -> bool {
        self.count_standings() == member.standings || self.authenticate(member.token).is_ok()
    }

    /// Refuses a device that belongs to somebody else.
    pub(crate) fn claim_device(&self, member: Member, device: DeviceId) -> Result<(), ApiError> {
        if self.control.claim_device(device, member.person, self.clock.now())? {
            return Ok(());
        }
        Err(ApiError::new(ProblemCode::Forbidden, "That device is somebody else's."))
    }
}
