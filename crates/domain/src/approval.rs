//! Approvals: who has to agree before a request is served.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::id::{ApprovalId, PersonId};
use crate::operation::IntentName;
use crate::service_request::ServiceRequest;
use crate::text::Words;

/// A step of one or N approvers (`rules.md` §1.11). Steps follow each other: the next is asked for
/// when the one before is through.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ApprovalStep {
    pub id: ApprovalId,
    pub approvers: BTreeSet<PersonId>,
    /// Who may say it for an approver who was away when the step began: one word for both.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub stand_ins: BTreeMap<PersonId, PersonId>,
    /// How many of them have to agree, at least one.
    pub needed: u8,
    /// Who has asked for it, or whose rule did; the requester where the service does.
    pub asked_by: PersonId,
    /// Whether a rule has asked for it, and nobody in person.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_by_rule: bool,
    /// Whether the service asks for it: the team does not do without.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_service: bool,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub approved: BTreeMap<PersonId, Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rejection: Option<Rejection>,
}

/// One approver has said no.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Rejection {
    pub by: PersonId,
    pub at: Timestamp,
    pub reason: Words,
}

impl ApprovalStep {
    /// More than these do not decide, they meet.
    pub const MOST_APPROVERS: usize = 10;

    /// Whether as many agree as have to.
    pub fn is_through(&self) -> bool {
        self.rejection.is_none() && self.approved.len() >= usize::from(self.needed)
    }

    /// For whom the person speaks: for themselves, or for whom they stand in.
    pub fn seat_of(&self, person: PersonId) -> Option<PersonId> {
        let own = self.approvers.get(&person);
        own.or_else(|| self.stand_ins.get(&person)).copied()
    }

    /// Whether that person's word is still missing: nobody decides for somebody else who has said no.
    pub fn waits_for(&self, person: PersonId) -> bool {
        let is_missing = |seat: PersonId| !self.approved.contains_key(&seat);
        !self.is_through() && self.rejection.is_none() && self.seat_of(person).is_some_and(is_missing)
    }

    /// Whether the person may say something: who has said no may change their mind.
    pub fn is_up_to(&self, person: PersonId) -> bool {
        match &self.rejection {
            Some(rejection) => rejection.by == person,
            None => !self.is_through() && self.seat_of(person).is_some(),
        }
    }

    /// Everybody who is asked, who stands in included.
    pub fn asked(&self) -> impl Iterator<Item = PersonId> {
        self.approvers.iter().chain(self.stand_ins.keys()).copied()
    }
}

impl ServiceRequest {
    /// More steps than these would be a procedure.
    pub const MOST_APPROVAL_STEPS: usize = 10;

    /// The step that is not through, if one is not.
    pub fn open_approval(&self) -> Option<&ApprovalStep> {
        self.approvals.iter().find(|step| !step.is_through())
    }

    /// Whether somebody has to agree before that can be done: nothing is begun, gone on with or
    /// delivered before.
    pub fn is_held_up(&self, intent: IntentName) -> bool {
        matches!(intent, IntentName::Start | IntentName::Deliver) && self.open_approval().is_some()
    }

    pub(crate) fn open_approval_mut(&mut self) -> Option<&mut ApprovalStep> {
        self.approvals.iter_mut().find(|step| !step.is_through())
    }

    /// Who has been asked so far: those of later steps do not know of it yet.
    pub fn asked_approvers(&self) -> impl Iterator<Item = PersonId> {
        let open = self.approvals.iter().position(|step| !step.is_through());
        let asked = open.map_or(self.approvals.len(), |open| open + 1);
        self.approvals.iter().take(asked).flat_map(ApprovalStep::asked)
    }

    /// Whose word is missing now.
    pub fn missing_approvers(&self) -> impl Iterator<Item = PersonId> {
        let open = self.open_approval().filter(|_| !self.stage.name().is_final());
        open.into_iter().flat_map(|step| step.asked().filter(|person| step.waits_for(*person)))
    }
}
