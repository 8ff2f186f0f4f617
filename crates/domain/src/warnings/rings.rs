//! When follow-ups about one request ring for somebody: not twice within the same hour.

use chrono::TimeDelta;

use crate::clock::Timestamp;
use crate::clocks::{ClockKind, ClockRun};
use crate::follow_up::{FollowUp, FollowUpReason, FollowUpState};
use crate::id::PersonId;

/// So far from each other two clocks of a request ring for the same person.
const HOUR: TimeDelta = TimeDelta::hours(1);
/// Somebody with more rings than that about one request has other troubles.
const MOST_SHIFTS: usize = 20;

/// What rings, has rung or is to ring about a request, by whom.
pub(super) struct Rings(Vec<Ring>);

struct Ring {
    owner: PersonId,
    at: Timestamp,
    /// None for what no clock of a level has called for.
    clock: Option<Started>,
}

/// Which clock, whenever it is due.
type Started = (ClockKind, Timestamp);

fn started(run: ClockRun) -> Started {
    (run.clock, run.since)
}

impl Rings {
    pub(super) fn of(follow_ups: &[FollowUp]) -> Self {
        let ring = |it: &FollowUp| {
            let clock = it.clock.map(|about| started(about.run));
            let is_own = matches!(it.reason, FollowUpReason::Reminder | FollowUpReason::RecurrenceStopped);
            Some(Ring { owner: it.owner, at: rang_at(it)?, clock }).filter(|_| !is_own)
        };
        Self(follow_ups.iter().filter_map(ring).collect())
    }

    pub(super) fn add(&mut self, owner: PersonId, at: Timestamp, run: ClockRun) {
        self.0.push(Ring { owner, at, clock: Some(started(run)) });
    }

    /// The first moment from then on at which they are at work and nothing else about the request rings for them within
    /// the hour; none where they never are. What the same clock said before is replaced.
    pub(super) fn free(
        &self,
        owner: PersonId,
        run: ClockRun,
        at_work: impl Fn(Timestamp) -> Option<Timestamp>,
        from: Timestamp,
    ) -> Option<Timestamp> {
        let others = || self.0.iter().filter(|it| it.owner == owner && it.clock != Some(started(run)));
        let mut at = at_work(from)?;
        for _ in 0..MOST_SHIFTS {
            let near = others().filter(|it| at < it.at.plus(HOUR) && it.at < at.plus(HOUR)).map(|it| it.at).max();
            let Some(near) = near else { return Some(at) };
            at = at_work(near.plus(HOUR))?;
        }
        Some(at)
    }
}

/// When it rings or has rung; none where it stopped before.
fn rang_at(follow_up: &FollowUp) -> Option<Timestamp> {
    match follow_up.state {
        FollowUpState::Open { .. } => Some(follow_up.due),
        FollowUpState::Snoozed { until, .. } => Some(until),
        FollowUpState::Done { at } | FollowUpState::Stopped { at } => Some(follow_up.due).filter(|due| *due <= at),
    }
}
