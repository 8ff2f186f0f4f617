//! Operations that the server refused, with everything the person wrote.

use goodturn_domain::{OperationId, Timestamp};
use goodturn_store::Attention;
use rusqlite::{Connection, Row, params};
use uuid::Uuid;

use crate::column::blob;
use crate::fault::Fault;

pub(super) fn list(db: &Connection) -> Result<Vec<Attention>, Fault> {
    let mut list =
        db.prepare_cached("select operation_id, body, code, details, at from attention order by attention_id")?;
    let refused = list.query_map([], from_row)?;
    Ok(refused.collect::<Result<_, _>>()?)
}

pub(super) fn insert(db: &Connection, attention: &Attention) -> Result<(), Fault> {
    let Attention { id, body, code, details, at } = attention;
    db.prepare_cached(
        "insert into attention (operation_id, body, code, details, at) values (?1, ?2, ?3, ?4, ?5)
         on conflict (operation_id) do update
         set body = excluded.body, code = excluded.code, details = excluded.details, at = excluded.at",
    )?
    .execute(params![blob(id.uuid()), body, code, details, at.micros()])?;
    Ok(())
}

pub(super) fn delete(db: &Connection, id: OperationId) -> Result<(), Fault> {
    db.prepare_cached("delete from attention where operation_id = ?1")?.execute([blob(id.uuid())])?;
    Ok(())
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Attention> {
    Ok(Attention {
        id: OperationId::new(Uuid::from_bytes(row.get("operation_id")?)),
        body: row.get("body")?,
        code: row.get("code")?,
        details: row.get("details")?,
        at: Timestamp::from_micros(row.get("at")?),
    })
}
