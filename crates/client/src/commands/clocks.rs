//! The clocks of a request: how each stands, and how it came to its due time.

use chrono::TimeDelta;
use chrono_tz::Tz;
use goodturn_domain::clocks::{
    Clock, ClockKind, ClockMoment, ClockState, ClockStep, History, Reason, Span, Surroundings,
};
use goodturn_domain::{
    AboutClock, Entry, Person, PersonId, ServiceRequest, Stage, Target, Team, TeamId, Timestamp, warnings,
};
use goodturn_store::ReplicaStorage;

use super::id_of;
use crate::App;
use crate::error::CommandError;
use crate::present::Presenter;
use crate::shown::{self, AnswerChip, ClockRef, ClockSpan, ClockStory, SpanReason, TargetUnit};
use crate::workspace::{People, Workspace, instant};

pub(super) async fn explain_clock(app: &App, args: ClockRef) -> Result<ClockStory, CommandError> {
    let id: goodturn_domain::ServiceRequestId = id_of(&args.request)?;
    app.blocking(move |workspace, now| {
        let store = workspace.store();
        let listed = store.find_request_for(workspace.me(), id)?.ok_or_else(CommandError::not_found)?;
        let entries: Vec<Entry> = store.list_entries(id)?.into_iter().map(|it| it.entry).collect();
        let people = workspace.people()?;
        let around = around(workspace, &people)?;
        let history = History::of(&listed.request, &entries, &around);
        let now = history.not_before(now);
        let latest = history.latest(now).into_iter().find(|it| kind(it.kind) == args.kind);
        let clock = latest.ok_or_else(CommandError::not_found)?;
        let spans = clock.spans(history.terms(), now).iter().map(span).collect();
        let moments = warnings::moments(&listed.request, &history, &around, now);
        let moments = moments.iter().filter(|it| it.run.clock == clock.kind).map(moment).collect();
        Ok(ClockStory { clock: shown(&clock), spans, moments })
    })
    .await
}

/// The latest clock of each kind, as they stand now.
pub(super) fn latest(
    workspace: &Workspace,
    request: &ServiceRequest,
    entries: &[Entry],
    now: Timestamp,
) -> Result<Vec<shown::Clock>, CommandError> {
    let history = history_of(workspace, request, entries)?;
    Ok(history.latest(now).iter().map(shown).collect())
}

/// The same, as rules are judged by them.
pub(super) fn running(
    workspace: &Workspace,
    request: &ServiceRequest,
    entries: &[Entry],
    now: Timestamp,
) -> Result<Vec<Clock>, CommandError> {
    Ok(history_of(workspace, request, entries)?.latest(now))
}

/// By when somebody is to answer what nobody has answered yet. What no team aims for costs a list nothing.
pub(crate) fn answer(presenter: &Presenter<'_>, request: &ServiceRequest) -> Option<AnswerChip> {
    let aims = |id| presenter.people.teams.iter().any(|team| team.id == id && !team.levels().is_empty());
    if !matches!(request.stage, Stage::Asked { .. }) || !request.helper_teams.iter().any(|id| aims(*id)) {
        return None;
    }
    let workspace = presenter.workspace;
    let entries: Vec<Entry> = workspace.store().list_entries(request.id).ok()?.into_iter().map(|it| it.entry).collect();
    let history = history_of(workspace, request, &entries).ok()?;
    let clock = history.latest(presenter.now).into_iter().find(|it| it.kind == ClockKind::Acknowledge)?;
    let due = clock.due.filter(|_| clock.stopped_at.is_none())?;
    Some(AnswerChip { due: instant(due), state: state(clock.state) })
}

/// What a request's clocks are computed from, as far as this device knows.
fn history_of(workspace: &Workspace, request: &ServiceRequest, entries: &[Entry]) -> Result<History, CommandError> {
    let people = workspace.people()?;
    Ok(History::of(request, entries, &around(workspace, &people)?))
}

fn around<'a>(workspace: &Workspace, people: &'a People) -> Result<Around<'a>, CommandError> {
    let organization = workspace.store().read(|tx| tx.find_organization())?;
    Ok(Around { people, zone: organization.map_or(chrono_tz::UTC, |it| it.zone) })
}

struct Around<'a> {
    people: &'a People,
    zone: Tz,
}

impl Surroundings for Around<'_> {
    fn team(&self, id: TeamId) -> Option<&Team> {
        self.people.teams.iter().find(|it| it.id == id)
    }

    fn person(&self, id: PersonId) -> Option<&Person> {
        self.people.find(id)
    }

    fn zone(&self) -> Tz {
        self.zone
    }
}

fn shown(clock: &Clock) -> shown::Clock {
    shown::Clock {
        kind: kind(clock.kind),
        state: state(clock.state),
        started_at: instant(clock.started_at),
        stopped_at: clock.stopped_at.map(instant),
        due: clock.due.map(instant),
        target: clock.target.map(target),
        level: clock.level.as_ref().map(ToString::to_string),
        counted_minutes: minutes(clock.counted),
    }
}

fn span(span: &Span) -> ClockSpan {
    let (reason, name) = match &span.reason {
        Reason::Counted => (SpanReason::Counted, None),
        Reason::OutsideHours => (SpanReason::OutsideHours, None),
        Reason::DayOff { name } => (SpanReason::DayOff, Some(name.clone())),
        Reason::WaitingOnRequester => (SpanReason::WaitingOnRequester, None),
        Reason::Delivered => (SpanReason::Delivered, None),
    };
    ClockSpan { from: instant(span.from), until: instant(span.until), reason, name }
}

fn moment(moment: &ClockMoment) -> shown::ClockMoment {
    let step = match moment.step {
        ClockStep::DueSoon => shown::ClockStep::DueSoon,
        ClockStep::Late => shown::ClockStep::Late,
        ClockStep::LateOnWaking => shown::ClockStep::LateOnWaking,
        ClockStep::Colleague => shown::ClockStep::Colleague,
        ClockStep::Lead => shown::ClockStep::Lead,
    };
    shown::ClockMoment { step, at: instant(moment.at) }
}

/// What a clock has told somebody who may take the request, or may not.
pub(crate) fn shown_about(about: &AboutClock, may_take: bool) -> shown::FollowUpClock {
    let colleague = about.colleague.map(|id| id.to_string());
    shown::FollowUpClock { kind: kind(about.run.clock), due: instant(about.run.due), colleague, may_take }
}

pub(crate) fn target(target: Target) -> shown::Target {
    match target {
        Target::WorkingMinutes(count) => shown::Target { unit: TargetUnit::Minutes, count },
        Target::WorkingDays(count) => shown::Target { unit: TargetUnit::Days, count: count.into() },
    }
}

fn minutes(time: TimeDelta) -> u32 {
    u32::try_from(time.num_minutes()).unwrap_or_default()
}

fn kind(kind: ClockKind) -> shown::ClockKind {
    match kind {
        ClockKind::Acknowledge => shown::ClockKind::Acknowledge,
        ClockKind::NextWord => shown::ClockKind::NextWord,
        ClockKind::Deliver => shown::ClockKind::Deliver,
        ClockKind::Promise => shown::ClockKind::Promise,
    }
}

fn state(state: ClockState) -> shown::ClockState {
    match state {
        ClockState::Running => shown::ClockState::Running,
        ClockState::AtRisk => shown::ClockState::AtRisk,
        ClockState::Late => shown::ClockState::Late,
        ClockState::Paused => shown::ClockState::Paused,
        ClockState::Met => shown::ClockState::Met,
        ClockState::Missed => shown::ClockState::Missed,
        ClockState::PassedOn => shown::ClockState::PassedOn,
        ClockState::Dropped => shown::ClockState::Dropped,
    }
}
