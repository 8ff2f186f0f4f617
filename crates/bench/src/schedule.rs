//! The scheduler of follow-ups: what one of 100,000 costs, beside a sorted list of moments alone.

use std::collections::BTreeSet;
use std::hint::black_box;

use chrono::TimeDelta;
use goodturn_domain::schedule::Schedule;
use goodturn_domain::{FollowUpId, Timestamp};
use goodturn_test_support::monday;
use uuid::Uuid;

use crate::figures::{Figure, Times, timed};

const ITEMS: usize = 100_000;
const REBUILDS: usize = 9;

/// The goals: one thing in so many microseconds, all of them in so many milliseconds.
const MOST_MICROS: f64 = 5.0;
const MOST_MILLIS: f64 = 100.0;

/// Moments of a month in no order.
fn moments() -> Vec<(FollowUpId, Timestamp)> {
    let minutes = (0..ITEMS).map(|it| i64::try_from(it * 7_919 % ITEMS).unwrap_or(0) % (30 * 24 * 60));
    let ids = (0..)
        .map(|it: u128| FollowUpId::new(Uuid::from_u128(it.wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c834))));
    ids.zip(minutes.map(|it| monday().plus(TimeDelta::minutes(it)))).collect()
}

pub(crate) fn measure() -> Vec<Figure> {
    let moments = moments();
    let rebuilds = (0..REBUILDS).map(|_| timed(|| black_box(moments.iter().copied().collect::<Schedule<_>>())).1);
    let sorted =
        (0..REBUILDS).map(|_| timed(|| black_box(moments.iter().map(|(_, at)| *at).collect::<BTreeSet<_>>())).1);
    let (rebuilds, sorted) = (Times::of(rebuilds.collect()), Times::of(sorted.collect()));
    let mut schedule: Schedule<FollowUpId> = Schedule::default();
    let inserts = moments.iter().map(|(id, at)| timed(|| schedule.insert(*id, *at)).1).collect();
    let end = monday().plus(TimeDelta::days(31));
    let pops = (0..ITEMS).map(|_| timed(|| black_box(schedule.pop_due(end))).1).collect();
    vec![
        Figure::new("loop.schedule_insert_p99_us", Times::of(inserts).micros(99), "µs").at_most(MOST_MICROS),
        Figure::new("loop.schedule_pop_p99_us", Times::of(pops).micros(99), "µs").at_most(MOST_MICROS),
        Figure::new("loop.schedule_rebuild_ms", rebuilds.micros(50) / 1e3, "ms")
            .over(sorted.micros(50) / 1e3)
            .at_most(MOST_MILLIS),
    ]
}
