//! The audit log.

use goodturn_store::{AuditHead, AuditRecord};
use rusqlite::{Connection, Row, params};

use crate::column::{signed, unsigned};
use crate::fault::Fault;

pub(super) fn head(db: &Connection) -> Result<AuditHead, Fault> {
    let mut find = db.prepare_cached("select n, hash, pruned_n, pruned_hash from audit_head")?;
    let head = find.query_row([], |row| {
        Ok(AuditHead {
            n: unsigned(row.get("n")?),
            hash: row.get("hash")?,
            pruned_n: unsigned(row.get("pruned_n")?),
            pruned_hash: row.get("pruned_hash")?,
        })
    });
    Ok(head?)
}

pub(super) fn list(db: &Connection, first: u64, last: u64) -> Result<Vec<AuditRecord>, Fault> {
    let mut list = db.prepare_cached("select n, body, hash from audit where n between ?1 and ?2 order by n")?;
    let last = last.min(i64::MAX.cast_unsigned());
    let records = list.query_map(params![signed(first), signed(last)], from_row)?;
    Ok(records.collect::<Result<_, _>>()?)
}

pub(super) fn append(db: &Connection, record: &AuditRecord) -> Result<(), Fault> {
    let AuditRecord { n, body, hash } = record;
    db.prepare_cached("insert into audit (n, body, hash) values (?1, ?2, ?3)")?.execute(params![
        signed(*n),
        body,
        hash
    ])?;
    db.prepare_cached("update audit_head set n = ?1, hash = ?2")?.execute(params![signed(*n), hash])?;
    Ok(())
}

pub(super) fn prune(db: &Connection, up_to: &AuditRecord) -> Result<(), Fault> {
    let (n, hash) = (signed(up_to.n), up_to.hash);
    db.prepare_cached("delete from audit where n <= ?1")?.execute([n])?;
    db.prepare_cached("update audit_head set pruned_n = ?1, pruned_hash = ?2")?.execute(params![n, hash])?;
    Ok(())
}

/// Puts the head where it stood in another storage.
pub(super) fn set_head(db: &Connection, head: &AuditHead) -> Result<(), Fault> {
    let AuditHead { n, hash, pruned_n, pruned_hash } = head;
    db.prepare_cached("update audit_head set n = ?1, hash = ?2, pruned_n = ?3, pruned_hash = ?4")?.execute(params![
        signed(*n),
        hash,
        signed(*pruned_n),
        pruned_hash
    ])?;
    Ok(())
}

pub(super) fn from_row(row: &Row<'_>) -> rusqlite::Result<AuditRecord> {
    Ok(AuditRecord { n: unsigned(row.get("n")?), body: row.get("body")?, hash: row.get("hash")? })
}
