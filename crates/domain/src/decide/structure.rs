//! How requests are arranged: how pressing they are, what they are found by, and what they have to do
//! with each other.

use std::collections::BTreeSet;

use super::turn::Turn;
use super::{Records, Stop, request_of, standing};
use crate::entity::Entity;
use crate::entry::Event;
use crate::id::{PersonId, ServiceRequestId};
use crate::policy::Party;
use crate::refusal::Refusal;
use crate::service_request::{LinkKind, Priority, ServiceRequest};
use crate::text::Label;

/// So many requests are looked at to find out whether a link leads back.
const MOST_PASSED: usize = 500;

pub(super) fn change_priority(turn: &mut Turn<'_, impl Records>, priority: Priority) -> Result<(), Stop> {
    let from = std::mem::replace(&mut turn.request.priority, priority);
    if from == priority {
        return turn.leave();
    }
    turn.tell(Event::PriorityChanged { from, to: priority });
    Ok(())
}

/// What two people put on it without knowing of each other is there once, as the first has written it.
pub(super) fn add_label(turn: &mut Turn<'_, impl Records>, label: Label) -> Result<(), Stop> {
    if turn.request.label(&label).is_some() {
        return turn.leave();
    }
    let most = ServiceRequest::MOST_LABELS;
    if turn.request.labels.len() >= most {
        return Err(Refusal::TooManyLabels { most }.into());
    }
    turn.request.labels.insert(label.clone());
    turn.tell(Event::Labelled { label });
    Ok(())
}

pub(super) fn remove_label(turn: &mut Turn<'_, impl Records>, label: &Label) -> Result<(), Stop> {
    let Some(label) = turn.request.label(label).cloned() else { return turn.leave() };
    turn.request.labels.remove(&label);
    turn.tell(Event::Unlabelled { label });
    Ok(())
}

/// Whoever links sees both.
pub(super) fn link(turn: &mut Turn<'_, impl Records>, to: ServiceRequestId, kind: LinkKind) -> Result<(), Stop> {
    let (own, most) = (turn.request.id, ServiceRequest::MOST_LINKS);
    if to == own {
        return Err(Refusal::LinkedToItself.into());
    }
    let actor = turn.actor()?;
    let other = visible(turn.records, actor, to)?.ok_or(Refusal::NotFound)?;
    // That they are related is true of both, whoever says it.
    let is_said = kind == LinkKind::Related && other.links.get(&own) == Some(&kind);
    if is_said || turn.request.links.get(&to) == Some(&kind) {
        return turn.leave();
    }
    if kind != LinkKind::Related && leads_to(turn.records, kind, other, own)? {
        return Err(Refusal::LinkLeadsBack.into());
    }
    if turn.request.links.insert(to, kind).is_none() && turn.request.links.len() > most {
        return Err(Refusal::TooManyLinks { most }.into());
    }
    turn.tell(Event::Linked { to, kind });
    Ok(())
}

/// Also a link to what has gone meanwhile, or is no longer theirs to see.
pub(super) fn unlink(turn: &mut Turn<'_, impl Records>, to: ServiceRequestId) -> Result<(), Stop> {
    let Some(kind) = turn.request.links.remove(&to) else { return turn.leave() };
    turn.tell(Event::Unlinked { to, kind });
    Ok(())
}

/// The request, if that person may see it.
pub(super) fn visible(
    records: &impl Records,
    person: PersonId,
    id: ServiceRequestId,
) -> Result<Option<ServiceRequest>, Stop> {
    let other = match request_of(records, id) {
        Err(Stop::Refused(Refusal::NotFound)) => return Ok(None),
        other => other?,
    };
    let is_seen = standing(records, person)?.parties(&other).contains(&Party::Viewer);
    Ok(is_seen.then_some(*other))
}

/// Whether links of that kind lead from a request to that one, over whatever is between. A device may not
/// know all of it; the server does. What is farther than [`MOST_PASSED`] counts as leading there: nobody
/// waits for a decision while it is followed.
fn leads_to(records: &impl Records, kind: LinkKind, from: ServiceRequest, to: ServiceRequestId) -> Result<bool, Stop> {
    let (mut next, mut passed) = (vec![from], BTreeSet::new());
    while let Some(request) = next.pop() {
        for (id, _) in request.links.iter().filter(|(_, it)| **it == kind) {
            if *id == to || passed.len() >= MOST_PASSED {
                return Ok(true);
            }
            if passed.insert(*id)
                && let Some(Entity::ServiceRequest(above)) = records.find((*id).into())?
            {
                next.push(*above);
            }
        }
    }
    Ok(false)
}
