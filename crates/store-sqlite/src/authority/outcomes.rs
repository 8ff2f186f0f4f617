//! What came of operations, and how far each device has got.

use goodturn_domain::{DeviceId, OperationId, PersonId, Timestamp};
use goodturn_store::Outcome;
use rusqlite::{Connection, OptionalExtension, Row, params};
use uuid::Uuid;

use crate::column::{blob, signed, unsigned};
use crate::fault::Fault;

pub(super) fn find(db: &Connection, operation: OperationId) -> Result<Option<Outcome>, Fault> {
    let mut find =
        db.prepare_cached("select actor, payload_hash, verdict, recorded_at from outcomes where operation_id = ?1")?;
    Ok(find.query_row([blob(operation.uuid())], from_row).optional()?)
}

pub(super) fn insert(db: &Connection, operation: OperationId, outcome: &Outcome) -> Result<(), Fault> {
    let Outcome { actor, payload_hash, verdict, recorded_at } = outcome;
    db.prepare_cached(
        "insert into outcomes (operation_id, actor, payload_hash, verdict, recorded_at) values (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![blob(operation.uuid()), blob(actor.uuid()), payload_hash, verdict, recorded_at.micros()])?;
    Ok(())
}

pub(super) fn settle(db: &Connection, operation: OperationId, outcome: &Outcome) -> Result<(), Fault> {
    let Outcome { payload_hash, verdict, recorded_at, .. } = outcome;
    db.prepare_cached("update outcomes set payload_hash = ?2, verdict = ?3, recorded_at = ?4 where operation_id = ?1")?
        .execute(params![blob(operation.uuid()), payload_hash, verdict, recorded_at.micros()])?;
    Ok(())
}

pub(super) fn prune(db: &Connection, at: Timestamp) -> Result<u64, Fault> {
    let deleted = db.prepare_cached("delete from outcomes where recorded_at < ?1")?.execute([at.micros()])?;
    Ok(deleted as u64)
}

pub(super) fn find_last_n(db: &Connection, device: DeviceId) -> Result<Option<(u64, OperationId)>, Fault> {
    let mut find = db.prepare_cached("select last_n, operation_id from devices where device_id = ?1")?;
    let last = find.query_row([blob(device.uuid())], |row| {
        let operation = Uuid::from_bytes(row.get("operation_id")?);
        Ok((unsigned(row.get("last_n")?), OperationId::new(operation)))
    });
    Ok(last.optional()?)
}

pub(super) fn set_last_n(db: &Connection, device: DeviceId, n: u64, operation: OperationId) -> Result<(), Fault> {
    db.prepare_cached(
        "insert into devices (device_id, last_n, operation_id) values (?1, ?2, ?3)
         on conflict (device_id) do update set last_n = excluded.last_n, operation_id = excluded.operation_id",
    )?
    .execute(params![blob(device.uuid()), signed(n), blob(operation.uuid())])?;
    Ok(())
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Outcome> {
    Ok(Outcome {
        actor: PersonId::new(Uuid::from_bytes(row.get("actor")?)),
        payload_hash: row.get("payload_hash")?,
        verdict: row.get("verdict")?,
        recorded_at: Timestamp::from_micros(row.get("recorded_at")?),
    })
}
