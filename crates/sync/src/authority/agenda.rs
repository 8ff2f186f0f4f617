//! Which requests of a team are looked at again, and when: what everything needs that waits for a time.
//!
//! A request is looked at when something about it has changed, and when a moment has come that was waited for. The feed
//! of the team tells the first, so that a quiet minute costs a look at a few rows, however many requests there are. What
//! is remembered here is only a shortcut: without it everything is looked at once more.

use std::collections::{BTreeMap, BTreeSet};

use chrono_tz::Tz;
use goodturn_domain::clocks::{Surroundings, people_of, teams_of};
use goodturn_domain::{
    Entity, EntityKind, Entry, Person, PersonId, Scope, ServiceRequest, ServiceRequestId, Stage, Team, TeamId,
    Timestamp,
};
use goodturn_store::{AuthorityRead, StoreError};

use super::read_entity;

/// Rows of a feed read at a time.
const BATCH: usize = 500;
/// What has come long ago.
const AT_ONCE: Timestamp = Timestamp::from_micros(i64::MIN);

/// The open requests that are with a team.
#[derive(Debug, Default)]
pub(super) struct Agenda {
    /// How far its feed was read.
    seq: u64,
    /// When each is looked at next; none until something about it changes.
    requests: BTreeMap<ServiceRequestId, Option<Timestamp>>,
}

impl Agenda {
    /// What has changed since the last look is to be looked at.
    pub(super) fn read_feed(
        &mut self,
        tx: &dyn AuthorityRead,
        team: TeamId,
        is_watched: impl Fn(&ServiceRequest) -> bool,
    ) -> Result<(), StoreError> {
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
                            Some(Entity::ServiceRequest(request)) if is_to_come(&request) && is_watched(&request) => {
                                self.requests.insert(id, Some(AT_ONCE));
                            }
                            _ => drop(self.requests.remove(&id)),
                        }
                    }
                    EntityKind::Entry => {
                        let request = read_entity(row)?.and_then(|it| it.parent());
                        if let Some(next) = request.and_then(|id| self.requests.get_mut(&id)) {
                            *next = Some(AT_ONCE);
                        }
                    }
                    // Its hours and what it aims for may have changed.
                    EntityKind::Team if row.key.id == team.uuid() => {
                        self.requests.values_mut().for_each(|next| *next = Some(AT_ONCE));
                    }
                    _ => {}
                }
            }
        }
    }

    /// The requests to look at now, beginning with those that have waited longest.
    pub(super) fn whose_moment_has_come(&self, now: Timestamp) -> Vec<ServiceRequestId> {
        let come = self.requests.iter().filter_map(|(id, next)| next.filter(|at| *at <= now).map(|at| (at, *id)));
        let mut come: Vec<(Timestamp, ServiceRequestId)> = come.collect();
        come.sort_unstable();
        come.into_iter().map(|(_, id)| id).collect()
    }

    /// It was looked at; when to look again.
    pub(super) fn set_next(&mut self, request: ServiceRequestId, next: Option<Timestamp>) {
        self.requests.insert(request, next);
    }
}

fn is_to_come(request: &ServiceRequest) -> bool {
    !request.stage.name().is_final() && !matches!(request.stage, Stage::Delivered { .. })
}

/// Whom and what a request has to do with, looked up.
pub(super) struct Around {
    teams: BTreeMap<TeamId, Team>,
    people: BTreeMap<PersonId, Person>,
    zone: Tz,
}

impl Around {
    pub(super) fn find(
        tx: &dyn AuthorityRead,
        request: &ServiceRequest,
        entries: &[Entry],
        zone: Tz,
    ) -> Result<Self, StoreError> {
        let mut around = Self { teams: BTreeMap::new(), people: BTreeMap::new(), zone };
        for id in teams_of(request, entries) {
            if let Some(Entity::Team(team)) = tx.find_entity(id.into())? {
                around.teams.insert(id, team);
            }
        }
        around.look_up(tx, people_of(request, entries))?;
        Ok(around)
    }

    /// Looks up these people, too, and who stands in for them.
    pub(super) fn look_up_with_substitutes(
        &mut self,
        tx: &dyn AuthorityRead,
        people: &BTreeSet<PersonId>,
    ) -> Result<(), StoreError> {
        self.look_up(tx, people.iter().copied())?;
        let absences = people.iter().filter_map(|id| self.people.get(id)?.absence);
        let substitutes: Vec<PersonId> = absences.filter_map(|it| it.substitute).collect();
        self.look_up(tx, substitutes)
    }

    fn look_up(
        &mut self,
        tx: &dyn AuthorityRead,
        people: impl IntoIterator<Item = PersonId>,
    ) -> Result<(), StoreError> {
        for id in people {
            if !self.people.contains_key(&id)
                && let Some(Entity::Person(person)) = tx.find_entity(id.into())?
            {
                self.people.insert(id, person);
            }
        }
        Ok(())
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
