//! The timeline of a request: what was said and what happened, in order.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::commitment::Offer;
use crate::file::Attachment;
use crate::id::{ApprovalId, EntryId, PersonId, RecurrenceId, RuleId, ServiceRequestId, TeamId, ThanksId};
use crate::mention::Mention;
use crate::rule::{ChosenBy, Deed, RuleTest, Trigger};
use crate::service_level::Target;
use crate::service_request::{Addressee, LinkKind, Priority, Rating};
use crate::text::{Label, Title, Words};

/// One line of a request's timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Entry {
    pub id: EntryId,
    pub request: ServiceRequestId,
    /// Nobody when the server did it.
    pub author: Option<PersonId>,
    pub at: Timestamp,
    pub event: Event,
    /// Who is named in its words.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub mentions: BTreeSet<Mention>,
    /// Who watches the request because of it.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub called: BTreeSet<PersonId>,
    /// When its author last reworded it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reworded_at: Option<Timestamp>,
    /// What it said before, the first wording first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<Wording>,
}

/// What a message or note said before its author reworded it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Wording {
    pub words: Words,
    /// When it was written.
    pub at: Timestamp,
}

impl Entry {
    /// How many earlier wordings are kept: the first, which people may have acted on, and the latest.
    /// A line travels whole, and ten texts of the greatest length still fit easily.
    pub const MOST_EARLIER: usize = 10;

    /// A line as it is first written.
    pub fn new(id: EntryId, request: ServiceRequestId, author: Option<PersonId>, at: Timestamp, event: Event) -> Self {
        let (mentions, called) = (BTreeSet::new(), BTreeSet::new());
        Self { id, request, author, at, event, mentions, called, reworded_at: None, earlier: Vec::new() }
    }

    /// Puts other words in place of its own, which are kept. False when it says that already.
    ///
    /// # Errors
    /// [`NoWords`] for a line that is neither message, note nor file.
    pub fn reword(&mut self, words: Words, at: Timestamp) -> Result<bool, NoWords> {
        let before = match &mut self.event {
            Event::Said { words: own } | Event::Noted { words: own } if *own == words => return Ok(false),
            Event::Attached { words: Some(own), .. } if *own == words => return Ok(false),
            Event::Said { words: own } | Event::Noted { words: own } => Some(std::mem::replace(own, words)),
            Event::Attached { words: own, .. } => own.replace(words),
            _ => return Err(NoWords),
        };
        let written_at = self.reworded_at.replace(at).unwrap_or(self.at);
        self.earlier.extend(before.map(|words| Wording { words, at: written_at }));
        if self.earlier.len() > Self::MOST_EARLIER {
            self.earlier.remove(1);
        }
        Ok(true)
    }

    /// Whether somebody is named in its words.
    pub fn mentions(&self, person: PersonId) -> bool {
        self.mentions.iter().any(|it| it.person == person)
    }

    /// Takes away what it says and ever said; the place stays.
    pub(crate) fn retract(&mut self) {
        let was_nudge = matches!(self.event, Event::Nudged { .. });
        self.event = Event::Retracted { was_note: self.event.is_internal(), was_nudge };
        self.mentions.clear();
        self.called.clear();
        self.reworded_at = None;
        self.earlier.clear();
    }
}

/// The line has no words of its author's that could be others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoWords;

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
    /// A gentle word to who is expected to do something: no answer, and no word that is waited for.
    Nudged {
        words: Words,
    },
    /// A message, note or gentle word that its author took back within ten seconds.
    Retracted {
        was_note: bool,
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        was_nudge: bool,
    },
    Asked,
    /// Said by the service that it was asked by, at once: no answer of a human.
    FirstWord {
        words: Words,
    },
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
        /// The teams that it was with until then.
        #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
        from_teams: BTreeSet<TeamId>,
        /// Of whom it was asked until then.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        asked_of: Option<Addressee>,
        /// By what a rule has chosen who gets it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        chosen_by: Option<ChosenBy>,
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
        /// How long after each word the next one comes.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        every: Option<Target>,
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
    /// After the confirmation, instead of an earlier one or for the first time.
    Rated {
        from: Option<Rating>,
        rating: Rating,
        words: Option<Words>,
    },
    Lapsed,
    Withdrawn {
        reason: Option<Words>,
    },
    /// These people were asked to agree, and `needed` of them have to.
    ApprovalAsked {
        approval: ApprovalId,
        approvers: BTreeSet<PersonId>,
        needed: u8,
        /// Whether the service asks for it.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        by_service: bool,
    },
    /// The service would ask these to agree, who are not there any more or are the requester; nobody where it is a
    /// manager that the requester does not have.
    ApprovalSkipped {
        #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
        people: BTreeSet<PersonId>,
    },
    Approved {
        approval: ApprovalId,
        words: Option<Words>,
    },
    Rejected {
        approval: ApprovalId,
        reason: Words,
    },
    ApprovalWaived {
        approval: ApprovalId,
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
    StepTicked {
        title: Title,
    },
    StepUnticked {
        title: Title,
    },
    /// It was merged into that one.
    Merged {
        into: ServiceRequestId,
    },
    /// It is a request of its own again.
    Unmerged {
        from: ServiceRequestId,
    },
    /// That one was merged into it.
    TookIn {
        request: ServiceRequestId,
    },
    /// That one is a request of its own again.
    TookOut {
        request: ServiceRequestId,
    },
    /// A file of a request that was merged into it; none once that was undone. It is no word.
    FileTookIn {
        file: Option<Attachment>,
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
    /// A rule of the team has fired: why, and what came of it. Seen by the helper's side only, as notes are.
    RuleFired {
        team: TeamId,
        rule: RuleId,
        /// What the rule was called then.
        name: Title,
        when: Trigger,
        /// What held besides.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        ifs: Vec<RuleTest>,
        deeds: Vec<Deed>,
        /// What it noted.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<Words>,
    },
    /// Said by a rule of the team: no answer of a human.
    RuleSaid {
        rule: RuleId,
        words: Words,
    },
    /// Its requester asks it again and again from now on.
    Repeats {
        recurrence: RecurrenceId,
    },
    /// It was asked by a recurrence, for this time; it was left out so often since the last one.
    Recurred {
        recurrence: RecurrenceId,
        due: Timestamp,
        #[serde(default)]
        left_out: u32,
    },
    /// It would have been asked again then, and was open still.
    RepeatLeftOut {
        due: Timestamp,
    },
}

impl Event {
    /// The file that it brings, if it brings one.
    pub fn file(&self) -> Option<&Attachment> {
        match self {
            Self::Attached { file, .. } => Some(file),
            Self::FileTookIn { file } => file.as_ref(),
            _ => None,
        }
    }

    /// What somebody said or noted, or wrote to a file.
    pub fn words(&self) -> Option<&Words> {
        match self {
            Self::Said { words } | Self::Noted { words } => Some(words),
            Self::Attached { words, .. } => words.as_ref(),
            _ => None,
        }
    }

    /// Whether only the helper's side may see it.
    pub fn is_internal(&self) -> bool {
        matches!(self, Self::Noted { .. } | Self::Retracted { was_note: true, .. } | Self::RuleFired { .. })
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
