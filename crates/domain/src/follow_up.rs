//! Follow-ups: dated commitments to come back to somebody.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::id::{FollowUpId, PersonId, ServiceRequestId};
use crate::text::Words;

/// Why somebody is to come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FollowUpReason {
    /// The helper's promise comes due.
    Promise,
    /// The helper said the requester would hear by then.
    NextWord,
    /// The requester has not confirmed a delivery.
    Confirm,
    /// Somebody's own reminder.
    Reminder,
    /// Somebody's own reminder that stops by itself once the others have answered.
    NoReply,
    /// What was asked again and again cannot be asked any more; the words say what it was.
    RecurrenceStopped,
}

/// Where a follow-up stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FollowUpState {
    /// It rings at its due time, once: `rung` is set when some device of the owner has rung.
    Open { rung: bool },
    /// It rings again at `until`.
    Snoozed { until: Timestamp, rung: bool },
    /// The owner did it.
    Done { at: Timestamp },
    /// The thing moved, so that there is nothing left to come back for.
    Stopped { at: Timestamp },
}

/// A dated commitment to come back to somebody. Only its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FollowUp {
    pub id: FollowUpId,
    pub owner: PersonId,
    pub reason: FollowUpReason,
    pub request: Option<ServiceRequestId>,
    pub words: Option<Words>,
    pub made_at: Timestamp,
    pub due: Timestamp,
    pub state: FollowUpState,
}

impl FollowUp {
    /// Whether it still asks for something.
    pub fn is_open(&self) -> bool {
        matches!(self.state, FollowUpState::Open { .. } | FollowUpState::Snoozed { .. })
    }

    /// When it asks for attention, if it still does.
    pub fn asks_at(&self) -> Option<Timestamp> {
        match self.state {
            FollowUpState::Open { .. } => Some(self.due),
            FollowUpState::Snoozed { until, .. } => Some(until),
            FollowUpState::Done { .. } | FollowUpState::Stopped { .. } => None,
        }
    }

    /// When it has to ring, if it has not rung for that instant on any device yet.
    pub fn rings_at(&self) -> Option<Timestamp> {
        match self.state {
            FollowUpState::Open { rung: false } => Some(self.due),
            FollowUpState::Snoozed { until, rung: false } => Some(until),
            _ => None,
        }
    }
}
