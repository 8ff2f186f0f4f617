//! A request between colleagues: its facts, its stages, and what each stage holds.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::approval::ApprovalStep;
use crate::clock::Timestamp;
use crate::commitment::{Commitment, Offer};
use crate::id::{PersonId, RecurrenceId, ServiceRequestId, TeamId};
use crate::merged::Merged;
use crate::offered_service::{FilledForm, Step};
use crate::service_level::Target;
use crate::text::{Label, Title, Words};

/// Of whom something is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Addressee {
    Person(PersonId),
    Team(TeamId),
}

impl Addressee {
    /// The person, when a person was asked.
    pub fn person(self) -> Option<PersonId> {
        match self {
            Self::Person(id) => Some(id),
            Self::Team(_) => None,
        }
    }

    /// The team, when a team was asked.
    pub fn team(self) -> Option<TeamId> {
        match self {
            Self::Team(id) => Some(id),
            Self::Person(_) => None,
        }
    }
}

/// Who sees a request beyond the two people and its watchers (`rules.md` §1.13).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// The teams of both.
    #[default]
    Teams,
    /// Everybody in the organization.
    Organization,
    /// Nobody else; for a team, its members.
    Private,
}

/// How pressing a request is, as the requester sees it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    Low,
    #[default]
    Normal,
    High,
    Urgent,
}

/// What a request has to do with another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LinkKind {
    Related,
    /// It asks for the same.
    DuplicateOf,
    /// It serves a part of what the other asks for.
    PartOf,
    /// A later need.
    Follows,
}

/// Another request, and what this one has to do with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Link {
    pub to: ServiceRequestId,
    pub kind: LinkKind,
}

/// A requester's rating of a delivery, 1 to 5.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "u8", into = "u8")]
pub struct Rating(#[schemars(range(min = 1, max = 5))] u8);

impl Rating {
    /// Accepts 1 to 5.
    pub fn new(points: u8) -> Option<Self> {
        (1..=5).contains(&points).then_some(Self(points))
    }

    /// 1 to 5.
    pub fn points(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for Rating {
    type Error = String;

    fn try_from(points: u8) -> Result<Self, String> {
        Self::new(points).ok_or_else(|| format!("a rating is 1 to 5, not {points}"))
    }
}

impl From<Rating> for u8 {
    fn from(rating: Rating) -> u8 {
        rating.0
    }
}

/// A rating that came after the confirmation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Rated {
    pub rating: Rating,
    /// When it was first rated; from then on it can be changed for a while.
    pub first_at: Timestamp,
}

/// What somebody asks for, with its stage and history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ServiceRequest {
    pub id: ServiceRequestId,
    /// `HR-142`: given by the server, none until then.
    pub number: Option<Title>,
    pub title: Title,
    pub details: Option<Words>,
    pub requester: PersonId,
    pub addressee: Addressee,
    pub visibility: Visibility,
    /// Whose members see it though it is private, as long as it is with them: it was asked of them confidentially.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<TeamId>,
    /// The team that a rule has given it to somebody of, as long as it is with one of them: it stays theirs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub for_team: Option<TeamId>,
    pub priority: Priority,
    /// What was asked for: `cover`, `info`, `represent`, `approve` or the name of a service.
    pub kind: Option<Title>,
    /// When the requester needs it. Not a promise.
    pub needed_by: Option<Timestamp>,
    /// How that was written, where it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written: Option<crate::WrittenTime>,
    pub asked_at: Timestamp,
    /// The requester's teams when they asked.
    pub requester_teams: BTreeSet<TeamId>,
    /// The teams of who was asked, since the last hand-over; that team alone whose matter it stays.
    pub helper_teams: BTreeSet<TeamId>,
    pub watchers: BTreeSet<PersonId>,
    /// No two of them differ only in case.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub labels: BTreeSet<Label>,
    /// On the side that says it: the other request holds nothing of it. Whoever sees that one may not see this one.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub links: BTreeMap<ServiceRequestId, LinkKind>,
    /// By which service it was asked, if by one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<FilledForm>,
    /// The steps by which it is served, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checklist: Vec<Step>,
    /// What asks it again and again. Only its requester sees that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recurrence: Option<RecurrenceId>,
    /// Who has to agree before it is served, one step after the other.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub approvals: Vec<ApprovalStep>,
    /// It was merged into another one. Its stage is withdrawn then: it counts for nothing any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged: Option<Merged>,
    /// What was merged into it, with who watches it because of that.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub took_in: BTreeMap<ServiceRequestId, BTreeSet<PersonId>>,
    pub stage: Stage,
    /// The rating that was given, or given anew, after the confirmation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rated: Option<Rated>,
    /// Stays what it was once acknowledged, through every hand-over (`rules.md` §1.3).
    pub first_acknowledged_at: Option<Timestamp>,
    /// How often a delivery was answered with *not yet*.
    pub reopen_count: u32,
    /// How often it was handed over.
    pub hand_over_count: u32,
    pub changed_at: Timestamp,
}

impl ServiceRequest {
    /// More would say nothing.
    pub const MOST_LABELS: usize = 12;

    /// More would be a list to read.
    pub const MOST_LINKS: usize = 30;

    /// More are looked up in the request that was merged.
    pub const MOST_MERGED_FILES: usize = 50;

    /// The label as the request has it, whatever its case.
    pub fn label(&self, label: &Label) -> Option<&Label> {
        self.labels.iter().find(|it| it.key() == label.key())
    }

    /// The two people and the watchers, the addressed person included.
    pub fn participants(&self) -> BTreeSet<PersonId> {
        let mut people = self.watchers.clone();
        people.insert(self.requester);
        people.extend(self.stage.helper());
        people.extend(self.addressee.person());
        people
    }

    /// Who takes part in it, and who is named in its form and checklist.
    pub fn named(&self) -> BTreeSet<PersonId> {
        let ticked = self.checklist.iter().filter_map(|it| Some(it.ticked?.by));
        self.people().into_iter().chain(self.form.iter().flat_map(FilledForm::people)).chain(ticked).collect()
    }

    /// The participants and who has been asked to agree: they see it, and are not told of every word.
    pub fn people(&self) -> BTreeSet<PersonId> {
        let mut people = self.participants();
        people.extend(self.asked_approvers());
        people
    }

    /// The team whose matter it is: which was asked, also where a rule has given it to one of them.
    pub fn team(&self) -> Option<TeamId> {
        self.addressee.team().or(self.for_team)
    }

    /// Who has taken it, or was asked by name.
    pub fn server(&self) -> Option<PersonId> {
        self.stage.helper().or(self.addressee.person())
    }

    /// The promise in force, if one was made.
    pub fn promise(&self) -> Option<&Commitment> {
        self.stage.service().and_then(|service| service.promises.last())
    }
}

/// What a helper who has taken a request has committed to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Service {
    pub helper: PersonId,
    pub acknowledged_at: Timestamp,
    /// Every promise made, oldest first; the last is in force.
    pub promises: Vec<Commitment>,
    /// When the requester hears again at the latest.
    pub next_word: Option<Timestamp>,
    /// How long after each word the next one comes, until it is delivered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub word_every: Option<Target>,
    /// A time proposed and not agreed to yet.
    pub offer: Option<Offer>,
}

/// The delivery of a service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Delivery {
    pub at: Timestamp,
    pub words: Words,
    /// What the requester will need next.
    pub next_need: Option<Words>,
}

/// How a request ended well.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Closing {
    Confirmed { at: Timestamp, rating: Option<Rating> },
    Lapsed { at: Timestamp },
}

/// Where a request stands, with exactly what it can hold there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Stage {
    Asked { since: Timestamp, offer: Option<Offer> },
    Acknowledged { service: Service },
    InProgress { service: Service },
    WaitingOnRequester { service: Service, since: Timestamp, question: Words },
    WaitingOnOther { service: Service, since: Timestamp, reason: Words },
    Delivered { service: Service, delivery: Delivery },
    Closed { service: Service, delivery: Delivery, closing: Closing },
    Declined { by: PersonId, at: Timestamp, reason: Words, alternative: Words },
    Withdrawn { at: Timestamp, service: Option<Service> },
}

/// A stage without what it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StageName {
    Asked,
    Acknowledged,
    InProgress,
    WaitingOnRequester,
    WaitingOnOther,
    Delivered,
    Closed,
    Declined,
    Withdrawn,
}

impl StageName {
    /// Every stage, in the order of a service.
    pub const ALL: [Self; 9] = [
        Self::Asked,
        Self::Acknowledged,
        Self::InProgress,
        Self::WaitingOnRequester,
        Self::WaitingOnOther,
        Self::Delivered,
        Self::Closed,
        Self::Declined,
        Self::Withdrawn,
    ];

    /// Whether nothing more can happen to it.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Closed | Self::Declined | Self::Withdrawn)
    }

    /// The name in storage and on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Acknowledged => "acknowledged",
            Self::InProgress => "in_progress",
            Self::WaitingOnRequester => "waiting_on_requester",
            Self::WaitingOnOther => "waiting_on_other",
            Self::Delivered => "delivered",
            Self::Closed => "closed",
            Self::Declined => "declined",
            Self::Withdrawn => "withdrawn",
        }
    }
}

impl Stage {
    /// Which stage this is.
    pub fn name(&self) -> StageName {
        match self {
            Self::Asked { .. } => StageName::Asked,
            Self::Acknowledged { .. } => StageName::Acknowledged,
            Self::InProgress { .. } => StageName::InProgress,
            Self::WaitingOnRequester { .. } => StageName::WaitingOnRequester,
            Self::WaitingOnOther { .. } => StageName::WaitingOnOther,
            Self::Delivered { .. } => StageName::Delivered,
            Self::Closed { .. } => StageName::Closed,
            Self::Declined { .. } => StageName::Declined,
            Self::Withdrawn { .. } => StageName::Withdrawn,
        }
    }

    /// What was committed to, once somebody had taken it.
    pub fn service(&self) -> Option<&Service> {
        match self {
            Self::Asked { .. } | Self::Declined { .. } => None,
            Self::Withdrawn { service, .. } => service.as_ref(),
            Self::Acknowledged { service }
            | Self::InProgress { service }
            | Self::WaitingOnRequester { service, .. }
            | Self::WaitingOnOther { service, .. }
            | Self::Delivered { service, .. }
            | Self::Closed { service, .. } => Some(service),
        }
    }

    /// Who has taken it.
    pub fn helper(&self) -> Option<PersonId> {
        self.service().map(|service| service.helper)
    }

    /// The delivery, once there was one.
    pub fn delivery(&self) -> Option<&Delivery> {
        match self {
            Self::Delivered { delivery, .. } | Self::Closed { delivery, .. } => Some(delivery),
            _ => None,
        }
    }

    /// When it reached its end, if it has.
    pub fn ended_at(&self) -> Option<Timestamp> {
        match self {
            Self::Closed { closing: Closing::Confirmed { at, .. } | Closing::Lapsed { at }, .. }
            | Self::Declined { at, .. }
            | Self::Withdrawn { at, .. } => Some(*at),
            _ => None,
        }
    }
}
