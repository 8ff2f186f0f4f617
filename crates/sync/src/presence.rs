//! Who has a request before them at this moment. It is nobody's history: it is told while it is so, and kept nowhere.

use goodturn_domain::{PersonId, ServiceRequestId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How often a device says what its person does, in seconds.
pub const TOLD_EVERY_SECONDS: u64 = 10;
/// Who has said nothing for so long has gone, in seconds.
pub const GONE_AFTER_SECONDS: u64 = 25;

/// What somebody does with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Doing {
    /// They have closed it.
    Gone,
    Looking,
    /// Words that everybody on it will read.
    Writing,
}

/// What a device tells of its person.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
pub struct TellPresence {
    pub request: ServiceRequestId,
    pub doing: Doing,
}

/// Somebody else who has the request before them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Presence {
    pub person: PersonId,
    pub doing: Doing,
}

/// Who else has it before them: those who write first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Presences {
    pub people: Vec<Presence>,
}
