//! When a rule is looked at.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::RuleBody;
use crate::entry::{Entry, Event};
use crate::service_request::ServiceRequest;

/// What has to happen for a rule to be looked at. The last four come with time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Trigger {
    Asked,
    /// Somebody has taken it.
    Taken,
    /// Somebody has handed it over to the team.
    HandedOver,
    PromiseMoved,
    WaitsOnRequester,
    WaitsOnOther,
    Delivered,
    NotYet,
    /// It was confirmed, has lapsed, was declined or withdrawn.
    Ended,
    /// The requester has said something, or attached a file.
    RequesterSaid,
    /// Most of the time for an answer has passed.
    AnswerDueSoon,
    AnswerLate,
    PromiseLate,
    /// Nobody has said anything for so many working days.
    Silent {
        days: u8,
    },
}

impl Trigger {
    /// Every one; silence of three days.
    pub const ALL: [Self; 14] = [
        Self::Asked,
        Self::Taken,
        Self::HandedOver,
        Self::PromiseMoved,
        Self::WaitsOnRequester,
        Self::WaitsOnOther,
        Self::Delivered,
        Self::NotYet,
        Self::Ended,
        Self::RequesterSaid,
        Self::AnswerDueSoon,
        Self::AnswerLate,
        Self::PromiseLate,
        Self::Silent { days: 3 },
    ];

    /// The name in storage.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Taken => "taken",
            Self::HandedOver => "handed_over",
            Self::PromiseMoved => "promise_moved",
            Self::WaitsOnRequester => "waits_on_requester",
            Self::WaitsOnOther => "waits_on_other",
            Self::Delivered => "delivered",
            Self::NotYet => "not_yet",
            Self::Ended => "ended",
            Self::RequesterSaid => "requester_said",
            Self::AnswerDueSoon => "answer_due_soon",
            Self::AnswerLate => "answer_late",
            Self::PromiseLate => "promise_late",
            Self::Silent { .. } => "silent",
        }
    }

    /// Whether time brings it about, and nobody.
    pub const fn is_timed(self) -> bool {
        matches!(self, Self::AnswerDueSoon | Self::AnswerLate | Self::PromiseLate | Self::Silent { .. })
    }

    /// Whether a line of the timeline is what it waits for. What nobody did, a rule may have done.
    pub fn is_met_by(self, entry: &Entry, request: &ServiceRequest) -> bool {
        let takes = request.stage.service().is_some_and(|it| it.acknowledged_at == entry.at);
        let by_requester = entry.author == Some(request.requester);
        match (self, &entry.event) {
            (Self::Ended, Event::Lapsed) => true,
            _ if entry.author.is_none() => false,
            (Self::Asked, Event::Asked)
            | (Self::Taken, Event::Acknowledged { .. })
            | (Self::HandedOver, Event::HandedOver { .. })
            | (Self::PromiseMoved, Event::Renegotiated { .. })
            | (Self::WaitsOnRequester, Event::WaitingOnRequester { .. })
            | (Self::WaitsOnOther, Event::WaitingOnOther { .. })
            | (Self::Delivered, Event::Delivered { .. })
            | (Self::NotYet, Event::NotYet { .. })
            | (Self::Ended, Event::Confirmed { .. } | Event::Declined { .. } | Event::Withdrawn { .. }) => true,
            // Who accepts the time that was offered takes it with that, if nobody had taken it.
            (Self::Taken, Event::OfferAccepted { .. }) => takes,
            (Self::PromiseMoved, Event::OfferAccepted { .. }) => !takes,
            (Self::RequesterSaid, Event::Said { .. } | Event::Attached { .. }) => by_requester,
            _ => false,
        }
    }

    pub(super) const fn is_in_range(self) -> bool {
        match self {
            Self::Silent { days } => days >= 1 && days <= RuleBody::MOST_DAYS,
            _ => true,
        }
    }
}
