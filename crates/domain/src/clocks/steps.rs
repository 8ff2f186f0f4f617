//! What a clock has to say, and when: before it is due, at its due time, and step by step after that (`rules.md` §2).

use chrono::TimeDelta;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::hours::Hours;
use super::terms::Terms;
use super::tracks::{Phase, Track};
use super::{Clock, ClockKind};
use crate::clock::Timestamp;
use crate::service_level::ServiceLevel;

/// What a clock says, and to whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClockStep {
    /// To who serves it: its warning has come.
    DueSoon,
    /// The first step, to who serves it: it is due.
    Late,
    /// The first step where it goes on after a pause, and was late already.
    LateOnWaking,
    /// The second step, to who stands in for who serves it, or to a colleague of the team.
    Colleague,
    /// The third step, to who leads the team.
    Lead,
}

impl ClockStep {
    /// Whether it is told to who serves the request.
    pub(crate) fn is_for_who_serves(self) -> bool {
        matches!(self, Self::DueSoon | Self::Late | Self::LateOnWaking)
    }
}

/// A clock as it runs towards a due time. When that moves, or when it has waited and goes on, what was told before is
/// told no more, and what comes then is told anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct ClockRun {
    pub clock: ClockKind,
    /// When the clock was started.
    pub since: Timestamp,
    pub due: Timestamp,
    /// When it went on after the last time that it had waited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub woke: Option<Timestamp>,
}

/// A moment at which a clock has something to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockMoment {
    pub run: ClockRun,
    pub step: ClockStep,
    pub at: Timestamp,
    /// From when on it counts as late: its due time, or when it went on and was late already.
    pub late_from: Timestamp,
    /// So much working time lies between two steps.
    pub apart: TimeDelta,
}

/// Two steps are no closer, and no further from each other, in working time.
const LEAST_APART: TimeDelta = TimeDelta::hours(1);
const MOST_APART: TimeDelta = TimeDelta::hours(8);

/// The clocks that run towards a due time, each with what pauses it: those that have stopped, wait or have no due time
/// have nothing to say. `clocks` are the latest of each kind.
fn running(clocks: &[Clock]) -> impl Iterator<Item = (&Clock, &Track, ClockRun)> {
    // A promise does not pause. But nobody is hurried over what waits for the requester.
    let waits = clocks.iter().find(|it| it.kind == ClockKind::Deliver).map(|it| &it.track);
    clocks.iter().filter(|it| it.stopped_at.is_none()).filter_map(move |clock| {
        let pauses = waits.filter(|_| clock.kind == ClockKind::Promise).unwrap_or(&clock.track);
        let (went_on, Phase::Running) = pauses.last_phase() else { return None };
        let woke = pauses.has_paused().then_some(went_on);
        Some((clock, pauses, ClockRun { clock: clock.kind, since: clock.started_at, due: clock.due?, woke }))
    })
}

pub(super) fn runs(clocks: &[Clock]) -> Vec<ClockRun> {
    running(clocks).map(|(.., run)| run).collect()
}

/// What clocks have to say that run, where a level is set for them.
pub(super) fn moments(clocks: &[Clock], terms: &[Terms], now: Timestamp) -> Vec<ClockMoment> {
    let hours = Hours(terms);
    let Some(level) = hours.terms_at(now).and_then(|it| it.level.as_ref()) else { return Vec::new() };
    running(clocks).flat_map(|(clock, pauses, run)| of_clock(clock, pauses, run, level, hours, now)).collect()
}

fn of_clock(
    clock: &Clock,
    pauses: &Track,
    run: ClockRun,
    level: &ServiceLevel,
    hours: Hours<'_>,
    now: Timestamp,
) -> Vec<ClockMoment> {
    let ClockRun { due, woke, .. } = run;
    let late_on_waking = woke.filter(|at| *at >= due);
    let late_from = late_on_waking.unwrap_or(due);
    let apart = (given(clock, pauses, due, hours, now) / 4).clamp(LEAST_APART, MOST_APART);
    let moment = |step, at| ClockMoment { run, step, at, late_from, apart };
    // Who promised is reminded of it anyway.
    let is_promise = clock.kind == ClockKind::Promise;
    let warn_at = clock.warn_at.filter(|at| *at < due && late_on_waking.is_none() && level.warns && !is_promise);
    let first = if late_on_waking.is_some() { ClockStep::LateOnWaking } else { ClockStep::Late };
    let soon = warn_at.map(|at| moment(ClockStep::DueSoon, woke.map_or(at, |woke| at.max(woke))));
    let late = (level.steps >= 1 && !is_promise).then(|| moment(first, late_from));
    let later = |least, times, step| {
        let at = hours.plus(late_from, apart * times).filter(|_| level.steps >= least);
        at.map(|at| moment(step, at))
    };
    let then = [later(2, 1, ClockStep::Colleague), later(3, 2, ClockStep::Lead)];
    soon.into_iter().chain(late).chain(then.into_iter().flatten()).collect()
}

/// How much working time there was from the start to the due time, without pauses.
fn given(clock: &Clock, pauses: &Track, due: Timestamp, hours: Hours<'_>, now: Timestamp) -> TimeDelta {
    let paused = pauses.stretches(now).filter(|(.., phase)| *phase != Phase::Running);
    let paused = paused.map(|(from, until, _)| hours.working_time(from.max(clock.started_at), until.min(due)));
    hours.working_time(clock.started_at, due) - paused.sum::<TimeDelta>()
}
