//! Scopes: the audiences of entities. They decide who syncs what.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use crate::canned_text::TextOwner;
use crate::entity::Entity;
use crate::id::{PersonId, TeamId};
use crate::offered_service::RequiredApproval;
use crate::recurrence::Wish;
use crate::service_request::{ServiceRequest, Visibility};

/// An audience. As text: `org`, `team:<id>`, `person:<id>`, `acquaintances:<id>`, `topic:<name>`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Scope {
    /// Everybody but guests; small reference data only.
    Organization,
    Team(TeamId),
    Person(PersonId),
    /// The guests who have to do with that person.
    Acquaintances(PersonId),
    Topic(Topic),
    /// On a device alone: what was looked up on the server, and nobody keeps up to date here.
    LookedUp,
}

/// What people of the organization follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Topic {
    /// Requests and answers that everybody may read, and services that everybody may ask for.
    Everyone,
    /// Public thanks.
    Thanks,
    /// What those get of the organization itself who do not know everybody: guests, and all in a large one.
    Guests,
}

impl JsonSchema for Scope {
    fn schema_name() -> Cow<'static, str> {
        "Scope".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let id = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
        let pattern = format!("^(org|topic:(everyone|thanks|guests)|(team|person|acquaintances):{id})$");
        json_schema!({ "type": "string", "pattern": pattern })
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Organization => f.write_str("org"),
            Self::Team(id) => write!(f, "team:{id}"),
            Self::Person(id) => write!(f, "person:{id}"),
            Self::Acquaintances(id) => write!(f, "acquaintances:{id}"),
            Self::Topic(Topic::Everyone) => f.write_str("topic:everyone"),
            Self::Topic(Topic::Thanks) => f.write_str("topic:thanks"),
            Self::Topic(Topic::Guests) => f.write_str("topic:guests"),
            Self::LookedUp => f.write_str("looked_up"),
        }
    }
}

/// A text that names no scope.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a scope")]
pub struct UnknownScope(String);

impl FromStr for Scope {
    type Err = UnknownScope;

    fn from_str(text: &str) -> Result<Self, UnknownScope> {
        let unknown = || UnknownScope(text.to_owned());
        match text {
            "org" => Ok(Self::Organization),
            "topic:everyone" => Ok(Self::Topic(Topic::Everyone)),
            "topic:thanks" => Ok(Self::Topic(Topic::Thanks)),
            "topic:guests" => Ok(Self::Topic(Topic::Guests)),
            "looked_up" => Ok(Self::LookedUp),
            _ => match text.split_once(':') {
                Some(("team", id)) => id.parse().map(Self::Team).map_err(|_| unknown()),
                Some(("person", id)) => id.parse().map(Self::Person).map_err(|_| unknown()),
                Some(("acquaintances", id)) => id.parse().map(Self::Acquaintances).map_err(|_| unknown()),
                _ => Err(unknown()),
            },
        }
    }
}

impl TryFrom<String> for Scope {
    type Error = UnknownScope;

    fn try_from(text: String) -> Result<Self, UnknownScope> {
        text.parse()
    }
}

impl From<Scope> for String {
    fn from(scope: Scope) -> String {
        scope.to_string()
    }
}

impl ServiceRequest {
    /// Who sees the request (`rules.md` §1.13).
    pub fn scopes(&self) -> BTreeSet<Scope> {
        let mut scopes: BTreeSet<Scope> = self.people().into_iter().map(Scope::Person).collect();
        if self.visibility != Visibility::Private {
            let teams = self.requester_teams.iter().chain(&self.helper_teams);
            scopes.extend(teams.copied().map(Scope::Team));
        } else {
            scopes.extend(self.private_to().map(Scope::Team));
        }
        if self.visibility == Visibility::Organization {
            scopes.insert(Scope::Topic(Topic::Everyone));
        }
        scopes
    }

    /// The teams that see it though it is private.
    pub fn private_to(&self) -> impl Iterator<Item = TeamId> {
        self.team().into_iter().chain(self.group)
    }

    /// Who sees an internal note on it: the helper and the helper's teams.
    pub fn note_scopes(&self) -> BTreeSet<Scope> {
        let teams: Vec<TeamId> = if self.visibility == Visibility::Private {
            self.private_to().collect()
        } else {
            self.helper_teams.iter().copied().collect()
        };
        let helper = self.stage.helper().or(self.addressee.person());
        helper.map(Scope::Person).into_iter().chain(teams.into_iter().map(Scope::Team)).collect()
    }
}

impl Entity {
    /// The people whom it names: who takes part in it, without those whom only its text tells of.
    pub fn people(&self) -> BTreeSet<PersonId> {
        match self {
            Self::Organization(_) => BTreeSet::new(),
            Self::Person(person) => [person.id].into(),
            Self::Team(team) => team.memberships().map(|(person, _)| person).collect(),
            Self::OfferedService(it) => it.latest().map_or_else(BTreeSet::new, |it| {
                let approvers = it.description.approvals.iter().flat_map(RequiredApproval::people);
                approvers.chain(it.description.helper).collect()
            }),
            Self::ServiceRequest(request) => request.named(),
            Self::Entry(entry) => entry.mentions.iter().map(|it| it.person).chain(entry.author).collect(),
            Self::FollowUp(it) => it.clock.and_then(|about| about.colleague).into_iter().chain([it.owner]).collect(),
            Self::Mute(mute) => [mute.person].into(),
            Self::Thanks(thanks) => thanks.to.iter().copied().chain([thanks.from]).collect(),
            Self::CannedText(text) => match text.owner {
                TextOwner::Person(person) => [person].into(),
                TextOwner::Team(_) => BTreeSet::new(),
            },
            Self::View(view) => [view.owner].into(),
            Self::TeamRules(it) => it.people(),
            Self::Recurrence(it) => it.wish.people().chain([it.requester]).collect(),
            Self::Template(it) => match it.owner {
                TextOwner::Person(person) => [person].into(),
                TextOwner::Team(_) => it.wish.iter().flat_map(Wish::people).collect(),
            },
            Self::KnownAnswer(answer) => [answer.owner, answer.written_by].into(),
            Self::Judgement(judgement) => [judgement.person].into(),
        }
    }

    /// Who sees the entity. An entry is seen with its request, which the caller hands in.
    pub fn scopes(&self, request: Option<&ServiceRequest>) -> BTreeSet<Scope> {
        match self {
            Self::Organization(_) => [Scope::Organization, Scope::Topic(Topic::Guests)].into(),
            Self::Person(person) => [Scope::Organization, Scope::Acquaintances(person.id)].into(),
            Self::Team(team) => [Scope::Organization, Scope::Team(team.id)].into(),
            // Where the directory comes on demand, everybody but guests still knows what can be asked for.
            Self::OfferedService(it) => {
                [Scope::Organization, Scope::Team(it.team), Scope::Topic(Topic::Everyone)].into()
            }
            Self::ServiceRequest(own) => own.scopes(),
            Self::Entry(entry) => match request {
                Some(request) if entry.event.is_internal() => {
                    let mut scopes = request.note_scopes();
                    scopes.extend(entry.author.map(Scope::Person));
                    scopes
                }
                Some(request) => request.scopes(),
                None => BTreeSet::new(),
            },
            Self::KnownAnswer(answer) => answer.scopes(),
            Self::FollowUp(follow_up) => BTreeSet::from([Scope::Person(follow_up.owner)]),
            Self::Judgement(judgement) => BTreeSet::from([Scope::Person(judgement.person)]),
            Self::Mute(mute) => BTreeSet::from([Scope::Person(mute.person)]),
            Self::View(view) if view.is_dropped => BTreeSet::new(),
            Self::TeamRules(it) => [Scope::Team(it.team)].into(),
            Self::Template(it) if it.wish.is_none() => BTreeSet::new(),
            Self::Template(it) => match it.owner {
                TextOwner::Person(person) => [Scope::Person(person)].into(),
                TextOwner::Team(team) => [Scope::Team(team)].into(),
            },
            Self::Recurrence(it) if it.is_dropped => BTreeSet::new(),
            Self::Recurrence(it) => [Scope::Person(it.requester)].into(),
            Self::View(view) => [view.team.map_or(Scope::Person(view.owner), Scope::Team)].into(),
            Self::Thanks(thanks) => {
                let mut scopes: BTreeSet<Scope> = thanks.to.iter().copied().map(Scope::Person).collect();
                scopes.insert(Scope::Person(thanks.from));
                if !thanks.is_private {
                    scopes.insert(Scope::Topic(Topic::Thanks));
                }
                scopes
            }
            Self::CannedText(text) => match text.owner {
                TextOwner::Person(person) => [Scope::Person(person)].into(),
                TextOwner::Team(team) => [Scope::Team(team)].into(),
            },
        }
    }
}
