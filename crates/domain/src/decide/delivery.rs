//! The middle and the end of a service: start, wait, deliver, confirm, not yet, lapse.

use super::turn::Turn;
use super::{Records, Stop, approval};
use crate::entry::Event;
use crate::operation::IntentName;
use crate::refusal::Refusal;
use crate::service_request::{Closing, Delivery, Rating, Service, Stage};
use crate::text::Words;

pub(super) fn start(turn: &mut Turn<'_, impl Records>) -> Result<(), Stop> {
    let was_waiting = matches!(turn.request.stage, Stage::WaitingOnRequester { .. } | Stage::WaitingOnOther { .. });
    approval::check(&turn.request, IntentName::Start)?;
    if matches!(turn.request.stage, Stage::Asked { .. }) {
        let actor = turn.actor()?;
        turn.take(actor, None, None);
    }
    turn.advance(|service| Stage::InProgress { service })?;
    turn.tell(if was_waiting { Event::Resumed } else { Event::Started });
    Ok(())
}

pub(super) fn wait_on_requester(turn: &mut Turn<'_, impl Records>, question: Words) -> Result<(), Stop> {
    let since = turn.now;
    let asked = question.clone();
    turn.advance(|service| Stage::WaitingOnRequester { service: after_a_word(service), since, question: asked })?;
    turn.tell(Event::WaitingOnRequester { question });
    Ok(())
}

pub(super) fn wait_on_other(turn: &mut Turn<'_, impl Records>, reason: Words) -> Result<(), Stop> {
    let since = turn.now;
    let given = reason.clone();
    turn.advance(|service| Stage::WaitingOnOther { service: after_a_word(service), since, reason: given })?;
    turn.tell(Event::WaitingOnOther { reason });
    Ok(())
}

pub(super) fn deliver(turn: &mut Turn<'_, impl Records>, words: Words, next_need: Option<Words>) -> Result<(), Stop> {
    approval::check(&turn.request, IntentName::Deliver)?;
    let delivery = Delivery { at: turn.now, words: words.clone(), next_need: next_need.clone() };
    turn.advance(|service| Stage::Delivered { service: Service { offer: None, ..after_a_word(service) }, delivery })?;
    turn.tell(Event::Delivered { words, next_need });
    Ok(())
}

pub(super) fn confirm(
    turn: &mut Turn<'_, impl Records>,
    rating: Option<Rating>,
    words: Option<Words>,
) -> Result<(), Stop> {
    close(turn, Closing::Confirmed { at: turn.now, rating })?;
    turn.tell(Event::Confirmed { rating, words });
    Ok(())
}

pub(super) fn lapse(turn: &mut Turn<'_, impl Records>) -> Result<(), Stop> {
    close(turn, Closing::Lapsed { at: turn.now })?;
    turn.tell(Event::Lapsed);
    Ok(())
}

pub(super) fn not_yet(turn: &mut Turn<'_, impl Records>, reason: Words) -> Result<(), Stop> {
    turn.advance(|service| Stage::InProgress { service })?;
    turn.request.reopen_count += 1;
    turn.tell(Event::NotYet { reason });
    Ok(())
}

fn close(turn: &mut Turn<'_, impl Records>, closing: Closing) -> Result<(), Refusal> {
    let delivery = turn.request.stage.delivery().cloned().ok_or(Refusal::NotFound)?;
    turn.advance(|service| Stage::Closed { service, delivery, closing })
}

/// A public word of the helper is the next word: the time for it is settled.
fn after_a_word(service: Service) -> Service {
    Service { next_word: None, ..service }
}
