//! Thanks: recognition from one person to others.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::id::{PersonId, ServiceRequestId, ThanksId};
use crate::text::{Title, Words};

/// Recognition from one person to one or more, public by default (`rules.md` §6).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Thanks {
    pub id: ThanksId,
    pub from: PersonId,
    /// Never empty, never the giver.
    pub to: BTreeSet<PersonId>,
    /// None once the giver took it back within ten seconds.
    pub words: Option<Words>,
    /// Of the organization's values.
    pub values: Vec<Title>,
    pub request: Option<ServiceRequestId>,
    pub is_private: bool,
    pub at: Timestamp,
}

impl Thanks {
    /// The most people that one thanks names; more is a bulletin.
    pub const MOST_RECIPIENTS: usize = 50;
    /// How long a closed request can still be thanked for, in days (`rules.md` §1).
    pub const DAYS_AFTER_CLOSE: i64 = 90;
}
