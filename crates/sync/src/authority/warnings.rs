//! The clocks of requests tell people something: which of them have something to say, looked at again and again.

use std::collections::{BTreeMap, BTreeSet};

use chrono_tz::Tz;
use goodturn_domain::clocks::{Around, History, Surroundings};
use goodturn_domain::warnings::{Desk, Plan, moments, people_of, serving_team};
use goodturn_domain::{
    Actor, Entity, EntityKind, FollowUp, Intent, Operation, PersonId, Scope, ServiceRequest, ServiceRequestId, TeamId,
    Timestamp,
};
use goodturn_store::{AuthorityRead, AuthorityStorage, StoreError};
use uuid::Uuid;

use super::agenda::{Agenda, is_to_come};
use super::{Authority, HEALING};

/// Rows read at a time.
const BATCH: usize = 500;
/// The most that is told in one go: the rest comes with the next.
const MOST_AT_ONCE: usize = 200;
/// So many requests are looked at in one go: nobody waits for long for what is written meanwhile.
const MOST_LOOKS: usize = 2_000;

/// The teams that aim for something, with their people.
type Aiming = BTreeMap<TeamId, BTreeSet<PersonId>>;

/// What is remembered from one look to the next.
#[derive(Debug, Default)]
pub struct WarningWatch {
    epoch: Option<Uuid>,
    /// How far everything was read.
    seq: u64,
    aiming: Aiming,
    agenda: Agenda,
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
            // The answers since the backup are still on the devices: until they have come nobody is told that they are
            // missing.
            let healed_at = tx.backups()?.restored_at.map(|it| it.plus(HEALING)).filter(|it| now < *it);
            let mut found = Vec::new();
            for id in watch.agenda.whose_moment_has_come(now).into_iter().take(MOST_LOOKS) {
                if found.len() >= MOST_AT_ONCE {
                    break;
                }
                match look(tx, id, zone, now) {
                    Ok(Some(Look { plan, people })) => {
                        let Plan { operations, next } = plan.telling_nobody_before(healed_at);
                        watch.agenda.set_next(id, next, people);
                        found.extend(operations.into_iter().map(|it| (Actor::Server, it)));
                    }
                    Ok(None) => watch.agenda.forget(id),
                    Err(error @ StoreError::Inconsistent { .. }) => watch.agenda.pass_over(id, error),
                    Err(error) => return Err(error),
                }
            }
            Ok(found)
        })
    }
}

impl WarningWatch {
    /// What was to be told could not be told: it is looked at again with the next look, and nothing else is.
    pub fn look_again(&mut self, failed: &[(Actor, Operation)]) {
        for (_, operation) in failed {
            if let Intent::WarnOfClock { request, .. } = &operation.intent {
                self.agenda.look_at_once(*request);
            }
        }
    }

    /// What could not be read, and tells nobody anything, for the log.
    pub fn take_unreadable(&mut self) -> Vec<StoreError> {
        self.agenda.take_unreadable()
    }

    /// Reads what has changed since the last look.
    fn read_on(&mut self, tx: &dyn AuthorityRead) -> Result<(), StoreError> {
        let head = tx.head()?;
        if self.epoch != Some(head.epoch) {
            // Everything is looked at with the first look, whoever has changed before.
            *self = Self { epoch: Some(head.epoch), ..Self::default() };
            self.read_teams(tx)?;
            self.seq = head.seq;
            return Ok(());
        }
        if self.seq == head.seq {
            return Ok(());
        }
        self.read_teams(tx)?;
        self.read_directory(tx)?;
        self.seq = head.seq;
        Ok(())
    }

    fn read_teams(&mut self, tx: &dyn AuthorityRead) -> Result<(), StoreError> {
        let aiming = teams_that_aim(tx)?;
        // A team that begins to aim for something has requests that nobody has looked at, and what another one ceases to
        // aim for may be another one's now.
        let come = aiming.keys().filter(|it| !self.aiming.contains_key(it));
        let gone = self.aiming.keys().filter(|it| !aiming.contains_key(it));
        come.chain(gone).for_each(|it| self.agenda.begin_anew(*it));
        let is_watched = |it: &ServiceRequest| it.helper_teams.iter().any(|team| aiming.contains_key(team));
        for team in aiming.keys() {
            self.agenda.read_feed(tx, *team, is_watched)?;
        }
        self.aiming = aiming;
        Ok(())
    }

    /// Who is away, has left or is in another team is told something else, or nothing.
    fn read_directory(&mut self, tx: &dyn AuthorityRead) -> Result<(), StoreError> {
        let mut after = self.seq;
        loop {
            let rows = tx.list_feed(&Scope::Organization, after, BATCH)?;
            let Some(last) = rows.last() else { return Ok(()) };
            after = last.seq;
            for row in &rows {
                match row.key.kind {
                    EntityKind::Team => self.agenda.look_at_all_of(TeamId::new(row.key.id)),
                    EntityKind::Person => {
                        let person = PersonId::new(row.key.id);
                        self.agenda.look_at_all_with(person);
                        let teams = self.aiming.iter().filter(|(_, members)| members.contains(&person));
                        teams.for_each(|(team, _)| self.agenda.look_at_all_of(*team));
                    }
                    _ => {}
                }
            }
        }
    }
}

fn teams_that_aim(tx: &dyn AuthorityRead) -> Result<Aiming, StoreError> {
    let (mut aiming, mut after) = (Aiming::new(), None);
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
                aiming.insert(team.id, team.memberships().map(|(person, _)| person).collect());
            }
        }
    }
}

/// What was found out about a request.
struct Look {
    plan: Plan,
    /// Whose change lets it be looked at again, besides that of a member of its teams.
    people: BTreeSet<PersonId>,
}

/// None where there is nothing to come of it.
fn look(tx: &dyn AuthorityRead, id: ServiceRequestId, zone: Tz, now: Timestamp) -> Result<Option<Look>, StoreError> {
    let Some(Entity::ServiceRequest(request)) = tx.find_entity(id.into())? else { return Ok(None) };
    let entries = tx.list_entries(id)?;
    let mut around = Around::of(&request, &entries, zone, |key| tx.find_entity(key))?;
    let follow_ups = tx.list_follow_ups(id)?;
    let told = |it: &&FollowUp| it.clock.is_some() && it.is_open();
    let mut people: BTreeSet<PersonId> = follow_ups.iter().filter(told).map(|it| it.owner).collect();
    if people.is_empty() && (!is_to_come(&request) || serving_team(&request, &around).is_none()) {
        return Ok(None);
    }
    let history = History::of(&request, &entries, &around);
    // Most of what is looked at has nothing to say yet, and whom it would tell does not matter then.
    let first = moments(&request, &history, &around, now).first().map(|it| it.at);
    let plan = if people.is_empty() && first.is_none_or(|at| at > now) {
        Plan { next: first, ..Plan::default() }
    } else {
        let concerned = people_of(&request, &follow_ups, &around);
        around.add_people(concerned.iter().copied(), |key| tx.find_entity(key))?;
        let substitutes: Vec<PersonId> =
            concerned.iter().filter_map(|it| around.person(*it)?.absence?.substitute).collect();
        around.add_people(substitutes, |key| tx.find_entity(key))?;
        Desk { request: &request, history: &history, follow_ups: &follow_ups, around: &around }.plan(now)
    };
    let server = request.stage.helper().or(request.addressee.person());
    people.extend(server);
    people.extend(server.and_then(|it| around.person(it)?.absence?.substitute));
    for operation in &plan.operations {
        if let Intent::WarnOfClock { tell, .. } = &operation.intent {
            people.extend(tell.keys());
        }
    }
    Ok(Some(Look { plan, people }))
}
