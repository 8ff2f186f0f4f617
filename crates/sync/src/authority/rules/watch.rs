//! Rules that wait for a time: which of them have come, looked at again and again.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use goodturn_domain::clocks::{Around, History};
use goodturn_domain::rule::{Cause, Due, Rule, Scene, TeamRules, due, firing_id, would_change};
use goodturn_domain::{
    Actor, Entity, EntityKind, EntryId, Intent, Operation, ServiceRequest, ServiceRequestId, TeamId, Timestamp,
    WorkingCalendar,
};
use goodturn_store::{AuthorityRead, AuthorityStorage, StoreError};
use uuid::Uuid;

use super::super::Authority;
use super::super::agenda::{Agenda, is_to_come};
use super::firing;

/// Rules read at a time.
const BATCH: usize = 500;
/// The most that is fired in one go: the rest comes with the next.
const MOST_AT_ONCE: usize = 200;
/// A moment that has come while a condition does not hold is looked at again so much later: some conditions come with time.
const AGAIN: TimeDelta = TimeDelta::minutes(15);

/// What is remembered from one look to the next.
#[derive(Debug, Default)]
pub struct RuleWatch {
    epoch: Option<Uuid>,
    teams: BTreeMap<TeamId, Watched>,
}

/// A team that has rules which wait for a time.
#[derive(Debug, Default)]
struct Watched {
    rules: Vec<Rule>,
    agenda: Agenda,
}

impl<S: AuthorityStorage> Authority<S> {
    /// The firings of rules for which the time has come. A rule looks ahead: for what had come before it was made or
    /// changed it does nothing.
    pub fn list_due_firings(
        &self,
        watch: &mut RuleWatch,
        now: Timestamp,
    ) -> Result<Vec<(Actor, Operation)>, StoreError> {
        self.storage().read(|tx| {
            watch.take_rules(tx)?;
            let mut firings = Vec::new();
            for (team, watched) in &mut watch.teams {
                watched.agenda.read_feed(tx, *team, |it| it.addressee.team() == Some(*team))?;
                watched.look(tx, *team, now, &mut firings)?;
            }
            Ok(firings)
        })
    }
}

impl RuleWatch {
    /// What was to be done could not be done: it is looked at again with the next look, and nothing else is.
    pub fn look_again(&mut self, failed: &[(Actor, Operation)]) {
        for (_, operation) in failed {
            if let Intent::FireRule { team, request, .. } = &operation.intent
                && let Some(watched) = self.teams.get_mut(team)
            {
                watched.agenda.look_at_once(*request);
            }
        }
    }

    /// The rules that wait for a time as they are now. Where they have changed every request is looked at again.
    fn take_rules(&mut self, tx: &dyn AuthorityRead) -> Result<(), StoreError> {
        let epoch = Some(tx.head()?.epoch);
        if self.epoch != epoch {
            *self = Self { epoch, teams: BTreeMap::new() };
        }
        let mut before = std::mem::take(&mut self.teams);
        let mut after = None;
        loop {
            let found = tx.list_entities(EntityKind::TeamRules, after, BATCH)?;
            let Some((last, _)) = found.last() else { return Ok(()) };
            after = Some(*last);
            for (_, body) in &found {
                // What cannot be read here was written by a newer version, and waits for it.
                let Ok(Entity::TeamRules(TeamRules { team, rules, .. })) =
                    Entity::from_json(EntityKind::TeamRules, body)
                else {
                    continue;
                };
                let known = rules.iter().filter_map(|it| it.known());
                let timed = known.filter(|it| !it.body.is_off && it.body.when.is_timed());
                let timed: Vec<Rule> = timed.cloned().collect();
                if timed.is_empty() {
                    continue;
                }
                let mut watched = before.remove(&team).unwrap_or_default();
                if watched.rules != timed {
                    watched = Watched { rules: timed, ..Watched::default() };
                }
                self.teams.insert(team, watched);
            }
        }
    }
}

impl Watched {
    fn look(
        &mut self,
        tx: &dyn AuthorityRead,
        team: TeamId,
        now: Timestamp,
        firings: &mut Vec<(Actor, Operation)>,
    ) -> Result<(), StoreError> {
        let Some(Entity::Team(known)) = tx.find_entity(team.into())? else { return Ok(()) };
        let zone = tx.find_organization()?.map_or(chrono_tz::UTC, |it| it.zone);
        let plain = WorkingCalendar::weekdays(zone);
        let calendar = known.calendar().unwrap_or(&plain);
        for id in self.agenda.whose_moment_has_come(now) {
            if firings.len() >= MOST_AT_ONCE {
                break;
            }
            let mut next: Option<Timestamp> = None;
            let Some(request) = to_come(tx, id, team)? else {
                self.agenda.forget(id);
                continue;
            };
            let entries = tx.list_entries(id)?;
            let around = Around::of(&request, &entries, zone, |key| tx.find_entity(key))?;
            let clocks = History::of(&request, &entries, &around).latest(now);
            for rule in &self.rules {
                let Some(Due { since, at }) = due(rule.body.when, &request, &entries, &clocks, calendar) else {
                    continue;
                };
                let cause = Cause::Moment(since);
                let line = EntryId::derived(firing_id(rule.id, rule.body.when, id, cause).uuid(), "entry:0");
                if at < rule.changed_at || tx.find_entity(line.into())?.is_some() {
                    continue;
                }
                let again = if at > now { at } else { now.plus(AGAIN) };
                next = Some(next.map_or(again, |it| it.min(again)));
                // What would change nothing takes no place from what would.
                let scene = Scene { request: &request, calendar, happened_at: now, now };
                if at <= now && rule.body.failing(&scene).is_none() && would_change(&rule.body, &request) {
                    firings.push((Actor::Server, firing((team, rule.id, rule.body.when), &request, cause, (now, now))));
                }
            }
            self.agenda.set_next(id, next, BTreeSet::new());
        }
        Ok(())
    }
}

/// The request, where it is still with that team and there is something to come of it.
fn to_come(
    tx: &dyn AuthorityRead,
    id: ServiceRequestId,
    team: TeamId,
) -> Result<Option<Box<ServiceRequest>>, StoreError> {
    let found = tx.find_entity(id.into())?;
    let Some(Entity::ServiceRequest(request)) = found else { return Ok(None) };
    Ok(Some(request).filter(|it| it.addressee.team() == Some(team) && is_to_come(it)))
}
