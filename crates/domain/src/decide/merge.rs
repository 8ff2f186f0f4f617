//! Merging a request into another one that goes on for both, and undoing that.

use std::collections::BTreeSet;

use super::turn::Turn;
use super::{Records, Stop, standing, structure};
use crate::entity::Entity;
use crate::entry::Event;
use crate::file::Attachment;
use crate::id::{PersonId, ServiceRequestId};
use crate::operation::IntentName;
use crate::policy::Party;
use crate::refusal::Refusal;
use crate::service_request::{Merged, ServiceRequest, Stage, Visibility};

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
    if stage.is_final() {
        return Err(Refusal::MergedIntoEnded.into());
    }
    let watchers = joining(turn, &other)?;
    if would_reveal(&turn.request, &other, &watchers) {
        return Err(Refusal::MergeWouldReveal.into());
    }
    other.watchers.extend(&watchers);
    let files = files.into_iter().take(ServiceRequest::MOST_MERGED_FILES);
    let lines = [Event::TookIn { request: own }].into_iter();
    let lines = lines.chain(files.map(|file| Event::FileTookIn { file: Some(file) }));
    let lines = turn.change_beside(other, lines)?.into_iter().skip(1).collect();
    let service = turn.request.stage.service().cloned();
    let before = std::mem::replace(&mut turn.request.stage, Stage::Withdrawn { at: turn.now, service });
    let merged = Merged { into, at: turn.now, by: actor, before: Box::new(before), watchers, lines };
    turn.request.merged = Some(merged);
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
    turn.request.stage = *merged.before;
    turn.tell(Event::Unmerged { from: merged.into });
    // A device may not know the other one; the server does.
    let Some(Entity::ServiceRequest(mut other)) = turn.records.find(merged.into.into())? else { return Ok(()) };
    other.watchers.retain(|it| !merged.watchers.contains(it));
    turn.change_beside(*other, [Event::TookOut { request: own }])?;
    for line in merged.lines {
        if let Some(Entity::Entry(mut entry)) = turn.records.find(line.into())? {
            entry.event = Event::FileTookIn { file: None };
            turn.change_line_beside(entry);
        }
    }
    Ok(())
}

/// Who is to see the other one besides those who take part in it.
fn joining(turn: &Turn<'_, impl Records>, other: &ServiceRequest) -> Result<BTreeSet<PersonId>, Stop> {
    let (request, there) = (&turn.request, other.people());
    let mut joining = BTreeSet::new();
    for person in request.watchers.iter().chain([&request.requester]).filter(|it| !there.contains(it)) {
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
    width(other) > width(request) || (other.visibility == Visibility::Private && !joining.is_empty())
}
