//! Under which calendar and service level a request is served, over time.

use std::collections::BTreeSet;

use super::in_order;
use crate::calendar::WorkingCalendar;
use crate::clock::Timestamp;
use crate::entry::{Entry, Event};
use crate::id::TeamId;
use crate::person::Team;
use crate::service_level::ServiceLevel;
use crate::service_request::{Priority, ServiceRequest};
use crate::text::Title;

/// The calendar and level that hold from an instant on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    pub since: Timestamp,
    pub calendar: WorkingCalendar,
    pub level: Option<ServiceLevel>,
}

/// The terms of a request over time: those of the team that it was with, its own or from above, as they were then.
/// A helper who is in several teams goes by the first of them that has a level for it, or else a calendar; without any,
/// by `own`.
pub fn terms_of<'a>(
    request: &ServiceRequest,
    entries: &[Entry],
    team: impl Fn(TeamId) -> Option<&'a Team>,
    own: &WorkingCalendar,
) -> Vec<Terms> {
    let stays = stays(request, entries);
    let priorities = priorities(request, entries);
    let mut breaks: BTreeSet<Timestamp> = stays.iter().map(|(since, _)| *since).collect();
    breaks.extend(priorities.iter().map(|(since, _)| *since));
    for known in stays.iter().flat_map(|(_, teams)| teams.iter()).filter_map(|id| team(*id)) {
        breaks.extend(known.calendars.iter().chain(&known.place.calendars).map(|it| it.since));
        breaks.extend(known.levels.iter().chain(&known.place.levels).map(|it| it.since));
    }
    let at = |since: Timestamp| {
        let teams: Vec<&Team> = holding(&stays, since)?.iter().filter_map(|id| team(*id)).collect();
        let level = |team: &&Team| level_of(team, since, *holding(&priorities, since)?, request.kind.as_ref());
        Some(terms_at(since, &teams, level, own))
    };
    let mut terms: Vec<Terms> = breaks.into_iter().filter_map(at).collect();
    terms.dedup_by(|next, last| next.calendar == last.calendar && next.level == last.level);
    terms
}

/// What was so at an instant, or else from the beginning on.
fn holding<T>(changes: &[(Timestamp, T)], at: Timestamp) -> Option<&T> {
    changes.iter().rev().find(|(since, _)| *since <= at).or(changes.first()).map(|(_, it)| it)
}

/// The first level of the team, as it was then, that fits.
fn level_of(team: &Team, at: Timestamp, priority: Priority, kind: Option<&Title>) -> Option<ServiceLevel> {
    team.levels_at(at).iter().find(|it| it.fits(priority, kind)).cloned()
}

fn terms_at(
    since: Timestamp,
    teams: &[&Team],
    level_of: impl Fn(&&Team) -> Option<ServiceLevel>,
    own: &WorkingCalendar,
) -> Terms {
    let calendar_of = |team: &&Team| team.calendar_at(since).cloned();
    let with_level = teams.iter().find_map(|team| level_of(team).map(|level| (team, level)));
    let calendar = with_level.as_ref().and_then(|(team, _)| calendar_of(team)).or_else(|| {
        // Whose level holds works by its own hours, or by those of its people.
        if with_level.is_some() { None } else { teams.iter().find_map(calendar_of) }
    });
    Terms { since, calendar: calendar.unwrap_or_else(|| own.clone()), level: with_level.map(|(_, level)| level) }
}

/// How pressing it was from when on.
fn priorities(request: &ServiceRequest, entries: &[Entry]) -> Vec<(Timestamp, Priority)> {
    let changes: Vec<(Timestamp, Priority, Priority)> = in_order(entries)
        .filter_map(|(at, entry)| match entry.event {
            Event::PriorityChanged { from, to } => Some((at, from, to)),
            _ => None,
        })
        .collect();
    let first = changes.first().map_or(request.priority, |(_, from, _)| *from);
    [(request.asked_at, first)].into_iter().chain(changes.iter().map(|(at, _, to)| (*at, *to))).collect()
}

/// With which teams it was from when on. Where it was before a hand-over of old is not known: with whom it is now.
fn stays(request: &ServiceRequest, entries: &[Entry]) -> Vec<(Timestamp, BTreeSet<TeamId>)> {
    let moves: Vec<(Timestamp, Option<&BTreeSet<TeamId>>)> = in_order(entries)
        .filter_map(|(at, entry)| match &entry.event {
            Event::HandedOver { from_teams, asked_of, .. } => Some((at, asked_of.map(|_| from_teams))),
            _ => None,
        })
        .collect();
    let begins = [request.asked_at].into_iter().chain(moves.iter().map(|(at, _)| *at));
    let teams = moves.iter().map(|(_, from)| from.unwrap_or(&request.helper_teams)).chain([&request.helper_teams]);
    begins.zip(teams).map(|(since, teams)| (since, teams.clone())).collect()
}
