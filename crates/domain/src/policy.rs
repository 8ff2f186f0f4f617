//! Who may do what in which stage: the table of `rules.md` §1, as data.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::id::{PersonId, TeamId};
use crate::operation::IntentName;
use crate::person::{Membership, Role};
use crate::refusal::Refusal;
use crate::scope::{Scope, Topic};
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
        (I::Offer | I::AcceptOffer, S::Acknowledged | S::InProgress | S::WaitingOnRequester | S::WaitingOnOther) => {
            &[H, R]
        }
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
        (I::Withdraw, S::Asked | S::Acknowledged | S::InProgress | S::WaitingOnRequester | S::WaitingOnOther) => &[R],
        (I::Say | I::Watch | I::Unwatch | I::Remind | I::Thank, _) => &[Viewer],
        (I::Note, _) => &[H, T, L],
        _ => &[],
    }
}

/// Who an actor is in the organization, as far as rights depend on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    pub person: PersonId,
    pub role: Role,
    pub memberships: BTreeMap<TeamId, Membership>,
}

impl Standing {
    /// The scopes that the person may sync: what they may see.
    pub fn scopes(&self) -> BTreeSet<Scope> {
        let mut scopes = BTreeSet::from([Scope::Organization, Scope::Person(self.person)]);
        if self.role > Role::Guest {
            scopes.extend([Scope::Topic(Topic::Everyone), Scope::Topic(Topic::Thanks)]);
        }
        scopes.extend(self.memberships.keys().copied().map(Scope::Team));
        scopes
    }

    /// What the person is to `request`. Whoever holds one of its scopes is a viewer.
    pub fn parties(&self, request: &ServiceRequest) -> Vec<Party> {
        let mut parties = Vec::with_capacity(5);
        if self.person == request.requester {
            parties.push(Party::Requester);
        }
        let helper = request.stage.helper().or(request.addressee.person());
        if helper == Some(self.person) {
            parties.push(Party::Helper);
        }
        if let Some(membership) = request.addressee.team().and_then(|team| self.memberships.get(&team)) {
            parties.push(Party::TeamMember);
            if *membership == Membership::Lead {
                parties.push(Party::Lead);
            }
        }
        if !request.scopes().is_disjoint(&self.scopes()) {
            parties.push(Party::Viewer);
        }
        parties
    }
}

/// What somebody who is `parties` to a request in `stage` is offered to do. The same as what is
/// permitted, without what is only there for two devices that did not know of each other.
pub fn offered(stage: StageName, parties: &[Party]) -> Vec<IntentName> {
    use IntentName as I;
    const INTENTS: [IntentName; 20] = [
        I::Acknowledge,
        I::Offer,
        I::AcceptOffer,
        I::Decline,
        I::HandOver,
        I::Start,
        I::WaitOnRequester,
        I::WaitOnOther,
        I::Renegotiate,
        I::PromiseNextWord,
        I::Deliver,
        I::Confirm,
        I::NotYet,
        I::Withdraw,
        I::Say,
        I::Note,
        I::Watch,
        I::Unwatch,
        I::Remind,
        I::Thank,
    ];
    let known_twice = |intent| intent == I::Acknowledge && stage != StageName::Asked;
    INTENTS.into_iter().filter(|intent| !known_twice(*intent) && permit(*intent, stage, parties).is_ok()).collect()
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
