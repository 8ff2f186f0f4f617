//! A clock tells people something, and what it told stops by itself once the clock does, or is due at another time.

use super::{Context, Records, Stop, Unavailable, request_of, standing};
use crate::clock::Timestamp;
use crate::clocks::{Around, ClockRun, ClockStep, History};
use crate::entity::Entity;
use crate::entry::{Entry, Event};
use crate::follow_up::{AboutClock, FollowUp, FollowUpReason, FollowUpState};
use crate::id::{FollowUpId, PersonId};
use crate::operation::Intent;
use crate::policy::Party;
use crate::refusal::Refusal;
use crate::service_request::ServiceRequest;
use crate::warnings::holds;

/// Makes a follow-up for each whom it is to tell and has not told yet, and stops what holds no more. Nobody is told where
/// the request has moved meanwhile: whoever asks again does no harm.
pub(super) fn warn(records: &impl Records, context: &Context, intent: &Intent) -> Result<Vec<Entity>, Stop> {
    let Intent::WarnOfClock { request, run, step, tell, seen } = intent else {
        return Err(Refusal::NotFound.into());
    };
    let request = request_of(records, *request)?;
    let Some(runs) = runs(records, &request, &[], context.now)? else { return Ok(Vec::new()) };
    let mut known = records.list_follow_ups(request.id)?;
    let mut changes = Vec::new();
    for follow_up in known.iter_mut().filter(|it| it.is_open()) {
        let Some(about) = follow_up.clock else { continue };
        if !holds(&about, &request, &runs) || !may_be_told(records, &request, follow_up.owner)? {
            follow_up.state = FollowUpState::Stopped { at: context.now };
            changes.push(follow_up.clone().into());
        }
    }
    if request.changed_at != *seen || !runs.contains(run) {
        return Ok(changes);
    }
    let about = AboutClock { run: *run, step: *step, hand_overs: request.hand_over_count, colleague: None };
    for (owner, rings_at) in tell {
        let follow_up = follow_up(&request, about, *owner, *rings_at, context.now);
        // What stopped before it rang has told nobody anything.
        let is_told = known.iter().any(|it| it.id == follow_up.id && !it.has_stopped_unheard());
        if is_told || !may_be_told(records, &request, *owner)? {
            continue;
        }
        // One word of a clock takes the place of the one before.
        let before = known.iter().filter(|it| it.owner == *owner && it.is_open() && is_of_run(it, *run));
        changes.extend(before.cloned().map(|mut it| {
            it.state = FollowUpState::Stopped { at: context.now };
            Entity::from(it)
        }));
        changes.push(follow_up.into());
        if about.step == ClockStep::Colleague {
            changes.extend(who_know_of(&known, *run, *owner));
        }
    }
    Ok(changes)
}

/// Nobody is stepped in for behind their back: who was told that it is late reads who was asked.
fn who_know_of(known: &[FollowUp], run: ClockRun, colleague: PersonId) -> Vec<Entity> {
    let is_late = |it: &&FollowUp| {
        let step = it.clock.map(|it| it.step);
        matches!(step, Some(ClockStep::Late | ClockStep::LateOnWaking)) && it.is_open() && it.owner != colleague
    };
    let known = known.iter().filter(is_late).filter(|it| is_of_run(it, run));
    let who_may = |it: &FollowUp| {
        let clock = it.clock.map(|it| AboutClock { colleague: Some(colleague), ..it });
        FollowUp { clock, ..it.clone() }.into()
    };
    known.map(who_may).collect()
}

fn follow_up(request: &ServiceRequest, about: AboutClock, owner: PersonId, due: Timestamp, now: Timestamp) -> FollowUp {
    let reason = FollowUpReason::of_step(about.step);
    let told = FollowUp::new(id_of(request, &about, owner), owner, reason, now, due);
    FollowUp { request: Some(request.id), clock: Some(about), ..told }
}

/// A step of one run of a clock is told to somebody once while the request is with whom it is with, whoever decides it
/// and how often.
fn id_of(request: &ServiceRequest, about: &AboutClock, owner: PersonId) -> FollowUpId {
    let AboutClock { run: ClockRun { clock, since, due, woke }, step, hand_overs, .. } = about;
    let woke = woke.map_or(0, Timestamp::micros);
    let (since, due) = (since.micros(), due.micros());
    let label = format!("clock:{clock:?}:{since}:{due}:{woke}:{step:?}:{hand_overs}:{owner}");
    FollowUpId::derived(request.id.uuid(), &label)
}

fn is_of_run(follow_up: &FollowUp, run: ClockRun) -> bool {
    follow_up.clock.is_some_and(|it| it.run == run)
}

/// Whether they are a colleague who is here and sees it.
fn may_be_told(records: &impl Records, request: &ServiceRequest, person: PersonId) -> Result<bool, Stop> {
    match standing(records, person) {
        Ok(it) => Ok(it.role.is_colleague() && it.parties(request).contains(&Party::Viewer)),
        Err(Stop::Refused(_)) => Ok(false),
        Err(unavailable) => Err(unavailable),
    }
}

/// What of the open follow-ups of clocks has nothing left to ask for after a turn of the request: the clock stopped, it
/// is due at another time, it waits, or it is with somebody else. `lines` are the new ones.
pub(super) fn outdated(
    records: &impl Records,
    request: &ServiceRequest,
    lines: &[Entry],
    known: &[FollowUp],
    now: Timestamp,
) -> Result<Vec<FollowUpId>, Unavailable> {
    let told: Vec<(&FollowUp, AboutClock)> =
        known.iter().filter(|it| it.is_open()).filter_map(|it| Some((it, it.clock?))).collect();
    if told.is_empty() {
        return Ok(Vec::new());
    }
    // What a device cannot compute is left to the server.
    let Some(runs) = runs(records, request, lines, now)? else { return Ok(Vec::new()) };
    let is_taken = lines.iter().any(|it| matches!(it.event, Event::Acknowledged { .. } | Event::OfferAccepted { .. }));
    let is_outdated = |it: &FollowUp, about: &AboutClock| {
        !holds(about, request, &runs) || is_taken && request.stage.helper() != Some(it.owner)
    };
    Ok(told.into_iter().filter(|(it, about)| is_outdated(it, about)).map(|(it, _)| it.id).collect())
}

/// The clocks of a request that run, with the lines that come just now; none where somebody is not known here by whose
/// hours they run.
fn runs(
    records: &impl Records,
    request: &ServiceRequest,
    lines: &[Entry],
    now: Timestamp,
) -> Result<Option<Vec<ClockRun>>, Unavailable> {
    let mut entries = records.list_entries(request.id)?;
    entries.extend_from_slice(lines);
    let zone = records.find_organization()?.map_or(chrono_tz::UTC, |it| it.zone);
    let around = Around::of(request, &entries, zone, |key| records.find(key))?;
    let server = request.stage.helper().or(request.addressee.person());
    let is_known = server.is_none_or(|it| around.people.contains_key(&it))
        && request.helper_teams.iter().all(|it| around.teams.contains_key(it));
    Ok(is_known.then(|| History::of(request, &entries, &around).runs(now)))
}
