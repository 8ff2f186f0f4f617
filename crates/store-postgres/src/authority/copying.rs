//! An organization row by row: out of its tables for another storage, and into empty ones.

use std::collections::BTreeMap;

use goodturn_domain::{DeviceId, Entity, EntityKey, EntityKind, OperationId, PersonId, ServiceRequestId, Timestamp};
use goodturn_store::copying::{Filling, Record, Visit};
use goodturn_store::{Backups, Digest, Head, Outcome, StoreError, Upload};
use tokio_postgres::Row;
use uuid::Uuid;

use super::audit::{self, Audit};
use super::{commits, entities, feed, files, outcomes, projections, words};
use crate::fault::inconsistent;
use crate::transaction::{Change, Transaction, column, hash, number};

/// Rows that are sent together.
const TOGETHER: usize = 1_000;

const DELETE: [&str; 20] = [
    "delete from commits where org_id = $1",
    "delete from entities where org_id = $1",
    "delete from scopes where org_id = $1",
    "delete from feed where org_id = $1",
    "delete from outcomes where org_id = $1",
    "delete from devices where org_id = $1",
    "delete from numbers where org_id = $1",
    "delete from deliveries where org_id = $1",
    "delete from entries where org_id = $1",
    "delete from follow_ups where org_id = $1",
    "delete from owners where org_id = $1",
    "delete from memberships where org_id = $1",
    "delete from audit where org_id = $1",
    "delete from audit_head where org_id = $1",
    "delete from uploads where org_id = $1",
    "delete from file_uses where org_id = $1",
    "delete from endings where org_id = $1",
    "delete from words where org_id = $1",
    "delete from people where org_id = $1",
    "delete from holders where org_id = $1",
];
const LIST_COMMITS: &str = "select seq, chain from commits where org_id = $1 order by seq";
const LIST_ENTITIES: &str = "select kind, id, made, seq, body from entities where org_id = $1 order by made";
const LIST_SCOPES: &str = "select scope, row_count, row_sum from scopes where org_id = $1";
const LIST_LINES: &str = "select kind, id, scope, seq, is_gone from feed where org_id = $1";
const LIST_OUTCOMES: &str =
    "select operation_id, actor, payload_hash, verdict, recorded_at from outcomes where org_id = $1";
const LIST_DEVICES: &str = "select device_id, last_n, operation_id from devices where org_id = $1";
const LIST_NUMBERS: &str = "select prefix, last from numbers where org_id = $1";

/// Shows every record of the transaction's snapshot.
pub(super) fn copy_out(tx: &Transaction<'_>, visit: &mut Visit<'_>) -> Result<(), StoreError> {
    tx.each(commits::FIND_HEAD, |row| visit(head(row)?))?;
    tx.each(LIST_COMMITS, |row| visit(commit(row)?))?;
    tx.each(LIST_ENTITIES, |row| visit(entity(row)?))?;
    tx.each(LIST_SCOPES, |row| visit(scope(row)?))?;
    tx.each(LIST_LINES, |row| visit(line(row)?))?;
    tx.each(LIST_OUTCOMES, |row| visit(outcome(row)?))?;
    tx.each(LIST_DEVICES, |row| visit(device(row)?))?;
    tx.each(LIST_NUMBERS, |row| visit(last_number(row)?))?;
    tx.each(files::LIST_ALL, |row| visit(Record::Upload(files::from_row(row)?)))?;
    tx.each(words::LIST_OF_ARCHIVE, |row| visit(words::from_row(row)?))?;
    tx.each(audit::LIST_ALL, |row| visit(Record::Audit(audit::from_row(row)?)))?;
    visit(Record::AuditHead(Audit::default().head(tx)?))
}

fn head(row: &Row) -> Result<Record, StoreError> {
    let restored_at: Option<i64> = column(row, "org_head", "restored_at")?;
    Ok(Record::Head {
        head: Head {
            epoch: column(row, "org_head", "epoch")?,
            seq: number(row, "org_head", "seq")?,
            chain: hash(row, "org_head", "chain")?,
        },
        backups: Backups {
            held_seq: number(row, "org_head", "held_seq")?,
            restored_at: restored_at.map(Timestamp::from_micros),
        },
    })
}

fn key(row: &Row, table: &'static str) -> Result<EntityKey, StoreError> {
    let (kind, id): (&str, Uuid) = (column(row, table, "kind")?, column(row, table, "id")?);
    let kind = EntityKind::from_name(kind).ok_or_else(|| inconsistent(table, id, "its kind is unknown"))?;
    Ok(EntityKey { kind, id })
}

fn commit(row: &Row) -> Result<Record, StoreError> {
    Ok(Record::Commit { seq: number(row, "commits", "seq")?, chain: hash(row, "commits", "chain")? })
}

fn entity(row: &Row) -> Result<Record, StoreError> {
    let (made, body) = (column(row, "entities", "made")?, column(row, "entities", "body")?);
    Ok(Record::Entity { key: key(row, "entities")?, made, seq: number(row, "entities", "seq")?, body })
}

fn scope(row: &Row) -> Result<Record, StoreError> {
    let digest = Digest { count: number(row, "scopes", "row_count")?, sum: number(row, "scopes", "row_sum")? };
    Ok(Record::Scope { scope: column(row, "scopes", "scope")?, digest })
}

fn line(row: &Row) -> Result<Record, StoreError> {
    let (scope, is_gone) = (column(row, "feed", "scope")?, column(row, "feed", "is_gone")?);
    Ok(Record::Line { key: key(row, "feed")?, scope, seq: number(row, "feed", "seq")?, is_gone })
}

fn outcome(row: &Row) -> Result<Record, StoreError> {
    Ok(Record::Outcome {
        operation: OperationId::new(column(row, "outcomes", "operation_id")?),
        outcome: Outcome {
            actor: PersonId::new(column(row, "outcomes", "actor")?),
            payload_hash: hash(row, "outcomes", "payload_hash")?,
            verdict: column(row, "outcomes", "verdict")?,
            recorded_at: Timestamp::from_micros(column(row, "outcomes", "recorded_at")?),
        },
    })
}

fn device(row: &Row) -> Result<Record, StoreError> {
    let (device, operation) = (column(row, "devices", "device_id")?, column(row, "devices", "operation_id")?);
    let n = number(row, "devices", "last_n")?;
    Ok(Record::Device { device: DeviceId::new(device), n, operation: OperationId::new(operation) })
}

fn last_number(row: &Row) -> Result<Record, StoreError> {
    let prefix = String::from_utf8_lossy(column(row, "numbers", "prefix")?).into_owned();
    let last: i64 = column(row, "numbers", "last")?;
    let last = u32::try_from(last).map_err(|cause| inconsistent("numbers", &prefix, cause))?;
    Ok(Record::Number { prefix, last })
}

/// Tables that are being filled, and what was not sent yet, in the order of its coming.
pub(super) struct Fill<'a, 'db> {
    tx: &'a Transaction<'db>,
    made: i64,
    waiting: Vec<Record>,
    head: Option<(Head, Backups)>,
}

impl<'a, 'db> Fill<'a, 'db> {
    /// Empties the tables first, the head aside, whose row is locked.
    pub(super) fn new(tx: &'a Transaction<'db>) -> Result<Self, StoreError> {
        tx.change(&DELETE.map(Change::new))?;
        Ok(Self { tx, made: 0, waiting: Vec::new(), head: None })
    }

    /// Sends what waits.
    pub(super) fn flush(&mut self) -> Result<(), StoreError> {
        let mut batch = Batch::default();
        for record in self.waiting.drain(..) {
            batch.add(record)?;
        }
        self.tx.change(&batch.into_changes())?;
        if let Some((head, backups)) = &self.head {
            self.tx.change(&[commits::move_head(head, *backups, self.made)])?;
        }
        Ok(())
    }
}

impl Filling for Fill<'_, '_> {
    fn put(&mut self, record: Record) -> Result<(), StoreError> {
        match record {
            Record::Head { head, backups } => self.head = Some((head, backups)),
            record => {
                if let Record::Entity { made, .. } = record {
                    self.made = self.made.max(made);
                }
                self.waiting.push(record);
            }
        }
        if self.waiting.len() >= TOGETHER { self.flush() } else { Ok(()) }
    }

    fn copy_out(&mut self, visit: &mut Visit<'_>) -> Result<(), StoreError> {
        self.flush()?;
        copy_out(self.tx, visit)
    }
}

/// Rows by table and column.
#[derive(Default)]
struct Batch {
    commits: BTreeMap<u64, [u8; 32]>,
    entities: Vec<(EntityKey, u64, i64, String)>,
    projected: Vec<Entity>,
    scopes: BTreeMap<String, Digest>,
    lines: Vec<(EntityKey, String, u64, bool)>,
    outcomes: outcomes::Outcomes,
    numbers: BTreeMap<String, u32>,
    uploads: Vec<Upload>,
    words: Vec<(ServiceRequestId, String, Timestamp)>,
    audit: Audit,
}

impl Batch {
    fn add(&mut self, record: Record) -> Result<(), StoreError> {
        match record {
            Record::Head { .. } => {}
            Record::Commit { seq, chain } => drop(self.commits.insert(seq, chain)),
            Record::Entity { key, made, seq, body } => {
                // Without a body it was deleted, and its gone rows are still there.
                if !body.is_empty() {
                    let entity = Entity::from_json(key.kind, &body);
                    self.projected.push(entity.map_err(|cause| inconsistent("entities", key.id, cause))?);
                }
                self.entities.push((key, seq, made, body));
            }
            Record::Scope { scope, digest } => drop(self.scopes.insert(scope, digest)),
            Record::Line { key, scope, seq, is_gone } => self.lines.push((key, scope, seq, is_gone)),
            Record::Outcome { operation, outcome } => self.outcomes.insert(operation, &outcome)?,
            Record::Device { device, n, operation } => self.outcomes.set_last_n(device, n, operation),
            Record::Upload(upload) => self.uploads.push(upload),
            Record::Word { request, word, at } => self.words.push((request, word, at)),
            Record::Number { prefix, last } => drop(self.numbers.insert(prefix, last)),
            Record::Audit(record) => self.audit.put(record),
            Record::AuditHead(head) => self.audit.set_head(head),
        }
        Ok(())
    }

    fn into_changes(self) -> Vec<Change> {
        let mut changes = Vec::new();
        if !self.commits.is_empty() {
            changes.push(commits::put_chains(&self.commits));
        }
        if !self.entities.is_empty() {
            let rows = &self.entities;
            changes.push(
                Change::new(entities::INSERT)
                    .with(rows.iter().map(|(key, ..)| key.kind.name()).collect::<Vec<_>>())
                    .with(rows.iter().map(|(key, ..)| key.id).collect::<Vec<_>>())
                    .with(rows.iter().map(|(_, seq, ..)| seq.cast_signed()).collect::<Vec<_>>())
                    .with(rows.iter().map(|(_, _, made, _)| *made).collect::<Vec<_>>())
                    .with(rows.iter().map(|(.., body)| body.clone()).collect::<Vec<_>>()),
            );
            // Whether somebody sees them is known once the lines have come.
            let projected = |entity| projections::Projected { entity, is_in_feeds: false, is_new: true };
            changes.extend(projections::changes(self.projected.iter().map(projected)));
        }
        if !self.scopes.is_empty() {
            changes.push(feed::put_digests(&self.scopes));
        }
        if !self.lines.is_empty() {
            let rows = &self.lines;
            changes.push(
                Change::new(feed::PUT_LINES)
                    .with(rows.iter().map(|(key, ..)| key.kind.name()).collect::<Vec<_>>())
                    .with(rows.iter().map(|(key, ..)| key.id).collect::<Vec<_>>())
                    .with(rows.iter().map(|(_, scope, ..)| scope.clone()).collect::<Vec<_>>())
                    .with(rows.iter().map(|(_, _, seq, _)| seq.cast_signed()).collect::<Vec<_>>())
                    .with(rows.iter().map(|(.., is_gone)| *is_gone).collect::<Vec<_>>()),
            );
            let seen = rows.iter().filter(|(key, _, _, is_gone)| key.kind == EntityKind::ServiceRequest && !is_gone);
            changes.push(words::project_copied_endings(seen.map(|(key, ..)| key.id).collect()));
        }
        changes.extend(self.outcomes.changes());
        if !self.numbers.is_empty() {
            changes.push(commits::put_numbers(&self.numbers));
        }
        changes.extend(self.uploads.iter().map(files::put_upload));
        if !self.words.is_empty() {
            changes.push(words::put_copied(&self.words));
        }
        changes.extend(self.audit.changes());
        changes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::TABLES;

    #[test]
    fn every_table_is_copied_or_made_again() {
        let emptied = DELETE.iter().filter_map(|sql| sql.split(' ').nth(2));
        let known: Vec<&str> = ["org_head"].into_iter().chain(emptied).collect();

        assert_eq!(known, TABLES, "what is not copied would be lost with a move");
    }
}
