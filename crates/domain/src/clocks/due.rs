//! When a clock is due, how it stands, and how much it has counted.

use chrono::TimeDelta;

use super::hours::Hours;
use super::terms::Terms;
use super::tracks::{End, Phase, Track};
use super::{Clock, ClockKind, ClockState};
use crate::clock::Timestamp;
use crate::commitment::warning;
use crate::service_level::{ServiceLevel, Target};

pub(super) fn clock(track: Track, terms: &[Terms], now: Timestamp) -> Clock {
    let hours = Hours(terms);
    let stopped_at = track.end.map(|(at, _)| at);
    // What is over keeps the level that held when it ended.
    let terms = stopped_at.map_or_else(|| hours.terms_at(now), |at| hours.terms_until(at));
    let level = terms.and_then(|it| it.level.as_ref());
    let target = level.and_then(|it| target(it, track.kind));
    // A promise is an instant, whatever happens before it.
    let phases = if track.kind == ClockKind::Promise { Vec::new() } else { count(&track, hours, now) };
    let reach = |target| shift(&phases, hours, hours.reach(track.started_at(), target)?);
    let due = track.promised.or_else(|| target.and_then(reach));
    let warn_at = due.and_then(|due| warn_at(&track, &phases, hours, due));
    Clock {
        kind: track.kind,
        state: state(&track, due, warn_at, now),
        started_at: track.started_at(),
        stopped_at,
        target,
        level: level.filter(|_| target.is_some()).map(|it| it.name.clone()),
        due,
        warn_at,
        counted: counted(&track, &phases, now),
        track,
    }
}

fn target(level: &ServiceLevel, kind: ClockKind) -> Option<Target> {
    match kind {
        ClockKind::Acknowledge => level.acknowledge,
        ClockKind::NextWord => level.next_word,
        ClockKind::Deliver => level.deliver,
        ClockKind::Promise => None,
    }
}

/// A phase of a clock with the working time inside of it.
struct Counted {
    from: Timestamp,
    until: Timestamp,
    phase: Phase,
    working: TimeDelta,
}

/// Every phase, counted in one walk through the calendar.
fn count(track: &Track, hours: Hours<'_>, now: Timestamp) -> Vec<Counted> {
    let mut left = hours.stretches(track.started_at()).peekable();
    let phases = track.stretches(now).map(|(from, until, phase)| {
        let mut working = TimeDelta::zero();
        while let Some(stretch) = left.peek().filter(|it| it.from < until) {
            let begin = stretch.from.max(from);
            if begin < stretch.until.min(until) {
                working += stretch.until.min(until).since(begin);
            }
            if stretch.until > until {
                break;
            }
            left.next();
        }
        Counted { from, until, phase, working }
    });
    phases.collect()
}

/// The phases in which it did not run.
fn pauses(phases: &[Counted]) -> impl Iterator<Item = &Counted> {
    phases.iter().filter(|it| it.phase != Phase::Running)
}

/// What pauses a clock before it is due moves that by the working time inside the pause. A pause that goes on counts
/// as if it ended now, so that nothing becomes late in it.
fn shift(phases: &[Counted], hours: Hours<'_>, due: Timestamp) -> Option<Timestamp> {
    let (mut due, mut owed) = (due, TimeDelta::zero());
    for pause in pauses(phases) {
        if pause.from >= due {
            due = hours.plus(due, std::mem::take(&mut owed))?;
        }
        if pause.from >= due {
            break;
        }
        owed += pause.working;
    }
    hours.plus(due, owed)
}

/// At 75 % of the time given or one working day before, whichever is later (`rules.md` §2).
fn warn_at(track: &Track, phases: &[Counted], hours: Hours<'_>, due: Timestamp) -> Option<Timestamp> {
    let calendar = hours.calendar_at(due)?;
    if track.kind == ClockKind::Promise {
        return Some(warning(track.started_at(), due, calendar));
    }
    let until_due = |it: &Counted| if it.until <= due { it.working } else { hours.working_time(it.from, due) };
    let paused: TimeDelta = pauses(phases).map(until_due).sum();
    let given = hours.working_time(track.started_at(), due) - paused;
    let most = shift(phases, hours, hours.plus(track.started_at(), given * 3 / 4)?)?;
    Some(most.max(calendar.minus_working_days(due, 1)).min(due))
}

fn state(track: &Track, due: Option<Timestamp>, warn_at: Option<Timestamp>, now: Timestamp) -> ClockState {
    let is_late = |at: Timestamp| due.is_some_and(|due| at > due);
    let (since, phase) = track.last_phase();
    let paused_since = (phase != Phase::Running).then_some(since);
    match (track.end, paused_since) {
        (Some((at, _)), _) if is_late(at) => ClockState::Missed,
        (Some((_, End::Done)), _) => ClockState::Met,
        (Some((_, End::PassedOn)), _) => ClockState::PassedOn,
        (Some((_, End::Dropped)), _) => ClockState::Dropped,
        // What was in time when a pause began never becomes late in it, though all its time was used up.
        (None, Some(since)) if is_late(since) => ClockState::Late,
        (None, Some(_)) => ClockState::Paused,
        (None, None) if is_late(now) => ClockState::Late,
        (None, None) if warn_at.is_some_and(|it| now >= it) => ClockState::AtRisk,
        (None, None) => ClockState::Running,
    }
}

fn counted(track: &Track, phases: &[Counted], now: Timestamp) -> TimeDelta {
    match track.kind {
        ClockKind::Promise => track.end.map_or(now, |(at, _)| at).since(track.started_at()),
        _ => phases.iter().filter(|it| it.phase == Phase::Running).map(|it| it.working).sum(),
    }
}
