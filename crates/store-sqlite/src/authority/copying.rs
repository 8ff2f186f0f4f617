//! The whole file row by row: out of it for another storage, and into a new one.

use goodturn_domain::{DeviceId, Entity, EntityKey, EntityKind, OperationId, PersonId, ServiceRequestId, Timestamp};
use goodturn_store::copying::{Filling, Record, Visit};
use goodturn_store::{Backups, Digest, Head, Outcome, StoreError};
use rusqlite::{Connection, Params, Row, params};
use uuid::Uuid;

use super::entities::Stored;
use super::{audit, commits, entities, files, words};
use crate::column::{blob, signed, unsigned};
use crate::fault::Fault;

/// Everything that is copied or made again, children before parents.
pub(super) const TABLES: &[&str] = &[
    "deliveries",
    "endings",
    "holders",
    "words",
    "file_uses",
    "uploads",
    "entries",
    "follow_ups",
    "people",
    "memberships",
    "feed",
    "scopes",
    "entities",
    "commits",
    "outcomes",
    "devices",
    "numbers",
    "audit",
    "head",
    "backups",
    "audit_head",
];

/// These have one row each, which is written over.
const SINGLE: [&str; 3] = ["head", "backups", "audit_head"];

/// A file that is being filled.
pub(super) struct Fill<'db> {
    db: &'db Connection,
}

impl<'db> Fill<'db> {
    /// Empties the file first.
    pub(super) fn new(db: &'db Connection) -> Result<Self, Fault> {
        for table in TABLES.iter().filter(|table| !SINGLE.contains(table)) {
            db.execute(&format!("delete from {table}"), [])?;
        }
        Ok(Self { db })
    }

    fn run(&self, sql: &str, params: impl Params) -> Result<(), Fault> {
        self.db.prepare_cached(sql)?.execute(params)?;
        Ok(())
    }

    fn put(&self, record: &Record) -> Result<(), Fault> {
        match record {
            Record::Head { head: Head { epoch, seq, chain }, backups } => {
                self.run(
                    "update head set epoch = ?1, seq = ?2, chain = ?3",
                    params![blob(*epoch), signed(*seq), chain],
                )?;
                commits::set_backups(self.db, backups)
            }
            Record::Commit { seq, chain } => {
                self.run("insert into commits (seq, chain) values (?1, ?2)", params![signed(*seq), chain])
            }
            Record::Entity { key, made, seq, body } => {
                self.run(
                    "insert into entities (entity_id, kind, id, seq, body) values (?1, ?2, ?3, ?4, ?5)",
                    params![made, key.kind.name(), blob(key.id), signed(*seq), body],
                )?;
                if body.is_empty() {
                    // It was deleted, and its gone rows are still there.
                    return Ok(());
                }
                let entity = Entity::from_json(key.kind, body)
                    .map_err(|cause| Fault::inconsistent("entities", &key.id, &cause))?;
                let stored = Stored { entity_id: *made, is_new: true, may_wait: false, may_have_ended: false };
                entities::project(self.db, &stored, &entity)?;
                entities::project_holder(self.db, &stored, &entity, None)
            }
            Record::Scope { scope, digest } => self.run(
                "insert into scopes (name, row_count, row_sum) values (?1, ?2, ?3)",
                params![scope, signed(digest.count), signed(digest.sum)],
            ),
            Record::Line { key, scope, seq, is_gone } => self
                .run(
                    "insert into feed (entity_id, scope_id, seq, is_gone)
                 select e.entity_id, s.scope_id, ?4, ?5 from entities e, scopes s
                 where e.kind = ?1 and e.id = ?2 and s.name = ?3",
                    params![key.kind.name(), blob(key.id), scope, signed(*seq), is_gone],
                )
                .and_then(|()| words::project_copied_ending(self.db, *key, *is_gone)),
            Record::Outcome { operation, outcome } => super::outcomes::insert(self.db, *operation, outcome),
            Record::Device { device, n, operation } => super::outcomes::set_last_n(self.db, *device, *n, *operation),
            Record::Word { request, word, at } => words::put_copied(self.db, *request, word, *at),
            Record::Upload(upload) => files::put_upload(self.db, upload),
            Record::Number { prefix, last } => {
                self.run("insert into numbers (prefix, last) values (?1, ?2)", params![prefix, last])
            }
            Record::Audit(record) => audit::append(self.db, record),
            Record::AuditHead(head) => audit::set_head(self.db, head),
        }
    }
}

impl Filling for Fill<'_> {
    fn put(&mut self, record: Record) -> Result<(), StoreError> {
        Ok(Fill::put(self, &record)?)
    }

    fn copy_out(&mut self, visit: &mut Visit<'_>) -> Result<(), StoreError> {
        copy_out(self.db, visit)
    }
}

/// Shows every record.
pub(super) fn copy_out(db: &Connection, visit: &mut Visit<'_>) -> Result<(), StoreError> {
    each(db, "select h.*, b.held_seq, b.restored_at from head h, backups b", head, visit)?;
    each(db, "select seq, chain from commits order by seq", commit, visit)?;
    each(db, "select entity_id, kind, id, seq, body from entities order by entity_id", entity, visit)?;
    each(db, "select name, row_count, row_sum from scopes order by scope_id", scope, visit)?;
    let lines = "select e.kind, e.id, s.name, f.seq, f.is_gone from feed f
         join entities e on e.entity_id = f.entity_id join scopes s on s.scope_id = f.scope_id";
    each(db, lines, line, visit)?;
    each(db, "select * from outcomes", outcome, visit)?;
    each(db, "select * from devices", device, visit)?;
    each(db, "select prefix, last from numbers", number, visit)?;
    each(db, "select * from uploads", upload, visit)?;
    let of_archive = "select e.id, w.word, w.at from words w join entities e on e.entity_id = w.entity_id
         where w.kind = 'service_request'";
    each(db, of_archive, word, visit)?;
    each(db, "select n, body, hash from audit order by n", audit_record, visit)?;
    // Last: each record before has moved it.
    visit(Record::AuditHead(audit::head(db)?))
}

fn each(
    db: &Connection,
    sql: &str,
    from_row: fn(&Row<'_>) -> Result<Record, Fault>,
    visit: &mut Visit<'_>,
) -> Result<(), StoreError> {
    let mut query = db.prepare(sql).map_err(Fault::from)?;
    let mut rows = query.query([]).map_err(Fault::from)?;
    while let Some(row) = rows.next().map_err(Fault::from)? {
        visit(from_row(row)?)?;
    }
    Ok(())
}

fn id(row: &Row<'_>, name: &str) -> Result<Uuid, Fault> {
    Ok(Uuid::from_bytes(row.get(name)?))
}

fn key(row: &Row<'_>) -> Result<EntityKey, Fault> {
    let (kind, id): (String, Uuid) = (row.get("kind")?, id(row, "id")?);
    let kind = EntityKind::from_name(&kind)
        .ok_or_else(|| Fault::inconsistent("entities", &id, &format!("its kind {kind} is unknown")))?;
    Ok(EntityKey { kind, id })
}

fn head(row: &Row<'_>) -> Result<Record, Fault> {
    let restored_at: Option<i64> = row.get("restored_at")?;
    Ok(Record::Head {
        head: Head { epoch: id(row, "epoch")?, seq: unsigned(row.get("seq")?), chain: row.get("chain")? },
        backups: Backups {
            held_seq: unsigned(row.get("held_seq")?),
            restored_at: restored_at.map(Timestamp::from_micros),
        },
    })
}

fn commit(row: &Row<'_>) -> Result<Record, Fault> {
    Ok(Record::Commit { seq: unsigned(row.get("seq")?), chain: row.get("chain")? })
}

fn entity(row: &Row<'_>) -> Result<Record, Fault> {
    let (made, body) = (row.get("entity_id")?, row.get("body")?);
    Ok(Record::Entity { key: key(row)?, made, seq: unsigned(row.get("seq")?), body })
}

fn scope(row: &Row<'_>) -> Result<Record, Fault> {
    let digest = Digest { count: unsigned(row.get("row_count")?), sum: unsigned(row.get("row_sum")?) };
    Ok(Record::Scope { scope: row.get("name")?, digest })
}

fn line(row: &Row<'_>) -> Result<Record, Fault> {
    let (scope, is_gone) = (row.get("name")?, row.get("is_gone")?);
    Ok(Record::Line { key: key(row)?, scope, seq: unsigned(row.get("seq")?), is_gone })
}

fn outcome(row: &Row<'_>) -> Result<Record, Fault> {
    Ok(Record::Outcome {
        operation: OperationId::new(id(row, "operation_id")?),
        outcome: Outcome {
            actor: PersonId::new(id(row, "actor")?),
            payload_hash: row.get("payload_hash")?,
            verdict: row.get("verdict")?,
            recorded_at: Timestamp::from_micros(row.get("recorded_at")?),
        },
    })
}

fn device(row: &Row<'_>) -> Result<Record, Fault> {
    let (device, operation) = (id(row, "device_id")?, id(row, "operation_id")?);
    let n = unsigned(row.get("last_n")?);
    Ok(Record::Device { device: DeviceId::new(device), n, operation: OperationId::new(operation) })
}

fn word(row: &Row<'_>) -> Result<Record, Fault> {
    let request = ServiceRequestId::new(id(row, "id")?);
    Ok(Record::Word { request, word: row.get("word")?, at: Timestamp::from_micros(row.get("at")?) })
}

fn upload(row: &Row<'_>) -> Result<Record, Fault> {
    Ok(Record::Upload(files::from_row(row)?))
}

fn number(row: &Row<'_>) -> Result<Record, Fault> {
    Ok(Record::Number { prefix: row.get("prefix")?, last: row.get("last")? })
}

fn audit_record(row: &Row<'_>) -> Result<Record, Fault> {
    Ok(Record::Audit(audit::from_row(row)?))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use goodturn_store::AuthorityStorage;

    use super::*;
    use crate::SqliteAuthority;

    #[test]
    fn every_table_is_copied_or_made_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let storage = SqliteAuthority::open(&folder.path().join("a.db")).expect("it opens");
        storage.write(|tx| tx.allot_seq()).expect("it can be written");

        let found: Result<BTreeSet<String>, StoreError> = storage.database().read(|db| {
            let sql = "select name from sqlite_schema where type = 'table' and name not like 'sqlite%'";
            let mut query = db.prepare(sql).map_err(Fault::from)?;
            let names = query.query_map([], |row| row.get("name")).map_err(Fault::from)?;
            Ok(names.collect::<Result<_, _>>().map_err(Fault::from)?)
        });

        let known: BTreeSet<String> = TABLES.iter().map(|name| (*name).to_owned()).collect();
        assert_eq!(found.expect("it can be read"), known, "what is not copied would be lost with a move");
    }
}
