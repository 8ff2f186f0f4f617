//! The timeline of a request: what was said and what happened, in order.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::commitment::Offer;
use crate::file::Attachment;
use crate::id::{EntryId, PersonId, ServiceRequestId, ThanksId};
use crate::service_request::{Addressee, LinkKind, Priority, Rating};
use crate::text::{Label, Words};

/// One line of a request's timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Entry {
    pub id: EntryId,
    pub request: ServiceRequestId,
    /// Nobody when the server did it.
    pub author: Option<PersonId>,
    pub at: Timestamp,
    pub event: Event,
}

/// What an entry tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// A public message.
    Said {
        words: Words,
    },
    /// An internal note: seen by the helper's side only.
    Noted {
        words: Words,
    },
    /// A file, with what was said to it: a public message.
    Attached {
        file: Attachment,
        words: Option<Words>,
    },
    /// A message or note that its author took back within ten seconds.
    Retracted {
        was_note: bool,
    },
    Asked,
    Acknowledged {
        promise: Option<Timestamp>,
        next_word: Option<Timestamp>,
        words: Option<Words>,
    },
    /// A second acknowledgement by somebody who did not know of the first (`rules.md` §1.12).
    AlsoTook {
        promise: Option<Timestamp>,
        next_word: Option<Timestamp>,
        words: Option<Words>,
    },
    Offered {
        offer: Offer,
    },
    OfferAccepted {
        due: Timestamp,
    },
    Declined {
        reason: Words,
        alternative: Words,
    },
    HandedOver {
        from: Option<PersonId>,
        to: Addressee,
        reason: Words,
    },
    Started,
    WaitingOnRequester {
        question: Words,
    },
    WaitingOnOther {
        reason: Words,
    },
    Resumed,
    /// The promise moved; `was_broken` when the old one had already passed.
    Renegotiated {
        from: Option<Timestamp>,
        to: Timestamp,
        reason: Words,
        was_broken: bool,
    },
    NextWordPromised {
        by: Timestamp,
    },
    Delivered {
        words: Words,
        next_need: Option<Words>,
    },
    NotYet {
        reason: Words,
    },
    Confirmed {
        rating: Option<Rating>,
        words: Option<Words>,
    },
    Lapsed,
    Withdrawn {
        reason: Option<Words>,
    },
    PriorityChanged {
        from: Priority,
        to: Priority,
    },
    Labelled {
        label: Label,
    },
    Unlabelled {
        label: Label,
    },
    Linked {
        to: ServiceRequestId,
        kind: LinkKind,
    },
    Unlinked {
        to: ServiceRequestId,
        kind: LinkKind,
    },
    Watched {
        person: PersonId,
    },
    Unwatched {
        person: PersonId,
    },
    Thanked {
        thanks: ThanksId,
    },
}

impl Event {
    /// The file that it brings, if it brings one.
    pub fn file(&self) -> Option<&Attachment> {
        match self {
            Self::Attached { file, .. } => Some(file),
            _ => None,
        }
    }

    /// Whether only the helper's side may see it.
    pub fn is_internal(&self) -> bool {
        matches!(self, Self::Noted { .. } | Self::Retracted { was_note: true })
    }

    /// Whether it tells the requester something new from a human: the *next word* was given.
    pub fn is_public_word(&self) -> bool {
        matches!(
            self,
            Self::Said { .. }
                | Self::Attached { .. }
                | Self::Acknowledged { .. }
                | Self::Offered { .. }
                | Self::Declined { .. }
                | Self::HandedOver { .. }
                | Self::WaitingOnRequester { .. }
                | Self::WaitingOnOther { .. }
                | Self::Renegotiated { .. }
                | Self::Delivered { .. }
        )
    }
}
