//! Follow-ups: what asks for attention, and what rings next.

use goodturn_domain::{Entity, EntityKind, FollowUp, PersonId, ServiceRequestId, Timestamp};
use goodturn_store::StoreError;
use rusqlite::{Connection, Params, params};

use super::SqliteReplica;
use crate::column::{blob, micros, order};
use crate::directory::parse;
use crate::fault::Fault;

/// A follow-up as a line of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedFollowUp {
    pub follow_up: FollowUp,
    /// Whether it differs from what the server has.
    pub is_changed: bool,
}

impl SqliteReplica {
    /// Open follow-ups of `owner`, those first that ask first; only those that ask before
    /// `asks_before`, when it is given.
    ///
    /// # Errors
    /// [`StoreError`] when the file cannot be read.
    pub fn list_open_follow_ups(
        &self,
        owner: PersonId,
        asks_before: Option<Timestamp>,
    ) -> Result<Vec<ListedFollowUp>, StoreError> {
        let sql = "select e.body, e.is_changed from follow_ups p join entities e on e.entity_id = p.entity_id
             where p.owner = ?1 and p.asks_at < ?2 order by p.asks_at, p.entity_id";
        self.list(|db| list(db, sql, params![blob(owner.uuid()), order(asks_before)]))
    }

    /// Every follow-up of `owner` on the request, settled ones included.
    ///
    /// # Errors
    /// [`StoreError`] when the file cannot be read.
    pub fn list_follow_ups_of(
        &self,
        request: ServiceRequestId,
        owner: PersonId,
    ) -> Result<Vec<ListedFollowUp>, StoreError> {
        let sql = "select e.body, e.is_changed from follow_ups p join entities e on e.entity_id = p.entity_id
             where p.request_id = ?1 and p.owner = ?2 order by p.asks_at is null, p.asks_at, p.entity_id";
        self.list(|db| list(db, sql, params![blob(request.uuid()), blob(owner.uuid())]))
    }

    /// Follow-ups of `owner` that have not rung on any device yet. One that cannot be read is left out: it keeps
    /// no other from ringing.
    ///
    /// # Errors
    /// [`StoreError`] when the file cannot be read.
    pub fn list_rings(&self, owner: PersonId) -> Result<Vec<FollowUp>, StoreError> {
        let sql = "select e.body from follow_ups p join entities e on e.entity_id = p.entity_id
             where p.owner = ?1 and p.rings_at is not null";
        self.list(|db| {
            let mut list = db.prepare_cached(sql)?;
            let mut rows = list.query([blob(owner.uuid())])?;
            let mut follow_ups = Vec::new();
            while let Some(row) = rows.next()? {
                let body: String = row.get("body")?;
                match parse(EntityKind::FollowUp, &body) {
                    Ok(Entity::FollowUp(follow_up)) => follow_ups.push(follow_up),
                    Ok(_) => {}
                    Err(fault) => {
                        let error = StoreError::from(fault);
                        tracing::error!(%error, "a follow-up cannot be read and will not ring");
                    }
                }
            }
            Ok(follow_ups)
        })
    }
}

pub(super) fn project(db: &Connection, entity_id: i64, follow_up: &FollowUp) -> Result<(), Fault> {
    db.prepare_cached(
        "insert or replace into follow_ups (entity_id, owner, request_id, asks_at, rings_at) values (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![
        entity_id,
        blob(follow_up.owner.uuid()),
        follow_up.request.map(|request| blob(request.uuid())),
        micros(follow_up.asks_at()),
        micros(follow_up.rings_at())
    ])?;
    Ok(())
}

/// Every follow-up of the request, by id, so that every device and the server decide on them in
/// the same order.
pub(super) fn list_of_request(db: &Connection, request: ServiceRequestId) -> Result<Vec<FollowUp>, Fault> {
    let sql = "select e.body, e.is_changed from follow_ups p join entities e on e.entity_id = p.entity_id
         where p.request_id = ?1 order by e.id";
    Ok(list(db, sql, [blob(request.uuid())])?.into_iter().map(|listed| listed.follow_up).collect())
}

fn list(db: &Connection, sql: &str, params: impl Params) -> Result<Vec<ListedFollowUp>, Fault> {
    let mut list = db.prepare_cached(sql)?;
    let mut rows = list.query(params)?;
    let mut follow_ups = Vec::new();
    while let Some(row) = rows.next()? {
        let body: String = row.get("body")?;
        if let Entity::FollowUp(follow_up) = parse(EntityKind::FollowUp, &body)? {
            follow_ups.push(ListedFollowUp { follow_up, is_changed: row.get("is_changed")? });
        }
    }
    Ok(follow_ups)
}
