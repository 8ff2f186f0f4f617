//! A request that was merged into another one.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::id::{EntryId, PersonId, ServiceRequestId};
use crate::service_request::Stage;

/// Into which request another one was merged, and all that it takes to undo that.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Merged {
    pub into: ServiceRequestId,
    pub at: Timestamp,
    pub by: PersonId,
    /// Where it stood until then.
    pub before: Box<Stage>,
    /// The lines of the other one that brought its files there.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub lines: BTreeSet<EntryId>,
}

impl Merged {
    /// Later the two have grown together.
    pub const UNDO_DAYS: i64 = 7;

    /// Whether it can still be undone.
    pub fn can_be_undone(&self, now: Timestamp) -> bool {
        now <= self.at.plus(TimeDelta::days(Self::UNDO_DAYS))
    }
}
