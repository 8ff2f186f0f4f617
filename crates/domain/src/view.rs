//! Saved views: a list of requests with what narrows it, under a name.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::id::{PersonId, TeamId, ViewId};
use crate::text::Title;

/// Which list a view narrows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ViewList {
    MyRequests,
    MyPromises,
    Queues,
    Everyone,
}

/// A search that somebody keeps. Who opens it sees of it what they may see: it shows nobody a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct View {
    pub id: ViewId,
    /// Who made it.
    pub owner: PersonId,
    pub name: Title,
    pub list: ViewList,
    /// As it is typed; names and days in it are understood when it is opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<Title>,
    /// Whose members have it, too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<TeamId>,
    pub made_at: Timestamp,
    /// Seen by nobody any more, until it is kept again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_dropped: bool,
}
