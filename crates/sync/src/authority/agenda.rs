//! Which requests of teams are looked at again, and when: what everything needs that waits for a time.
//!
//! A request is looked at when something about it has changed, and when a moment has come that was waited for. The feeds
//! of the teams tell the first, so that a quiet minute costs a look at a few rows, however many requests there are. What
//! is remembered here is only a shortcut: without it everything is looked at once more.

use std::collections::{BTreeMap, BTreeSet};

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

/// The open requests that are with teams.
#[derive(Debug, Default)]
pub(super) struct Agenda {
    /// How far the feed of each team was read.
    seqs: BTreeMap<TeamId, u64>,
    requests: BTreeMap<ServiceRequestId, Item>,
    /// What could not be read, for the log: a newer version wrote it, or it is damaged. The rest does not wait for it.
    unreadable: Vec<StoreError>,
}

/// A request on the agenda.
#[derive(Debug)]
struct Item {
    /// The teams of who serves it.
    teams: BTreeSet<TeamId>,
    /// Who else has to do with it, as far as that was found out.
    people: BTreeSet<PersonId>,
    /// When it is looked at next; none until something about it changes.
    next: Option<Timestamp>,
}

impl Agenda {
    /// What has changed with a team since the last look is to be looked at.
    pub(super) fn read_feed(
        &mut self,
        tx: &dyn AuthorityRead,
        team: TeamId,
        is_watched: impl Fn(&ServiceRequest) -> bool,
    ) -> Result<(), StoreError> {
        let scope = Scope::Team(team);
        loop {
            let rows = tx.list_feed(&scope, self.seqs.get(&team).copied().unwrap_or_default(), BATCH)?;
            let Some(last) = rows.last() else { return Ok(()) };
            self.seqs.insert(team, last.seq);
            for row in &rows {
                match row.key.kind {
                    EntityKind::ServiceRequest => {
                        let id = ServiceRequestId::new(row.key.id);
                        match read_entity(row) {
                            Ok(Some(Entity::ServiceRequest(it))) if is_to_come(&it) && is_watched(&it) => {
                                self.add(id, it.helper_teams);
                            }
                            Ok(Some(_)) => drop(self.requests.remove(&id)),
                            // It has left this team, and may be with another one: whoever looks finds out.
                            Ok(None) => self.look_at_once(id),
                            Err(error) => self.pass_over(id, error),
                        }
                    }
                    EntityKind::Entry => match read_entity(row) {
                        Ok(it) => it.and_then(|it| it.parent()).into_iter().for_each(|id| self.look_at_once(id)),
                        Err(error) => self.unreadable.push(error),
                    },
                    // Its hours and what it aims for may have changed.
                    EntityKind::Team if row.key.id == team.uuid() => self.look_at_all_of(team),
                    _ => {}
                }
            }
        }
    }

    fn add(&mut self, id: ServiceRequestId, teams: BTreeSet<TeamId>) {
        let people = self.requests.remove(&id).map(|it| it.people).unwrap_or_default();
        self.requests.insert(id, Item { teams, people, next: Some(AT_ONCE) });
    }

    /// Everything of that team is looked at once more, and what was on no agenda before comes with its feed.
    pub(super) fn begin_anew(&mut self, team: TeamId) {
        self.seqs.remove(&team);
        self.look_at_all_of(team);
    }

    /// Whatever else changes about a request that is on the agenda: it is looked at.
    pub(super) fn look_at_once(&mut self, id: ServiceRequestId) {
        if let Some(item) = self.requests.get_mut(&id) {
            item.next = Some(AT_ONCE);
        }
    }

    pub(super) fn look_at_all_of(&mut self, team: TeamId) {
        let items = self.requests.values_mut().filter(|it| it.teams.contains(&team));
        items.for_each(|it| it.next = Some(AT_ONCE));
    }

    /// What somebody has to do with is looked at, besides all of their teams.
    pub(super) fn look_at_all_with(&mut self, person: PersonId) {
        let items = self.requests.values_mut().filter(|it| it.people.contains(&person));
        items.for_each(|it| it.next = Some(AT_ONCE));
    }

    /// The requests to look at now, beginning with those that have waited longest.
    pub(super) fn whose_moment_has_come(&self, now: Timestamp) -> Vec<ServiceRequestId> {
        let come = self.requests.iter().filter_map(|(id, it)| it.next.filter(|at| *at <= now).map(|at| (at, *id)));
        let mut come: Vec<(Timestamp, ServiceRequestId)> = come.collect();
        come.sort_unstable();
        come.into_iter().map(|(_, id)| id).collect()
    }

    /// It was looked at; when to look again, and who has to do with it.
    pub(super) fn set_next(&mut self, request: ServiceRequestId, next: Option<Timestamp>, people: BTreeSet<PersonId>) {
        if let Some(item) = self.requests.get_mut(&request) {
            item.next = next;
            item.people = people;
        }
    }

    /// It cannot be read: it is looked at again once something about it changes.
    pub(super) fn pass_over(&mut self, request: ServiceRequestId, error: StoreError) {
        self.unreadable.push(error);
        if let Some(item) = self.requests.get_mut(&request) {
            item.next = None;
        }
    }

    /// What could not be read since the last time.
    pub(super) fn take_unreadable(&mut self) -> Vec<StoreError> {
        std::mem::take(&mut self.unreadable)
    }

    /// There is nothing more to come of it here.
    pub(super) fn forget(&mut self, request: ServiceRequestId) {
        self.requests.remove(&request);
    }
}

pub(super) fn is_to_come(request: &ServiceRequest) -> bool {
    !request.stage.name().is_final() && !matches!(request.stage, Stage::Delivered { .. })
}
