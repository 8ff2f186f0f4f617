//! A gentle word to who is expected to do something: no answer, no word that a clock waits for, and no hurry.

use super::turn::Turn;
use super::{Records, Stop, calendar_of};
use crate::clock::Timestamp;
use crate::entry::Event;
use crate::id::{EntryId, PersonId};
use crate::policy::Party;
use crate::refusal::Refusal;
use crate::service_request::ServiceRequest;
use crate::text::Words;

pub(super) fn nudge(turn: &mut Turn<'_, impl Records>, entry: EntryId, words: Words) -> Result<(), Stop> {
    if turn.records.find(entry.into())?.is_some() {
        return Err(Refusal::AlreadyExists.into());
    }
    let actor = turn.actor()?;
    if turn.is(Party::Requester)
        && let Some(by) = word_to_come(&turn.request, turn.now)
    {
        return Err(Refusal::WordIsComing { by }.into());
    }
    if let Some(again_at) = possible_again(turn, actor)? {
        return Err(Refusal::NudgedLately { again_at }.into());
    }
    turn.tell_as(entry, Event::Nudged { words }, [].into());
    Ok(())
}

/// What the helper has said about when they give word, as long as that lies ahead: it is agreed to wait until then.
fn word_to_come(request: &ServiceRequest, now: Timestamp) -> Option<Timestamp> {
    request.stage.service().and_then(|it| it.next_word).filter(|it| *it > now)
}

/// When the actor may nudge again who has been nudged already: on their next day of work.
fn possible_again(turn: &Turn<'_, impl Records>, actor: PersonId) -> Result<Option<Timestamp>, Stop> {
    let entries = turn.records.list_entries(turn.request.id)?;
    let mine = entries.iter().filter(|it| it.author == Some(actor) && matches!(it.event, Event::Nudged { .. }));
    let Some(last) = mine.map(|it| it.at).max() else { return Ok(None) };
    let other = if turn.is(Party::Requester) { turn.request.server() } else { Some(turn.request.requester) };
    let calendar = calendar_of(turn.records, other.unwrap_or(actor))?;
    let next = calendar.local(calendar.plus_working_days(last, 1)).date_naive();
    let begins = calendar.hours_on(next).map_or_else(|| calendar.at_minutes(next, 0), |(begins, _)| begins);
    Ok(Some(begins).filter(|it| *it > turn.now))
}
