//! Retention: how long the organization keeps what has come to its end.

use chrono::TimeDelta;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::entity::Entity;
use crate::follow_up::FollowUpState;

/// So many days after its end something is deleted; none keeps it for ever.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Retention {
    /// Requests that were closed, declined or withdrawn, with all that was said about them.
    pub requests_days: Option<u16>,
    /// Follow-ups that are done or stopped.
    pub follow_ups_days: Option<u16>,
    pub thanks_days: Option<u16>,
    /// Lines of the audit log; without a number [`Self::AUDIT_DAYS`].
    pub audit_days: Option<u16>,
}

impl Retention {
    /// Nothing goes sooner after its end.
    pub const LEAST_DAYS: u16 = 30;
    /// How long the audit log is kept, unless the organization says otherwise.
    pub const AUDIT_DAYS: u16 = 400;
    /// The audit log tells of the last months in any case.
    pub const LEAST_AUDIT_DAYS: u16 = 180;

    /// Whether nothing was settled.
    pub fn is_for_ever(&self) -> bool {
        *self == Self::default()
    }

    /// Whether nothing goes too soon.
    pub fn is_valid(&self) -> bool {
        let of_records = [self.requests_days, self.follow_ups_days, self.thanks_days];
        of_records.into_iter().flatten().all(|days| days >= Self::LEAST_DAYS)
            && self.audit_days.is_none_or(|days| days >= Self::LEAST_AUDIT_DAYS)
    }

    /// How long the audit log is kept.
    pub fn audit(&self) -> TimeDelta {
        TimeDelta::days(self.audit_days.unwrap_or(Self::AUDIT_DAYS).into())
    }

    /// When what is due came to its end; none for what stays.
    pub fn due_since(&self, entity: &Entity, now: Timestamp) -> Option<Timestamp> {
        let (ended_at, days) = match entity {
            Entity::ServiceRequest(request) => (request.stage.ended_at(), self.requests_days),
            Entity::FollowUp(follow_up) => match follow_up.state {
                FollowUpState::Done { at } | FollowUpState::Stopped { at } => (Some(at), self.follow_ups_days),
                FollowUpState::Open { .. } | FollowUpState::Snoozed { .. } => (None, None),
            },
            Entity::Thanks(thanks) => (Some(thanks.at), self.thanks_days),
            Entity::Organization(_) | Entity::Person(_) | Entity::Team(_) => (None, None),
            // A mute goes with its request.
            Entity::OfferedService(_)
            | Entity::Entry(_)
            | Entity::CannedText(_)
            | Entity::Mute(_)
            | Entity::View(_)
            | Entity::TeamRules(_)
            | Entity::Recurrence(_)
            | Entity::Template(_)
            | Entity::KnownAnswer(_)
            | Entity::Judgement(_) => (None, None),
        };
        let days = TimeDelta::days(days?.into());
        ended_at.filter(|at| at.plus(days) <= now)
    }
}
