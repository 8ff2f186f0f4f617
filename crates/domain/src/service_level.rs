//! Service levels: by when a team answers and delivers, in its working time (`rules.md` §2).

use chrono::TimeDelta;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::calendar::WorkingCalendar;
use crate::clock::Timestamp;
use crate::service_request::Priority;
use crate::text::Title;

/// How long something may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "unit", content = "count", rename_all = "snake_case")]
pub enum Target {
    /// So much working time.
    WorkingMinutes(#[schemars(range(min = 1, max = 60_000))] u32),
    /// Until the end of the working day that comes so many working days after the one in which it began.
    WorkingDays(#[schemars(range(max = 365))] u16),
}

impl Target {
    /// A thousand hours: half a year of work.
    pub const MOST_MINUTES: u32 = 60_000;
    /// A year of working days, and more.
    pub const MOST_DAYS: u16 = 365;

    /// Whether it is within the bounds.
    pub fn is_valid(self) -> bool {
        match self {
            Self::WorkingMinutes(minutes) => (1..=Self::MOST_MINUTES).contains(&minutes),
            Self::WorkingDays(days) => days <= Self::MOST_DAYS,
        }
    }
}

/// What the clock of the next word counts from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum NextWordSince {
    /// The last public word of the team: nobody waits for long without hearing something.
    #[default]
    LastWord,
    /// What the requester said and nobody has answered.
    LastQuestion,
}

/// What a team aims for with requests of a kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ServiceLevel {
    pub name: Title,
    /// Only for requests that are at least as pressing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<Priority>,
    /// Only for requests of that kind: `cover`, `info`, `represent`, `approve` or the name of a service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<Title>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acknowledge: Option<Target>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_word: Option<Target>,
    #[serde(default)]
    pub next_word_since: NextWordSince,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deliver: Option<Target>,
    /// Whether somebody is told before a clock is due. A level of before tells nobody, until somebody chooses so: a new
    /// version must not ring for everything that is late already.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub warns: bool,
    /// How many steps there are from the due time on, see [`crate::clocks::ClockStep`]; none in a level of before.
    #[serde(default, skip_serializing_if = "is_none")]
    #[schemars(range(max = 3))]
    pub steps: u8,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks with a reference")]
fn is_none(steps: &u8) -> bool {
    *steps == 0
}

impl ServiceLevel {
    /// The most that a team has.
    pub const MOST: usize = 20;
    /// The helper, a colleague, who leads the team.
    pub const MOST_STEPS: u8 = 3;

    /// A level of that name for every request, without a target, with its warning and every step.
    pub fn named(name: Title) -> Self {
        let (acknowledge, next_word, deliver) = (None, None, None);
        let next_word_since = NextWordSince::default();
        let (warns, steps) = (true, Self::MOST_STEPS);
        Self { name, priority: None, kind: None, acknowledge, next_word, next_word_since, deliver, warns, steps }
    }

    /// Whether it is for requests as pressing as that and of that kind.
    pub fn fits(&self, priority: Priority, kind: Option<&Title>) -> bool {
        self.priority.is_none_or(|least| priority >= least)
            && self.kind.as_ref().is_none_or(|own| kind.is_some_and(|it| is_same_kind(own, it)))
    }

    /// Whether every target is within its bounds, and there are not more steps than there can be.
    pub fn is_valid(&self) -> bool {
        self.steps <= Self::MOST_STEPS
            && [self.acknowledge, self.next_word, self.deliver].into_iter().flatten().all(Target::is_valid)
    }
}

/// A level as somebody sets it. What a version does not know that sets it stays as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NewServiceLevel {
    pub name: Title,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<Priority>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<Title>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acknowledge: Option<Target>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_word: Option<Target>,
    #[serde(default)]
    pub next_word_since: NextWordSince,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deliver: Option<Target>,
    /// See [`ServiceLevel::warns`]; none keeps what the level of that name says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warns: Option<bool>,
    /// See [`ServiceLevel::steps`]; none keeps what the level of that name says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(max = 3))]
    pub steps: Option<u8>,
}

impl NewServiceLevel {
    /// The level that it becomes, in place of those that are known.
    pub(crate) fn over(self, known: &[ServiceLevel]) -> ServiceLevel {
        let before = known.iter().find(|it| it.name == self.name);
        let warns = self.warns.or(before.map(|it| it.warns)).unwrap_or_default();
        let steps = self.steps.or(before.map(|it| it.steps)).unwrap_or_default();
        let Self { name, priority, kind, acknowledge, next_word, next_word_since, deliver, .. } = self;
        ServiceLevel { name, priority, kind, acknowledge, next_word, next_word_since, deliver, warns, steps }
    }
}

impl From<ServiceLevel> for NewServiceLevel {
    fn from(level: ServiceLevel) -> Self {
        let ServiceLevel { name, priority, kind, acknowledge, next_word, next_word_since, deliver, warns, steps } =
            level;
        let (warns, steps) = (Some(warns), Some(steps));
        Self { name, priority, kind, acknowledge, next_word, next_word_since, deliver, warns, steps }
    }
}

/// Kinds are typed by hand.
fn is_same_kind(one: &Title, other: &Title) -> bool {
    one.as_str().to_lowercase() == other.as_str().to_lowercase()
}

/// The calendar of a team from an instant on; without one its people work by their own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CalendarSince {
    pub since: Timestamp,
    pub calendar: Option<WorkingCalendar>,
}

/// The service levels of a team from an instant on: the first that fits is the one that holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LevelsSince {
    pub since: Timestamp,
    pub levels: Vec<ServiceLevel>,
}

/// Something that holds from an instant on, until the next one.
pub trait Since {
    /// From when on.
    fn since(&self) -> Timestamp;
    /// Lets it hold from then on.
    fn begin(&mut self, since: Timestamp);
}

impl Since for CalendarSince {
    fn since(&self) -> Timestamp {
        self.since
    }

    fn begin(&mut self, since: Timestamp) {
        self.since = since;
    }
}

impl Since for LevelsSince {
    fn since(&self) -> Timestamp {
        self.since
    }

    fn begin(&mut self, since: Timestamp) {
        self.since = since;
    }
}

/// Who changes something twice within this time is still looking for what is right.
const SITTING: TimeDelta = TimeDelta::minutes(10);

/// How many changes of a calendar or of levels a team remembers: a change is a page of text in what every device
/// holds of the team, and what is older than the last two dozen concerns requests that ended long ago.
pub const MOST_CHANGES: usize = 24;

/// What held at an instant, of a list in order; none before the first.
pub fn holding_at<T: Since>(changes: &[T], at: Timestamp) -> Option<&T> {
    // What was forgotten was something: the oldest that is known comes nearest to it.
    let oldest = changes.first().filter(|_| changes.len() >= MOST_CHANGES);
    changes.iter().rev().find(|it| it.since() <= at).or(oldest)
}

/// When a change begins to hold that is made now: after every other, whatever the clock of a device says.
pub(crate) fn next_since<T: Since>(changes: &[T], now: Timestamp) -> Timestamp {
    changes.last().map_or(now, |last| now.max(last.since().plus(TimeDelta::microseconds(1))))
}

/// Adds what holds from then on to what held before, and forgets what is oldest. Changes of one sitting are one.
pub(crate) fn add_change<T: Since>(changes: &mut Vec<T>, mut change: T) {
    if let Some(last) = changes.pop_if(|last| change.since().since(last.since()) < SITTING) {
        change.begin(last.since());
    }
    changes.push(change);
    let superfluous = changes.len().saturating_sub(MOST_CHANGES);
    changes.drain(..superfluous);
}
