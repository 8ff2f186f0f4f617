//! A clock tells people something, and what it told stops by itself once the request moves.

use super::{Context, Records, Stop, Unavailable, request_of, standing};
use crate::clock::Timestamp;
use crate::clocks::{ClockKind, ClockStep};
use crate::entity::Entity;
use crate::entry::{Entry, Event};
use crate::follow_up::{AboutClock, FollowUp, FollowUpReason, FollowUpState};
use crate::id::{FollowUpId, PersonId};
use crate::operation::Intent;
use crate::policy::Party;
use crate::refusal::Refusal;
use crate::service_request::{Addressee, ServiceRequest, StageName};

/// Makes a follow-up for each whom it is to tell and has not told yet. Nothing changes where the request has moved
/// meanwhile: whoever asks again does no harm.
pub(super) fn warn(records: &impl Records, context: &Context, intent: &Intent) -> Result<Vec<Entity>, Stop> {
    let Intent::WarnOfClock { request, clock, since, due, step, tell, seen } = intent else {
        return Err(Refusal::NotFound.into());
    };
    let request = request_of(records, *request)?;
    if request.changed_at != *seen {
        return Ok(Vec::new());
    }
    let hand_overs = request.hand_over_count;
    let about = AboutClock { clock: *clock, since: *since, due: *due, step: *step, hand_overs, colleague: None };
    let known = records.list_follow_ups(request.id)?;
    let mut changes = Vec::new();
    for (owner, rings_at) in tell {
        let follow_up = follow_up(&request, about, *owner, *rings_at, context.now);
        let is_told = known.iter().any(|it| it.id == follow_up.id);
        if is_told || !may_be_told(records, &request, *owner)? {
            continue;
        }
        // One word of a clock takes the place of the one before.
        let before = known.iter().filter(|it| it.owner == *owner && it.is_open() && is_of_run(it, &about));
        changes.extend(before.cloned().map(|mut it| {
            it.state = FollowUpState::Stopped { at: context.now };
            Entity::from(it)
        }));
        changes.push(follow_up.into());
        if about.step == ClockStep::Colleague {
            changes.extend(who_know_of(&known, &about, *owner));
        }
    }
    Ok(changes)
}

/// Nobody is stepped in for behind their back: who was told that it is late reads who may.
fn who_know_of(known: &[FollowUp], about: &AboutClock, colleague: PersonId) -> Vec<Entity> {
    let is_late = |it: &&FollowUp| {
        let step = it.clock.map(|it| it.step);
        matches!(step, Some(ClockStep::Late | ClockStep::LateOnWaking)) && it.is_open() && it.owner != colleague
    };
    let known = known.iter().filter(is_late).filter(|it| is_of_run(it, about));
    let who_may = |it: &FollowUp| {
        let clock = it.clock.map(|it| AboutClock { colleague: Some(colleague), ..it });
        FollowUp { clock, ..it.clone() }.into()
    };
    known.map(who_may).collect()
}

fn follow_up(request: &ServiceRequest, about: AboutClock, owner: PersonId, due: Timestamp, now: Timestamp) -> FollowUp {
    FollowUp {
        id: id_of(request, &about, owner),
        owner,
        reason: FollowUpReason::of_step(about.step),
        request: Some(request.id),
        words: None,
        made_at: now,
        due,
        state: FollowUpState::Open { rung: false },
        clock: Some(about),
    }
}

/// A step of one run of a clock is told to somebody once, whoever decides it and how often.
pub(crate) fn id_of(request: &ServiceRequest, about: &AboutClock, owner: PersonId) -> FollowUpId {
    let AboutClock { clock, since, step, .. } = about;
    FollowUpId::derived(request.id.uuid(), &format!("clock:{clock:?}:{}:{step:?}:{owner}", since.micros()))
}

fn is_of_run(follow_up: &FollowUp, about: &AboutClock) -> bool {
    follow_up.clock.is_some_and(|it| it.clock == about.clock && it.since == about.since)
}

/// Whether they are here and see it.
fn may_be_told(records: &impl Records, request: &ServiceRequest, person: PersonId) -> Result<bool, Stop> {
    match standing(records, person) {
        Ok(standing) => Ok(standing.parties(request).contains(&Party::Viewer)),
        Err(Stop::Refused(_)) => Ok(false),
        Err(unavailable) => Err(unavailable),
    }
}

/// Whether nothing is left to hurry, or it waits on the requester.
fn is_at_rest(request: &ServiceRequest) -> bool {
    let stage = request.stage.name();
    stage.is_final() || matches!(stage, StageName::Delivered | StageName::WaitingOnRequester)
}

/// Whether what a clock has told has nothing left to ask for: the clock stopped, it waits, or it is with somebody else.
/// `entries` are the new lines.
pub(super) fn has_moved(
    records: &impl Records,
    request: &ServiceRequest,
    entries: &[Entry],
    about: &AboutClock,
) -> Result<bool, Unavailable> {
    let is_taken =
        entries.iter().any(|it| matches!(it.event, Event::Acknowledged { .. } | Event::OfferAccepted { .. }));
    if is_at_rest(request) || request.hand_over_count != about.hand_overs || is_taken {
        return Ok(true);
    }
    Ok(match about.clock {
        ClockKind::Acknowledge => request.stage.name() != StageName::Asked || is_answered(records, request, entries)?,
        ClockKind::NextWord => is_answered(records, request, entries)?,
        ClockKind::Deliver => false,
        ClockKind::Promise => request.promise().is_none_or(|it| it.due != about.due),
    })
}

/// Whether the requester hears something from who serves it, or was asked.
fn is_answered(records: &impl Records, request: &ServiceRequest, entries: &[Entry]) -> Result<bool, Unavailable> {
    for entry in entries.iter().filter(|it| it.event.is_public_word()) {
        let Some(author) = entry.author.filter(|it| *it != request.requester) else { continue };
        let is_asked = match request.addressee {
            Addressee::Person(person) => person == author,
            Addressee::Team(team) => {
                matches!(records.find(team.into())?, Some(Entity::Team(team)) if team.has(author))
            }
        };
        if is_asked || request.stage.helper() == Some(author) {
            return Ok(true);
        }
    }
    Ok(false)
}
