//! Approvals: asking for one, agreeing, saying no, and doing without.

use std::collections::{BTreeMap, BTreeSet};

use super::turn::Turn;
use super::{Records, Stop, person};
use crate::approval::{ApprovalStep, Rejection};
use crate::entry::Event;
use crate::id::{ApprovalId, PersonId};
use crate::operation::IntentName;
use crate::policy::Party;
use crate::refusal::Refusal;
use crate::service_request::ServiceRequest;
use crate::text::Words;

/// One step more, behind those that are there.
pub(super) fn ask(
    turn: &mut Turn<'_, impl Records>,
    id: ApprovalId,
    approvers: BTreeSet<PersonId>,
    needed: u8,
) -> Result<(), Stop> {
    let (most, steps) = (ApprovalStep::MOST_APPROVERS, ServiceRequest::MOST_APPROVAL_STEPS);
    if approvers.is_empty() || approvers.len() > most || needed == 0 || usize::from(needed) > approvers.len() {
        return Err(Refusal::ApproversOutOfRange { most }.into());
    }
    if turn.request.approvals.iter().any(|step| step.id == id) {
        return Err(Refusal::AlreadyExists.into());
    }
    if turn.request.approvals.len() >= steps {
        return Err(Refusal::TooManyApprovals { most: steps }.into());
    }
    let asked_by = turn.actor()?;
    if approvers.contains(&turn.request.requester) || approvers.contains(&asked_by) {
        return Err(Refusal::ApprovedOneself.into());
    }
    for approver in &approvers {
        if !person(turn.records, *approver)?.is_active {
            return Err(Refusal::Inactive.into());
        }
    }
    let is_next = turn.request.open_approval().is_none();
    let step =
        ApprovalStep { id, approvers, needed, asked_by: Some(asked_by), approved: BTreeMap::new(), rejection: None };
    turn.request.approvals.push(step);
    if is_next { open_next(turn) } else { Ok(()) }
}

/// Tells of the step that is to be decided now. Who stands in for an approver who is away is asked
/// besides them.
pub(super) fn open_next(turn: &mut Turn<'_, impl Records>) -> Result<(), Stop> {
    let Some(step) = turn.request.open_approval().cloned() else { return Ok(()) };
    let mut approvers = step.approvers;
    for approver in approvers.clone() {
        let substitute = person(turn.records, approver)?.substitute_at(turn.now);
        approvers.extend(substitute.filter(|it| *it != turn.request.requester));
    }
    turn.tell(Event::ApprovalAsked { approval: step.id, approvers: approvers.clone(), needed: step.needed });
    if let Some(open) = turn.request.open_approval_mut() {
        open.approvers = approvers;
    }
    Ok(())
}

/// Also after the same person's own no.
pub(super) fn approve(turn: &mut Turn<'_, impl Records>, id: ApprovalId, words: Option<Words>) -> Result<(), Stop> {
    let (actor, now) = (turn.actor()?, turn.now);
    let step = step_of(turn, id, actor)?;
    step.rejection = None;
    if step.approved.insert(actor, now).is_some() {
        return turn.leave();
    }
    let is_through = step.is_through();
    turn.tell(Event::Approved { approval: id, words });
    if is_through { open_next(turn) } else { Ok(()) }
}

pub(super) fn reject(turn: &mut Turn<'_, impl Records>, id: ApprovalId, reason: Words) -> Result<(), Stop> {
    let (by, at) = (turn.actor()?, turn.now);
    let step = step_of(turn, id, by)?;
    step.approved.remove(&by);
    step.rejection = Some(Rejection { by, at, reason: reason.clone() });
    turn.tell(Event::Rejected { approval: id, reason });
    Ok(())
}

/// Goes on without the step. What the service asks for, only a lead of the team does without.
pub(super) fn waive(turn: &mut Turn<'_, impl Records>, id: ApprovalId) -> Result<(), Stop> {
    let step = turn.request.approvals.iter().position(|step| step.id == id).ok_or(Refusal::ApprovalGone)?;
    if turn.request.approvals[step].asked_by.is_none() && !turn.is(Party::Lead) {
        return Err(Refusal::WaivedByLead.into());
    }
    if turn.request.approvals[step].is_through() {
        return Err(Refusal::ApprovalGone.into());
    }
    let was_open = turn.request.open_approval().is_some_and(|open| open.id == id);
    turn.request.approvals.remove(step);
    turn.tell(Event::ApprovalWaived { approval: id });
    if was_open { open_next(turn) } else { Ok(()) }
}

/// Refuses to go on while somebody has to agree first.
pub(super) fn check(request: &ServiceRequest, intent: IntentName) -> Result<(), Refusal> {
    match request.open_approval().filter(|_| request.is_held_up(intent)) {
        Some(step) if step.rejection.is_some() => Err(Refusal::Rejected),
        Some(_) => Err(Refusal::NotApproved),
        None => Ok(()),
    }
}

/// The step that is to be decided now, if it is that one and up to that person.
fn step_of<'t>(
    turn: &'t mut Turn<'_, impl Records>,
    id: ApprovalId,
    person: PersonId,
) -> Result<&'t mut ApprovalStep, Refusal> {
    let step = turn.request.open_approval_mut().filter(|step| step.id == id).ok_or(Refusal::ApprovalGone)?;
    if step.is_up_to(person) { Ok(step) } else { Err(Refusal::ApprovalGone) }
}
