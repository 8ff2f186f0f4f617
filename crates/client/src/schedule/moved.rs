//! What the scheduler hears of between its looks: commits, and what time the server has.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::TimeDelta;
use goodturn_domain::ringing::{Believed, BelievedClock, Heard};
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
    /// How often the server has said what time it is.
    heard: AtomicU64,
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
        let heard = lock(&self.clock).0.heard(skew);
        self.heard.fetch_add(1, Ordering::SeqCst);
        if heard == Heard::Unlikely {
            tracing::warn!(seconds = skew.num_seconds(), "the server is far ahead all at once and is not followed");
        }
        heard == Heard::News
    }

    /// How often the server has said what time it is.
    pub(super) fn count_heard(&self) -> u64 {
        self.heard.load(Ordering::SeqCst)
    }

    /// What time it is believed to be, by this clock of the machine.
    pub(crate) fn now(&self, wall: Timestamp) -> Timestamp {
        let (clock, started) = &*lock(&self.clock);
        clock.now(wall, started.map(|it| it.elapsed()).unwrap_or_default())
    }

    /// How far the server is ahead, as far as that is known and notable.
    pub(super) fn skew(&self) -> TimeDelta {
        lock(&self.clock).0.skew()
    }

    /// Begins with when this machine was seen last, and how far the server was ahead then. What was noted before is
    /// looked at anyway.
    pub(super) fn begin(&self, last_seen: Option<(Timestamp, TimeDelta)>) {
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
