//! What an action would come to, before it is done.

use std::collections::BTreeSet;

use super::{RuleAction, RuleBody, Skip};
use crate::id::{PersonId, TeamId};
use crate::operation::IntentName;
use crate::person::Person;
use crate::policy::{State, row};
use crate::service_request::{Addressee, ServiceRequest};

/// What was handed over so often already is handed over by people alone.
const MOST_HAND_OVERS: u32 = 10;

/// Who is here, of those whom a rule names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Directory {
    pub people: BTreeSet<PersonId>,
    pub teams: BTreeSet<TeamId>,
    /// The members of the team whose rule it is; none where not all of them are known.
    pub colleagues: Option<Vec<Person>>,
    /// Whose turn it was, see [`crate::TeamRules::turns`].
    pub turns: Vec<PersonId>,
}

impl Directory {
    fn has(&self, addressee: Addressee) -> bool {
        match addressee {
            Addressee::Person(person) => self.people.contains(&person),
            Addressee::Team(team) => self.teams.contains(&team),
        }
    }
}

/// Why an action would be left out on a request as it is; none when it would be done.
pub fn foresee(action: &RuleAction, request: &ServiceRequest, directory: &Directory) -> Option<Skip> {
    reasons(action, request, directory).into_iter().find(|(is_so, _)| *is_so).map(|(_, skip)| skip)
}

/// Whether a rule would do anything on a request as it is, if all whom it names are here.
pub fn would_change(body: &RuleBody, request: &ServiceRequest) -> bool {
    let teams = body.thens.iter().filter_map(|it| match it {
        RuleAction::HandOver { to, .. } => to.team(),
        _ => None,
    });
    let directory =
        Directory { people: body.people().into_iter().collect(), teams: teams.collect(), ..Directory::default() };
    body.thens.iter().any(|it| foresee(it, request, &directory) != Some(Skip::AlreadySo))
}

/// What can keep an action from being done, with whether it does, beginning with what is told first.
fn reasons(action: &RuleAction, request: &ServiceRequest, directory: &Directory) -> Vec<(bool, Skip)> {
    let late = |intent| (is_impossible(intent, request), Skip::WrongStage);
    match action {
        RuleAction::Label { label } => vec![
            (request.label(label).is_some(), Skip::AlreadySo),
            (request.labels.len() >= ServiceRequest::MOST_LABELS, Skip::TooMany),
            late(IntentName::AddLabel),
        ],
        RuleAction::Unlabel { label } => {
            vec![(request.label(label).is_none(), Skip::AlreadySo), late(IntentName::RemoveLabel)]
        }
        RuleAction::Priority { priority } => {
            vec![(request.priority == *priority, Skip::AlreadySo), late(IntentName::ChangePriority)]
        }
        RuleAction::Watch { person } => vec![
            (request.participants().contains(person), Skip::AlreadySo),
            (!directory.has(Addressee::Person(*person)), Skip::Gone),
        ],
        RuleAction::HandOver { to, .. } => vec![
            (!directory.has(*to), Skip::Gone),
            (*to == Addressee::Person(request.requester), Skip::Requesters),
            (has_it(request, *to), Skip::AlreadySo),
            // Rules of two teams that wait for a time would pass it to and fro for ever.
            (request.hand_over_count >= MOST_HAND_OVERS, Skip::TooMany),
            late(IntentName::HandOver),
        ],
        RuleAction::Assign { .. } => vec![
            // Somebody has been given it meanwhile.
            (request.addressee.team().is_none(), Skip::AlreadySo),
            (request.hand_over_count >= MOST_HAND_OVERS, Skip::TooMany),
            late(IntentName::HandOver),
        ],
        RuleAction::Say { .. } | RuleAction::Note { .. } => Vec::new(),
        RuleAction::AskApproval { approvers, .. } => vec![
            (approvers.iter().any(|it| !directory.has(Addressee::Person(*it))), Skip::Gone),
            (approvers.contains(&request.requester), Skip::Requesters),
            (request.approvals.iter().any(|it| it.is_by_rule && it.approvers == *approvers), Skip::AlreadySo),
            (request.approvals.len() >= ServiceRequest::MOST_APPROVAL_STEPS, Skip::TooMany),
            late(IntentName::AskApproval),
        ],
    }
}

/// Whether nobody may do that in the stage of the request.
fn is_impossible(intent: IntentName, request: &ServiceRequest) -> bool {
    row(intent).cell(State::Stage(request.stage.name())).is_empty()
}

fn has_it(request: &ServiceRequest, to: Addressee) -> bool {
    let helper = request.stage.helper();
    let holder = helper.or(request.addressee.person());
    holder.map(Addressee::Person) == Some(to) || (helper.is_none() && request.addressee == to)
}
