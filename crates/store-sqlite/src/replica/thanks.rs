//! Thanks: given, received, and whom one has not thanked yet.

use goodturn_domain::{Entity, EntityKind, PersonId, Thanks, ThanksId, Timestamp};
use goodturn_store::StoreError;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::SqliteReplica;
use super::rows::{count_from, ids_of};
use crate::column::blob;
use crate::directory::parse;
use crate::fault::Fault;

/// Which thanks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ThanksList {
    All,
    Received,
    Given,
}

/// What to list, newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThanksQuery {
    pub list: ThanksList,
    pub me: PersonId,
    pub offset: u32,
    pub limit: u32,
}

/// Thanks as a line of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedThanks {
    pub thanks: Thanks,
    /// Whether it differs from what the server has.
    pub is_changed: bool,
}

/// A page of thanks and how many there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThanksListing {
    pub rows: Vec<ListedThanks>,
    pub total: u32,
}

impl SqliteReplica {
    /// A page of thanks, newest first; those taken back are in it.
    ///
    /// # Errors
    /// [`StoreError`] when the file cannot be read.
    pub fn list_thanks(&self, query: &ThanksQuery) -> Result<ThanksListing, StoreError> {
        self.list(|db| {
            let me = blob(query.me.uuid());
            let page = [i64::from(query.limit), i64::from(query.offset)];
            let (ids, total) = match query.list {
                ThanksList::All => {
                    let sql = "select entity_id from thanks order by at desc limit ?1 offset ?2";
                    (ids_of(db, sql, page)?, count_from(db, "select count(*) from thanks", [])?)
                }
                ThanksList::Received => {
                    let sql = "select entity_id from thanks_recipients where person = ?1
                         order by at desc limit ?2 offset ?3";
                    let total = "select count(*) from thanks_recipients where person = ?1";
                    (ids_of(db, sql, params![me, page[0], page[1]])?, count_from(db, total, [me])?)
                }
                ThanksList::Given => {
                    let sql = "select entity_id from thanks where giver = ?1 order by at desc limit ?2 offset ?3";
                    let total = "select count(*) from thanks where giver = ?1";
                    (ids_of(db, sql, params![me, page[0], page[1]])?, count_from(db, total, [me])?)
                }
            };
            Ok(ThanksListing { rows: fill(db, &ids)?, total })
        })
    }

    /// The thanks, if they are known here.
    ///
    /// # Errors
    /// [`StoreError`] when the file cannot be read.
    pub fn find_thanks(&self, id: ThanksId) -> Result<Option<ListedThanks>, StoreError> {
        self.list(|db| {
            let mut find = db.prepare_cached(
                "select body, is_changed from entities where kind = 'thanks' and id = ?1 and is_understood = 1",
            )?;
            let row = find.query_row([blob(id.uuid())], body_from_row).optional()?;
            Ok(row.map(listed).transpose()?.flatten())
        })
    }

    /// How often `me` has been thanked since then.
    ///
    /// # Errors
    /// [`StoreError`] when the file cannot be read.
    pub fn count_thanks_to(&self, me: PersonId, since: Timestamp) -> Result<u32, StoreError> {
        let sql = "select count(*) from thanks_recipients where person = ?1 and at >= ?2 and is_retracted = 0";
        self.list(|db| count_from(db, sql, params![blob(me.uuid()), since.micros()]))
    }
}

pub(super) fn project(db: &Connection, entity_id: i64, thanks: &Thanks) -> Result<(), Fault> {
    let is_retracted = thanks.words.is_none();
    let at = thanks.at.micros();
    db.prepare_cached(
        "insert or replace into thanks (entity_id, giver, request_id, at, is_retracted) values (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![
        entity_id,
        blob(thanks.from.uuid()),
        thanks.request.map(|request| blob(request.uuid())),
        at,
        is_retracted
    ])?;
    db.prepare_cached("delete from thanks_recipients where entity_id = ?1")?.execute([entity_id])?;
    let mut insert = db.prepare_cached(
        "insert into thanks_recipients (person, at, entity_id, is_retracted) values (?1, ?2, ?3, ?4)",
    )?;
    for person in &thanks.to {
        insert.execute(params![blob(person.uuid()), at, entity_id, is_retracted])?;
    }
    Ok(())
}

fn fill(db: &Connection, ids: &[i64]) -> Result<Vec<ListedThanks>, Fault> {
    let mut find = db.prepare_cached("select body, is_changed from entities where entity_id = ?1")?;
    let mut rows = Vec::with_capacity(ids.len());
    for id in ids {
        rows.extend(listed(find.query_row([id], body_from_row)?)?);
    }
    Ok(rows)
}

fn body_from_row(row: &Row<'_>) -> rusqlite::Result<(String, bool)> {
    Ok((row.get("body")?, row.get("is_changed")?))
}

fn listed((body, is_changed): (String, bool)) -> Result<Option<ListedThanks>, Fault> {
    match parse(EntityKind::Thanks, &body)? {
        Entity::Thanks(thanks) => Ok(Some(ListedThanks { thanks, is_changed })),
        _ => Ok(None),
    }
}
