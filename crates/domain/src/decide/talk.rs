//! Messages and internal notes.

use std::collections::BTreeSet;

use chrono::TimeDelta;

use super::turn::Turn;
use super::{Context, Records, Stop, entry_of, mentions, request_of};
use crate::entity::Entity;
use crate::entry::{Entry, Event};
use crate::file::{Attachment, MOST_FILE_BYTES};
use crate::id::EntryId;
use crate::mention::Mention;
use crate::operation::Operation;
use crate::policy::Party;
use crate::refusal::Refusal;
use crate::service_request::Stage;
use crate::text::Words;

/// How long a message or thanks can be taken back (`rules.md` §1.14).
pub(super) const RETRACT_SECONDS: i64 = 10;

/// A text never changes a stage by itself, with the one exception that is announced before
/// sending: what the request waits on its requester for is answered by their next message.
pub(super) fn say(
    turn: &mut Turn<'_, impl Records>,
    entry: EntryId,
    words: Words,
    mentions: &BTreeSet<Mention>,
) -> Result<(), Stop> {
    fresh(turn, entry)?;
    let named = mentions::named(turn.records, Some(&words), mentions)?;
    turn.tell_as(entry, Event::Said { words }, named.clone());
    let called = mentions::call_in(turn, &named)?;
    turn.note_called(entry, called);
    hear(turn)
}

/// A file is a message, whether words come with it or not.
pub(super) fn attach(
    turn: &mut Turn<'_, impl Records>,
    entry: EntryId,
    file: Attachment,
    words: Option<Words>,
    mentions: &BTreeSet<Mention>,
) -> Result<(), Stop> {
    fresh(turn, entry)?;
    let named = mentions::named(turn.records, words.as_ref(), mentions)?;
    match file.bytes {
        0 => return Err(Refusal::FileEmpty.into()),
        bytes if bytes > MOST_FILE_BYTES => return Err(Refusal::FileTooLarge { most: MOST_FILE_BYTES }.into()),
        _ => {}
    }
    turn.tell_as(entry, Event::Attached { file, words }, named.clone());
    let called = mentions::call_in(turn, &named)?;
    turn.note_called(entry, called);
    hear(turn)
}

/// What a public message does to what was waited for.
fn hear(turn: &mut Turn<'_, impl Records>) -> Result<(), Stop> {
    if turn.is(Party::Requester) && matches!(turn.request.stage, Stage::WaitingOnRequester { .. }) {
        turn.advance(|service| Stage::InProgress { service })?;
    } else if turn.is(Party::Helper)
        && let Some(service) = turn.service_mut()
    {
        service.next_word = None;
    }
    Ok(())
}

pub(super) fn note(
    turn: &mut Turn<'_, impl Records>,
    entry: EntryId,
    words: Words,
    mentions: &BTreeSet<Mention>,
) -> Result<(), Stop> {
    fresh(turn, entry)?;
    let named = mentions::named(turn.records, Some(&words), mentions)?;
    mentions::check_side(turn.records, &turn.request, &named)?;
    turn.tell_as(entry, Event::Noted { words }, named);
    Ok(())
}

/// Whom it has called in does not see the request by it any more.
pub(super) fn retract(
    records: &impl Records,
    context: &Context,
    operation: &Operation,
    id: EntryId,
) -> Result<Vec<Entity>, Stop> {
    let mut entry = entry_of(records, id)?;
    match entry.event {
        Event::Said { .. } | Event::Attached { .. } | Event::Noted { .. } | Event::Nudged { .. } => {}
        Event::Retracted { .. } => return Ok(Vec::new()),
        _ => return Err(Refusal::NotFound.into()),
    }
    if context.now.since(entry.at) > TimeDelta::seconds(RETRACT_SECONDS) {
        return Err(Refusal::TooLateToRetract.into());
    }
    let called = std::mem::take(&mut entry.called);
    entry.retract();
    let (id, author) = (entry.request, entry.author);
    let mut changes: Vec<Entity> = vec![entry.into()];
    if called.is_empty() {
        return Ok(changes);
    }
    let mut request = *request_of(records, id)?;
    for (line, person) in called.into_iter().filter(|it| request.watchers.remove(it)).enumerate() {
        let own = EntryId::derived(operation.id.uuid(), &format!("entry:{line}"));
        changes.push(Entry::new(own, id, author, context.now, Event::Unwatched { person }).into());
    }
    request.changed_at = context.now;
    changes.insert(0, request.into());
    Ok(changes)
}

/// The request is left as it is, unless somebody is called in: a better word is no news of it.
pub(super) fn reword(
    mut turn: Turn<'_, impl Records>,
    id: EntryId,
    words: Words,
    mentions: &BTreeSet<Mention>,
) -> Result<Vec<Entity>, Stop> {
    let mut entry = entry_of(turn.records, id)?;
    if entry.request != turn.request.id {
        return Err(Refusal::NotFound.into());
    }
    if matches!(entry.event, Event::Retracted { .. }) {
        return Err(Refusal::TakenBack.into());
    }
    let named = mentions::named(turn.records, Some(&words), mentions)?;
    // The same words may name somebody whom their writer had not chosen.
    if !entry.reword(words, turn.now).map_err(|_| Refusal::NotFound)? && entry.mentions == named {
        return Ok(Vec::new());
    }
    if entry.event.is_internal() {
        mentions::check_side(turn.records, &turn.request, &named)?;
    } else {
        entry.called.extend(mentions::call_in(&mut turn, &named)?);
    }
    entry.mentions = named;
    let called = if turn.has_told() { turn.finish()? } else { Vec::new() };
    Ok(called.into_iter().chain([entry.into()]).collect())
}

fn fresh(turn: &Turn<'_, impl Records>, entry: EntryId) -> Result<(), Stop> {
    match turn.records.find(entry.into())? {
        Some(_) => Err(Refusal::AlreadyExists.into()),
        None => Ok(()),
    }
}
