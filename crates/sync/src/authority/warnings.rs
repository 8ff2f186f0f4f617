//! The clocks of requests tell people something: which of them have something to say, looked at again and again.

use std::collections::{BTreeMap, BTreeSet};

use chrono_tz::Tz;
use goodturn_domain::clocks::History;
use goodturn_domain::warnings::{Desk, Plan, moments, people_of};
use goodturn_domain::{Actor, Entity, EntityKind, Operation, ServiceRequest, ServiceRequestId, TeamId, Timestamp};
use goodturn_store::{AuthorityRead, AuthorityStorage, StoreError};
use uuid::Uuid;

use super::Authority;
use super::agenda::{Agenda, Around};

/// Teams read at a time.
const BATCH: usize = 500;
/// The most that is told in one go: the rest comes with the next.
const MOST_AT_ONCE: usize = 200;

/// What is remembered from one look to the next.
#[derive(Debug, Default)]
pub struct WarningWatch {
    epoch: Option<Uuid>,
    /// How far everything was read.
    seq: u64,
    /// The teams that aim for something.
    teams: BTreeMap<TeamId, Agenda>,
}

impl<S: AuthorityStorage> Authority<S> {
    /// What the clocks of requests have to say now. A request is served by the level of a team, and looked at with it: what
    /// is private between two people concerns no team, and nobody is told anything about it by a clock.
    pub fn list_due_warnings(
        &self,
        watch: &mut WarningWatch,
        now: Timestamp,
    ) -> Result<Vec<(Actor, Operation)>, StoreError> {
        self.storage().read(|tx| {
            watch.read_on(tx)?;
            let zone = tx.find_organization()?.map_or(chrono_tz::UTC, |it| it.zone);
            let mut found = Vec::new();
            for agenda in watch.teams.values_mut() {
                for id in agenda.whose_moment_has_come(now) {
                    if found.len() >= MOST_AT_ONCE {
                        return Ok(found);
                    }
                    let Plan { operations, next } = plan(tx, id, zone, now)?;
                    agenda.set_next(id, next);
                    found.extend(operations.into_iter().map(|it| (Actor::Server, it)));
                }
            }
            Ok(found)
        })
    }
}

impl WarningWatch {
    /// Reads what has changed since the last look.
    fn read_on(&mut self, tx: &dyn AuthorityRead) -> Result<(), StoreError> {
        let head = tx.head()?;
        if self.epoch != Some(head.epoch) {
            *self = Self { epoch: Some(head.epoch), ..Self::default() };
        }
        if self.seq == head.seq {
            return Ok(());
        }
        self.seq = head.seq;
        let aiming = teams_that_aim(tx)?;
        self.teams.retain(|team, _| aiming.contains(team));
        for team in &aiming {
            // With the first of the teams that aim for something it is looked at for all of them.
            let is_watched =
                |request: &ServiceRequest| request.helper_teams.iter().find(|it| aiming.contains(it)) == Some(team);
            self.teams.entry(*team).or_default().read_feed(tx, *team, is_watched)?;
        }
        Ok(())
    }
}

fn teams_that_aim(tx: &dyn AuthorityRead) -> Result<BTreeSet<TeamId>, StoreError> {
    let (mut aiming, mut after) = (BTreeSet::new(), None);
    loop {
        let found = tx.list_entities(EntityKind::Team, after, BATCH)?;
        let Some((last, _)) = found.last() else { return Ok(aiming) };
        after = Some(*last);
        for (_, body) in &found {
            // What cannot be read here was written by a newer version, and waits for it.
            if let Ok(Entity::Team(team)) = Entity::from_json(EntityKind::Team, body)
                && team.is_active
                && !team.levels().is_empty()
            {
                aiming.insert(team.id);
            }
        }
    }
}

fn plan(tx: &dyn AuthorityRead, id: ServiceRequestId, zone: Tz, now: Timestamp) -> Result<Plan, StoreError> {
    let Some(Entity::ServiceRequest(request)) = tx.find_entity(id.into())? else { return Ok(Plan::default()) };
    let entries = tx.list_entries(id)?;
    let mut around = Around::find(tx, &request, &entries, zone)?;
    let history = History::of(&request, &entries, &around);
    // Most of what is looked at has nothing to say yet, and whom it would tell does not matter then.
    let first = moments(&request, &history, &around, now).first().map(|it| it.at);
    if first.is_none_or(|at| at > now) {
        return Ok(Plan { next: first, ..Plan::default() });
    }
    let people = people_of(&request, &around);
    around.look_up_with_substitutes(tx, &people)?;
    let follow_ups = tx.list_follow_ups(id)?;
    Ok(Desk { request: &request, history: &history, follow_ups: &follow_ups, around: &around }.plan(now))
}
