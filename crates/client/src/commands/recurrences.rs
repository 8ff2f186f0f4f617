//! What I ask again and again.

use chrono::TimeDelta;
use goodturn_domain::recurrence::PauseReason;
use goodturn_domain::{
    Cycle, CycleUnit, Entity, Intent, Recurrence, RecurrenceId, ServiceRequest, ServiceRequestId, StageName, Timestamp,
    WorkingCalendar,
};
use goodturn_store::{ReplicaStorage, StoreError};

use super::requests::perform;
use super::{id_of, instant_of, optional_id, wishes};
use crate::App;
use crate::clock::fresh_id;
use crate::error::CommandError;
use crate::present::{Presenter, number_of};
use crate::shown::{self, CycleQuestion, CycleTimes, Id, KeepRecurrence, RequestMention, ShownRecurrence};
use crate::workspace::{Workspace, instant, read_instant};

/// As many as show that it was understood.
const PREVIEWED: usize = 3;

pub(super) async fn list_recurrences(app: &App, (): ()) -> Result<Vec<ShownRecurrence>, CommandError> {
    app.blocking(|workspace, now| {
        let unsent = workspace.store().read(|tx| tx.list_changed())?;
        let mut known = workspace.store().list_recurrences()?;
        // What is asked next comes first; what waits for something comes last.
        known.sort_by_key(|it| it.due().unwrap_or(Timestamp::from_micros(i64::MAX)));
        let presenter = Presenter::new(workspace, now)?;
        known.iter().map(|it| shown_recurrence(&presenter, it, unsent.contains(&it.id.into()))).collect()
    })
    .await
}

pub(super) async fn keep_recurrence(app: &App, args: KeepRecurrence) -> Result<Id, CommandError> {
    let known: Option<RecurrenceId> = optional_id(args.id.as_deref())?;
    let request: Option<ServiceRequestId> = optional_id(args.request.as_deref())?;
    let recurrence = known.unwrap_or_else(|| RecurrenceId::new(fresh_id()));
    let mut wish = wishes::wish_of(args.wish)?;
    let (cycle, first) = (cycle_of(&args.cycle), read_instant(&args.first)?);
    let intent = app.blocking(move |workspace, _| {
        let kept = match known {
            // One that is gone here may still be asked by a service elsewhere, and would lose it.
            Some(id) => Some(find(workspace, id)?.ok_or_else(CommandError::not_found)?),
            None => None,
        };
        // It goes on by the clock on the wall where it was made.
        let zone = match &kept {
            Some(kept) => kept.zone,
            None => workspace.people()?.calendar_of(workspace.me()).zone,
        };
        wish.form = match request {
            Some(request) => wishes::form_of(workspace, request)?,
            None => kept.and_then(|it| it.wish.form),
        };
        Ok(Intent::KeepRecurrence { recurrence, wish: Box::new(wish), cycle, zone, first, request })
    });
    perform(app, intent.await).await?;
    Ok(Id { id: recurrence.to_string() })
}

pub(super) async fn pause_recurrence(app: &App, args: Id) -> Result<(), CommandError> {
    perform(app, id_of(&args.id).map(|recurrence| Intent::PauseRecurrence { recurrence })).await
}

pub(super) async fn resume_recurrence(app: &App, args: Id) -> Result<(), CommandError> {
    perform(app, id_of(&args.id).map(|recurrence| Intent::ResumeRecurrence { recurrence })).await
}

pub(super) async fn drop_recurrence(app: &App, args: Id) -> Result<(), CommandError> {
    perform(app, id_of(&args.id).map(|recurrence| Intent::DropRecurrence { recurrence })).await
}

pub(super) async fn restore_recurrence(app: &App, args: Id) -> Result<(), CommandError> {
    perform(app, id_of(&args.id).map(|recurrence| Intent::RestoreRecurrence { recurrence })).await
}

pub(super) async fn preview_cycle(app: &App, args: CycleQuestion) -> Result<CycleTimes, CommandError> {
    let (cycle, first) = (cycle_of(&args.cycle), instant_of(args.first.as_deref())?);
    let request: Option<ServiceRequestId> = optional_id(args.request.as_deref())?;
    app.blocking(move |workspace, now| {
        if !cycle.is_valid() {
            return Ok(CycleTimes { times: Vec::new() });
        }
        let calendar = workspace.people()?.calendar_of(workspace.me());
        let asked = match request {
            Some(id) => find_request(workspace, id)?.map(|it| it.asked_at),
            None => None,
        };
        let first = first.or_else(|| suggested(&cycle, asked, &calendar, now));
        let times = first.map(|first| coming(&cycle, first, now, &calendar)).unwrap_or_default();
        Ok(CycleTimes { times: times.into_iter().map(instant).collect() })
    })
    .await
}

/// From now on, counted from a first time that may have passed.
fn coming(cycle: &Cycle, first: Timestamp, now: Timestamp, calendar: &WorkingCalendar) -> Vec<Timestamp> {
    let later = |at: &Timestamp| match cycle.from_completion {
        true => cycle.from_done(first, *at, calendar),
        false => cycle.after(first, *at, calendar),
    };
    let begin = if first > now { Some(first) } else { cycle.after(first, now, calendar) };
    std::iter::successors(begin, later).take(PREVIEWED).collect()
}

/// When work begins on the next day that fits: one that is named, one cycle after what was asked, or the next
/// working day.
fn suggested(cycle: &Cycle, asked: Option<Timestamp>, calendar: &WorkingCalendar, now: Timestamp) -> Option<Timestamp> {
    match asked {
        Some(asked) => cycle.after(at_beginning(calendar, asked), now, calendar),
        None => first_time(cycle, calendar, now),
    }
}

/// The first beginning of work from now on, on a named weekday where some are.
pub(super) fn first_time(cycle: &Cycle, calendar: &WorkingCalendar, now: Timestamp) -> Option<Timestamp> {
    let days = calendar.local(now).date_naive().iter_days().take(8);
    let fits = |at: &Timestamp| *at > now;
    if cycle.weekdays.is_empty() {
        return Some(calendar.next_working_instant(at_beginning(calendar, now.plus(TimeDelta::days(1)))));
    }
    days.map(|day| cycle.first_day(day)).map(|day| beginning_of(calendar, day)).find(fits)
}

/// When work begins on the day of that instant.
pub(super) fn at_beginning(calendar: &WorkingCalendar, at: Timestamp) -> Timestamp {
    beginning_of(calendar, calendar.local(at).date_naive())
}

fn beginning_of(calendar: &WorkingCalendar, day: chrono::NaiveDate) -> Timestamp {
    calendar.hours_on(day).map_or_else(|| calendar.at_minutes(day, 9 * 60), |(begin, _)| begin)
}

fn find(workspace: &Workspace, id: RecurrenceId) -> Result<Option<Recurrence>, StoreError> {
    Ok(match wishes::entity(workspace, id.into())? {
        Some(Entity::Recurrence(known)) => Some(*known),
        _ => None,
    })
}

fn find_request(workspace: &Workspace, id: ServiceRequestId) -> Result<Option<ServiceRequest>, StoreError> {
    Ok(match wishes::entity(workspace, id.into())? {
        Some(Entity::ServiceRequest(request)) => Some(*request),
        _ => None,
    })
}

fn shown_recurrence(
    presenter: &Presenter<'_>,
    known: &Recurrence,
    is_unsent: bool,
) -> Result<ShownRecurrence, CommandError> {
    let last = match known.last {
        Some(last) => find_request(presenter.workspace, last.request)?,
        None => None,
    };
    let (pause, refusal) = match &known.pause {
        None => (None, None),
        Some(PauseReason::Wanted) => (Some(shown::PauseKind::Wanted), None),
        Some(PauseReason::RequesterLeft) => (Some(shown::PauseKind::RequesterLeft), None),
        Some(PauseReason::Refused { refusal }) => {
            let code = serde_json::to_value(refusal).ok().and_then(|it| it["code"].as_str().map(str::to_owned));
            (Some(shown::PauseKind::Refused), code)
        }
    };
    let is_done = |it: &ServiceRequest| it.stage.name().is_final() || it.stage.name() == StageName::Delivered;
    Ok(ShownRecurrence {
        id: known.id.to_string(),
        wish: wishes::shown_wish(presenter.workspace, &known.wish)?,
        cycle: shown_cycle(&known.cycle),
        first: instant(known.first),
        next: known.due().map(instant),
        is_last_open: last.as_ref().is_some_and(|it| !is_done(it)),
        last: last.map(|it| RequestMention {
            id: it.id.to_string(),
            number: number_of(&it),
            title: it.title.to_string(),
        }),
        left_out: known.left_out,
        pause,
        refusal,
        is_unsent,
    })
}

pub(super) fn shown_cycle(cycle: &Cycle) -> shown::Cycle {
    let unit = match cycle.unit {
        CycleUnit::Day => shown::CycleUnit::Day,
        CycleUnit::WorkingDay => shown::CycleUnit::WorkingDay,
        CycleUnit::Week => shown::CycleUnit::Week,
        CycleUnit::Month => shown::CycleUnit::Month,
        CycleUnit::Year => shown::CycleUnit::Year,
    };
    let weekdays = cycle.weekdays.iter().copied().collect();
    shown::Cycle { every: cycle.every, unit, weekdays, from_completion: cycle.from_completion }
}

fn cycle_of(cycle: &shown::Cycle) -> Cycle {
    let unit = match cycle.unit {
        shown::CycleUnit::Day => CycleUnit::Day,
        shown::CycleUnit::WorkingDay => CycleUnit::WorkingDay,
        shown::CycleUnit::Week => CycleUnit::Week,
        shown::CycleUnit::Month => CycleUnit::Month,
        shown::CycleUnit::Year => CycleUnit::Year,
    };
    let weekdays = cycle.weekdays.iter().copied().collect();
    Cycle { every: cycle.every, unit, weekdays, from_completion: cycle.from_completion }
}
