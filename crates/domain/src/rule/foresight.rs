//! What an action would come to, before it is done.

use std::collections::BTreeSet;

use super::{RuleAction, Skip};
use crate::id::{PersonId, TeamId};
use crate::operation::IntentName;
use crate::policy::{State, row};
use crate::service_request::{Addressee, ServiceRequest};

/// Whether somebody or a team is here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    Here,
    Gone,
}

/// Who is here, of those whom a rule names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Directory {
    pub people: BTreeSet<PersonId>,
    pub teams: BTreeSet<TeamId>,
}

impl Directory {
    fn knows(&self, addressee: Addressee) -> Known {
        let is_here = match addressee {
            Addressee::Person(person) => self.people.contains(&person),
            Addressee::Team(team) => self.teams.contains(&team),
        };
        if is_here { Known::Here } else { Known::Gone }
    }
}

/// Why an action would be left out on a request as it is; none when it would be done.
pub fn foresee(action: &RuleAction, request: &ServiceRequest, directory: &Directory) -> Option<Skip> {
    let reasons = match action {
        RuleAction::Label { label } => [
            (request.label(label).is_some(), Skip::AlreadySo),
            (request.labels.len() >= ServiceRequest::MOST_LABELS, Skip::TooMany),
            (is_impossible(IntentName::AddLabel, request), Skip::WrongStage),
            NEVER,
        ],
        RuleAction::Unlabel { label } => [
            (request.label(label).is_none(), Skip::AlreadySo),
            (is_impossible(IntentName::RemoveLabel, request), Skip::WrongStage),
            NEVER,
            NEVER,
        ],
        RuleAction::Priority { priority } => [
            (request.priority == *priority, Skip::AlreadySo),
            (is_impossible(IntentName::ChangePriority, request), Skip::WrongStage),
            NEVER,
            NEVER,
        ],
        RuleAction::Watch { person } => [
            (request.participants().contains(person), Skip::AlreadySo),
            (directory.knows(Addressee::Person(*person)) == Known::Gone, Skip::Gone),
            NEVER,
            NEVER,
        ],
        RuleAction::HandOver { to, .. } => [
            (directory.knows(*to) == Known::Gone, Skip::Gone),
            (*to == Addressee::Person(request.requester), Skip::Requesters),
            (has_it(request, *to), Skip::AlreadySo),
            (is_impossible(IntentName::HandOver, request), Skip::WrongStage),
        ],
        RuleAction::Say { .. } | RuleAction::Note { .. } => [NEVER; 4],
        RuleAction::AskApproval { approvers, .. } => {
            let is_gone = |it: &PersonId| directory.knows(Addressee::Person(*it)) == Known::Gone;
            let is_asked = request.approvals.iter().any(|step| step.is_by_rule && step.approvers == *approvers);
            let is_too_many = request.approvals.len() >= ServiceRequest::MOST_APPROVAL_STEPS;
            [
                (approvers.iter().any(is_gone), Skip::Gone),
                (approvers.contains(&request.requester), Skip::Requesters),
                (is_asked, Skip::AlreadySo),
                if is_too_many {
                    (true, Skip::TooMany)
                } else {
                    (is_impossible(IntentName::AskApproval, request), Skip::WrongStage)
                },
            ]
        }
    };
    reasons.into_iter().find(|(is_so, _)| *is_so).map(|(_, skip)| skip)
}

const NEVER: (bool, Skip) = (false, Skip::AlreadySo);

/// Whether nobody may do that in the stage of the request.
fn is_impossible(intent: IntentName, request: &ServiceRequest) -> bool {
    row(intent).cell(State::Stage(request.stage.name())).is_empty()
}

fn has_it(request: &ServiceRequest, to: Addressee) -> bool {
    let helper = request.stage.helper();
    let holder = helper.or(request.addressee.person());
    holder.map(Addressee::Person) == Some(to) || (helper.is_none() && request.addressee == to)
}
