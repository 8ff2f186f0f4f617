//! Where people are signed in, and signing them out there.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use goodturn_domain::operation::IntentName;
use goodturn_domain::policy::{self, Party};
use goodturn_domain::{AuditEvent, DeviceId, Person, PersonId, Role};
use goodturn_sync::administration::{DeviceShown, DevicesShown, Revoked};
use goodturn_sync::problem::{EndedBy, ProblemCode};

use crate::auth::Member;
use crate::backend::Backend;
use crate::control::Which;
use crate::error::ApiError;
use crate::exchange::Answer;

type Shown = Result<Answer<DevicesShown>, ApiError>;
type Ended = Result<Answer<Revoked>, ApiError>;

/// `GET /v1/devices`
pub(crate) async fn show_own(State(backend): State<Arc<Backend>>, Extension(member): Extension<Member>) -> Shown {
    backend.blocking(move |it| it.devices_of(member.person, member)).await.map(Answer)
}

/// `DELETE /v1/devices/{device}`
pub(crate) async fn revoke_own(
    State(backend): State<Arc<Backend>>,
    Extension(member): Extension<Member>,
    Path(device): Path<DeviceId>,
) -> Ended {
    backend
        .blocking(move |it| {
            it.record_revoking(member, member.person, Some(device))?;
            it.end_sessions(member.person, Which::On(device), EndedBy::Oneself)
        })
        .await
        .map(Answer)
}

/// `DELETE /v1/devices`: everywhere but here.
pub(crate) async fn revoke_others(State(backend): State<Arc<Backend>>, Extension(member): Extension<Member>) -> Ended {
    backend
        .blocking(move |it| {
            it.record_revoking(member, member.person, None)?;
            it.end_sessions(member.person, Which::AllBut(member.token), EndedBy::Oneself)
        })
        .await
        .map(Answer)
}

/// `GET /v1/people/{person}/devices`
pub(crate) async fn show(
    State(backend): State<Arc<Backend>>,
    Extension(member): Extension<Member>,
    Path(person): Path<PersonId>,
) -> Shown {
    backend
        .blocking(move |it| {
            it.person_kept_by(member, person)?;
            it.devices_of(person, member)
        })
        .await
        .map(Answer)
}

/// `DELETE /v1/people/{person}/devices/{device}`
pub(crate) async fn revoke(
    State(backend): State<Arc<Backend>>,
    Extension(member): Extension<Member>,
    Path((person, device)): Path<(PersonId, DeviceId)>,
) -> Ended {
    backend
        .blocking(move |it| {
            it.person_kept_by(member, person)?;
            it.record_revoking(member, person, Some(device))?;
            it.end_sessions(person, Which::On(device), EndedBy::Administrator)
        })
        .await
        .map(Answer)
}

/// `DELETE /v1/people/{person}/devices`
pub(crate) async fn revoke_all(
    State(backend): State<Arc<Backend>>,
    Extension(member): Extension<Member>,
    Path(person): Path<PersonId>,
) -> Ended {
    backend
        .blocking(move |it| {
            it.person_kept_by(member, person)?;
            it.record_revoking(member, person, None)?;
            it.end_sessions(person, Which::All, EndedBy::Administrator)
        })
        .await
        .map(Answer)
}

impl Backend {
    /// The person, whom the administrator may keep: an owner is kept by owners only, or whoever
    /// administers could come in as one.
    pub(crate) fn person_kept_by(&self, member: Member, id: PersonId) -> Result<Person, ApiError> {
        let missing = || ApiError::new(ProblemCode::NotFound, "There is no such person.");
        let person = self.find_person(id)?.ok_or_else(missing)?;
        policy::permit(IntentName::ChangeRole, policy::State::of_role(person.role), &[Party::Role(member.role)])
            .map_err(|refusal| ApiError::new(ProblemCode::Forbidden, refusal.to_string()))?;
        Ok(person)
    }

    /// Whether who made a link could make it now: a link is worth no more than its maker.
    pub(crate) fn could_still_make(&self, maker: PersonId, role: Role) -> Result<bool, ApiError> {
        let maker = self.find_person(maker)?.filter(|it| it.is_active);
        let may = |it: Role| policy::permit(IntentName::ChangeRole, policy::State::of_role(role), &[Party::Role(it)]);
        Ok(maker.is_some_and(|it| may(it.role).is_ok()))
    }

    fn record_revoking(&self, by: Member, whose: PersonId, device: Option<DeviceId>) -> Result<(), ApiError> {
        let entry = self.event(AuditEvent::SessionRevoked, Some(by.person)).about(whose);
        self.record(match device {
            Some(device) => entry.with("device", &device),
            None => entry,
        })
    }

    fn devices_of(&self, person: PersonId, asking: Member) -> Result<DevicesShown, ApiError> {
        let sessions = self.control.list_sessions(person, self.clock.now())?;
        let devices = sessions.into_iter().map(|session| DeviceShown {
            device: session.device,
            is_this: session.tokens.contains(&asking.token),
            name: session.device_name,
            signed_in_at: session.signed_in_at,
            last_seen_at: session.last_seen_at,
        });
        Ok(DevicesShown { devices: devices.collect() })
    }

    /// Ends every session of people who were deactivated or taken back in: sessions from before do
    /// not open again.
    pub(crate) fn put_out(&self, people: &[PersonId]) -> Result<(), ApiError> {
        people.iter().try_for_each(|person| self.end_sessions(*person, Which::All, EndedBy::Deactivation).map(drop))
    }

    /// Ends sessions, their held streams with them; their devices delete what they hold.
    pub(crate) fn end_sessions(&self, person: PersonId, which: Which, by: EndedBy) -> Result<Revoked, ApiError> {
        let sessions = self.control.revoke_sessions(person, which, by, self.clock.now())?;
        self.standings.send_modify(|version| *version += 1);
        Ok(Revoked { sessions })
    }
}
