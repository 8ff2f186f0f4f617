//! What a rule did, and what it left out.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Assignment, Trigger};
use crate::clock::Timestamp;
use crate::id::{PersonId, RuleId, ServiceRequestId};
use crate::service_request::{Addressee, Priority};
use crate::text::{Label, Title};

/// What a rule did, or could not do, without the words that it said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Deed {
    #[serde(flatten)]
    pub act: Act,
    /// Why it was left out; none when it was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skipped: Option<Skip>,
}

/// What is done by an action.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum Act {
    Label {
        label: Label,
    },
    Unlabel {
        label: Label,
    },
    Priority {
        priority: Priority,
    },
    Watch {
        person: PersonId,
    },
    HandOver {
        to: Addressee,
    },
    /// To whom it came; nobody where it was left out, or is not known yet.
    Assign {
        how: Assignment,
        to: Option<PersonId>,
    },
    Say,
    Note,
    AskApproval {
        approvers: BTreeSet<PersonId>,
        needed: u8,
    },
}

impl Act {
    /// The people whom it names.
    pub fn people(&self) -> Vec<PersonId> {
        match self {
            Self::Watch { person } | Self::HandOver { to: Addressee::Person(person) } => vec![*person],
            Self::Assign { to, .. } => to.iter().copied().collect(),
            Self::AskApproval { approvers, .. } => approvers.iter().copied().collect(),
            _ => Vec::new(),
        }
    }
}

/// Why an action was left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Skip {
    /// It was so already.
    AlreadySo,
    /// The person or team is no longer here.
    Gone,
    /// The stage of the request does not allow it.
    WrongStage,
    /// It would have been the requester, who asked.
    Requesters,
    /// A request has no more of these.
    TooMany,
    /// Nobody of the team fits, or is free.
    NobodyFree,
}

/// A rule has fired.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Firing {
    pub rule: RuleId,
    /// What the rule was called then.
    pub name: Title,
    pub request: ServiceRequestId,
    /// The number of the request, which the team may not see any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<Title>,
    pub at: Timestamp,
    pub when: Trigger,
    pub deeds: Vec<Deed>,
}
