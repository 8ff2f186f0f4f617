//! Promises: what a helper commits to, and the times proposed on the way there.

use chrono::TimeDelta;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::calendar::WorkingCalendar;
use crate::clock::Timestamp;
use crate::id::{OfferId, PersonId};
use crate::service_level::Target;
use crate::service_request::Stage;
use crate::text::Words;

/// The time by which a helper will deliver: an absolute instant that only renegotiation moves
/// (`rules.md` §1.4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Commitment {
    pub due: Timestamp,
    pub made_at: Timestamp,
    pub made_by: PersonId,
    /// Why it replaced the one before; none for a first promise.
    pub reason: Option<Words>,
}

impl Commitment {
    /// When the helper is warned: at 75 % of the time given or one working day before,
    /// whichever is later (`rules.md` §2).
    pub fn warn_at(&self, calendar: &WorkingCalendar) -> Timestamp {
        warning(self.made_at, self.due, calendar)
    }
}

/// When somebody is warned who has from `start` until `due`.
pub(crate) fn warning(start: Timestamp, due: Timestamp, calendar: &WorkingCalendar) -> Timestamp {
    let quarter = TimeDelta::microseconds(due.since(start).num_microseconds().unwrap_or(0) / 4);
    due.plus(-quarter).max(calendar.minus_working_days(due, 1)).min(due)
}

/// A time that one side proposes and the other has not agreed to yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Offer {
    pub id: OfferId,
    pub by: PersonId,
    pub due: Timestamp,
    pub made_at: Timestamp,
    pub words: Option<Words>,
}

impl Stage {
    /// How long after each word of the helper the next one comes, while it is being served.
    pub fn word_every(&self) -> Option<Target> {
        match self {
            Self::Acknowledged { service }
            | Self::InProgress { service }
            | Self::WaitingOnRequester { service, .. }
            | Self::WaitingOnOther { service, .. } => service.word_every,
            _ => None,
        }
    }

    /// The time that is proposed and not agreed to yet.
    pub fn offer(&self) -> Option<&Offer> {
        match self {
            Self::Asked { offer, .. } => offer.as_ref(),
            Self::Acknowledged { service }
            | Self::InProgress { service }
            | Self::WaitingOnRequester { service, .. }
            | Self::WaitingOnOther { service, .. } => service.offer.as_ref(),
            _ => None,
        }
    }
}
