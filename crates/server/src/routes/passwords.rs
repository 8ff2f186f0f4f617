//! New passwords: one's own, or by a link from an administrator.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Html;
use chrono::TimeDelta;
use goodturn_domain::{AuditEvent, Person, PersonId};
use goodturn_sync::administration::{ChangePassword, ResetLink, ResetMade, ResetPassword, ResetShown};
use goodturn_sync::problem::ProblemCode;
use goodturn_sync::session::Secret;

use crate::auth::Member;
use crate::backend::Backend;
use crate::client_address::ClientAddress;
use crate::control::{NewReset, Reset, Token, TokenHash};
use crate::error::ApiError;
use crate::exchange::{Answer, Asked};

/// How long a link for a new password can be used, in hours.
const VALID_HOURS: i64 = 24;

/// `PUT /v1/password`
pub(crate) async fn change(
    State(backend): State<Arc<Backend>>,
    Extension(member): Extension<Member>,
    ClientAddress(address): ClientAddress,
    Asked(request): Asked<ChangePassword>,
) -> Result<StatusCode, ApiError> {
    let address = address.to_string();
    let email = backend.prove_password(member, &address, &request.current).await?;
    let hash = backend.passwords.hash(&request.new, &email).await?;
    backend
        .blocking(move |it| {
            it.control.succeed_attempt(&email, &address)?;
            it.record(it.event(AuditEvent::PasswordChanged, Some(member.person)))?;
            Ok(it.control.change_password(member.person, &hash, &member.token)?)
        })
        .await?;
    backend.standings.send_modify(|version| *version += 1);
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /v1/people/{person}/password-reset`
pub(crate) async fn make_reset(
    State(backend): State<Arc<Backend>>,
    Extension(member): Extension<Member>,
    Path(person): Path<PersonId>,
) -> Result<Answer<ResetMade>, ApiError> {
    backend
        .blocking(move |it| {
            it.person_kept_by(member, person)?;
            it.email_of(person)?;
            let expires_at = it.clock.now().plus(TimeDelta::hours(VALID_HOURS));
            let code = Token::draw().map_err(|cause| ApiError::internal(&cause))?;
            let reset = NewReset { person, made_by: member.person, expires_at };
            it.record(it.event(AuditEvent::PasswordResetMade, Some(member.person)).about(person))?;
            it.control.insert_reset(&code.hash(), reset, it.clock.now())?;
            let code = code.reveal().reveal().to_owned();
            let link = ResetLink { server: it.public_url.borrow().clone(), code };
            Ok(ResetMade { link: link.to_string(), expires_at })
        })
        .await
        .map(Answer)
}

/// `GET /v1/password-resets/{code}`
pub(crate) async fn show_reset(
    State(backend): State<Arc<Backend>>,
    Path(code): Path<String>,
) -> Result<Answer<ResetShown>, ApiError> {
    backend
        .blocking(move |it| {
            let (reset, person) = it.open_reset(&TokenHash::of(&code))?;
            Ok(ResetShown {
                organization_name: it.founded()?.name.to_string(),
                person_name: person.name.to_string(),
                email: reset.email,
                expires_at: reset.expires_at,
            })
        })
        .await
        .map(Answer)
}

/// `POST /v1/password-resets/{code}`
pub(crate) async fn reset(
    State(backend): State<Arc<Backend>>,
    Path(code): Path<String>,
    Asked(request): Asked<ResetPassword>,
) -> Result<StatusCode, ApiError> {
    let code = TokenHash::of(&code);
    let (reset, _) = backend.blocking(move |it| it.open_reset(&code)).await?;
    let hash = backend.passwords.hash(&request.password, &reset.email).await?;
    let is_first = backend
        .blocking(move |it| {
            it.record(it.event(AuditEvent::PasswordReset, Some(reset.person)))?;
            Ok(it.control.use_reset(&code, reset.person, &hash, it.clock.now())?)
        })
        .await?;
    if !is_first {
        return Err(used());
    }
    backend.standings.send_modify(|version| *version += 1);
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /reset/{code}`: for who opens the link in a browser. Says nothing about the person.
pub(crate) async fn open_in_browser() -> Html<&'static str> {
    Html(include_str!("reset.html"))
}

impl Backend {
    /// Asks whoever holds a session for the password once more, and gives the address by which they
    /// sign in. Guessing waits, as in signing in.
    pub(crate) async fn prove_password(
        self: &Arc<Self>,
        member: Member,
        address: &str,
        password: &Secret,
    ) -> Result<String, ApiError> {
        let email = self.blocking(move |it| it.email_of(member.person)).await?;
        let (subject, from, now) = (email.clone(), address.to_owned(), self.clock.now());
        let waiting = self.blocking(move |it| Ok(it.control.begin_attempt(&subject, &from, now)?)).await?;
        if let Some(seconds) = waiting {
            return Err(ApiError::too_many_attempts(seconds));
        }
        let wanted = email.clone();
        let account = self.blocking(move |it| Ok(it.control.find_account(&wanted)?)).await?;
        if !self.passwords.fits(password, account.and_then(|it| it.password_hash)).await? {
            return Err(ApiError::new(ProblemCode::WrongPassword, "That is not the current password."));
        }
        Ok(email)
    }

    fn email_of(&self, person: PersonId) -> Result<String, ApiError> {
        let missing = || ApiError::new(ProblemCode::NotFound, "They have not joined with a password yet.");
        self.control.find_email(person)?.ok_or_else(missing)
    }

    /// A link that can still be used, for somebody who may still come in.
    fn open_reset(&self, code: &TokenHash) -> Result<(Reset, Person), ApiError> {
        let missing = || ApiError::new(ProblemCode::NotFound, "There is no such link.");
        let reset = self.control.find_reset(code)?.ok_or_else(missing)?;
        if reset.is_used {
            return Err(used());
        }
        if reset.expires_at <= self.clock.now() {
            return Err(ApiError::new(ProblemCode::ResetExpired, "Ask for a new one."));
        }
        let person = self.find_person(reset.person)?.filter(|it| it.is_active).ok_or_else(missing)?;
        if !self.could_still_make(reset.made_by, person.role)? {
            return Err(missing());
        }
        Ok((reset, person))
    }
}

fn used() -> ApiError {
    ApiError::new(ProblemCode::ResetUsed, "It works once; sign in with the new password.")
}
