//! Rules that wait for a time: which of them have come, looked at again and again.
//!
//! A request is looked at when something about it has changed, and when a moment has come for which a rule of its team
//! waits. The feed of the team tells the first, so that a quiet minute costs a look at a few rows, however many requests
//! there are. What is remembered here is only a shortcut: without it everything is looked at once more.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use chrono_tz::Tz;
use goodturn_domain::clocks::{History, Surroundings, people_of, teams_of};
use goodturn_domain::rule::{Cause, Due, Rule, Scene, TeamRules, due, firing_id, would_change};
use goodturn_domain::{
    Actor, Entity, EntityKind, Entry, EntryId, Operation, Person, PersonId, Scope, ServiceRequest, ServiceRequestId,
    Stage, Team, TeamId, Timestamp, WorkingCalendar,
};
use goodturn_store::{AuthorityRead, AuthorityStorage, StoreError};
use uuid::Uuid;

use super::super::{Authority, read_entity};
use super::firing;

/// Rows of a feed, or rules, read at a time.
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
    /// How far its feed was read.
    seq: u64,
    /// When each open request is looked at next; none until something about it changes.
    requests: BTreeMap<ServiceRequestId, Option<Timestamp>>,
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
                watched.read_feed(tx, *team)?;
                watched.look(tx, *team, now, &mut firings)?;
            }
            Ok(firings)
        })
    }
}

impl RuleWatch {
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
    /// What has changed since the last look is to be looked at.
    fn read_feed(&mut self, tx: &dyn AuthorityRead, team: TeamId) -> Result<(), StoreError> {
        let scope = Scope::Team(team);
        loop {
            let rows = tx.list_feed(&scope, self.seq, BATCH)?;
            let Some(last) = rows.last() else { return Ok(()) };
            self.seq = last.seq;
            for row in &rows {
                match row.key.kind {
                    EntityKind::ServiceRequest => {
                        let id = ServiceRequestId::new(row.key.id);
                        match read_entity(row)? {
                            Some(Entity::ServiceRequest(request)) if is_watched(&request, team) => {
                                self.requests.insert(id, Some(Timestamp::from_micros(i64::MIN)));
                            }
                            _ => drop(self.requests.remove(&id)),
                        }
                    }
                    EntityKind::Entry => {
                        let request = read_entity(row)?.and_then(|it| it.parent());
                        if let Some(next) = request.and_then(|id| self.requests.get_mut(&id)) {
                            *next = Some(Timestamp::from_micros(i64::MIN));
                        }
                    }
                    // Its hours and what it aims for may have changed.
                    EntityKind::Team if row.key.id == team.uuid() => {
                        self.requests.values_mut().for_each(|next| *next = Some(Timestamp::from_micros(i64::MIN)));
                    }
                    _ => {}
                }
            }
        }
    }

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
        for id in self.whose_moment_has_come(now) {
            if firings.len() >= MOST_AT_ONCE {
                break;
            }
            let mut next: Option<Timestamp> = None;
            let Some(Entity::ServiceRequest(request)) = tx.find_entity(id.into())? else { continue };
            let entries = tx.list_entries(id)?;
            let around = Around::find(tx, &request, &entries, zone)?;
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
            self.requests.insert(id, next);
        }
        Ok(())
    }

    /// The requests to look at now, beginning with those that have waited longest.
    fn whose_moment_has_come(&self, now: Timestamp) -> Vec<ServiceRequestId> {
        let come = self.requests.iter().filter_map(|(id, next)| next.filter(|at| *at <= now).map(|at| (at, *id)));
        let mut come: Vec<(Timestamp, ServiceRequestId)> = come.collect();
        come.sort_unstable();
        come.into_iter().map(|(_, id)| id).collect()
    }
}

/// Whether a rule that waits for a time may have to do with it.
fn is_watched(request: &ServiceRequest, team: TeamId) -> bool {
    let is_to_come = !request.stage.name().is_final() && !matches!(request.stage, Stage::Delivered { .. });
    is_to_come && request.addressee.team() == Some(team)
}

/// Whom and what a request has to do with, looked up.
struct Around {
    teams: BTreeMap<TeamId, Team>,
    people: BTreeMap<PersonId, Person>,
    zone: Tz,
}

impl Around {
    fn find(tx: &dyn AuthorityRead, request: &ServiceRequest, entries: &[Entry], zone: Tz) -> Result<Self, StoreError> {
        let mut around = Self { teams: BTreeMap::new(), people: BTreeMap::new(), zone };
        for id in teams_of(request, entries) {
            if let Some(Entity::Team(team)) = tx.find_entity(id.into())? {
                around.teams.insert(id, team);
            }
        }
        for id in people_of(request, entries) {
            if let Some(Entity::Person(person)) = tx.find_entity(id.into())? {
                around.people.insert(id, person);
            }
        }
        Ok(around)
    }
}

impl Surroundings for Around {
    fn team(&self, id: TeamId) -> Option<&Team> {
        self.teams.get(&id)
    }

    fn person(&self, id: PersonId) -> Option<&Person> {
        self.people.get(&id)
    }

    fn zone(&self) -> Tz {
        self.zone
    }
}
