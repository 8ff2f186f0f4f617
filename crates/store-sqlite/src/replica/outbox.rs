//! Operations on their way to the server.

use goodturn_domain::{EntityKey, OperationId};
use goodturn_store::OutboxRecord;
use rusqlite::types::Type;
use rusqlite::{Connection, Row, params};
use uuid::Uuid;

use crate::column::{blob, signed, single, unsigned};
use crate::fault::Fault;

pub(super) fn list(db: &Connection, after: u64, limit: usize) -> Result<Vec<OutboxRecord>, Fault> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut list = db.prepare_cached(
        "select n, operation_id, body, touched, applied_seq from outbox where n > ?1 order by n limit ?2",
    )?;
    let records = list.query_map([signed(after), limit], from_row)?;
    Ok(records.collect::<Result<_, _>>()?)
}

pub(super) fn list_unsent(db: &Connection, after: u64, limit: usize) -> Result<Vec<OutboxRecord>, Fault> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut list = db.prepare_cached(
        "select n, operation_id, body, touched, applied_seq from outbox indexed by outbox_unsent
         where applied_seq is null and n > ?1 order by n limit ?2",
    )?;
    let records = list.query_map([signed(after), limit], from_row)?;
    Ok(records.collect::<Result<_, _>>()?)
}

pub(super) fn count_unsent(db: &Connection) -> Result<u64, Fault> {
    let mut count = db.prepare_cached("select count(*) from outbox where applied_seq is null")?;
    Ok(unsigned(count.query_row([], single)?))
}

pub(super) fn last_n(db: &Connection) -> Result<u64, Fault> {
    Ok(unsigned(db.prepare_cached("select last_n from state")?.query_row([], single)?))
}

pub(super) fn append(db: &Connection, record: &OutboxRecord) -> Result<(), Fault> {
    let last = last_n(db)?;
    if record.n != last + 1 {
        return Err(Fault::inconsistent("outbox", &record.n, &format!("the last number is {last}")));
    }
    db.prepare_cached("insert into outbox (n, operation_id, body, touched, applied_seq) values (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![
            signed(record.n),
            blob(record.id.uuid()),
            record.body,
            touched_to_json(&record.touched),
            record.applied_seq.map(signed)
        ])?;
    db.prepare_cached("update state set last_n = ?1")?.execute([signed(record.n)])?;
    Ok(())
}

pub(super) fn set_touched(db: &Connection, n: u64, touched: &[EntityKey]) -> Result<(), Fault> {
    let mut update = db.prepare_cached("update outbox set touched = ?2 where n = ?1")?;
    update.execute(params![signed(n), touched_to_json(touched)])?;
    Ok(())
}

pub(super) fn set_applied(db: &Connection, n: u64, seq: u64) -> Result<(), Fault> {
    let mut update = db.prepare_cached("update outbox set applied_seq = ?2 where n = ?1")?;
    update.execute([signed(n), signed(seq)])?;
    Ok(())
}

pub(super) fn keep_applied(db: &Connection, seq: u64, most: usize) -> Result<(), Fault> {
    let mut keep = db.prepare_cached(
        "insert into kept (n, operation_id, body, touched, applied_seq)
         select n, operation_id, body, touched, applied_seq from outbox where applied_seq <= ?1 order by n",
    )?;
    if keep.execute([signed(seq)])? == 0 {
        return Ok(());
    }
    db.prepare_cached("delete from outbox where applied_seq <= ?1")?.execute([signed(seq)])?;
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    db.prepare_cached("delete from kept where n <= (select n from kept order by n desc limit 1 offset ?1)")?
        .execute([most])?;
    Ok(())
}

pub(super) fn forget_kept(db: &Connection, seq: u64) -> Result<(), Fault> {
    db.prepare_cached("delete from kept where applied_seq <= ?1")?.execute([signed(seq)])?;
    Ok(())
}

pub(super) fn take_kept(db: &Connection) -> Result<Vec<OutboxRecord>, Fault> {
    let mut list = db.prepare_cached("select n, operation_id, body, touched, applied_seq from kept order by n")?;
    let kept = list.query_map([], from_row)?.collect::<Result<_, _>>()?;
    db.prepare_cached("delete from kept")?.execute([])?;
    Ok(kept)
}

pub(super) fn delete(db: &Connection, n: u64) -> Result<(), Fault> {
    db.prepare_cached("delete from outbox where n = ?1")?.execute([signed(n)])?;
    Ok(())
}

pub(crate) fn from_row(row: &Row<'_>) -> rusqlite::Result<OutboxRecord> {
    let touched: String = row.get("touched")?;
    let touched = serde_json::from_str(&touched)
        .map_err(|cause| rusqlite::Error::FromSqlConversionFailure(3, Type::Text, cause.into()))?;
    Ok(OutboxRecord {
        n: unsigned(row.get("n")?),
        id: OperationId::new(Uuid::from_bytes(row.get("operation_id")?)),
        body: row.get("body")?,
        touched,
        applied_seq: row.get::<_, Option<i64>>("applied_seq")?.map(unsigned),
    })
}

fn touched_to_json(touched: &[EntityKey]) -> String {
    serde_json::to_string(touched).expect("keys are plain data")
}
