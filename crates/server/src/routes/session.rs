//! Signing in and out.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use goodturn_domain::{AuditEvent, PersonId};
use goodturn_sync::problem::ProblemCode;
use goodturn_sync::session::{MOST_FORMER_DEVICES, Session, SignInRequest};

use crate::auth::{Member, bearer_text};
use crate::backend::Backend;
use crate::client_address::ClientAddress;
use crate::control::Token;
use crate::error::ApiError;
use crate::exchange::{Answer, Asked};

/// `POST /v1/session`
pub(crate) async fn sign_in(
    State(backend): State<Arc<Backend>>,
    ClientAddress(address): ClientAddress,
    Asked(request): Asked<SignInRequest>,
) -> Result<Answer<Session>, ApiError> {
    let (email, address) = (request.email.trim().to_lowercase(), address.to_string());
    let (subject, now) = ((email.clone(), address.clone()), backend.clock.now());
    let waiting = backend.blocking(move |it| Ok(it.control.begin_attempt(&subject.0, &subject.1, now)?)).await?;
    if let Some(seconds) = waiting {
        return Err(ApiError::too_many_attempts(seconds));
    }
    let wanted = email.clone();
    let account = backend.blocking(move |it| Ok(it.control.find_account(&wanted)?)).await?;
    let hash = account.as_ref().and_then(|it| it.password_hash.clone());
    let fits = backend.passwords.fits(&request.password, hash).await?;
    let known = account.as_ref().map(|it| it.person);
    let Some(account) = account.filter(|_| fits) else {
        backend.blocking(move |it| it.record_refused_sign_in(known, "wrong_password")).await?;
        return Err(ApiError::new(ProblemCode::WrongPassword, "Nobody signs in with these."));
    };
    backend
        .blocking(move |it| {
            it.control.succeed_attempt(&email, &address)?;
            it.begin_session(account.person, &request)
        })
        .await
        .map(Answer)
}

/// `POST /v1/session/refresh`: the same session under a new token. The old one holds until the new
/// one is in use, and a minute longer; asking again gives the same new one.
pub(crate) async fn refresh(
    State(backend): State<Arc<Backend>>,
    Extension(member): Extension<Member>,
    headers: HeaderMap,
) -> Result<Answer<Session>, ApiError> {
    let token = Token::sent(bearer_text(&headers).ok_or_else(ApiError::signed_out)?);
    backend
        .blocking(move |it| {
            let mut salt = [0; 32];
            getrandom::fill(&mut salt).map_err(|cause| ApiError::internal(&cause))?;
            let successor = it.control.rotate_session(&token, salt, it.clock.now())?;
            let successor = successor.ok_or_else(ApiError::signed_out)?;
            let person = it.find_person(member.person)?.ok_or_else(ApiError::signed_out)?;
            it.session(successor, person.id, person.name.to_string())
        })
        .await
        .map(Answer)
}

/// `DELETE /v1/session`: ends the session, its streams too.
pub(crate) async fn sign_out(
    State(backend): State<Arc<Backend>>,
    Extension(member): Extension<Member>,
) -> Result<StatusCode, ApiError> {
    let now = backend.clock.now();
    backend
        .blocking(move |it| {
            it.record(it.event(AuditEvent::SignedOut, Some(member.person)))?;
            Ok(it.control.revoke_session(&member.token, now)?)
        })
        .await?;
    backend.standings.send_modify(|version| *version += 1);
    Ok(StatusCode::NO_CONTENT)
}

impl Backend {
    /// A session of a person who has proved who they are, on a device of theirs.
    fn begin_session(&self, person: PersonId, request: &SignInRequest) -> Result<Session, ApiError> {
        let SignInRequest { device, former, .. } = request;
        if former.len() > MOST_FORMER_DEVICES {
            return Err(ApiError::new(ProblemCode::Malformed, "So often no installation changes its name."));
        }
        let Some(known) = self.find_person(person)?.filter(|it| it.is_active) else {
            self.record_refused_sign_in(Some(person), "inactive")?;
            return Err(ApiError::new(ProblemCode::WrongPassword, "Nobody signs in with these."));
        };
        if !self.control.claim_device(device.id, person, self.clock.now())? {
            return Err(ApiError::new(ProblemCode::Forbidden, "That device is somebody else's."));
        }
        let token = Token::draw().map_err(|cause| ApiError::internal(&cause))?;
        self.record(self.event(AuditEvent::SignedIn, Some(person)).with("device", &device.id))?;
        if self.control.move_session(&token, person, device, former, self.clock.now())? {
            // The streams of the session that gave way end here and on other servers.
            self.standings.send_modify(|version| *version += 1);
        }
        self.session(token, person, known.name.to_string())
    }

    /// Of whom, if an account was meant at all; what was typed is not recorded.
    fn record_refused_sign_in(&self, of: Option<PersonId>, code: &str) -> Result<(), ApiError> {
        let entry = self.event(AuditEvent::SignInRefused, None).refused(code);
        self.record(of.map_or(entry.clone(), |person| entry.about(person)))
    }

    /// The session that its owner is told.
    pub(crate) fn session(&self, token: Token, person: PersonId, name: String) -> Result<Session, ApiError> {
        let organization = self.founded()?;
        Ok(Session {
            token: token.reveal(),
            person,
            person_name: name,
            organization: organization.id,
            organization_name: organization.name.to_string(),
        })
    }
}
