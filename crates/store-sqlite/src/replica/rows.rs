//! From row ids to lines of a list: the ids come out of an index, the bodies after that, so that
//! rows which are skipped cost next to nothing.

use goodturn_domain::{Entity, EntityKind, PersonId, ServiceRequest};
use rusqlite::{Connection, Params, params};

use crate::column::{blob, single};
use crate::directory::parse;
use crate::fault::Fault;

/// A request as a line of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedRequest {
    pub request: ServiceRequest,
    /// Whether it differs from what the server has.
    pub is_changed: bool,
    /// Whether somebody else has written or done something that was not read here.
    pub is_unread: bool,
}

/// The row ids that a query gives.
pub(super) fn ids_of(db: &Connection, sql: &str, params: impl Params) -> Result<Vec<i64>, Fault> {
    Ok(db.prepare_cached(sql)?.query_map(params, single)?.collect::<Result<_, _>>()?)
}

/// The number that a query gives.
pub(super) fn count_from(db: &Connection, sql: &str, params: impl Params) -> Result<u32, Fault> {
    let count: i64 = db.prepare_cached(sql)?.query_row(params, single)?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// The requests of these rows, in this order. Without `me` everything counts as read.
pub(super) fn requests_of(db: &Connection, me: Option<PersonId>, ids: &[i64]) -> Result<Vec<ListedRequest>, Fault> {
    let mut find = db.prepare_cached(
        "select r.body, r.is_changed, ?2 is not null and exists (
             select 1 from entries e where e.request_id = r.id and e.author is not ?2
             and e.at > (select read_until from state) and e.entity_id > coalesce(
                 (select m.last_entity_id from read_marks m where m.request_id = r.id), 0)
         ) as is_unread
         from entities r where r.entity_id = ?1",
    )?;
    let me = me.map(|me| blob(me.uuid()));
    let mut rows = Vec::with_capacity(ids.len());
    for id in ids {
        let (body, is_changed, is_unread): (String, bool, bool) =
            find.query_row(params![id, me], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        if let Entity::ServiceRequest(request) = parse(EntityKind::ServiceRequest, &body)? {
            rows.push(ListedRequest { request: *request, is_changed, is_unread });
        }
    }
    Ok(rows)
}
