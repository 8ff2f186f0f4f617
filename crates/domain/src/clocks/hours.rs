//! Working time under changing terms: what has been counted stays counted, the rest is counted anew.

use chrono::TimeDelta;

use super::terms::Terms;
use crate::calendar::{Stretch, WorkingCalendar};
use crate::clock::Timestamp;
use crate::service_level::Target;

/// How far a clock looks: nobody waits for what takes twenty years of mornings and afternoons, and a hostile
/// history must not keep a list waiting.
const MOST_STRETCHES: usize = 10_000;

/// Working time by the calendar that is in force at each moment.
#[derive(Clone, Copy)]
pub(super) struct Hours<'a>(pub(super) &'a [Terms]);

impl<'a> Hours<'a> {
    /// The terms at an instant: the first ones also before they began.
    pub(super) fn terms_at(self, at: Timestamp) -> Option<&'a Terms> {
        self.0.iter().rev().find(|it| it.since <= at).or(self.0.first())
    }

    /// The terms that held until an instant.
    pub(super) fn terms_until(self, at: Timestamp) -> Option<&'a Terms> {
        self.0.iter().rev().find(|it| it.since < at).or(self.0.first())
    }

    pub(super) fn calendar_at(self, at: Timestamp) -> Option<&'a WorkingCalendar> {
        self.terms_at(at).map(|it| &it.calendar)
    }

    /// The stretches of working time that are left from an instant on.
    pub(super) fn stretches(self, from: Timestamp) -> impl Iterator<Item = Stretch> {
        self.every_stretch(from).take(MOST_STRETCHES)
    }

    fn every_stretch(self, from: Timestamp) -> impl Iterator<Item = Stretch> {
        self.0.iter().enumerate().flat_map(move |(index, terms)| {
            let begin = if index == 0 { from } else { from.max(terms.since) };
            let end = self.0.get(index + 1).map_or(Timestamp::from_micros(i64::MAX), |next| next.since);
            let stretches = (begin < end).then(|| terms.calendar.stretches(begin));
            stretches
                .into_iter()
                .flatten()
                .take_while(move |it| it.from < end)
                .map(move |it| Stretch { until: it.until.min(end), ..it })
        })
    }

    pub(super) fn working_time(self, from: Timestamp, until: Timestamp) -> TimeDelta {
        let stretches = self.stretches(from).take_while(|it| it.from < until);
        stretches.map(|it| it.until.min(until).since(it.from)).sum()
    }

    /// The instant at which so much working time has passed; none when there will never be so much.
    pub(super) fn plus(self, from: Timestamp, amount: TimeDelta) -> Option<Timestamp> {
        let mut left = amount;
        if left <= TimeDelta::zero() {
            return Some(from);
        }
        for stretch in self.stretches(from) {
            let length = stretch.until.since(stretch.from);
            if left <= length {
                return Some(stretch.from.plus(left));
            }
            left -= length;
        }
        None
    }

    /// When a target is reached that began at `from`, if nothing pauses it.
    pub(super) fn reach(self, from: Timestamp, target: Target) -> Option<Timestamp> {
        match target {
            Target::WorkingMinutes(minutes) => self.plus(from, TimeDelta::minutes(minutes.into())),
            Target::WorkingDays(days) => self.end_of_working_day(from, days),
        }
    }

    /// The end of the working day that comes so many working days after the one that it is, or that comes next.
    fn end_of_working_day(self, from: Timestamp, days: u16) -> Option<Timestamp> {
        let mut stretches = self.stretches(from).peekable();
        let mut left = days;
        loop {
            let stretch = stretches.next()?;
            let is_last_of_day = stretches.peek().is_none_or(|next| next.date != stretch.date);
            match (is_last_of_day, left) {
                (true, 0) => return Some(stretch.until),
                (true, _) => left -= 1,
                (false, _) => {}
            }
        }
    }
}
