//! The strip of a clock: which stretches of time it counts, which not, and why.

use chrono::NaiveTime;

use super::hours::Hours;
use super::terms::Terms;
use super::tracks::Phase;
use super::{Clock, ClockKind, Reason, Span};
use crate::clock::Timestamp;

impl Clock {
    /// What it counts and what not, without gaps: from its start to its stop, or else to what is later of now and
    /// its due time, which shows what is still to come. To be called with what the clock was computed from.
    pub fn spans(&self, terms: &[Terms], now: Timestamp) -> Vec<Span> {
        let end = self.stopped_at.unwrap_or_else(|| self.due.map_or(now, |due| due.max(now)));
        if self.kind == ClockKind::Promise {
            return span(self.started_at, end, Reason::Counted).into_iter().collect();
        }
        let mut spans = Vec::new();
        for (from, until, phase) in self.track.stretches(now) {
            match phase {
                Phase::Running => running(Hours(terms), from, until, &mut spans),
                Phase::WaitingOnRequester => spans.extend(span(from, until, Reason::WaitingOnRequester)),
                Phase::Delivered => spans.extend(span(from, until, Reason::Delivered)),
            }
        }
        // From here on it would run.
        running(Hours(terms), now, end, &mut spans);
        joined(spans)
    }
}

fn span(from: Timestamp, until: Timestamp, reason: Reason) -> Option<Span> {
    (from < until).then_some(Span { from, until, reason })
}

fn running(hours: Hours<'_>, from: Timestamp, until: Timestamp, spans: &mut Vec<Span>) {
    let mut at = from;
    for stretch in hours.stretches(from).take_while(|it| it.from < until) {
        idle(hours, at, stretch.from, spans);
        let end = stretch.until.min(until);
        spans.extend(span(stretch.from.max(at), end, Reason::Counted));
        at = end.max(at);
    }
    idle(hours, at, until, spans);
}

/// Time in which nobody works, by its days.
fn idle(hours: Hours<'_>, from: Timestamp, until: Timestamp, spans: &mut Vec<Span>) {
    let mut at = from;
    while at < until {
        let Some(calendar) = hours.calendar_at(at) else { break };
        let date = calendar.local(at).date_naive();
        let midnight = date.succ_opt().map_or(until, |next| calendar.at(next, NaiveTime::MIN));
        let end = if midnight > at { midnight.min(until) } else { until };
        let name = calendar.day_off(date).filter(|_| calendar.would_work_on(date));
        let reason = name.map_or(Reason::OutsideHours, |name| Reason::DayOff { name: name.to_owned() });
        spans.extend(span(at, end, reason));
        at = end;
    }
}

/// Neighbours for the same reason are one.
fn joined(spans: Vec<Span>) -> Vec<Span> {
    let mut joined: Vec<Span> = Vec::new();
    for span in spans {
        match joined.last_mut() {
            Some(last) if last.reason == span.reason && last.until == span.from => last.until = span.until,
            _ => joined.push(span),
        }
    }
    joined
}
