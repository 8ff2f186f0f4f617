//! Entities: what is stored and synced, whole.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::canned_text::CannedText;
use crate::entry::Entry;
use crate::follow_up::FollowUp;
use crate::id::{
    CannedTextId, EntryId, FollowUpId, JudgementId, KnownAnswerId, MuteId, OfferedServiceId, OrganizationId, PersonId,
    RecurrenceId, ServiceRequestId, TeamId, TeamRulesId, TemplateId, ThanksId, ViewId,
};
use crate::known_answer::{Judgement, KnownAnswer};
use crate::mute::Mute;
use crate::offered_service::OfferedService;
use crate::organization::Organization;
use crate::person::{Person, Team};
use crate::recognition::Thanks;
use crate::recurrence::Recurrence;
use crate::rule::TeamRules;
use crate::service_request::ServiceRequest;
use crate::template::Template;
use crate::view::View;

/// Every kind of entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EntityKind {
    Organization,
    Person,
    Team,
    OfferedService,
    ServiceRequest,
    Entry,
    FollowUp,
    Thanks,
    CannedText,
    Mute,
    View,
    TeamRules,
    Recurrence,
    Template,
    KnownAnswer,
    Judgement,
}

impl EntityKind {
    /// Every kind, in the order in which they can be read: what is referred to comes first.
    pub const ALL: [Self; 16] = [
        Self::Organization,
        Self::Person,
        Self::Team,
        Self::OfferedService,
        Self::ServiceRequest,
        Self::Entry,
        Self::FollowUp,
        Self::Thanks,
        Self::CannedText,
        Self::Mute,
        Self::View,
        Self::TeamRules,
        Self::Recurrence,
        Self::Template,
        Self::KnownAnswer,
        Self::Judgement,
    ];

    /// The name in storage and on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Organization => "organization",
            Self::Person => "person",
            Self::Team => "team",
            Self::OfferedService => "offered_service",
            Self::ServiceRequest => "service_request",
            Self::Entry => "entry",
            Self::FollowUp => "follow_up",
            Self::Thanks => "thanks",
            Self::CannedText => "canned_text",
            Self::Mute => "mute",
            Self::View => "view",
            Self::TeamRules => "team_rules",
            Self::Recurrence => "recurrence",
            Self::Template => "template",
            Self::KnownAnswer => "known_answer",
            Self::Judgement => "judgement",
        }
    }

    /// The kind of that name, if this version knows it.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// Which entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub struct EntityKey {
    pub kind: EntityKind,
    pub id: Uuid,
}

macro_rules! keys {
    ($($id:ty => $kind:ident),+ $(,)?) => {$(
        impl From<$id> for EntityKey {
            fn from(id: $id) -> Self {
                Self { kind: EntityKind::$kind, id: id.uuid() }
            }
        }
    )+};
}

keys! {
    OrganizationId => Organization,
    PersonId => Person,
    TeamId => Team,
    OfferedServiceId => OfferedService,
    ServiceRequestId => ServiceRequest,
    EntryId => Entry,
    FollowUpId => FollowUp,
    ThanksId => Thanks,
    CannedTextId => CannedText,
    MuteId => Mute,
    ViewId => View,
    TeamRulesId => TeamRules,
    RecurrenceId => Recurrence,
    TemplateId => Template,
    KnownAnswerId => KnownAnswer,
    JudgementId => Judgement,
}

/// An entity of any kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entity {
    Organization(Organization),
    Person(Person),
    Team(Team),
    OfferedService(OfferedService),
    ServiceRequest(Box<ServiceRequest>),
    Entry(Entry),
    FollowUp(FollowUp),
    Thanks(Thanks),
    CannedText(CannedText),
    Mute(Mute),
    View(View),
    TeamRules(TeamRules),
    Recurrence(Box<Recurrence>),
    Template(Box<Template>),
    KnownAnswer(KnownAnswer),
    Judgement(Judgement),
}

impl Entity {
    /// Which entity this is.
    pub fn key(&self) -> EntityKey {
        match self {
            Self::Organization(it) => it.id.into(),
            Self::Person(it) => it.id.into(),
            Self::Team(it) => it.id.into(),
            Self::OfferedService(it) => it.id.into(),
            Self::ServiceRequest(it) => it.id.into(),
            Self::Entry(it) => it.id.into(),
            Self::FollowUp(it) => it.id.into(),
            Self::Thanks(it) => it.id.into(),
            Self::CannedText(it) => it.id.into(),
            Self::Mute(it) => it.id.into(),
            Self::View(it) => it.id.into(),
            Self::TeamRules(it) => it.id.into(),
            Self::Recurrence(it) => it.id.into(),
            Self::Template(it) => it.id.into(),
            Self::KnownAnswer(it) => it.id.into(),
            Self::Judgement(it) => it.id.into(),
        }
    }

    /// The request whose scopes an entry shares; none for other kinds.
    pub fn parent(&self) -> Option<ServiceRequestId> {
        match self {
            Self::Entry(entry) => Some(entry.request),
            _ => None,
        }
    }

    /// The body as stored and sent.
    pub fn to_json(&self) -> String {
        let json = match self {
            Self::Organization(it) => serde_json::to_string(it),
            Self::Person(it) => serde_json::to_string(it),
            Self::Team(it) => serde_json::to_string(it),
            Self::OfferedService(it) => serde_json::to_string(it),
            Self::ServiceRequest(it) => serde_json::to_string(it),
            Self::Entry(it) => serde_json::to_string(it),
            Self::FollowUp(it) => serde_json::to_string(it),
            Self::Thanks(it) => serde_json::to_string(it),
            Self::CannedText(it) => serde_json::to_string(it),
            Self::Mute(it) => serde_json::to_string(it),
            Self::View(it) => serde_json::to_string(it),
            Self::TeamRules(it) => serde_json::to_string(it),
            Self::Recurrence(it) => serde_json::to_string(it),
            Self::Template(it) => serde_json::to_string(it),
            Self::KnownAnswer(it) => serde_json::to_string(it),
            Self::Judgement(it) => serde_json::to_string(it),
        };
        json.expect("entities have string keys and no fallible serializers")
    }

    /// Reads a body of that kind. Fails on what is not such a body.
    pub fn from_json(kind: EntityKind, body: &str) -> Result<Self, serde_json::Error> {
        Ok(match kind {
            EntityKind::Organization => Self::Organization(serde_json::from_str(body)?),
            EntityKind::Person => Self::Person(serde_json::from_str(body)?),
            EntityKind::Team => Self::Team(serde_json::from_str(body)?),
            EntityKind::OfferedService => Self::OfferedService(serde_json::from_str(body)?),
            EntityKind::ServiceRequest => Self::ServiceRequest(serde_json::from_str(body)?),
            EntityKind::Entry => Self::Entry(serde_json::from_str(body)?),
            EntityKind::FollowUp => Self::FollowUp(serde_json::from_str(body)?),
            EntityKind::Thanks => Self::Thanks(serde_json::from_str(body)?),
            EntityKind::CannedText => Self::CannedText(serde_json::from_str(body)?),
            EntityKind::Mute => Self::Mute(serde_json::from_str(body)?),
            EntityKind::View => Self::View(serde_json::from_str(body)?),
            EntityKind::TeamRules => Self::TeamRules(serde_json::from_str(body)?),
            EntityKind::Recurrence => Self::Recurrence(serde_json::from_str(body)?),
            EntityKind::Template => Self::Template(serde_json::from_str(body)?),
            EntityKind::KnownAnswer => Self::KnownAnswer(serde_json::from_str(body)?),
            EntityKind::Judgement => Self::Judgement(serde_json::from_str(body)?),
        })
    }
}

macro_rules! into_entity {
    ($($kind:ident),+ $(,)?) => {$(
        impl From<$kind> for Entity {
            fn from(it: $kind) -> Self {
                Self::$kind(it)
            }
        }
    )+};
}

into_entity!(
    Organization,
    Person,
    Team,
    OfferedService,
    Entry,
    FollowUp,
    Thanks,
    CannedText,
    Mute,
    View,
    TeamRules,
    KnownAnswer,
    Judgement,
);

impl From<Template> for Entity {
    fn from(it: Template) -> Self {
        Self::Template(Box::new(it))
    }
}

impl From<Recurrence> for Entity {
    fn from(it: Recurrence) -> Self {
        Self::Recurrence(Box::new(it))
    }
}

impl From<ServiceRequest> for Entity {
    fn from(it: ServiceRequest) -> Self {
        Self::ServiceRequest(Box::new(it))
    }
}
