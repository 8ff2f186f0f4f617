//! Follow-ups: dated commitments to come back to somebody.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::clocks::{ClockRun, ClockStep};
use crate::id::{DeviceId, FollowUpId, PersonId, ServiceRequestId};
use crate::text::Words;

/// Why somebody is to come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FollowUpReason {
    /// The helper's promise comes due.
    Promise,
    /// The helper said the requester would hear by then.
    NextWord,
    /// The helper said that the requester hears again and again, and they have not by then.
    WordMissed,
    /// The requester has not confirmed a delivery.
    Confirm,
    /// Somebody's own reminder.
    Reminder,
    /// Somebody's own reminder that stops by itself once the others have answered.
    NoReply,
    /// What was asked again and again cannot be asked any more; the words say what it was.
    RecurrenceStopped,
    /// A clock of a request that they serve, or could take, comes due.
    DueSoon,
    /// It is due now.
    Late,
    /// A request that waited goes on, and is late already.
    LateOnWaking,
    /// A request of a colleague is late: they may step in.
    MayStepIn,
    /// A request of the team that they lead is late.
    LateInTeam,
}

impl FollowUpReason {
    /// Why somebody comes back whom a clock told.
    pub fn of_step(step: ClockStep) -> Self {
        match step {
            ClockStep::DueSoon => Self::DueSoon,
            ClockStep::Late => Self::Late,
            ClockStep::LateOnWaking => Self::LateOnWaking,
            ClockStep::Colleague => Self::MayStepIn,
            ClockStep::Lead => Self::LateInTeam,
        }
    }
}

/// Which clock of a request tells its owner something, and what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AboutClock {
    #[serde(flatten)]
    pub run: ClockRun,
    pub step: ClockStep,
    /// How often the request had been handed over by then.
    pub hand_overs: u32,
    /// Which colleague has been told by now that they may step in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub colleague: Option<PersonId>,
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
    /// Of one that a clock has called for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock: Option<AboutClock>,
    /// Until when it helps to be reminded: what it reminds of is due then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matters_until: Option<Timestamp>,
    /// Which device rang for it first, as far as devices say so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rung_by: Option<DeviceId>,
}

impl FollowUp {
    /// One that has not rung yet, about no clock.
    pub(crate) fn new(
        id: FollowUpId,
        owner: PersonId,
        reason: FollowUpReason,
        made_at: Timestamp,
        due: Timestamp,
    ) -> Self {
        Self {
            id,
            owner,
            reason,
            request: None,
            words: None,
            made_at,
            due,
            state: FollowUpState::Open { rung: false },
            clock: None,
            matters_until: None,
            rung_by: None,
        }
    }

    /// Whether it still asks for something.
    pub fn is_open(&self) -> bool {
        matches!(self.state, FollowUpState::Open { .. } | FollowUpState::Snoozed { .. })
    }

    /// Whether it stopped before it was to ring: its owner has heard nothing.
    pub(crate) fn has_stopped_unheard(&self) -> bool {
        matches!(self.state, FollowUpState::Stopped { at } if at < self.due)
    }

    /// When it asks for attention, if it still does.
    pub fn asks_at(&self) -> Option<Timestamp> {
        match self.state {
            FollowUpState::Open { .. } => Some(self.due),
            FollowUpState::Snoozed { until, .. } => Some(until),
            FollowUpState::Done { .. } | FollowUpState::Stopped { .. } => None,
        }
    }

    /// Whether another device of its owner rang for it before this one.
    pub fn was_rung_elsewhere(&self, here: DeviceId) -> bool {
        self.is_open() && self.rings_at().is_none() && self.rung_by.is_some_and(|it| it != here)
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
