//! By when somebody is to answer what was asked, kept as a column that queues are ordered by.
//!
//! It comes from the timeline of a request and the hours and levels of its team. Whatever changes one of these
//! forgets it, and it is computed again by whoever lists a queue next, or after a sync.

use std::collections::BTreeMap;

use goodturn_domain::clocks::{Around, ClockKind, History, people_of};
use goodturn_domain::{
    Entity, EntityKind, Entry, PersonId, ServiceRequest, ServiceRequestId, Stage, TeamId, Timestamp,
};
use goodturn_store::StoreError;
use rusqlite::Connection;

use super::{PATIENCE, SqliteReplica, entities, entries};
use crate::column::{blob, order, single};
use crate::directory::{find_organization, parse};
use crate::fault::Fault;

/// So many are computed in one transaction: whoever writes meanwhile waits for some 60 ms.
const AT_ONCE: i64 = 1_000;

impl SqliteReplica {
    /// Computes what is not known yet. Where others write all the while it stays so, and what it is about comes
    /// last in its list.
    pub fn time_answers(&self) {
        loop {
            match self.time_some() {
                Ok(Some(AT_ONCE..)) => {}
                Ok(_) => return,
                Err(cause) => return tracing::warn!(%cause, "when answers are due is not known yet"),
            }
        }
    }

    /// How many it computed; none when others write.
    fn time_some(&self) -> Result<Option<i64>, StoreError> {
        if self.list(|db| list_unknown(db, 1))?.is_empty() {
            return Ok(Some(0));
        }
        self.database.write_within(PATIENCE, |db| {
            let unknown = list_unknown(db, AT_ONCE).map_err(StoreError::from)?;
            let mut around = look_around(db).map_err(StoreError::from)?;
            for (entity_id, request) in &unknown {
                let due = due(db, &mut around, request.as_ref()).map_err(StoreError::from)?;
                set(db, *entity_id, due).map_err(StoreError::from)?;
            }
            Ok::<_, StoreError>(i64::try_from(unknown.len()).unwrap_or(i64::MAX))
        })
    }
}

fn set(db: &Connection, entity_id: i64, due: Option<Timestamp>) -> Result<(), Fault> {
    let mut update = db.prepare_cached("update requests set answer_order = ?2 where entity_id = ?1")?;
    update.execute([entity_id, order(due)])?;
    Ok(())
}

/// Other hours of the organization, which hold for who has none.
pub(super) fn forget_all(db: &Connection) -> Result<(), Fault> {
    db.prepare_cached(
        "update requests indexed by requests_of_team set answer_order = null where asked_team is not null",
    )?
    .execute([])?;
    Ok(())
}

pub(super) fn forget_of_request(db: &Connection, request: ServiceRequestId) -> Result<(), Fault> {
    db.prepare_cached(
        "update requests set answer_order = null where stage = 'asked' and entity_id =
         (select entity_id from entities where kind = 'service_request' and id = ?1)",
    )?
    .execute([blob(request.uuid())])?;
    Ok(())
}

pub(super) fn forget_of_person(db: &Connection, person: PersonId) -> Result<(), Fault> {
    db.prepare_cached(
        "update requests indexed by requests_awaiting_holder set answer_order = null
         where awaits_holder = 1 and holder = ?1 and teams is not null",
    )?
    .execute([blob(person.uuid())])?;
    Ok(())
}

pub(super) fn forget_of_team(db: &Connection, team: TeamId) -> Result<(), Fault> {
    db.prepare_cached("update requests indexed by requests_of_team set answer_order = null where asked_team = ?1")?
        .execute([blob(team.uuid())])?;
    db.prepare_cached(
        "update requests indexed by requests_awaiting_holder set answer_order = null
         where awaits_holder = 1 and holder is not null and instr(teams, ?1)",
    )?
    .execute([team.uuid().simple().to_string()])?;
    Ok(())
}

/// Requests without it; none in place of what cannot be read.
fn list_unknown(db: &Connection, most: i64) -> Result<Vec<(i64, Option<ServiceRequest>)>, Fault> {
    let mut list = db.prepare_cached(
        "select q.entity_id, e.body from requests q indexed by requests_to_time
         join entities e on e.entity_id = q.entity_id where q.answer_order is null limit ?1",
    )?;
    let mut rows = list.query([most])?;
    let mut unknown = Vec::new();
    while let Some(row) = rows.next()? {
        let body: String = row.get(1)?;
        let request = match parse(EntityKind::ServiceRequest, &body) {
            Ok(Entity::ServiceRequest(request)) => Some(*request),
            _ => None,
        };
        unknown.push((row.get(0)?, request));
    }
    Ok(unknown)
}

/// All teams, whose hours and levels requests go by; people as they are needed.
fn look_around(db: &Connection) -> Result<Around, Fault> {
    let mut list = db.prepare_cached("select body from entities where kind = 'team' and is_understood = 1")?;
    let mut teams = BTreeMap::new();
    for body in list.query_map([], single::<String>)? {
        if let Entity::Team(team) = parse(EntityKind::Team, &body?)? {
            teams.insert(team.id, team);
        }
    }
    let sql = "select body from entities where kind = 'organization' and is_understood = 1";
    let zone = find_organization(db, sql)?.map_or(chrono_tz::UTC, |it| it.zone);
    Ok(Around { teams, people: BTreeMap::new(), zone })
}

fn due(db: &Connection, around: &mut Around, request: Option<&ServiceRequest>) -> Result<Option<Timestamp>, Fault> {
    let aims = |id: &TeamId| around.teams.get(id).is_some_and(|it| !it.levels().is_empty());
    let Some(request) = request.filter(|it| it.helper_teams.iter().any(aims)) else { return Ok(None) };
    if !matches!(request.stage, Stage::Asked { .. }) {
        return Ok(None);
    }
    let entries: Vec<Entry> = entries::list(db, request.id)?.into_iter().map(|it| it.entry).collect();
    around.add_people(people_of(request, &entries), |key| entities::find(db, key))?;
    // This clock never pauses, so that when it is due does not depend on when somebody looks.
    let clocks = History::of(request, &entries, around).latest(request.changed_at);
    let clock = clocks.into_iter().find(|it| it.kind == ClockKind::Acknowledge);
    Ok(clock.filter(|it| it.stopped_at.is_none()).and_then(|it| it.due))
}
