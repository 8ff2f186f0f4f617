//! Recurrences: what somebody asks again and again, and when it is asked next.

mod cycle;

use std::collections::BTreeSet;

use chrono_tz::Tz;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::calendar::WorkingCalendar;
use crate::clock::Timestamp;
use crate::id::{PersonId, RecurrenceId, ServiceRequestId};
use crate::offered_service::FormAnswers;
use crate::refusal::Refusal;
use crate::service_request::{Addressee, Priority, ServiceRequest, Stage, Visibility};
use crate::text::{Label, Title, Words};

pub use cycle::{Cycle, CycleUnit};

/// What is to be asked, before it is: a request without its time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Wish {
    pub title: Title,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub details: Option<Words>,
    pub addressee: Addressee,
    #[serde(default)]
    pub visibility: Visibility,
    #[serde(default)]
    pub priority: Priority,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<Title>,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub labels: BTreeSet<Label>,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub watchers: BTreeSet<PersonId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub needed: Option<NeededAfter>,
    /// By which service, with answers to its form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<FormAnswers>,
}

/// By when it is needed: so many days after the day of asking, so many minutes after midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NeededAfter {
    pub days: u16,
    pub minutes: u16,
}

impl NeededAfter {
    /// The longest that somebody asks ahead: a year.
    pub const MOST_DAYS: u16 = 366;

    /// How long after `asked` that is, by the clock on the wall there; none for a time that is not after it.
    pub fn between(asked: Timestamp, needed: Timestamp, calendar: &WorkingCalendar) -> Option<Self> {
        let (from, to) = (calendar.local(asked), calendar.local(needed));
        let days = (to.date_naive() - from.date_naive()).num_days();
        let days = u16::try_from(days).ok().filter(|it| *it <= Self::MOST_DAYS && needed > asked)?;
        let minutes = chrono::Timelike::num_seconds_from_midnight(&to.time()) / 60;
        Some(Self { days, minutes: u16::try_from(minutes).unwrap_or_default() })
    }

    /// The time for what is asked then; none when that would be in the past already.
    pub fn after(self, asked: Timestamp, calendar: &WorkingCalendar) -> Option<Timestamp> {
        let day = calendar.local(asked).date_naive().checked_add_days(chrono::Days::new(self.days.into()))?;
        Some(calendar.at_minutes(day, self.minutes)).filter(|at| *at > asked)
    }

    fn is_valid(self) -> bool {
        self.days <= Self::MOST_DAYS && self.minutes < 24 * 60
    }
}

/// Why nothing is asked for the time being.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum PauseReason {
    /// Its requester wants it so.
    Wanted,
    /// Its requester was not there any more when it was due.
    RequesterLeft,
    /// What is to be asked was refused.
    Refused { refusal: Refusal },
}

/// The request that was asked last, by itself or by hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Instance {
    pub request: ServiceRequestId,
    pub asked_at: Timestamp,
}

/// What somebody asks again and again. Only its requester sees it; the server alone asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Recurrence {
    pub id: RecurrenceId,
    pub requester: PersonId,
    pub wish: Wish,
    pub cycle: Cycle,
    /// Where the clock hangs by which it is asked.
    #[schemars(with = "String")]
    pub zone: Tz,
    /// From when the cycle counts: the time of day, and the day of the month or year.
    pub first: Timestamp,
    /// None while the last one has to be done first.
    pub next: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<Instance>,
    /// How often it was left out since the last one.
    #[serde(default)]
    pub left_out: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pause: Option<PauseReason>,
    pub made_at: Timestamp,
    /// Seen by nobody any more, until it is kept again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_dropped: bool,
}

impl Recurrence {
    /// Whether the server asks at some time.
    pub fn is_active(&self) -> bool {
        self.pause.is_none() && !self.is_dropped
    }

    /// When it is asked next, unless something has to be done first or it is paused.
    pub fn due(&self) -> Option<Timestamp> {
        self.next.filter(|_| self.is_active())
    }

    /// The hours by which it is counted: those of the requester, on its own clock.
    pub fn calendar(&self, requesters: WorkingCalendar) -> WorkingCalendar {
        WorkingCalendar { zone: self.zone, ..requesters }
    }

    /// The coming times from `from` on, which is the first of them.
    pub fn coming(&self, from: Timestamp, calendar: &WorkingCalendar, count: usize) -> Vec<Timestamp> {
        let later = |at: &Timestamp| match self.cycle.from_completion {
            true => self.cycle.from_done(self.first, *at, calendar),
            false => self.cycle.after(self.first, *at, calendar),
        };
        std::iter::successors(Some(from), later).take(count).collect()
    }

    /// When it is asked next, after a change or a pause. What was due meanwhile is not made up for, and what comes
    /// late from a device plans nothing before what was asked already.
    pub(crate) fn plan(
        &self,
        last: Option<&ServiceRequest>,
        calendar: &WorkingCalendar,
        now: Timestamp,
    ) -> Option<Timestamp> {
        let now = self.last.map_or(now, |it| now.max(it.asked_at));
        match last {
            Some(last) if self.cycle.from_completion => {
                done_at(last).and_then(|done| self.cycle.from_done(self.first, done, calendar))
            }
            _ if self.first > now => Some(self.first),
            _ => self.cycle.after(self.first, now, calendar),
        }
    }
}

/// When nothing more lay with the helper's side: delivered, even if nobody has confirmed it, declined or
/// withdrawn. None while it is open.
pub(crate) fn done_at(request: &ServiceRequest) -> Option<Timestamp> {
    match &request.stage {
        Stage::Delivered { delivery, .. } | Stage::Closed { delivery, .. } => Some(delivery.at),
        stage => stage.ended_at(),
    }
}

impl Wish {
    /// Whether it could be asked, as far as can be told without those whom it names.
    pub(crate) fn check(&self) -> Result<(), Refusal> {
        if self.labels.len() > ServiceRequest::MOST_LABELS {
            return Err(Refusal::TooManyLabels { most: ServiceRequest::MOST_LABELS });
        }
        if self.needed.is_some_and(|it| !it.is_valid()) {
            return Err(Refusal::CycleInvalid);
        }
        Ok(())
    }

    /// Everybody whom it names.
    pub fn people(&self) -> impl Iterator<Item = PersonId> + '_ {
        self.watchers.iter().copied().chain(self.addressee.person())
    }
}

#[cfg(test)]
mod tests;
