//! Who may do what in which stage: the table of `rules.md` §1, as data.

use serde::{Deserialize, Serialize};

use crate::id::PersonId;
use crate::operation::IntentName;
use crate::person::Team;
use crate::refusal::Refusal;
use crate::service_request::{ServiceRequest, StageName};

/// What an actor is to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Party {
    Requester,
    /// Who has taken it, or was asked in person.
    Helper,
    /// Any member of the addressed team.
    TeamMember,
    /// A lead of the addressed team.
    Lead,
    /// Anybody who can see it.
    Viewer,
    Server,
}

use Party::{Helper as H, Lead as L, Requester as R, Server, TeamMember as T, Viewer};

/// Who may do `intent` to a request in `stage`; nobody when empty.
pub fn allowed(intent: IntentName, stage: StageName) -> &'static [Party] {
    use IntentName as I;
    use StageName as S;
    match (intent, stage) {
        (I::Acknowledge, S::Asked) => &[H, T, L],
        // Two offline helpers may both take it: the later one becomes a message (§1.12).
        (I::Acknowledge, S::Acknowledged | S::InProgress | S::WaitingOnRequester | S::WaitingOnOther) => &[H, T, L],
        (I::Offer | I::AcceptOffer, S::Asked) => &[H, R, T, L],
        (I::Offer | I::AcceptOffer, S::Acknowledged | S::InProgress | S::WaitingOnRequester | S::WaitingOnOther) => &[H, R],
        (I::Decline, S::Asked) => &[H, T, L],
        (I::Decline, S::Acknowledged) => &[H],
        (I::HandOver, S::Asked) => &[H, T, L],
        (I::HandOver, S::Acknowledged | S::InProgress | S::WaitingOnRequester | S::WaitingOnOther) => &[H, L],
        (I::Start, S::Asked | S::Acknowledged | S::WaitingOnRequester | S::WaitingOnOther) => &[H],
        (I::WaitOnRequester | I::WaitOnOther, S::Acknowledged | S::InProgress) => &[H],
        (I::WaitOnRequester, S::WaitingOnOther) | (I::WaitOnOther, S::WaitingOnRequester) => &[H],
        (
            I::Renegotiate | I::PromiseNextWord | I::Deliver,
            S::Acknowledged | S::InProgress | S::WaitingOnRequester | S::WaitingOnOther,
        ) => &[H],
        (I::Confirm | I::NotYet, S::Delivered) => &[R],
        (I::Lapse, S::Delivered) => &[Server],
        (
            I::Withdraw,
            S::Asked | S::Acknowledged | S::InProgress | S::WaitingOnRequester | S::WaitingOnOther,
        ) => &[R],
        (I::Say | I::Watch | I::Unwatch | I::Remind | I::Thank, _) => &[Viewer],
        (I::Note, _) => &[H, T, L],
        _ => &[],
    }
}

/// What `actor` is to `request`. `teams` are the teams that the request names, the addressed one included.
pub fn parties_of(actor: PersonId, request: &ServiceRequest, teams: &[Team]) -> Vec<Party> {
    let mut parties = Vec::with_capacity(5);
    if actor == request.requester {
        parties.push(Party::Requester);
    }
    let helper = request.stage.helper();
    if helper.map_or(request.addressee.person() == Some(actor), |helper| helper == actor) {
        parties.push(Party::Helper);
    }
    if let Some(team) = request.addressee.team().and_then(|id| teams.iter().find(|team| team.id == id)) {
        if team.has(actor) {
            parties.push(Party::TeamMember);
        }
        if team.is_led_by(actor) {
            parties.push(Party::Lead);
        }
    }
    if is_visible_to(actor, request, teams) {
        parties.push(Party::Viewer);
    }
    parties
}

/// Whether `actor` may see `request`: the same as holding one of its scopes.
pub fn is_visible_to(actor: PersonId, request: &ServiceRequest, teams: &[Team]) -> bool {
    use crate::scope::Scope;
    request.scopes().into_iter().any(|scope| match scope {
        Scope::Person(person) => person == actor,
        Scope::Team(id) => teams.iter().any(|team| team.id == id && team.has(actor)),
        Scope::Organization | Scope::Topic(_) => true,
    })
}

/// Whether somebody who is `parties` to a request in `stage` may do `intent`.
///
/// # Errors
/// [`Refusal::WrongStage`] when nobody may, [`Refusal::NotFound`] when the actor cannot even see
/// the request, [`Refusal::NotYours`] when others may.
pub fn permit(intent: IntentName, stage: StageName, parties: &[Party]) -> Result<(), Refusal> {
    let allowed = allowed(intent, stage);
    if !parties.contains(&Party::Viewer) && !parties.contains(&Party::Server) {
        return Err(Refusal::NotFound);
    }
    if allowed.is_empty() {
        return Err(Refusal::WrongStage { intent, stage });
    }
    if allowed.iter().any(|party| parties.contains(party)) {
        return Ok(());
    }
    Err(Refusal::NotYours { intent, stage, parties: allowed.to_vec() })
}
