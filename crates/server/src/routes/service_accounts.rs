//! Programs that act by themselves: a person of their own, and a token instead of a password.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use goodturn_domain::{Actor, DeviceId, Intent, Operation, OperationId, PersonId, Role, Title};
use goodturn_sync::Verdict;
use goodturn_sync::problem::ProblemCode;
use goodturn_sync::session::{ServiceAccountMade, ServiceAccountRequest};

use crate::auth::Member;
use crate::backend::Backend;
use crate::control::Token;
use crate::error::ApiError;
use crate::exchange::{Answer, Asked};

/// `POST /v1/service-accounts`
pub(crate) async fn make(
    State(backend): State<Arc<Backend>>,
    Extension(member): Extension<Member>,
    Asked(request): Asked<ServiceAccountRequest>,
) -> Result<Answer<ServiceAccountMade>, ApiError> {
    let malformed = |cause| ApiError::new(ProblemCode::Malformed, format!("{cause}"));
    let name = Title::new(&request.name).map_err(malformed)?;
    let (person, device) = (PersonId::new(backend.clock.new_id()), DeviceId::new(backend.clock.new_id()));
    add_person(&backend, member, person, name.clone()).await?;
    backend
        .blocking(move |it| {
            let now = it.clock.now();
            let token = Token::draw().map_err(|cause| ApiError::internal(&cause))?;
            it.control.ensure_account(person, it.organization, now)?;
            it.control.claim_device(device, person, now)?;
            it.control.open_session(&token, person, Some(device), name.as_str(), now)?;
            Ok(Answer(ServiceAccountMade { person, device, token: token.reveal() }))
        })
        .await
}

/// By the administrator, so that the rules are asked once more.
async fn add_person(backend: &Arc<Backend>, by: Member, person: PersonId, name: Title) -> Result<(), ApiError> {
    let zone = backend.blocking(|it| Ok(it.founded()?.zone)).await?;
    let (role, locale) = (Role::ServiceAccount, "en".to_owned());
    let intent = Intent::AddPerson { person, name, email: None, position: None, role, zone, locale };
    let operation = Operation { id: OperationId::new(backend.clock.new_id()), at: backend.clock.now(), intent };
    let (actor, keeper) = (Actor::Person(by.person), backend.clone());
    let decided = backend.writer.act_for(vec![(actor, operation)], move || keeper.still_holds(by)).await?;
    match decided.first() {
        Some(Verdict::Rejected { code, .. }) => Err(ApiError::new(ProblemCode::Refused, code.clone())),
        _ => Ok(()),
    }
}
