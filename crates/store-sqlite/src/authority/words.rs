//! What has ended, and the words by which people, teams and the archive are found.

use std::collections::BTreeSet;

use goodturn_domain::{EntityKey, EntityKind, ServiceRequest, ServiceRequestId, Timestamp};
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use super::entities::Stored;
use crate::column::{blob, single, single_id};
use crate::fault::Fault;

/// Remembers that a request has ended, as long as somebody sees it in a feed.
pub(super) fn project_ending(
    db: &Connection,
    stored: &Stored,
    request: &ServiceRequest,
    is_in_feeds: bool,
) -> Result<(), Fault> {
    let entity_id = stored.entity_id;
    if is_in_feeds && request.stage.name().is_final() {
        db.prepare_cached("insert or replace into endings (entity_id, changed_at) values (?1, ?2)")?
            .execute(params![entity_id, request.changed_at.micros()])?;
    } else if stored.may_have_ended {
        db.prepare_cached("delete from endings where entity_id = ?1")?.execute([entity_id])?;
    }
    Ok(())
}

/// The same for a file that is being filled, once it is known that somebody sees the request.
pub(super) fn project_copied_ending(db: &Connection, key: EntityKey, is_gone: bool) -> Result<(), Fault> {
    if is_gone || key.kind != EntityKind::ServiceRequest {
        return Ok(());
    }
    db.prepare_cached(
        "insert or replace into endings (entity_id, changed_at)
         select entity_id, json_extract(body, '$.changed_at') from entities
         where kind = 'service_request' and id = ?1
         and json_extract(body, '$.stage.type') in ('closed', 'declined', 'withdrawn')",
    )?
    .execute([blob(key.id)])?;
    Ok(())
}

/// A word of the archive in a file that is being filled.
pub(super) fn put_copied(db: &Connection, request: ServiceRequestId, word: &str, at: Timestamp) -> Result<(), Fault> {
    db.prepare_cached(
        "insert into words (kind, word, entity_id, at)
         select kind, ?2, entity_id, ?3 from entities where kind = 'service_request' and id = ?1",
    )?
    .execute(params![blob(request.uuid()), word, at.micros()])?;
    Ok(())
}

pub(super) fn list_ended_before(db: &Connection, at: Timestamp, limit: usize) -> Result<Vec<ServiceRequestId>, Fault> {
    let mut list = db.prepare_cached(
        "select e.id from endings d join entities e on e.entity_id = d.entity_id
         where d.changed_at < ?1 order by d.changed_at, e.id limit ?2",
    )?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let ids: Vec<Uuid> = list.query_map([at.micros(), limit], single_id)?.collect::<Result<_, _>>()?;
    Ok(ids.into_iter().map(ServiceRequestId::new).collect())
}

pub(super) fn set(
    db: &Connection,
    key: EntityKey,
    entity_id: i64,
    at: Timestamp,
    words: &BTreeSet<String>,
) -> Result<(), Fault> {
    db.prepare_cached("delete from words where entity_id = ?1")?.execute([entity_id])?;
    let mut insert = db.prepare_cached("insert into words (kind, word, entity_id, at) values (?1, ?2, ?3, ?4)")?;
    for word in words {
        insert.execute(params![key.kind.name(), word, entity_id, at.micros()])?;
    }
    Ok(())
}

pub(super) fn find_entity_id(db: &Connection, key: EntityKey) -> Result<Option<i64>, Fault> {
    let mut find = db.prepare_cached("select entity_id from entities where kind = ?1 and id = ?2")?;
    Ok(find.query_row(params![key.kind.name(), blob(key.id)], single).optional()?)
}

pub(super) fn list_by_word(
    db: &Connection,
    kind: EntityKind,
    beginning: &str,
    limit: usize,
) -> Result<Vec<EntityKey>, Fault> {
    let mut list = db.prepare_cached(
        "select e.id from (select entity_id, max(at) as at from words
                           where kind = ?1 and word >= ?2 and word < ?4 group by entity_id) w
         join entities e on e.entity_id = w.entity_id order by w.at desc, e.id limit ?3",
    )?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let end = format!("{beginning}{}", char::MAX);
    let found = list.query_map(params![kind.name(), beginning, limit, end], single_id)?;
    let ids: Vec<Uuid> = found.collect::<Result<_, _>>()?;
    Ok(ids.into_iter().map(|id| EntityKey { kind, id }).collect())
}

pub(super) fn count_people(db: &Connection) -> Result<usize, Fault> {
    let people: i64 = db.prepare_cached("select count(*) from people")?.query_row([], single)?;
    Ok(usize::try_from(people).unwrap_or_default())
}
