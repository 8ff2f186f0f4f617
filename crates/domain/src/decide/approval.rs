//! Approvals: asking for one, agreeing, saying no, and doing without.

use std::collections::{BTreeMap, BTreeSet};

use super::turn::Turn;
use super::{Records, Stop, person, team};
use crate::approval::{ApprovalStep, Rejection};
use crate::clock::Timestamp;
use crate::entity::Entity;
use crate::entry::Event;
use crate::id::{ApprovalId, PersonId, ServiceRequestId, TeamId};
use crate::offered_service::RequiredApproval;
use crate::operation::IntentName;
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
    let asked_by = turn.actor()?;
    if approvers.contains(&asked_by) {
        return Err(Refusal::ApprovedOneself.into());
    }
    ask_for(turn, id, (approvers, needed), asked_by, false)
}

/// The same for a rule, which asks in nobody's person: who made it may be asked as well.
pub(super) fn ask_for(
    turn: &mut Turn<'_, impl Records>,
    id: ApprovalId,
    (approvers, needed): (BTreeSet<PersonId>, u8),
    asked_by: PersonId,
    is_by_rule: bool,
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
    if approvers.contains(&turn.request.requester) {
        return Err(Refusal::ApprovedOneself.into());
    }
    for approver in &approvers {
        if !person(turn.records, *approver)?.is_active {
            return Err(Refusal::Inactive.into());
        }
    }
    let is_next = turn.request.open_approval().is_none();
    let step = ApprovalStep {
        id,
        approvers,
        needed,
        asked_by,
        is_by_rule,
        by_service: false,
        approved: BTreeMap::new(),
        rejection: None,
        stand_ins: BTreeMap::new(),
    };
    turn.request.approvals.push(step);
    if is_next { open_next(turn) } else { Ok(()) }
}

/// Tells of the step that is to be decided now, as asked for by who asked for it. Who stands in for an
/// approver who is away is asked besides them, unless it is their own wish.
pub(super) fn open_next(turn: &mut Turn<'_, impl Records>) -> Result<(), Stop> {
    if let Some((author, told)) = open(turn.records, turn.now, &mut turn.request)? {
        turn.tell_for(author, told);
    }
    Ok(())
}

/// Begins the step that is to be decided now: the line that tells of it, with who asks.
pub(super) fn open(
    records: &impl Records,
    now: Timestamp,
    request: &mut ServiceRequest,
) -> Result<Option<(Option<PersonId>, Event)>, Stop> {
    let requester = request.requester;
    let Some(step) = request.open_approval_mut() else { return Ok(None) };
    for approver in step.approvers.clone() {
        // Whom this device does not know has nobody who stands in here.
        if let Some(Entity::Person(away)) = records.find(approver.into())?
            && let Some(substitute) = away.substitute_at(now)
            && substitute != requester
            && (step.is_by_rule || substitute != step.asked_by)
            && !step.approvers.contains(&substitute)
        {
            step.stand_ins.entry(substitute).or_insert(approver);
        }
    }
    let (approval, needed, by_service) = (step.id, step.needed, step.by_service);
    let approvers = step.asked().collect();
    let author = (!step.is_by_rule).then_some(step.asked_by);
    Ok(Some((author, Event::ApprovalAsked { approval, approvers, needed, by_service })))
}

/// The steps that a service asks for, and whom it cannot ask. Of a step whose people are all left out nothing stays:
/// what nobody can give is not waited for.
pub(super) fn required(
    records: &impl Records,
    request: ServiceRequestId,
    requester: PersonId,
    asked: &[RequiredApproval],
) -> Result<(Vec<ApprovalStep>, Vec<Event>), Stop> {
    let (mut steps, mut skipped) = (Vec::new(), Vec::new());
    for (place, one) in asked.iter().enumerate() {
        let (named, needed) = match one {
            RequiredApproval::People { people, needed } => (people.clone(), *needed),
            RequiredApproval::Manager => (person(records, requester)?.manager.into_iter().collect(), 1),
        };
        let mut approvers = BTreeSet::new();
        for id in &named {
            if *id != requester && !has_left(records, *id)? {
                approvers.insert(*id);
            }
        }
        let people: BTreeSet<PersonId> = named.difference(&approvers).copied().collect();
        if !people.is_empty() || named.is_empty() {
            skipped.push(Event::ApprovalSkipped { people });
        }
        if let Ok(there @ 1..) = u8::try_from(approvers.len()) {
            steps.push(ApprovalStep {
                id: ApprovalId::derived(request.uuid(), &format!("service:{place}")),
                approvers,
                stand_ins: BTreeMap::new(),
                needed: needed.min(there),
                asked_by: requester,
                is_by_rule: false,
                by_service: true,
                approved: BTreeMap::new(),
                rejection: None,
            });
        }
    }
    Ok((steps, skipped))
}

/// Whom a device does not know may be there; the server knows.
fn has_left(records: &impl Records, id: PersonId) -> Result<bool, Stop> {
    Ok(matches!(records.find(id.into())?, Some(Entity::Person(person)) if !person.is_active))
}

/// Also after the same person's own no. What is through already stays so, whoever else agrees.
pub(super) fn approve(turn: &mut Turn<'_, impl Records>, id: ApprovalId, words: Option<Words>) -> Result<(), Stop> {
    let (actor, now) = (turn.actor()?, turn.now);
    let (step, seat) = step_of(turn, id, actor)?;
    if step.is_through() || step.approved.contains_key(&seat) {
        return turn.leave();
    }
    if !step.is_up_to(actor) {
        return Err(Refusal::Rejected.into());
    }
    step.rejection = None;
    step.approved.insert(seat, now);
    let is_through = step.is_through();
    turn.tell(Event::Approved { approval: id, words });
    if is_through { open_next(turn) } else { Ok(()) }
}

/// A no that comes too late, or after another one, changes nothing, and is read by everybody.
pub(super) fn reject(turn: &mut Turn<'_, impl Records>, id: ApprovalId, reason: Words) -> Result<(), Stop> {
    let (by, at) = (turn.actor()?, turn.now);
    let (step, seat) = step_of(turn, id, by)?;
    if !step.is_through() && step.rejection.as_ref().is_none_or(|it| it.by == by) {
        step.approved.remove(&seat);
        step.rejection = Some(Rejection { by, at, reason: reason.clone() });
    }
    turn.tell(Event::Rejected { approval: id, reason });
    Ok(())
}

/// Goes on without the step. What the service asks for, only a lead of the team that serves it does without, and not for
/// their own wish.
pub(super) fn waive(turn: &mut Turn<'_, impl Records>, id: ApprovalId) -> Result<(), Stop> {
    let step = turn.request.approvals.iter().position(|step| step.id == id).ok_or(Refusal::ApprovalGone)?;
    if turn.request.approvals[step].by_service {
        let actor = turn.actor()?;
        if actor == turn.request.requester {
            return Err(Refusal::ApprovedOneself.into());
        }
        let offers = team_of_service(turn.records, &turn.request)?.map(|id| team(turn.records, id)).transpose()?;
        if !offers.is_some_and(|it| it.is_led_by(actor)) {
            return Err(Refusal::WaivedByLead.into());
        }
    }
    if turn.request.approvals[step].is_through() {
        return Err(Refusal::ApprovalGone.into());
    }
    let was_open = turn.request.open_approval().is_some_and(|open| open.id == id);
    turn.request.approvals.remove(step);
    turn.tell(Event::ApprovalWaived { approval: id });
    if was_open { open_next(turn) } else { Ok(()) }
}

/// Which team serves what it was asked by, wherever it has gone since.
pub(super) fn team_of_service(records: &impl Records, request: &ServiceRequest) -> Result<Option<TeamId>, Stop> {
    let Some(form) = &request.form else { return Ok(None) };
    let Some(Entity::OfferedService(service)) = records.find(form.service.into())? else { return Ok(None) };
    let serving = service.served_by(form, |_| false);
    let is_closed = matches!(records.find(serving.into())?, Some(Entity::Team(it)) if !it.is_active);
    Ok(Some(service.served_by(form, |_| is_closed)))
}

/// Refuses to go on while somebody has to agree first.
pub(super) fn check(request: &ServiceRequest, intent: IntentName) -> Result<(), Refusal> {
    match request.open_approval().filter(|_| request.is_held_up(intent)) {
        Some(step) if step.rejection.is_some() => Err(Refusal::Rejected),
        Some(_) => Err(Refusal::NotApproved),
        None => Ok(()),
    }
}

/// A step that has begun, and for whom that person speaks in it.
fn step_of<'t>(
    turn: &'t mut Turn<'_, impl Records>,
    id: ApprovalId,
    person: PersonId,
) -> Result<(&'t mut ApprovalStep, PersonId), Refusal> {
    let open = turn.request.approvals.iter().position(|step| !step.is_through());
    let begun = open.map_or(turn.request.approvals.len(), |open| open + 1);
    let step = turn.request.approvals.iter_mut().take(begun).find(|step| step.id == id);
    let step = step.ok_or(Refusal::ApprovalGone)?;
    let seat = step.seat_of(person).ok_or(Refusal::ApprovalGone)?;
    Ok((step, seat))
}
