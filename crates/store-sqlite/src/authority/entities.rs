//! Entities whole, and what decisions ask about them.

use goodturn_domain::search::directory_words;
use goodturn_domain::service_request::StageName;
use goodturn_domain::{
    Entity, EntityKey, EntityKind, Entry, FollowUp, PersonId, ServiceRequest, ServiceRequestId, Timestamp,
};
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use super::{files, words};
use crate::column::{blob, signed, single, single_id};
use crate::directory::{self, parse};
use crate::fault::Fault;

pub(super) fn find(db: &Connection, key: EntityKey) -> Result<Option<Entity>, Fault> {
    let mut find = db.prepare_cached("select body from entities where kind = ?1 and id = ?2 and body <> ''")?;
    let body: Option<String> = find.query_row(params![key.kind.name(), blob(key.id)], single).optional()?;
    body.map(|body| parse(key.kind, &body)).transpose()
}

/// Entities of a kind above `after`, by id.
pub(super) fn list(
    db: &Connection,
    kind: EntityKind,
    after: Option<Uuid>,
    limit: usize,
) -> Result<Vec<(Uuid, String)>, Fault> {
    let mut list = db.prepare_cached(
        "select id, body from entities where kind = ?1 and (?2 is null or id > ?2) and body <> '' order by id limit ?3",
    )?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = list.query_map(params![kind.name(), after.map(blob), limit], |row| {
        Ok((Uuid::from_bytes(row.get("id")?), row.get("body")?))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Takes the body of an entity that was deleted; its row stays as long as its gone rows do.
pub(super) fn blank(db: &Connection, entity_id: i64) -> Result<(), Fault> {
    db.prepare_cached("update entities set body = '' where entity_id = ?1")?.execute([entity_id])?;
    for table in ["deliveries", "endings", "entries", "file_uses", "follow_ups", "holders", "words"] {
        db.prepare_cached(&format!("delete from {table} where entity_id = ?1"))?.execute([entity_id])?;
    }
    Ok(())
}

/// Forgets gone rows, and deleted entities that have none left.
pub(super) fn prune_gone(db: &Connection, seq: u64) -> Result<(), Fault> {
    db.prepare_cached("delete from feed where is_gone = 1 and seq <= ?1")?.execute([signed(seq)])?;
    db.prepare_cached(
        "delete from entities where body = ''
         and not exists (select 1 from feed where feed.entity_id = entities.entity_id)",
    )?
    .execute([])?;
    Ok(())
}

/// Where an entity is stored.
pub(super) struct Stored {
    pub(super) entity_id: i64,
    /// Nothing was known of it before.
    pub(super) is_new: bool,
    /// It may be among the deliveries that wait.
    pub(super) may_wait: bool,
    /// It may be among what has ended.
    pub(super) may_have_ended: bool,
}

/// Stores the entity with its projection; `before` is what is known of it, if anything is.
pub(super) fn put(db: &Connection, entity: &Entity, seq: u64, before: Option<&Entity>) -> Result<Stored, Fault> {
    let mut stored = write(db, entity, seq, before.is_none())?;
    stored.may_wait &= before.is_none_or(is_delivered);
    stored.may_have_ended &= before.is_none_or(has_ended);
    project(db, &stored, entity)?;
    project_holder(db, &stored, entity, before)?;
    Ok(stored)
}

fn write(db: &Connection, entity: &Entity, seq: u64, may_be_new: bool) -> Result<Stored, Fault> {
    let (key, body) = (entity.key(), entity.to_json());
    let row = params![key.kind.name(), blob(key.id), signed(seq), body];
    let insert = || -> Result<Option<Stored>, Fault> {
        let mut insert = db.prepare_cached(
            "insert into entities (kind, id, seq, body) values (?1, ?2, ?3, ?4) on conflict (kind, id) do nothing",
        )?;
        let is_new = insert.execute(row)? > 0;
        Ok(is_new.then(|| Stored { entity_id: db.last_insert_rowid(), is_new, may_wait: false, may_have_ended: false }))
    };
    if let Some(stored) = if may_be_new { insert()? } else { None } {
        return Ok(stored);
    }
    let mut update =
        db.prepare_cached("update entities set seq = ?3, body = ?4 where kind = ?1 and id = ?2 returning entity_id")?;
    match update.query_row(row, single).optional()? {
        Some(entity_id) => Ok(Stored { entity_id, is_new: false, may_wait: true, may_have_ended: true }),
        None => insert()?.ok_or_else(|| Fault::inconsistent("entities", &key.id, &"it is neither there nor missing")),
    }
}

pub(super) fn project(db: &Connection, stored: &Stored, entity: &Entity) -> Result<(), Fault> {
    let entity_id = stored.entity_id;
    match entity {
        Entity::Organization(_)
        | Entity::OfferedService(_)
        | Entity::Thanks(_)
        | Entity::Mute(_)
        | Entity::View(_)
        | Entity::TeamRules(_)
        | Entity::Recurrence(_)
        | Entity::Template(_)
        | Entity::KnownAnswer(_)
        | Entity::Judgement(_) => Ok(()),
        Entity::Person(person) => {
            directory::project_person(db, entity_id, person)?;
            project_words(db, entity_id, entity)
        }
        Entity::Team(team) => {
            directory::project_team(db, entity_id, team)?;
            project_words(db, entity_id, entity)
        }
        Entity::ServiceRequest(request) => project_delivery(db, stored, request),
        Entity::Entry(entry) => {
            // What an entry or a follow-up belongs to never changes.
            if stored.is_new {
                belong(db, "entries", entity_id, Some(entry.request))?;
            }
            files::project(db, stored, entry)
        }
        Entity::CannedText(_) => project_words(db, entity_id, entity),
        Entity::FollowUp(_) if !stored.is_new => Ok(()),
        Entity::FollowUp(follow_up) => belong(db, "follow_ups", entity_id, follow_up.request),
    }
}

fn project_words(db: &Connection, entity_id: i64, entity: &Entity) -> Result<(), Fault> {
    // Everybody is as late as all others: they come by id.
    words::set(db, entity.key(), entity_id, Timestamp::from_micros(0), &directory_words(entity))
}

fn is_delivered(entity: &Entity) -> bool {
    matches!(entity, Entity::ServiceRequest(request) if request.stage.name() == StageName::Delivered)
}

fn has_ended(entity: &Entity) -> bool {
    matches!(entity, Entity::ServiceRequest(request) if request.stage.name().is_final())
}

fn project_delivery(db: &Connection, stored: &Stored, request: &ServiceRequest) -> Result<(), Fault> {
    let delivery = request.stage.delivery().filter(|_| request.stage.name() == StageName::Delivered);
    match delivery {
        Some(delivery) => db
            .prepare_cached("insert or replace into deliveries (entity_id, delivered_at) values (?1, ?2)")?
            .execute(params![stored.entity_id, delivery.at.micros()])?,
        None if !stored.may_wait => 0,
        None => db.prepare_cached("delete from deliveries where entity_id = ?1")?.execute([stored.entity_id])?,
    };
    Ok(())
}

/// Who has a request open now; `before` is what is known of it, if anything is.
pub(super) fn project_holder(
    db: &Connection,
    stored: &Stored,
    entity: &Entity,
    before: Option<&Entity>,
) -> Result<(), Fault> {
    let Entity::ServiceRequest(request) = entity else { return Ok(()) };
    let holder = request.open_with();
    let is_as_it_was = |it: &Entity| matches!(it, Entity::ServiceRequest(before) if before.open_with() == holder);
    if before.is_some_and(is_as_it_was) {
        return Ok(());
    }
    match holder {
        Some(person) => db
            .prepare_cached("insert or replace into holders (entity_id, person_id) values (?1, ?2)")?
            .execute(params![stored.entity_id, blob(person.uuid())])?,
        None if stored.is_new => 0,
        None => db.prepare_cached("delete from holders where entity_id = ?1")?.execute([stored.entity_id])?,
    };
    Ok(())
}

/// How many requests somebody has open.
pub(super) fn count_open(db: &Connection, person: PersonId) -> Result<usize, Fault> {
    let mut count = db.prepare_cached("select count(*) from holders where person_id = ?1")?;
    let open: i64 = count.query_row([blob(person.uuid())], single)?;
    Ok(usize::try_from(open).unwrap_or_default())
}

fn belong(
    db: &Connection,
    table: &'static str,
    entity_id: i64,
    request: Option<ServiceRequestId>,
) -> Result<(), Fault> {
    if let Some(request) = request {
        db.prepare_cached(&format!(
            "insert into {table} (entity_id, request_id) values (?1, ?2) on conflict (entity_id) do nothing"
        ))?
        .execute(params![entity_id, blob(request.uuid())])?;
    }
    Ok(())
}

pub(super) fn list_follow_ups(db: &Connection, request: ServiceRequestId) -> Result<Vec<FollowUp>, Fault> {
    let mut follow_ups = Vec::new();
    for body in bodies_of(db, "follow_ups", request)? {
        if let Entity::FollowUp(follow_up) = parse(EntityKind::FollowUp, &body)? {
            follow_ups.push(follow_up);
        }
    }
    // By id, so that every device and the server decide on them in the same order.
    follow_ups.sort_by_key(|follow_up| follow_up.id);
    Ok(follow_ups)
}

pub(super) fn list_entries(db: &Connection, request: ServiceRequestId) -> Result<Vec<Entry>, Fault> {
    let mut entries = Vec::new();
    for body in bodies_of(db, "entries", request)? {
        if let Entity::Entry(entry) = parse(EntityKind::Entry, &body)? {
            entries.push(entry);
        }
    }
    Ok(entries)
}

/// The bodies of what belongs to a request, in the order of their making.
fn bodies_of(db: &Connection, table: &'static str, request: ServiceRequestId) -> Result<Vec<String>, Fault> {
    let mut list = db.prepare_cached(&format!(
        "select e.body from {table} p join entities e on e.entity_id = p.entity_id
         where p.request_id = ?1 order by p.entity_id"
    ))?;
    let bodies = list.query_map([blob(request.uuid())], single)?;
    Ok(bodies.collect::<Result<_, _>>()?)
}

pub(super) fn list_delivered_before(db: &Connection, at: Timestamp) -> Result<Vec<ServiceRequestId>, Fault> {
    let mut list = db.prepare_cached(
        "select e.id from deliveries d join entities e on e.entity_id = d.entity_id
         where d.delivered_at < ?1 order by d.delivered_at, e.id",
    )?;
    let ids: Vec<Uuid> = list.query_map([at.micros()], single_id)?.collect::<Result<_, _>>()?;
    Ok(ids.into_iter().map(ServiceRequestId::new).collect())
}

#[cfg(test)]
mod tests {
    use goodturn_domain::{ServiceRequest, Stage};
    use goodturn_store::conformance::samples::{at, delivered, person_id, request, service};

    use super::super::LAYOUT;
    use super::*;

    #[test]
    fn what_was_open_before_an_upgrade_is_counted_after_it() {
        let db = Connection::open_in_memory().unwrap();
        let [before @ .., holders] = LAYOUT.migrations else { panic!("there are migrations") };
        before.iter().for_each(|script| db.execute_batch(script).unwrap());
        let taken = ServiceRequest { stage: Stage::InProgress { service: service(3) }, ..request(11) };
        for entity in [request(10), taken, delivered(12, at(5))].map(Entity::from) {
            write(&db, &entity, 1, true).unwrap();
        }
        let gone = write(&db, &request(13).into(), 1, true).unwrap();
        db.execute("update entities set body = '' where entity_id = ?1", [gone.entity_id]).unwrap();

        db.execute_batch(holders).unwrap();

        let open = [1, 2, 3].map(|number| count_open(&db, person_id(number)).unwrap());
        assert_eq!(open, [0, 1, 1]);
    }
}
