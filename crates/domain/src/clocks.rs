//! The clocks of a request: by when it is answered, heard of, delivered, and as promised (`rules.md` §2).
//!
//! Nothing is kept: every clock is computed from what happened, so that a changed calendar, level or helper can
//! never leave a wrong counter behind. Each tells which stretches of time it counted and which it did not.

mod due;
mod history;
mod hours;
mod steps;
mod strip;
mod surroundings;
mod terms;
mod tracks;

use chrono::TimeDelta;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::calendar::WorkingCalendar;
use crate::clock::Timestamp;
use crate::entry::Entry;
use crate::service_level::Target;
use crate::text::Title;

pub use history::{Happening, What, happenings};
pub use steps::{ClockMoment, ClockRun, ClockStep};
pub use surroundings::{Around, History, Surroundings, people_of, teams_of};
pub use terms::{Terms, terms_of};

/// What a clock measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClockKind {
    /// Until somebody takes it or answers. It never pauses.
    Acknowledge,
    /// Until the requester hears again. It pauses while that waits on the requester.
    NextWord,
    /// Until it is delivered. It pauses while that waits on the requester.
    Deliver,
    /// Until the promised time: an absolute instant that nothing moves.
    Promise,
}

/// How a clock stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClockState {
    Running,
    /// Past its warning.
    AtRisk,
    /// Past its due time, and still running.
    Late,
    /// It waits on the requester, and can not become late meanwhile.
    Paused,
    /// Stopped in time, or without a target.
    Met,
    /// Stopped after its due time.
    Missed,
    /// The request was handed over: a new clock runs for whoever is asked now.
    PassedOn,
    /// The request ended without it.
    Dropped,
}

/// Why a part of a clock's time counts or does not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Reason {
    /// Working time: it counts.
    Counted,
    OutsideHours,
    /// A holiday or day off.
    DayOff {
        name: String,
    },
    WaitingOnRequester,
    /// Between a delivery and *not yet*: neither the helper's time nor a pause (`rules.md` §2).
    Delivered,
}

/// A part of a clock's time, `from` < `until`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Span {
    pub from: Timestamp,
    pub until: Timestamp,
    pub reason: Reason,
}

/// One clock, as it stands at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clock {
    pub kind: ClockKind,
    pub state: ClockState,
    pub started_at: Timestamp,
    pub stopped_at: Option<Timestamp>,
    pub target: Option<Target>,
    /// The service level that it goes by, with a target.
    pub level: Option<Title>,
    /// None without a target. While it is paused: if it went on now.
    pub due: Option<Timestamp>,
    pub warn_at: Option<Timestamp>,
    /// How much it has counted: working time, or for a promise all time.
    pub counted: TimeDelta,
    track: tracks::Track,
}

/// When a target is reached that begins at `from`, by one calendar; none where nobody works for so long.
pub fn reached_at(calendar: &WorkingCalendar, from: Timestamp, target: Target) -> Option<Timestamp> {
    let terms = [Terms { since: from, calendar: calendar.clone(), level: None }];
    hours::Hours(&terms).reach(from, target)
}

/// Every clock of a request that was ever started, in the order of their starts.
///
/// `happenings` are in order; `terms` is not empty, begins before all of them and is in order. `now` is no earlier
/// than the last of them.
pub fn clocks(happenings: &[Happening], terms: &[Terms], now: Timestamp) -> Vec<Clock> {
    tracks::tracks(happenings, terms).into_iter().map(|track| due::clock(track, terms, now)).collect()
}

/// The latest clock of each kind that was ever started.
pub fn latest(happenings: &[Happening], terms: &[Terms], now: Timestamp) -> Vec<Clock> {
    tracks::latest_tracks(happenings, terms).into_iter().map(|track| due::clock(track, terms, now)).collect()
}

/// Timeline lines with instants in the server's order: the clock of a device that was slow does not let an answer
/// come before what it answers.
fn in_order(entries: &[Entry]) -> impl Iterator<Item = (Timestamp, &Entry)> {
    entries.iter().scan(Timestamp::from_micros(i64::MIN), |latest, entry| {
        *latest = entry.at.max(*latest);
        Some((*latest, entry))
    })
}
