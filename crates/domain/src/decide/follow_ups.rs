//! Follow-ups: those that people make themselves, and those that come of a request by itself.

use chrono::TimeDelta;

use super::clock_warnings::outdated;
use super::{Context, Records, Stop, Unavailable, acting_person, calendar_of, follow_up_of};
use crate::clock::Timestamp;
use crate::entity::Entity;
use crate::entry::Entry;
use crate::follow_up::{FollowUp, FollowUpReason, FollowUpState};
use crate::id::{FollowUpId, PersonId};
use crate::operation::Intent;
use crate::organization::Organization;
use crate::recurrence::Recurrence;
use crate::refusal::Refusal;
use crate::service_request::{Service, ServiceRequest, Stage};
use crate::text::Words;

/// The helper is reminded of the next word at most this long before it is due.
const WORD_NOTICE_HOURS: i64 = 1;

/// The intents about follow-ups.
pub(super) fn decide(records: &impl Records, context: &Context, intent: &Intent) -> Result<Vec<Entity>, Stop> {
    match intent {
        Intent::Remind { .. } => remind(records, context, intent),
        Intent::Snooze { follow_up, until } => {
            if *until <= context.now {
                return Err(Refusal::TimeInThePast.into());
            }
            change(records, *follow_up, |it| it.state = FollowUpState::Snoozed { until: *until, rung: false })
        }
        Intent::FinishFollowUp { follow_up } => {
            change(records, *follow_up, |it| it.state = FollowUpState::Done { at: context.now })
        }
        // The first device stands: whoever rings later learns that it was not first.
        Intent::Ring { follow_up, asked_at, by } => change(records, *follow_up, |it| {
            if it.rings_at() == Some(*asked_at) {
                it.rung_by = *by;
                it.state = match it.state {
                    FollowUpState::Snoozed { until, .. } => FollowUpState::Snoozed { until, rung: true },
                    _ => FollowUpState::Open { rung: true },
                };
            }
        }),
        _ => Err(Refusal::NotFound.into()),
    }
}

fn remind(records: &impl Records, context: &Context, intent: &Intent) -> Result<Vec<Entity>, Stop> {
    let Intent::Remind { follow_up, request, words, due, if_no_reply } = intent.clone() else {
        return Err(Refusal::NotFound.into());
    };
    let owner = acting_person(context)?;
    if due <= context.now {
        return Err(Refusal::TimeInThePast.into());
    }
    if records.find(follow_up.into())?.is_some() {
        return Err(Refusal::AlreadyExists.into());
    }
    let reason = if if_no_reply { FollowUpReason::NoReply } else { FollowUpReason::Reminder };
    Ok(vec![FollowUp { request, words, ..FollowUp::new(follow_up, owner, reason, context.now, due) }.into()])
}

/// Changes an open follow-up; what stays as it is is no change.
fn change(records: &impl Records, id: FollowUpId, how: impl FnOnce(&mut FollowUp)) -> Result<Vec<Entity>, Stop> {
    let before = follow_up_of(records, id)?;
    if !before.is_open() {
        return Err(Refusal::FollowUpSettled.into());
    }
    let mut after = before.clone();
    how(&mut after);
    Ok(if after == before { Vec::new() } else { vec![after.into()] })
}

/// Its requester is told that it has stopped by itself.
pub(super) fn of_stopped(recurrence: &Recurrence, now: Timestamp) -> FollowUp {
    let id = FollowUpId::derived(recurrence.id.uuid(), &format!("stopped:{}", now.micros()));
    let stopped = FollowUp::new(id, recurrence.requester, FollowUpReason::RecurrenceStopped, now, now);
    FollowUp { words: Words::new(recurrence.wish.title.as_str()).ok(), ..stopped }
}

/// The follow-ups that change because `request` did: new ones, and those with nothing left to do.
pub(super) fn after(
    records: &impl Records,
    request: &ServiceRequest,
    entries: &[Entry],
    now: Timestamp,
) -> Result<Vec<FollowUp>, Unavailable> {
    let wanted = wanted(records, request, now)?;
    let known = records.list_follow_ups(request.id)?;
    let outdated = outdated(records, request, entries, &known, now)?;
    let mut changes = Vec::new();
    for mut follow_up in known.iter().filter(|it| it.is_open()).cloned() {
        let is_obsolete = match follow_up.reason {
            FollowUpReason::Promise
            | FollowUpReason::NextWord
            | FollowUpReason::WordMissed
            | FollowUpReason::Confirm => !wanted.iter().any(|it| it.id == follow_up.id),
            FollowUpReason::NoReply => request.stage.name().is_final() || is_answered(follow_up.owner, entries),
            FollowUpReason::Reminder | FollowUpReason::RecurrenceStopped => false,
            FollowUpReason::DueSoon
            | FollowUpReason::Late
            | FollowUpReason::LateOnWaking
            | FollowUpReason::MayStepIn
            | FollowUpReason::LateInTeam => follow_up.clock.is_none() || outdated.contains(&follow_up.id),
        };
        if is_obsolete {
            follow_up.state = FollowUpState::Stopped { at: now };
            changes.push(follow_up);
        }
    }
    changes.extend(wanted.into_iter().filter_map(|it| match known.iter().find(|known| known.id == it.id) {
        None => Some(it),
        // What had stopped is called for again, as the promise is after "not yet"; what its owner
        // has done stays done.
        Some(FollowUp { state: FollowUpState::Stopped { .. }, .. }) => Some(it),
        Some(_) => None,
    }));
    Ok(changes)
}

fn is_answered(owner: PersonId, entries: &[Entry]) -> bool {
    entries.iter().any(|entry| entry.event.is_public_word() && entry.author.is_some_and(|author| author != owner))
}

/// The follow-ups that the request calls for as it stands.
fn wanted(records: &impl Records, request: &ServiceRequest, now: Timestamp) -> Result<Vec<FollowUp>, Unavailable> {
    let follow_up = |owner: PersonId, reason: FollowUpReason, about: Timestamp, due: Timestamp| {
        let id = FollowUpId::derived(request.id.uuid(), &format!("{reason:?}:{owner}:{}", about.micros()));
        // What has to be done for somebody else has its time; what one waits for oneself has none.
        let is_owed = matches!(reason, FollowUpReason::Promise | FollowUpReason::NextWord);
        let matters_until = is_owed.then_some(about);
        FollowUp { request: Some(request.id), matters_until, ..FollowUp::new(id, owner, reason, now, due) }
    };
    let mut wanted = Vec::new();
    match &request.stage {
        Stage::Acknowledged { service } | Stage::InProgress { service } | Stage::WaitingOnOther { service, .. } => {
            wanted.extend(
                promise_warning(records, service)?
                    .map(|(about, due)| follow_up(service.helper, FollowUpReason::Promise, about, due)),
            );
            wanted.extend(service.next_word.map(|by| {
                let notice = (by.since(request.changed_at) / 4).min(TimeDelta::hours(WORD_NOTICE_HOURS));
                follow_up(service.helper, FollowUpReason::NextWord, by, by.plus(-notice.max(TimeDelta::zero())))
            }));
            let missed = service.next_word.filter(|_| service.word_every.is_some());
            wanted.extend(missed.map(|by| follow_up(request.requester, FollowUpReason::WordMissed, by, by)));
        }
        Stage::WaitingOnRequester { service, .. } => {
            wanted.extend(
                promise_warning(records, service)?
                    .map(|(about, due)| follow_up(service.helper, FollowUpReason::Promise, about, due)),
            );
        }
        Stage::Delivered { delivery, .. } => {
            let days =
                records.find_organization()?.map_or(Organization::CONFIRM_REMINDER_DAYS, |it| it.confirm_reminder_days);
            let due = calendar_of(records, request.requester)?.plus_working_days(delivery.at, u32::from(days));
            wanted.push(follow_up(request.requester, FollowUpReason::Confirm, delivery.at, due));
        }
        _ => {}
    }
    Ok(wanted)
}

/// The promise in force and when its helper is to be warned.
fn promise_warning(records: &impl Records, service: &Service) -> Result<Option<(Timestamp, Timestamp)>, Unavailable> {
    let Some(promise) = service.promises.last() else { return Ok(None) };
    Ok(Some((promise.due, promise.warn_at(&calendar_of(records, service.helper)?))))
}
