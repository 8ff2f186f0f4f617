//! Who may do what: the one table of rights, and what it says about an actor.
//!
//! Rows are the intents ([`row`]) and the routes of the server ([`Route`]), columns the state of
//! what an intent is about ([`State`]), and in the cells stands who may ([`Party`]). Whoever is not
//! in a cell may not. `docs/policy.md` shows it to people.

mod routes;
mod table;

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::{PersonId, TeamId};
use crate::operation::IntentName;
use crate::organization::Directory;
use crate::person::{Membership, Role};
use crate::refusal::Refusal;
use crate::scope::{Scope, Topic};
use crate::service_request::{ServiceRequest, StageName};

pub use routes::Route;
pub use table::{Otherwise, Parties, Row, row};

/// What an actor is: to what an intent is about, and in the organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Party {
    Requester,
    /// Who has taken a request, or was asked in person.
    Helper,
    /// Who stands in for the requester while they are away.
    RequesterSubstitute,
    /// Who stands in for the helper while they are away.
    HelperSubstitute,
    /// Who was asked to agree before a request is served.
    Approver,
    /// Any member of the addressed team, also where its rules gave it to one of them, or of the team whose answer it is.
    TeamMember,
    /// A lead of the same team, of the team that is changed, or of that whose text or answer it is.
    Lead,
    /// Anybody who can see the request.
    Viewer,
    /// Whose it is: one's own profile, words, thanks, follow-ups, canned texts, answers and watching.
    Oneself,
    /// An active person of the organization with that role.
    Role(Role),
    /// To whom confidential reports can be addressed: named in no row, so that it opens nothing.
    RespectOfficer,
    Server,
    /// Nobody known: without a session, or no longer active.
    SignedOut,
}

/// The state of what an intent is about, as far as rights depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// No request is concerned.
    Plain,
    /// No request is concerned, and the role of an owner is at stake.
    Owner,
    /// A request in that stage.
    Stage(StageName),
}

impl State {
    /// The state where somebody has that role, or is to have it.
    pub fn of_role(role: Role) -> Self {
        if role == Role::Owner { Self::Owner } else { Self::Plain }
    }
}

/// Who an actor is in the organization, as far as rights depend on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    pub person: PersonId,
    pub role: Role,
    pub is_respect_officer: bool,
    pub memberships: BTreeMap<TeamId, Membership>,
}

impl Standing {
    /// The scopes that the person may sync: what they may see. A guest may besides see the people
    /// named in it, each in a scope of their own.
    pub fn scopes(&self) -> BTreeSet<Scope> {
        let mut scopes = BTreeSet::from([Scope::Person(self.person)]);
        match self.role {
            Role::Guest => scopes.extend([Scope::Topic(Topic::Guests), Scope::Acquaintances(self.person)]),
            // A program needs to know whom it can ask, and nothing that it was not told.
            Role::ServiceAccount => drop(scopes.insert(Scope::Organization)),
            Role::Member | Role::Administrator | Role::Owner => {
                scopes.extend([Scope::Organization, Scope::Topic(Topic::Everyone), Scope::Topic(Topic::Thanks)]);
            }
        }
        scopes.extend(self.memberships.keys().copied().map(Scope::Team));
        scopes
    }

    /// The scopes that the person syncs where the directory comes like that. In a large organization
    /// colleagues know their own surroundings, as guests do.
    pub fn synced_scopes(&self, directory: Directory) -> BTreeSet<Scope> {
        let mut scopes = self.scopes();
        if directory == Directory::OnDemand && scopes.remove(&Scope::Organization) {
            scopes.extend([Scope::Topic(Topic::Guests), Scope::Acquaintances(self.person)]);
        }
        scopes
    }

    /// Whether the person leads the team.
    pub fn leads(&self, team: TeamId) -> bool {
        self.memberships.get(&team) == Some(&Membership::Lead)
    }

    /// What the person is to `request`. Whoever holds one of its scopes is a viewer.
    pub fn parties(&self, request: &ServiceRequest) -> Vec<Party> {
        let mut parties = vec![Party::Role(self.role)];
        parties.extend(self.is_respect_officer.then_some(Party::RespectOfficer));
        if self.person == request.requester {
            parties.push(Party::Requester);
        }
        let helper = request.stage.helper().or(request.addressee.person());
        if helper == Some(self.person) {
            parties.push(Party::Helper);
        }
        if let Some(membership) = request.team().and_then(|team| self.memberships.get(&team)) {
            parties.push(Party::TeamMember);
            if *membership == Membership::Lead {
                parties.push(Party::Lead);
            }
        }
        if request.asked_approvers().any(|person| person == self.person) {
            parties.push(Party::Approver);
        }
        if !request.scopes().is_disjoint(&self.scopes()) {
            parties.push(Party::Viewer);
        }
        parties
    }

    /// For whom the person would stand in by doing that to `request`, and what that makes of them.
    /// Nobody takes or confirms what is their own on the other side.
    pub fn stands_in(&self, intent: IntentName, request: &ServiceRequest) -> Option<(PersonId, Party)> {
        let helper = request.stage.helper().or(request.addressee.person());
        let requester = Some(request.requester);
        let (party, away, other) = match intent {
            IntentName::Acknowledge => (Party::HelperSubstitute, helper, requester),
            IntentName::Confirm | IntentName::NotYet | IntentName::Rate => {
                (Party::RequesterSubstitute, requester, helper)
            }
            _ => return None,
        };
        away.filter(|_| other != Some(self.person)).map(|away| (away, party))
    }
}

/// What somebody who is `parties` to a request in `stage` is offered to do. The same as what is
/// permitted, without what is only there for two devices that did not know of each other.
pub fn offered(stage: StageName, parties: &[Party]) -> Vec<IntentName> {
    // What can be about the actor is offered for that: to watch no longer oneself.
    let parties = [parties, &[Party::Oneself]].concat();
    let known_twice = |intent| intent == IntentName::Acknowledge && stage != StageName::Asked;
    let is_offered = |intent| !known_twice(intent) && permit(intent, State::Stage(stage), &parties).is_ok();
    IntentName::ALL.iter().copied().filter(|intent| is_offered(*intent)).collect()
}

/// Whether somebody who is `parties` to what `intent` is about, in that state, may do it.
///
/// # Errors
/// [`Refusal::NotFound`] when the actor cannot even see the request, else what the row says:
/// [`Refusal::WrongStage`] when nobody may, [`Refusal::NotYours`] when others may, and so on.
pub fn permit(intent: IntentName, state: State, parties: &[Party]) -> Result<(), Refusal> {
    let is_among = |allowed: Parties| allowed.iter().any(|party| parties.contains(party));
    let row = row(intent);
    let is_seen = !matches!(state, State::Stage(_)) || is_among(&[Party::Viewer, Party::Server]);
    if !is_seen {
        return Err(Refusal::NotFound);
    }
    if is_among(row.cell(state)) {
        return Ok(());
    }
    Err(match (row.otherwise, state) {
        (_, State::Owner) if is_among(row.plain) => Refusal::OwnerProtected,
        (Otherwise::NotYours, State::Stage(stage)) => match row.cell(state) {
            [] => Refusal::WrongStage { intent, stage },
            parties => Refusal::NotYours { intent, stage, parties: parties.to_vec() },
        },
        (Otherwise::NotYours, _) | (Otherwise::NotFound, _) => Refusal::NotFound,
        (Otherwise::NotOwner, _) => Refusal::NotOwner,
        (Otherwise::NotAdministrator, _) => Refusal::NotAdministrator,
        (Otherwise::SomebodyElses, _) => Refusal::SomebodyElses,
        (Otherwise::ServerOnly, _) => Refusal::ServerOnly,
    })
}
