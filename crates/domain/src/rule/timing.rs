//! When time lets a rule fire.

use super::Trigger;
use crate::calendar::WorkingCalendar;
use crate::clock::Timestamp;
use crate::clocks::{Clock, ClockKind};
use crate::entry::{Entry, Event};
use crate::service_request::{ServiceRequest, Stage, StageName};

/// A moment for which a rule waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// From what on it is counted: a rule fires once for each.
    pub since: Timestamp,
    /// When it has come.
    pub at: Timestamp,
}

/// The moment for which a rule waits on a request, past or to come; none for one that waits for a deed, or where there is
/// nothing to wait for. `clocks` are the latest of each kind.
pub fn due(
    trigger: Trigger,
    request: &ServiceRequest,
    entries: &[Entry],
    clocks: &[Clock],
    calendar: &WorkingCalendar,
) -> Option<Due> {
    let answer = || {
        let is_open = |it: &&Clock| it.kind == ClockKind::Acknowledge && it.stopped_at.is_none();
        clocks.iter().find(is_open).filter(|_| matches!(request.stage, Stage::Asked { .. }))
    };
    let stage = request.stage.name();
    let is_to_come = !stage.is_final() && stage != StageName::Delivered;
    match trigger {
        Trigger::AnswerDueSoon => answer().and_then(|it| Some(Due { since: it.started_at, at: it.warn_at? })),
        Trigger::AnswerLate => answer().and_then(|it| Some(Due { since: it.started_at, at: it.due? })),
        Trigger::PromiseLate => request.promise().filter(|_| is_to_come).map(|it| Due { since: it.due, at: it.due }),
        Trigger::Silent { days } if is_to_come => {
            let is_word = |it: &&Entry| matches!(it.event, Event::Asked) || it.event.is_public_word();
            let words = entries.iter().filter(|it| it.author.is_some()).filter(is_word);
            let since = words.map(|it| it.at).max().unwrap_or(request.asked_at);
            Some(Due { since, at: calendar.plus_working_days(since, u32::from(days)) })
        }
        _ => None,
    }
}
