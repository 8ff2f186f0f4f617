//! What is asked again and again: kept, paused, dropped, and asked by the server.

use chrono::{NaiveDate, TimeDelta};

use super::{
    Actor, Context, Records, Stop, acting_person, calendar_of, follow_ups, person, recurrence_of, request, request_of,
};
use crate::calendar::WorkingCalendar;
use crate::clock::Timestamp;
use crate::entity::Entity;
use crate::entry::{Entry, Event};
use crate::id::{EntryId, OperationId, PersonId, RecurrenceId, ServiceRequestId};
use crate::offered_service::FormAnswers;
use crate::operation::{Intent, Operation};
use crate::recurrence::{Cycle, Instance, PauseReason, Recurrence, Wish, done_at};
use crate::refusal::Refusal;
use crate::service_request::{Addressee, ServiceRequest};

/// How many left out ones are counted: after that, more says nothing new.
const MOST_COUNTED: u32 = 1_000;

pub(super) fn decide(records: &impl Records, context: &Context, operation: &Operation) -> Result<Vec<Entity>, Stop> {
    match &operation.intent {
        Intent::KeepRecurrence { .. } => keep(records, context, operation),
        Intent::PauseRecurrence { recurrence } => {
            let known = recurrence_of(records, *recurrence)?;
            // Why it has stopped by itself stays to be read.
            let pause = known.pause.clone().or(Some(PauseReason::Wanted));
            Ok(changed(&known, Recurrence { pause, ..(*known).clone() }))
        }
        Intent::ResumeRecurrence { recurrence } => resume(records, context, *recurrence),
        Intent::DropRecurrence { recurrence } => {
            let known = recurrence_of(records, *recurrence)?;
            Ok(changed(&known, Recurrence { is_dropped: true, ..(*known).clone() }))
        }
        Intent::RestoreRecurrence { recurrence } => restore(records, context, *recurrence),
        Intent::Recur { recurrence, due, request } => {
            recur(records, context, operation.id, (*recurrence, *due, *request))
        }
        _ => Err(Refusal::NotFound.into()),
    }
}

fn changed(known: &Recurrence, changed: Recurrence) -> Vec<Entity> {
    if *known == changed { Vec::new() } else { vec![changed.into()] }
}

fn keep(records: &impl Records, context: &Context, operation: &Operation) -> Result<Vec<Entity>, Stop> {
    let Intent::KeepRecurrence { recurrence: id, wish, cycle, zone, first, request } = operation.intent.clone() else {
        return Err(Refusal::NotFound.into());
    };
    let requester = acting_person(context)?;
    let known = match records.find(id.into())? {
        Some(Entity::Recurrence(known)) => Some(*known),
        _ => None,
    };
    let known_form = known.as_ref().and_then(|it| it.wish.form.as_ref());
    check_wish(records, requester, &wish, known_form)?;
    let calendar = WorkingCalendar { zone, ..calendar_of(records, requester)? };
    check_cycle(&cycle, first, known.as_ref(), &calendar, context.now)?;
    let mut changes = Vec::new();
    let mut last = known.as_ref().and_then(|it| it.last);
    if let Some(asked) = request.filter(|it| last.is_none_or(|last| last.request != *it)) {
        let begun = begin_with(records, context, operation.id, (asked, id, requester))?;
        last = Some(Instance { request: asked, asked_at: begun.0 });
        changes.extend(begun.1);
    }
    let made_at = known.as_ref().map_or(context.now, |it| it.made_at);
    let left_out = known.as_ref().map_or(0, |it| it.left_out);
    let next = known.as_ref().and_then(|it| it.next);
    // What it had stopped for is mended with the change; what was wanted stays so.
    let pause = known.as_ref().and_then(|it| it.pause.clone()).filter(|it| *it == PauseReason::Wanted);
    let wish = *wish;
    let mut kept =
        Recurrence { id, requester, wish, cycle, zone, first, next, last, left_out, pause, made_at, is_dropped: false };
    let is_as_planned = known.as_ref().is_some_and(|it| {
        it.is_active() && (&it.cycle, it.zone, it.first, it.last) == (&kept.cycle, kept.zone, kept.first, kept.last)
    });
    if !is_as_planned {
        let last = last_of(records, &kept)?.or_else(|| changes.iter().find_map(as_request).cloned());
        kept.next = kept.plan(last.as_ref(), &calendar, context.now);
    }
    if known.as_ref() != Some(&kept) {
        changes.push(kept.into());
    }
    Ok(changes)
}

/// Whether it could be asked, as far as can be told before.
fn check_wish(
    records: &impl Records,
    requester: PersonId,
    wish: &Wish,
    known_form: Option<&FormAnswers>,
) -> Result<(), Stop> {
    wish.check()?;
    if wish.addressee == Addressee::Person(requester) {
        return Err(Refusal::AskedOneself.into());
    }
    match &wish.form {
        Some(form) if known_form != Some(form) => check_form(records, form),
        _ => Ok(()),
    }
}

/// It counts from within a year: from longer ago it would count for nothing. One cycle ahead is not too long.
fn check_cycle(
    cycle: &Cycle,
    first: Timestamp,
    known: Option<&Recurrence>,
    calendar: &WorkingCalendar,
    now: Timestamp,
) -> Result<(), Refusal> {
    if !cycle.is_valid() {
        return Err(Refusal::CycleInvalid);
    }
    if known.is_some_and(|it| it.first == first) {
        return Ok(());
    }
    let year = TimeDelta::days(366);
    let latest = cycle.after(now, now, calendar).unwrap_or(now).plus(year);
    if first < now.plus(-year) || first > latest { Err(Refusal::FirstOutOfRange) } else { Ok(()) }
}

/// Nobody has a form before them when it is asked again: what has to be answered each time cannot be.
fn check_form(records: &impl Records, form: &FormAnswers) -> Result<(), Stop> {
    let service = super::offered_service(records, form.service)?;
    let Some(version) = service.latest() else { return Err(Refusal::NotFound.into()) };
    // No day is ahead of the last one.
    match version.description.fill(&form.answers, NaiveDate::MAX) {
        Err(Refusal::AnswerMissing { field } | Refusal::AnswerOutOfRange { field }) => {
            Err(Refusal::AnsweredEachTime { field }.into())
        }
        Err(refusal) => Err(refusal.into()),
        Ok(_) => Ok(()),
    }
}

/// Makes a request of theirs the first of the recurrence, with a line that says so, and tells when it was asked.
fn begin_with(
    records: &impl Records,
    context: &Context,
    operation: OperationId,
    (id, recurrence, requester): (ServiceRequestId, RecurrenceId, PersonId),
) -> Result<(Timestamp, Vec<Entity>), Stop> {
    let mut asked = *request_of(records, id)?;
    if asked.requester != requester {
        return Err(Refusal::SomebodyElses.into());
    }
    asked.recurrence = Some(recurrence);
    asked.changed_at = context.now;
    let line = EntryId::derived(operation.uuid(), "entry:0");
    let line = Entry::new(line, id, Some(requester), context.now, Event::Repeats { recurrence });
    Ok((asked.asked_at, vec![asked.into(), line.into()]))
}

fn as_request(entity: &Entity) -> Option<&ServiceRequest> {
    if let Entity::ServiceRequest(request) = entity { Some(request) } else { None }
}

fn resume(records: &impl Records, context: &Context, id: RecurrenceId) -> Result<Vec<Entity>, Stop> {
    let known = recurrence_of(records, id)?;
    if known.pause.is_none() {
        return Ok(Vec::new());
    }
    let calendar = known.calendar(calendar_of(records, known.requester)?);
    let mut resumed = Recurrence { pause: None, ..*known };
    let last = last_of(records, &resumed)?;
    resumed.next = resumed.plan(last.as_ref(), &calendar, context.now);
    Ok(vec![resumed.into()])
}

/// A device forgets what was dropped once the server knows of it; the server brings it back there.
fn restore(records: &impl Records, context: &Context, id: RecurrenceId) -> Result<Vec<Entity>, Stop> {
    let Some(Entity::Recurrence(known)) = records.find(id.into())? else { return Ok(Vec::new()) };
    if !known.is_dropped {
        return Ok(Vec::new());
    }
    let calendar = known.calendar(calendar_of(records, known.requester)?);
    let mut restored = Recurrence { is_dropped: false, ..*known };
    let last = last_of(records, &restored)?;
    restored.next = restored.plan(last.as_ref(), &calendar, context.now);
    Ok(vec![restored.into()])
}

/// The last one, while it is known here.
fn last_of(records: &impl Records, recurrence: &Recurrence) -> Result<Option<ServiceRequest>, Stop> {
    let Some(last) = recurrence.last else { return Ok(None) };
    Ok(match records.find(last.request.into())? {
        Some(Entity::ServiceRequest(request)) => Some(*request),
        _ => None,
    })
}

/// What is due is asked once, however often it was due meanwhile, and not while the last one is open.
fn recur(
    records: &impl Records,
    context: &Context,
    operation: OperationId,
    (id, due, request): (RecurrenceId, Timestamp, ServiceRequestId),
) -> Result<Vec<Entity>, Stop> {
    let mut recurrence = *recurrence_of(records, id)?;
    if recurrence.due() != Some(due) || due > context.now {
        return Ok(Vec::new());
    }
    let calendar = recurrence.calendar(calendar_of(records, recurrence.requester)?);
    let last = last_of(records, &recurrence)?;
    if records.find(request.into())?.is_some() {
        // It was asked then already, and planned again by a change that came late.
        recurrence.next = recurrence.plan(last.as_ref(), &calendar, context.now);
        return Ok(vec![recurrence.into()]);
    }
    let missed = missed(&recurrence, due, context.now, &calendar);
    let later = |it: &Recurrence| it.cycle.after(it.first, context.now, &calendar);
    if let Some(open) = last.filter(|last| done_at(last).is_none()) {
        let is_first = recurrence.left_out == 0;
        recurrence.left_out = recurrence.left_out.saturating_add(missed + 1);
        recurrence.next = if recurrence.cycle.from_completion { None } else { later(&recurrence) };
        let line = EntryId::derived(operation.uuid(), "entry:0");
        let line = Entry::new(line, open.id, None, context.now, Event::RepeatLeftOut { due });
        return Ok([recurrence.into()].into_iter().chain(is_first.then(|| line.into())).collect());
    }
    let left_out = recurrence.left_out.saturating_add(missed);
    match ask(records, context, operation, (&recurrence, due, request, left_out), &calendar) {
        Ok(mut changes) => {
            recurrence.left_out = 0;
            recurrence.last = Some(Instance { request, asked_at: context.now });
            recurrence.next = if recurrence.cycle.from_completion { None } else { later(&recurrence) };
            changes.push(recurrence.into());
            Ok(changes)
        }
        Err(Stop::Refused(refusal)) => stop(records, context, recurrence, refusal),
        Err(unavailable) => Err(unavailable),
    }
}

/// How many further times have passed since it was due.
fn missed(recurrence: &Recurrence, due: Timestamp, now: Timestamp, calendar: &WorkingCalendar) -> u32 {
    if recurrence.cycle.from_completion {
        return 0;
    }
    let later = recurrence.cycle.times_after(recurrence.first, due, calendar);
    let passed = later.take_while(|it| *it <= now).take(MOST_COUNTED as usize).count();
    u32::try_from(passed).unwrap_or(MOST_COUNTED)
}

fn ask(
    records: &impl Records,
    context: &Context,
    operation: OperationId,
    (recurrence, due, request, left_out): (&Recurrence, Timestamp, ServiceRequestId, u32),
    calendar: &WorkingCalendar,
) -> Result<Vec<Entity>, Stop> {
    if !person(records, recurrence.requester)?.is_active {
        return Err(Refusal::Inactive.into());
    }
    let wish = recurrence.wish.clone();
    let intent = Intent::Ask {
        request,
        title: wish.title,
        details: wish.details,
        addressee: wish.addressee,
        visibility: wish.visibility,
        priority: wish.priority,
        kind: wish.kind,
        needed_by: wish.needed.and_then(|it| it.after(context.now, calendar)),
        written: None,
        watchers: wish.watchers,
        link: None,
        form: wish.form.map(|it| in_force(records, it)).transpose()?,
    };
    let asking = Context { actor: Actor::Person(recurrence.requester), now: context.now };
    let asked = Operation { id: operation, at: context.now, intent };
    let mut changes = request::ask(records, &asking, &asked)?;
    for change in &mut changes {
        if let Entity::ServiceRequest(request) = change {
            request.recurrence = Some(recurrence.id);
            request.labels.clone_from(&wish.labels);
        }
    }
    let line = EntryId::derived(operation.uuid(), "entry:recurred");
    let event = Event::Recurred { recurrence: recurrence.id, due, left_out };
    let at = super::turn::nth_line_at(context.now, changes.len());
    changes.push(Entry::new(line, request, None, at, event).into());
    Ok(changes)
}

/// It is asked by the version in force then: nobody has a form before them.
fn in_force(records: &impl Records, form: FormAnswers) -> Result<FormAnswers, Stop> {
    let service = super::offered_service(records, form.service)?;
    if service.is_retired {
        return Err(Refusal::NotFound.into());
    }
    Ok(FormAnswers { version: service.number(), ..form })
}

/// Nothing is asked any more until its requester says so, and they are told.
fn stop(
    records: &impl Records,
    context: &Context,
    recurrence: Recurrence,
    refusal: Refusal,
) -> Result<Vec<Entity>, Stop> {
    let is_there = person(records, recurrence.requester)?.is_active;
    let told = is_there.then(|| follow_ups::of_stopped(&recurrence, context.now).into());
    let pause = Some(if is_there { PauseReason::Refused { refusal } } else { PauseReason::RequesterLeft });
    Ok([Recurrence { pause, ..recurrence }.into()].into_iter().chain(told).collect())
}

/// What comes of a change of the last one, where it is counted from when that was done.
pub(super) fn after(records: &impl Records, request: &ServiceRequest) -> Result<Option<Entity>, Stop> {
    let Some(id) = request.recurrence else { return Ok(None) };
    let Some(Entity::Recurrence(known)) = records.find(id.into())? else { return Ok(None) };
    let is_last = known.last.is_some_and(|it| it.request == request.id);
    if !known.cycle.from_completion || !is_last {
        return Ok(None);
    }
    let calendar = known.calendar(calendar_of(records, known.requester)?);
    let next = done_at(request).and_then(|done| known.cycle.from_done(known.first, done, &calendar));
    Ok((known.next != next).then(|| Recurrence { next, ..*known }.into()))
}
