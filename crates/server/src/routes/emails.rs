//! Other e-mail addresses: one's own, or somebody else's by an administrator.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use goodturn_domain::{Actor, AuditEvent, Intent, Person, PersonId, Title};
use goodturn_sync::Verdict;
use goodturn_sync::administration::{ChangeEmail, NewEmail};
use goodturn_sync::problem::ProblemCode;

use super::invitations::read_address;
use crate::auth::Member;
use crate::backend::Backend;
use crate::client_address::ClientAddress;
use crate::control::TokenHash;
use crate::error::ApiError;
use crate::exchange::Asked;

/// `PUT /v1/email`
pub(crate) async fn change_own(
    State(backend): State<Arc<Backend>>,
    Extension(member): Extension<Member>,
    ClientAddress(address): ClientAddress,
    Asked(request): Asked<ChangeEmail>,
) -> Result<StatusCode, ApiError> {
    let email = read_address(&request.email)?;
    let address = address.to_string();
    let known = backend.prove_password(member, &address, &request.password).await?;
    backend.blocking(move |it| Ok(it.control.succeed_attempt(&known, &address)?)).await?;
    replace(&backend, member, member.person, email, Some(member.token)).await
}

/// `PUT /v1/people/{person}/email`
pub(crate) async fn change(
    State(backend): State<Arc<Backend>>,
    Extension(member): Extension<Member>,
    Path(person): Path<PersonId>,
    Asked(request): Asked<NewEmail>,
) -> Result<StatusCode, ApiError> {
    if person == member.person {
        return Err(ApiError::new(ProblemCode::Forbidden, "One's own address is changed with the password."));
    }
    backend.blocking(move |it| it.person_kept_by(member, person).map(drop)).await?;
    replace(&backend, member, person, read_address(&request.email)?, None).await
}

/// The account first, which nobody else may have by that address; then what everybody sees. Who is
/// cut off between the two asks again, and it is the same.
async fn replace(
    backend: &Arc<Backend>,
    by: Member,
    person: PersonId,
    email: String,
    kept: Option<TokenHash>,
) -> Result<StatusCode, ApiError> {
    let shown = Title::new(&email).map_err(|cause| ApiError::new(ProblemCode::Malformed, cause.to_string()))?;
    let is_free = backend
        .blocking(move |it| {
            // Somebody who was brought in from a table has an address before they have an account.
            let (people, _) = it.people_and_teams()?;
            let has_it = |one: &Person| one.email.as_ref().is_some_and(|it| it.as_str().to_lowercase() == email);
            if people.iter().any(|one| one.id != person && one.is_active && has_it(one)) {
                return Ok(false);
            }
            let is_free = it.control.change_email(person, &email, kept.as_ref(), it.clock.now())?;
            if is_free {
                it.record(it.event(AuditEvent::EmailChanged, Some(by.person)).about(person))?;
            }
            Ok(is_free)
        })
        .await?;
    if !is_free {
        return Err(ApiError::new(ProblemCode::EmailTaken, "Somebody has that address, or is invited by it."));
    }
    backend.standings.send_modify(|version| *version += 1);
    let keeper = backend.clone();
    let operation = backend.operation(Intent::ChangeEmail { person, email: shown });
    let decided = backend.writer.act_for(vec![(Actor::Server, operation)], move || keeper.still_holds(by)).await?;
    match decided.first() {
        Some(Verdict::Rejected { code, .. }) => Err(ApiError::new(ProblemCode::Refused, code.clone())),
        _ => Ok(StatusCode::NO_CONTENT),
    }
}
