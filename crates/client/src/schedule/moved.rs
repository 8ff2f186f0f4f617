//! What the scheduler hears of between its looks: commits, and what time the server has.

use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::TimeDelta;
use goodturn_domain::ringing::{Believed, BelievedClock};
use goodturn_domain::{EntityKey, EntityKind, FollowUpId, Timestamp};
use tokio::time::Instant;

/// More changes at once are no reason to look at each.
const MOST_SINGLE: usize = 1_000;

/// What commits have changed for it.
#[derive(Debug, Default)]
pub(crate) struct Touched {
    pub(super) follow_ups: BTreeSet<FollowUpId>,
    /// Hours or absences, or too much to name.
    pub(super) is_everything: bool,
}

/// What has moved, and how the clock of this machine is believed.
#[derive(Debug, Default)]
pub(crate) struct Moved {
    touched: Mutex<Touched>,
    clock: Mutex<(BelievedClock, Option<Instant>)>,
}

impl Moved {
    /// Notes what a commit has changed.
    pub(crate) fn note_commit(&self, keys: &[EntityKey]) {
        let mut touched = lock(&self.touched);
        for key in keys {
            match key.kind {
                EntityKind::Person => touched.is_everything = true,
                EntityKind::FollowUp => drop(touched.follow_ups.insert(FollowUpId::new(key.id))),
                _ => {}
            }
        }
        if touched.follow_ups.len() > MOST_SINGLE {
            *touched = Touched { is_everything: true, ..Touched::default() };
        }
    }

    /// Notes how far the server is ahead of the clock here, and whether it is another time because of that.
    pub(crate) fn note_server_time(&self, skew: TimeDelta) -> bool {
        lock(&self.clock).0.heard(skew)
    }

    /// Begins with when this machine was seen last. What was noted before is looked at anyway.
    pub(super) fn begin(&self, last_seen: Option<Timestamp>) {
        *lock(&self.clock) = (BelievedClock::starting(last_seen), Some(Instant::now()));
    }

    /// What time it is believed to be; after a leap everything is looked at.
    pub(super) fn look(&self, wall: Timestamp) -> Believed {
        let believed = {
            let (clock, started) = &mut *lock(&self.clock);
            clock.look(wall, started.get_or_insert_with(Instant::now).elapsed())
        };
        if believed.has_leapt {
            lock(&self.touched).is_everything = true;
        }
        believed
    }

    pub(super) fn take(&self) -> Touched {
        std::mem::take(&mut *lock(&self.touched))
    }
}

fn lock<T>(held: &Mutex<T>) -> MutexGuard<'_, T> {
    held.lock().unwrap_or_else(PoisonError::into_inner)
}
