//! Trying a rule on what has happened, without doing anything.

use super::assignment::Foretold;
use super::{Act, Cause, Deed, Directory, Due, RuleAction, RuleBody, RuleTest, Scene, Skip, foresee, passed_over};
use crate::calendar::WorkingCalendar;
use crate::clock::Timestamp;
use crate::clocks::Clock;
use crate::entry::{Entry, Event};
use crate::id::TeamId;
use crate::service_request::{Addressee, ServiceRequest};

/// What a rule would have done to a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trial {
    /// It would have fired at that time, and done this.
    Fires { at: Timestamp, deeds: Vec<Deed> },
    /// What it waits for has not happened.
    NotYet,
    /// This condition does not hold.
    Fails(RuleTest),
    /// The request is with somebody else by now.
    Elsewhere,
}

/// Tries a rule of a team on a request as it is now, for the latest time that what it waits for has happened.
pub fn trial(
    body: &RuleBody,
    team: TeamId,
    (request, entries, clocks): (&ServiceRequest, &[Entry], &[Clock]),
    (calendar, directory): (&WorkingCalendar, &Directory),
    now: Timestamp,
) -> Trial {
    if request.addressee != Addressee::Team(team) {
        return Trial::Elsewhere;
    }
    let timed = super::due(body.when, request, entries, clocks, calendar).filter(|it| it.at <= now);
    let line = latest_cause(body, request, entries).map(|it| it.at);
    let Some(at) = timed.map(|Due { at, .. }| at).or(line) else { return Trial::NotYet };
    let scene = Scene { request, calendar, happened_at: at, now };
    if let Some(test) = body.failing(&scene) {
        return Trial::Fails(test.clone());
    }
    let deeds = body.thens.iter().map(|it| deed(it, (request, entries), directory, now));
    Trial::Fires { at, deeds: deeds.collect() }
}

/// What would come of an action now. Whom it would come to is left open where that depends on what nobody knows here.
fn deed(
    action: &RuleAction,
    (request, entries): (&ServiceRequest, &[Entry]),
    directory: &Directory,
    now: Timestamp,
) -> Deed {
    let skipped = foresee(action, request, directory);
    let (RuleAction::Assign { how, .. }, None, Some(colleagues)) = (action, skipped, &directory.colleagues) else {
        return Deed { act: action.act(), skipped };
    };
    let act = |to| Act::Assign { how: how.clone(), to };
    match how.foretell(colleagues, &directory.turns, &passed_over(request, entries), now) {
        Foretold::Nobody => Deed { act: act(None), skipped: Some(Skip::NobodyFree) },
        Foretold::To(person) => Deed { act: act(Some(person)), skipped: None },
        Foretold::Unknown => Deed { act: act(None), skipped: None },
    }
}

/// The latest line of a timeline that lets a rule fire.
pub fn latest_cause<'a>(body: &RuleBody, request: &ServiceRequest, entries: &'a [Entry]) -> Option<&'a Entry> {
    // What came before it was handed over here set off the rules of others.
    let since = entries.iter().rposition(|it| matches!(it.event, Event::HandedOver { .. })).unwrap_or(0);
    entries[since..].iter().rev().find(|it| body.when.is_met_by(it, request))
}

impl Cause {
    /// The line, where it is one.
    pub fn line(self) -> Option<crate::id::EntryId> {
        match self {
            Self::Line(entry) => Some(entry),
            Self::Moment(_) => None,
        }
    }
}
