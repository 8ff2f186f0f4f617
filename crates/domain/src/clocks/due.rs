//! When a clock is due, how it stands, and how much it has counted.

use chrono::TimeDelta;

use super::history::{End, Phase, Track};
use super::hours::Hours;
use super::terms::Terms;
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
    let due = track.promised.or_else(|| target.and_then(|it| track.reach(hours, it, now)));
    let warn_at = due.and_then(|due| warn_at(&track, hours, due, now));
    Clock {
        kind: track.kind,
        state: state(&track, due, warn_at, now),
        started_at: track.started_at(),
        stopped_at,
        target,
        level: level.filter(|_| target.is_some()).map(|it| it.name.clone()),
        due,
        warn_at,
        counted: counted(&track, hours, now),
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

impl Track {
    pub(super) fn started_at(&self) -> Timestamp {
        self.phases.first().map_or(Timestamp::from_micros(0), |(at, _)| *at)
    }

    /// Each phase with its end: the last goes on until it stopped, or until now.
    pub(super) fn stretches(&self, now: Timestamp) -> impl Iterator<Item = (Timestamp, Timestamp, Phase)> {
        let last = self.end.map_or(now, |(at, _)| at);
        let ends = self.phases.iter().skip(1).map(|(at, _)| *at).chain([last]);
        self.phases.iter().zip(ends).map(|((from, phase), until)| (*from, until, *phase))
    }

    /// When a target is reached: what pauses it before then moves it by the working time inside the pause. A pause
    /// that goes on counts as if it ended now, so that nothing becomes late in it.
    fn reach(&self, hours: Hours<'_>, target: Target, now: Timestamp) -> Option<Timestamp> {
        self.shift(hours, hours.reach(self.started_at(), target)?, now)
    }

    fn shift(&self, hours: Hours<'_>, due: Timestamp, now: Timestamp) -> Option<Timestamp> {
        let pauses = self.stretches(now).filter(|(.., phase)| *phase != Phase::Running);
        pauses.into_iter().try_fold(due, |due, (from, until, _)| {
            if from < due { hours.plus(due, hours.working_time(from, until)) } else { Some(due) }
        })
    }
}

/// At 75 % of the time given or one working day before, whichever is later (`rules.md` §2).
fn warn_at(track: &Track, hours: Hours<'_>, due: Timestamp, now: Timestamp) -> Option<Timestamp> {
    let calendar = hours.calendar_at(due)?;
    if track.kind == ClockKind::Promise {
        return Some(warning(track.started_at(), due, calendar));
    }
    let pauses = track.stretches(now).filter(|(.., phase)| *phase != Phase::Running);
    let paused: TimeDelta = pauses.map(|(from, until, _)| hours.working_time(from, until.min(due))).sum();
    let given = hours.working_time(track.started_at(), due) - paused;
    let most = hours.plus(track.started_at(), given * 3 / 4)?;
    let most = track.shift(hours, most, now)?;
    Some(most.max(calendar.minus_working_days(due, 1)).min(due))
}

fn state(track: &Track, due: Option<Timestamp>, warn_at: Option<Timestamp>, now: Timestamp) -> ClockState {
    let is_late = |at: Timestamp| due.is_some_and(|due| at > due);
    let paused_since = track.phases.last().filter(|(_, phase)| *phase != Phase::Running).map(|(from, _)| *from);
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

fn counted(track: &Track, hours: Hours<'_>, now: Timestamp) -> TimeDelta {
    let running = track.stretches(now).filter(|(.., phase)| *phase == Phase::Running);
    match track.kind {
        ClockKind::Promise => track.end.map_or(now, |(at, _)| at).since(track.started_at()),
        _ => running.map(|(from, until, _)| hours.working_time(from, until)).sum(),
    }
}
