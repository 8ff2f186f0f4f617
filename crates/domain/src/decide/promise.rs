//! Promises: acknowledge, offer and agree on a time, renegotiate, say when the next word comes.

use super::turn::Turn;
use super::{Records, Stop, calendar_of};
use crate::clock::Timestamp;
use crate::clocks;
use crate::commitment::Offer;
use crate::entry::Event;
use crate::id::{OfferId, PersonId};
use crate::policy::Party;
use crate::refusal::Refusal;
use crate::service_level::Target;
use crate::service_request::Stage;
use crate::text::Words;

pub(super) fn acknowledge(
    turn: &mut Turn<'_, impl Records>,
    promise: Option<Timestamp>,
    next_word: Option<Timestamp>,
    words: Option<Words>,
) -> Result<(), Stop> {
    if promise.is_none() && next_word.is_none() {
        return Err(Refusal::NoTimeGiven.into());
    }
    for time in [promise, next_word].into_iter().flatten() {
        turn.ahead(time)?;
    }
    let actor = turn.actor()?;
    match turn.request.stage.helper() {
        // A requester can belong to the team that they asked.
        None if actor == turn.request.requester => return Err(Refusal::AskedOneself.into()),
        None => {
            let commitment = promise.map(|due| turn.commitment(due, None)).transpose()?;
            turn.take(actor, commitment, next_word);
            turn.tell(Event::Acknowledged { promise, next_word, words });
        }
        Some(helper) if helper == actor => acknowledge_again(turn, promise, next_word, words)?,
        Some(_) => turn.tell(Event::AlsoTook { promise, next_word, words }),
    }
    Ok(())
}

/// The same helper acknowledged on another device: a second promise becomes an offer (§1.12).
fn acknowledge_again(
    turn: &mut Turn<'_, impl Records>,
    promise: Option<Timestamp>,
    next_word: Option<Timestamp>,
    words: Option<Words>,
) -> Result<(), Stop> {
    let in_force = turn.request.promise().map(|promise| promise.due);
    if let Some(service) = turn.service_mut()
        && service.next_word.is_none()
    {
        service.next_word = next_word;
    }
    match promise {
        Some(due) if in_force.is_none() => {
            let commitment = turn.commitment(due, None)?;
            if let Some(service) = turn.service_mut() {
                service.promises.push(commitment);
            }
            turn.tell(Event::Acknowledged { promise, next_word, words });
        }
        Some(due) if in_force != Some(due) => {
            let id = OfferId::derived(turn.request.id.uuid(), &format!("offer:{}:{}", due.micros(), turn.now.micros()));
            propose(turn, id, due, words)?;
        }
        _ => turn.tell(Event::Acknowledged { promise, next_word, words }),
    }
    Ok(())
}

pub(super) fn offer(
    turn: &mut Turn<'_, impl Records>,
    id: OfferId,
    due: Timestamp,
    words: Option<Words>,
) -> Result<(), Stop> {
    turn.ahead(due)?;
    propose(turn, id, due, words)
}

/// Puts a proposed time on the table, in place of one that lay there.
fn propose(turn: &mut Turn<'_, impl Records>, id: OfferId, due: Timestamp, words: Option<Words>) -> Result<(), Stop> {
    let proposed = Offer { id, by: turn.actor()?, due, made_at: turn.now, words };
    match &mut turn.request.stage {
        Stage::Asked { offer, .. } => *offer = Some(proposed.clone()),
        _ => {
            let service = turn.service_mut().ok_or(Refusal::OfferGone)?;
            service.offer = Some(proposed.clone());
        }
    }
    turn.tell(Event::Offered { offer: proposed });
    Ok(())
}

pub(super) fn accept_offer(turn: &mut Turn<'_, impl Records>, id: OfferId) -> Result<(), Stop> {
    let actor = turn.actor()?;
    let Some(offer) = turn.request.stage.offer().filter(|offer| offer.id == id).cloned() else {
        return Err(Refusal::OfferGone.into());
    };
    let from_requester = offer.by == turn.request.requester;
    if from_requester == turn.is(Party::Requester) {
        return Err(Refusal::OwnOffer.into());
    }
    let due = turn.ahead(offer.due)?;
    let helper: PersonId = if from_requester { actor } else { offer.by };
    let mut commitment = turn.commitment(due, offer.words.clone())?;
    commitment.made_by = helper;
    if let Some(service) = turn.service_mut() {
        service.offer = None;
        service.promises.push(commitment);
    } else {
        turn.take(helper, Some(commitment), None);
    }
    turn.tell(Event::OfferAccepted { due });
    Ok(())
}

pub(super) fn renegotiate(
    turn: &mut Turn<'_, impl Records>,
    from: Option<Timestamp>,
    to: Timestamp,
    reason: Words,
) -> Result<(), Stop> {
    turn.ahead(to)?;
    let in_force = turn.request.promise().map(|promise| promise.due);
    if in_force == Some(to) {
        return Err(Refusal::SamePromise.into());
    }
    if from != in_force {
        // Somebody moved it meanwhile: the first in the server's order stands, this one is proposed.
        let id = OfferId::derived(turn.request.id.uuid(), &format!("offer:{}:{}", to.micros(), turn.now.micros()));
        return propose(turn, id, to, Some(reason));
    }
    let was_broken = in_force.is_some_and(|due| due < turn.now);
    let commitment = turn.commitment(to, Some(reason.clone()))?;
    let service = turn.service_mut().ok_or(Refusal::NoPromiseYet)?;
    service.promises.push(commitment);
    service.offer = None;
    turn.tell(Event::Renegotiated { from, to, reason, was_broken });
    Ok(())
}

pub(super) fn promise_next_word(
    turn: &mut Turn<'_, impl Records>,
    by: Timestamp,
    every: Option<Target>,
) -> Result<(), Stop> {
    turn.ahead(by)?;
    if every.is_some_and(|it| !it.is_valid() || it == Target::WorkingDays(0)) {
        return Err(Refusal::NoTimeGiven.into());
    }
    let service = turn.service_mut().ok_or(Refusal::NoPromiseYet)?;
    (service.next_word, service.word_every) = (Some(by), every);
    turn.tell(Event::NextWordPromised { by, every });
    Ok(())
}

/// Who said that they give word again and again owes the next one after each, and once what waited for an answer, or
/// had been delivered, goes on.
pub(super) fn renew_word(turn: &mut Turn<'_, impl Records>) -> Result<(), Stop> {
    let now = turn.now;
    let Some(service) = turn.request.stage.service().cloned() else { return Ok(()) };
    let is_waiting = matches!(turn.request.stage, Stage::WaitingOnRequester { .. });
    let Some(every) = service.word_every.filter(|_| !is_waiting) else { return Ok(()) };
    let has_spoken = turn.lines().any(|(author, event)| author == Some(service.helper) && event.is_public_word());
    if has_spoken || service.next_word.is_none() {
        let next = clocks::reached_at(&calendar_of(turn.records, service.helper)?, now, every);
        if let Some(service) = turn.service_mut() {
            service.next_word = next;
        }
    }
    Ok(())
}
