//! Inviting people, and becoming one of the organization.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::response::Html;
use chrono::TimeDelta;
use goodturn_domain::operation::IntentName;
use goodturn_domain::policy::{self, Party};
use goodturn_domain::{AuditEvent, Person, PersonId, Role, Title};
use goodturn_sync::problem::{AddressHolder, ProblemCode};
use goodturn_sync::session::{
    AcceptInvitation, InvitationLink, InvitationMade, InvitationShown, InviteRequest, Session,
};

use crate::auth::Member;
use crate::backend::Backend;
use crate::control::{Acceptance, NewInvitation, Token, TokenHash, role_name};
use crate::error::ApiError;
use crate::exchange::{Answer, Asked};

/// How long an invitation can be accepted, in days.
pub(crate) const VALID_DAYS: i64 = 7;

/// `POST /v1/invitations`
pub(crate) async fn invite(
    State(backend): State<Arc<Backend>>,
    Extension(member): Extension<Member>,
    Asked(request): Asked<InviteRequest>,
) -> Result<Answer<InvitationMade>, ApiError> {
    backend
        .blocking(move |it| {
            check_inviting(member, request.role)?;
            for team in &request.teams {
                if !it.has_team(*team)? {
                    return Err(ApiError::new(ProblemCode::NotFound, "There is no such team."));
                }
            }
            let email = read_address(&request.email)?;
            let person = it.person_to_be(&email)?;
            it.make_invitation(&NewInvitation {
                person,
                invited_by: Some(member.person),
                email,
                name: title(&request.name)?.to_string(),
                role: request.role,
                teams: request.teams,
                expires_at: it.clock.now().plus(TimeDelta::days(VALID_DAYS)),
            })
        })
        .await
        .map(Answer)
}

/// `POST /v1/people/{person}/invitation`: a new link for somebody who is in the directory and has not
/// joined yet. The one before no longer works.
pub(crate) async fn invite_again(
    State(backend): State<Arc<Backend>>,
    Extension(member): Extension<Member>,
    Path(person): Path<PersonId>,
) -> Result<Answer<InvitationMade>, ApiError> {
    backend
        .blocking(move |it| {
            let known = it.person_kept_by(member, person)?;
            let nowhere = || ApiError::new(ProblemCode::NotFound, "There is no address to invite them by.");
            let email = known.email.filter(|_| known.is_active).ok_or_else(nowhere)?;
            it.make_invitation(&NewInvitation {
                person,
                invited_by: Some(member.person),
                email: read_address(email.as_str())?,
                name: known.name.to_string(),
                role: known.role,
                teams: BTreeSet::new(),
                expires_at: it.clock.now().plus(TimeDelta::days(VALID_DAYS)),
            })
        })
        .await
        .map(Answer)
}

/// `GET /v1/invitations/{code}`
pub(crate) async fn show(
    State(backend): State<Arc<Backend>>,
    Path(code): Path<String>,
) -> Result<Answer<InvitationShown>, ApiError> {
    backend
        .blocking(move |it| {
            let offered = it.open_invitation(&TokenHash::of(&code))?;
            let organization = it.founded()?;
            let inviter = offered.invited_by.map(|person| it.find_person(person)).transpose()?.flatten();
            Ok(InvitationShown {
                organization: organization.id,
                organization_name: organization.name.to_string(),
                invited_by: inviter.map(|person| person.name.to_string()),
                email: offered.email,
                name: offered.name,
                expires_at: offered.expires_at,
            })
        })
        .await
        .map(Answer)
}

/// `POST /v1/invitations/{code}/accept`: makes the person, then the account with its session.
/// What a crash in between leaves is completed when the invitation is accepted again.
pub(crate) async fn accept(
    State(backend): State<Arc<Backend>>,
    Path(code): Path<String>,
    Asked(request): Asked<AcceptInvitation>,
) -> Result<Answer<Session>, ApiError> {
    let code = TokenHash::of(&code);
    let name = title(&request.name)?;
    let offered = backend.blocking(move |it| it.open_invitation(&code)).await?;
    let password_hash = backend.passwords.hash(&request.password, &offered.email).await?;
    backend.admit(&offered, &name, request.zone, &request.locale).await?;
    backend
        .blocking(move |it| {
            let now = it.clock.now();
            if !it.control.claim_device(request.device.id, offered.person, now)? {
                return Err(ApiError::new(ProblemCode::Forbidden, "That device is somebody else's."));
            }
            let acceptance = Acceptance {
                organization: it.organization,
                password_hash: &password_hash,
                device: request.device.id,
                device_name: &request.device.name,
            };
            let token = Token::draw().map_err(|cause| ApiError::internal(&cause))?;
            let accepted = it.event(AuditEvent::InvitationAccepted, Some(offered.person));
            it.record(accepted.with("device", &request.device.id))?;
            if !it.control.accept_invitation(&code, &offered, &acceptance, &token, now)? {
                return Err(used());
            }
            it.session(token, offered.person, name.to_string())
        })
        .await
        .map(Answer)
}

/// `GET /join/{code}`: for who opens the link in a browser. Says nothing about the invitation.
pub(crate) async fn open_in_browser() -> Html<&'static str> {
    Html(include_str!("join.html"))
}

impl Backend {
    /// The id for somebody with that address: of who is invited already, so that nobody is there
    /// twice. Who is in the directory is refused, for whoever joins by an invitation is called as it
    /// says; [`invite_again`] lets them in as who they are.
    fn person_to_be(&self, email: &str) -> Result<PersonId, ApiError> {
        let has_address = |it: &&Person| it.email.as_ref().is_some_and(|it| it.as_str().to_lowercase() == email);
        let (people, _) = self.people_and_teams()?;
        if let Some(there) = people.iter().filter(|it| it.is_active).find(has_address) {
            let has_joined = self.control.find_account(email)?.is_some();
            return Err(ApiError::held_by(AddressHolder {
                person: there.id,
                name: there.name.to_string(),
                has_joined,
            }));
        }
        // Whoever was deactivated before joining comes back as somebody new, like others who left.
        let has_left = |id: &PersonId| people.iter().any(|it| it.id == *id);
        let invited = self.control.list_invited()?.get(email).copied().filter(|id| !has_left(id));
        Ok(invited.unwrap_or_else(|| PersonId::new(self.clock.new_id())))
    }

    /// Keeps an invitation and gives its link.
    pub(crate) fn make_invitation(&self, invitation: &NewInvitation) -> Result<InvitationMade, ApiError> {
        if invitation.role == Role::ServiceAccount {
            return Err(ApiError::new(ProblemCode::Refused, "A service account gets a token instead."));
        }
        if self.control.find_account(&invitation.email)?.is_some() {
            return Err(ApiError::new(ProblemCode::EmailTaken, "That address has an account."));
        }
        let code = Token::draw().map_err(|cause| ApiError::internal(&cause))?;
        let entry = self.event(AuditEvent::InvitationMade, invitation.invited_by).about(invitation.person);
        self.record(entry.with("role", &role_name(invitation.role)))?;
        self.control.insert_invitation(&code.hash(), invitation, self.clock.now())?;
        let link = InvitationLink { server: self.public_url.borrow().clone(), code: code.reveal().reveal().to_owned() };
        Ok(InvitationMade { link: link.to_string(), expires_at: invitation.expires_at })
    }

    /// An invitation that can still be accepted.
    fn open_invitation(&self, code: &TokenHash) -> Result<NewInvitation, ApiError> {
        let missing = || ApiError::new(ProblemCode::NotFound, "There is no such invitation.");
        let found = self.control.find_invitation(code)?.ok_or_else(missing)?;
        if found.is_used {
            return Err(used());
        }
        if found.offered.expires_at <= self.clock.now() {
            return Err(ApiError::new(ProblemCode::InvitationExpired, "Ask for a new one."));
        }
        if self.control.find_account(&found.offered.email)?.is_some() {
            return Err(ApiError::new(ProblemCode::EmailTaken, "That address has an account."));
        }
        let known = self.find_person(found.offered.person)?;
        let role = known.as_ref().map_or(found.offered.role, |it| it.role);
        let is_void = match found.offered.invited_by {
            Some(maker) => !self.could_still_make(maker, role)?,
            None => false,
        };
        if is_void || known.is_some_and(|it| !it.is_active) {
            return Err(missing());
        }
        Ok(found.offered)
    }
}

/// Whoever invites somebody adds them to the organization in the end.
fn check_inviting(member: Member, role: Role) -> Result<(), ApiError> {
    policy::permit(IntentName::AddPerson, policy::State::of_role(role), &[Party::Role(member.role)])
        .map_err(|refusal| ApiError::new(ProblemCode::Forbidden, refusal.to_string()))
}

fn used() -> ApiError {
    ApiError::new(ProblemCode::InvitationUsed, "It works once; sign in with your password.")
}

fn title(text: &str) -> Result<Title, ApiError> {
    Title::new(text).map_err(|cause| ApiError::new(ProblemCode::Malformed, cause.to_string()))
}

/// An address in lower case. Whether mail arrives there, only a mail can tell.
pub(crate) fn read_address(text: &str) -> Result<String, ApiError> {
    let email = title(text)?.to_string().to_lowercase();
    if is_address(&email) {
        Ok(email)
    } else {
        Err(ApiError::new(ProblemCode::Malformed, "That is no e-mail address."))
    }
}

pub(crate) fn is_address(email: &str) -> bool {
    let has_both = email.split_once('@').is_some_and(|(name, host)| !name.is_empty() && !host.is_empty());
    has_both && !email.contains(char::is_whitespace)
}
