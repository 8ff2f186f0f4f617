//! Merging a request into another one that goes on for both, and undoing that.

use std::collections::BTreeSet;

use super::turn::Turn;
use super::{Records, Stop, standing, structure};
use crate::entity::Entity;
use crate::entry::Event;
use crate::file::Attachment;
use crate::id::{PersonId, ServiceRequestId};
use crate::merged::Merged;
use crate::operation::IntentName;
use crate::policy::Party;
use crate::refusal::Refusal;
use crate::service_request::{ServiceRequest, Stage, StageName, Visibility};

/// What somebody has to be to the request that goes on.
const SIDES: [Party; 4] = [Party::Helper, Party::Requester, Party::TeamMember, Party::Lead];

/// Whoever asked for it and whoever watches it watch the other one from then on.
pub(super) fn merge(
    turn: &mut Turn<'_, impl Records>,
    into: ServiceRequestId,
    files: Vec<Attachment>,
) -> Result<(), Stop> {
    let own = turn.request.id;
    if into == own {
        return Err(Refusal::MergedIntoItself.into());
    }
    let actor = turn.actor()?;
    let mut other = structure::visible(turn.records, actor, into)?.ok_or(Refusal::NotFound)?;
    let stage = other.stage.name();
    let parties = standing(turn.records, actor)?.parties(&other);
    if !SIDES.iter().any(|side| parties.contains(side)) {
        return Err(Refusal::NotYours { intent: IntentName::Merge, stage, parties: SIDES.to_vec() }.into());
    }
    if stage.is_final() || stage == StageName::Delivered {
        return Err(Refusal::MergedIntoEnded.into());
    }
    let joining = joining(turn, &other)?;
    if would_reveal(&turn.request, &other, &joining) {
        return Err(Refusal::MergeWouldReveal.into());
    }
    other.watchers.extend(&joining);
    other.took_in.insert(own, joining);
    let files = files.into_iter().take(ServiceRequest::MOST_MERGED_FILES);
    let lines = [Event::TookIn { request: own }].into_iter();
    let lines = lines.chain(files.map(|file| Event::FileTookIn { file: Some(file) }));
    let lines = turn.change_beside(other, lines)?.into_iter().skip(1).collect();
    let service = turn.request.stage.service().cloned();
    let before = std::mem::replace(&mut turn.request.stage, Stage::Withdrawn { at: turn.now, service });
    turn.request.merged = Some(Merged { into, at: turn.now, by: actor, before: Box::new(before), lines });
    turn.tell(Event::Merged { into });
    Ok(())
}

/// Back to where it stood, and what it brought to the other one leaves that.
pub(super) fn unmerge(turn: &mut Turn<'_, impl Records>) -> Result<(), Stop> {
    let Some(merged) = turn.request.merged.take() else { return Err(Refusal::NotMerged.into()) };
    if !merged.can_be_undone(turn.now) {
        return Err(Refusal::TooLateToUnmerge { days: Merged::UNDO_DAYS }.into());
    }
    let own = turn.request.id;
    // A device may not know the other one; the server does.
    let other = match turn.records.find(merged.into.into())? {
        Some(Entity::ServiceRequest(other)) => Some(*other),
        _ => None,
    };
    // What it brought has gone on with the other one.
    if other.as_ref().is_some_and(|it| it.merged.is_some()) {
        return Err(Refusal::MergedOn.into());
    }
    turn.request.stage = *merged.before;
    turn.tell(Event::Unmerged { from: merged.into });
    turn.reopen_stopped(merged.at)?;
    let Some(mut other) = other else { return Ok(()) };
    if let Some(brought) = other.took_in.remove(&own) {
        let others: BTreeSet<PersonId> = other.took_in.values().flatten().copied().collect();
        other.watchers.retain(|it| !brought.contains(it) || others.contains(it));
    }
    turn.change_beside(other, [Event::TookOut { request: own }])?;
    for line in merged.lines {
        if let Some(Entity::Entry(mut entry)) = turn.records.find(line.into())? {
            entry.event = Event::FileTookIn { file: None };
            turn.change_line_beside(entry);
        }
    }
    Ok(())
}

/// Who is to see the other one besides those who take part in it themselves. Whom another merged request has brought
/// is brought by this one, too: they stay until both have gone.
fn joining(turn: &Turn<'_, impl Records>, other: &ServiceRequest) -> Result<BTreeSet<PersonId>, Stop> {
    let (request, there) = (&turn.request, other.people());
    let brought: BTreeSet<PersonId> = other.took_in.values().flatten().copied().collect();
    let is_joining = |it: &&PersonId| !there.contains(it) || (brought.contains(it) && other.requester != **it);
    let mut joining = BTreeSet::new();
    for person in request.watchers.iter().chain([&request.requester]).filter(is_joining) {
        if matches!(turn.records.find((*person).into())?, Some(Entity::Person(it)) if it.is_active) {
            joining.insert(*person);
        }
    }
    Ok(joining)
}

/// Whether people of the one would learn what only those of the other may know.
fn would_reveal(request: &ServiceRequest, other: &ServiceRequest, joining: &BTreeSet<PersonId>) -> bool {
    let width = |it: &ServiceRequest| match it.visibility {
        Visibility::Private => 0,
        Visibility::Teams => 1,
        Visibility::Organization => 2,
    };
    let is_private = |it: &ServiceRequest| it.visibility == Visibility::Private;
    // The files of a private one go to nobody who does not see it already.
    width(other) > width(request)
        || (is_private(other) && joining.iter().any(|it| !other.people().contains(it)))
        || (is_private(request) && !other.scopes().is_subset(&request.scopes()))
}
