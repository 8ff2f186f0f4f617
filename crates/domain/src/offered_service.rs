//! Services that a team offers: what people ask for by name, with a form to fill in and a checklist to serve it by.

mod form;

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::approval::ApprovalStep;
use crate::clock::Timestamp;
use crate::id::{OfferedServiceId, PersonId, TeamId};
use crate::listed::listed;
use crate::text::{Title, Words};

pub use form::{
    Answer, Condition, FieldAnswer, FieldKind, FilledForm, FormAnswers, FormField, GivenAnswer, Step, Tick,
};

listed! {
    /// The picture of a service.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
    #[serde(rename_all = "snake_case")]
    pub enum ServiceIcon {
        #[default]
        Hand,
        Laptop,
        Key,
        Network,
        Phone,
        Printer,
        Document,
        Calendar,
        Money,
        Heart,
        Family,
        Desk,
        Tools,
        Temperature,
        Truck,
        Idea,
    }
}

/// Who has to agree before what is asked by a service is served.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum RequiredApproval {
    /// So many of these people.
    People { people: BTreeSet<PersonId>, needed: u8 },
    /// Whom the requester reports to.
    Manager,
}

impl RequiredApproval {
    fn is_valid(&self) -> bool {
        match self {
            Self::People { people, needed } => {
                (1..=ApprovalStep::MOST_APPROVERS).contains(&people.len())
                    && (1..=people.len()).contains(&usize::from(*needed))
            }
            Self::Manager => true,
        }
    }

    /// Whom it names.
    pub fn people(&self) -> impl Iterator<Item = PersonId> + '_ {
        let named = match self {
            Self::People { people, .. } => Some(people),
            Self::Manager => None,
        };
        named.into_iter().flatten().copied()
    }
}

/// What a service is: what people see of it, what they are asked, and how it is served.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ServiceDescription {
    /// The kind of the requests that are asked by it.
    pub name: Title,
    #[serde(default)]
    pub icon: ServiceIcon,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub details: Option<Words>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FormField>,
    /// Who usually serves it: a member of the team that does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub helper: Option<PersonId>,
    /// The steps by which it is served, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checklist: Vec<Title>,
    /// What is worth attaching.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Title>,
    /// Who has to agree before it is served, one step after the other.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub approvals: Vec<RequiredApproval>,
    /// Said at once, by nobody, to whoever asks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_word: Option<Words>,
    /// The team that serves it, where it is another than the one that offers it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handled_by: Option<TeamId>,
    /// Whether its requests are private to the team that serves it (`rules.md` §1.13).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_confidential: bool,
}

/// What is wrong with the description of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ServiceFlaw {
    TooManyFields,
    TooManySteps,
    TooManyAttachments,
    /// A text, or all of it together, is too long.
    TooLong,
    /// Two fields have one key or one title.
    FieldTwice,
    /// A choice has fewer than two options, more than there can be, or one twice.
    OptionsInvalid,
    /// A number has its bounds the wrong way round.
    RangeInvalid,
    /// A field depends on what is no earlier choice, or no option of it.
    ConditionInvalid,
    HelperNotInTeam,
    /// The team that is to serve it is not there, or no longer.
    GroupGone,
    TooManyApprovals,
    /// A step names nobody, too many, or more to agree than it names.
    ApprovalInvalid,
    /// Somebody who is to agree is not there, or no longer.
    ApproverGone,
    /// The team offers another service of that name.
    NameTaken,
}

impl ServiceDescription {
    /// The most fields of a form: a longer one is an interview.
    pub const MOST_FIELDS: usize = 25;
    pub const MOST_OPTIONS: usize = 20;
    /// The most steps of a checklist.
    pub const MOST_STEPS: usize = 20;
    pub const MOST_ATTACHMENTS: usize = 10;
    /// The most steps of agreement: the team can ask for more by hand.
    pub const MOST_APPROVALS: usize = 5;
    /// The longest name of a service, title of a field and option, in characters.
    pub const LONGEST_NAME: usize = 100;
    /// The longest description, in characters.
    pub const LONGEST_DETAILS: usize = 4_000;
    /// The longest first word and help, in characters.
    pub const LONGEST_WORDS: usize = 1_000;
    /// The most bytes of all of it as JSON: ten versions of it travel together.
    pub const MOST_BYTES: usize = 40_000;

    /// What can be told to be wrong by itself, without the team.
    ///
    /// # Errors
    /// The first [`ServiceFlaw`].
    pub fn check(&self) -> Result<(), ServiceFlaw> {
        let flaws = [
            (self.fields.len() > Self::MOST_FIELDS, ServiceFlaw::TooManyFields),
            (self.checklist.len() > Self::MOST_STEPS, ServiceFlaw::TooManySteps),
            (self.attachments.len() > Self::MOST_ATTACHMENTS, ServiceFlaw::TooManyAttachments),
            (self.approvals.len() > Self::MOST_APPROVALS, ServiceFlaw::TooManyApprovals),
            (!self.approvals.iter().all(RequiredApproval::is_valid), ServiceFlaw::ApprovalInvalid),
            (self.is_too_long(), ServiceFlaw::TooLong),
            (self.has_field_twice(), ServiceFlaw::FieldTwice),
        ];
        if let Some((_, flaw)) = flaws.into_iter().find(|(is_so, _)| *is_so) {
            return Err(flaw);
        }
        self.fields.iter().enumerate().try_for_each(|(at, field)| field.check(&self.fields[..at]))
    }

    fn is_too_long(&self) -> bool {
        let longer = |text: &str, most: usize| text.chars().count() > most;
        let words = self.fields.iter().filter_map(|it| it.help.as_ref()).chain(&self.first_word);
        let names = self.fields.iter().map(|it| &it.title).chain([&self.name]).chain(&self.attachments);
        longer(self.details.as_ref().map_or("", Words::as_str), Self::LONGEST_DETAILS)
            || words.into_iter().any(|it| longer(it.as_str(), Self::LONGEST_WORDS))
            || names.into_iter().any(|it| longer(it.as_str(), Self::LONGEST_NAME))
            || serde_json::to_string(self).is_ok_and(|json| json.len() > Self::MOST_BYTES)
    }

    fn has_field_twice(&self) -> bool {
        let keys: BTreeSet<u16> = self.fields.iter().map(|it| it.key).collect();
        let titles: BTreeSet<String> = self.fields.iter().map(|it| it.title.as_str().to_lowercase()).collect();
        keys.len() < self.fields.len() || titles.len() < self.fields.len()
    }
}

/// What a service was from an instant on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ServiceVersion {
    /// From one on.
    pub number: u32,
    pub published_at: Timestamp,
    pub description: ServiceDescription,
}

/// A service that a team offers, with what it was before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OfferedService {
    pub id: OfferedServiceId,
    pub team: TeamId,
    /// Oldest first, the last is in force.
    pub versions: Vec<ServiceVersion>,
    /// Whether nobody is to ask for it any more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_retired: bool,
}

impl OfferedService {
    /// How many versions are remembered: a request that was asked without a connection is judged by the version
    /// that its requester had before them.
    pub const MOST_VERSIONS: usize = 10;
    /// The most services of a team, those that it no longer offers included.
    pub const MOST_OF_A_TEAM: usize = 60;

    /// The version in force; none in a body that no version of this program has written.
    pub fn latest(&self) -> Option<&ServiceVersion> {
        self.versions.last()
    }

    /// The number of the version in force; zero before the first.
    pub fn number(&self) -> u32 {
        self.latest().map_or(0, |it| it.number)
    }

    /// The version of that number, if it is remembered.
    pub fn version(&self, number: u32) -> Option<&ServiceVersion> {
        self.versions.iter().find(|it| it.number == number)
    }

    /// Which team serves what was asked with that form: which it was asked of, or the one that offers it once that is
    /// closed.
    pub fn served_by(&self, form: &FilledForm, is_closed: impl Fn(TeamId) -> bool) -> TeamId {
        let named = || self.version(form.version).or(self.latest()).and_then(|it| it.description.handled_by);
        form.asked_of.or_else(named).filter(|it| !is_closed(*it)).unwrap_or(self.team)
    }

    /// Puts another version in force.
    pub(crate) fn publish(&mut self, description: ServiceDescription, now: Timestamp) {
        self.versions.push(ServiceVersion { number: self.number() + 1, published_at: now, description });
        let superfluous = self.versions.len().saturating_sub(Self::MOST_VERSIONS);
        self.versions.drain(..superfluous);
    }
}
