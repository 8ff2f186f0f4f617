//! What an intent is about.

use super::Intent;
use crate::id::ServiceRequestId;

impl Intent {
    /// The request that it is about, if it is about one.
    pub fn request(&self) -> Option<ServiceRequestId> {
        match self {
            Self::Ask { request, .. }
            | Self::Acknowledge { request, .. }
            | Self::Offer { request, .. }
            | Self::AcceptOffer { request, .. }
            | Self::Decline { request, .. }
            | Self::HandOver { request, .. }
            | Self::Start { request, .. }
            | Self::WaitOnRequester { request, .. }
            | Self::WaitOnOther { request, .. }
            | Self::Renegotiate { request, .. }
            | Self::PromiseNextWord { request, .. }
            | Self::Deliver { request, .. }
            | Self::Confirm { request, .. }
            | Self::NotYet { request, .. }
            | Self::Rate { request, .. }
            | Self::Lapse { request, .. }
            | Self::Withdraw { request, .. }
            | Self::AskApproval { request, .. }
            | Self::Approve { request, .. }
            | Self::Reject { request, .. }
            | Self::WaiveApproval { request, .. }
            | Self::ChangePriority { request, .. }
            | Self::AddLabel { request, .. }
            | Self::RemoveLabel { request, .. }
            | Self::Link { request, .. }
            | Self::Unlink { request, .. }
            | Self::TickStep { request, .. }
            | Self::UntickStep { request, .. }
            | Self::Say { request, .. }
            | Self::Note { request, .. }
            | Self::Attach { request, .. }
            | Self::Nudge { request, .. }
            | Self::Reword { request, .. }
            | Self::Watch { request, .. }
            | Self::Unwatch { request, .. }
            | Self::Merge { request, .. }
            | Self::Unmerge { request }
            | Self::FireRule { request, .. }
            | Self::WarnOfClock { request, .. }
            | Self::Mute { request }
            | Self::Unmute { request } => Some(*request),
            Self::Remind { request, .. } | Self::Thank { request, .. } => *request,
            _ => None,
        }
    }
}
