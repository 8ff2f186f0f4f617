//! The audit log.

use std::cell::OnceCell;

use goodturn_store::{AuditHead, AuditRecord, StoreError};
use tokio_postgres::Row;

use crate::transaction::{Change, Transaction, column, hash, number};

const FIND_HEAD: &str = "select n, hash, pruned_n, pruned_hash from audit_head where org_id = $1";
const LIST: &str = "select n, body, hash from audit where org_id = $1 and n >= $2 and n <= $3 order by n";
pub(super) const LIST_ALL: &str = "select n, body, hash from audit where org_id = $1 order by n";
const APPEND: &str = "insert into audit (org_id, n, body, hash)
     select $1::uuid, made.n, made.body, made.hash
     from unnest($2::bigint[], $3::text[], $4::bytea[]) as made (n, body, hash)";
const PRUNE: &str = "delete from audit where org_id = $1 and n <= $2";
const MOVE_HEAD: &str = "insert into audit_head (org_id, n, hash, pruned_n, pruned_hash) values ($1, $2, $3, $4, $5)
     on conflict (org_id) do update set n = excluded.n, hash = excluded.hash,
     pruned_n = excluded.pruned_n, pruned_hash = excluded.pruned_hash";

/// What this transaction adds, and the head as it has moved it.
#[derive(Debug, Default)]
pub(super) struct Audit {
    head: OnceCell<AuditHead>,
    appended: Vec<AuditRecord>,
    pruned: Option<u64>,
    has_moved: bool,
}

impl Audit {
    pub(super) fn head(&self, tx: &Transaction<'_>) -> Result<AuditHead, StoreError> {
        if let Some(head) = self.head.get() {
            return Ok(*head);
        }
        let found = tx.rows(FIND_HEAD, &[])?.first().map(head_from_row).transpose()?.unwrap_or_default();
        Ok(*self.head.get_or_init(|| found))
    }

    pub(super) fn list(&self, tx: &Transaction<'_>, first: u64, last: u64) -> Result<Vec<AuditRecord>, StoreError> {
        let (most, pruned) = (i64::MAX.cast_unsigned(), self.pruned.unwrap_or(0));
        let (first, last) = (first.clamp(pruned + 1, most), last.min(most));
        let rows = tx.rows(LIST, &[&first.cast_signed(), &last.cast_signed()])?;
        let mut records = rows.iter().map(from_row).collect::<Result<Vec<_>, _>>()?;
        records.extend(self.appended.iter().filter(|it| (first..=last).contains(&it.n)).cloned());
        Ok(records)
    }

    pub(super) fn append(&mut self, tx: &Transaction<'_>, record: &AuditRecord) -> Result<(), StoreError> {
        let head = self.head(tx)?;
        self.head = OnceCell::from(AuditHead { n: record.n, hash: record.hash, ..head });
        self.appended.push(record.clone());
        self.has_moved = true;
        Ok(())
    }

    pub(super) fn prune(&mut self, tx: &Transaction<'_>, up_to: &AuditRecord) -> Result<(), StoreError> {
        let head = self.head(tx)?;
        self.head = OnceCell::from(AuditHead { pruned_n: up_to.n, pruned_hash: up_to.hash, ..head });
        self.appended.retain(|record| record.n > up_to.n);
        self.pruned = Some(up_to.n);
        self.has_moved = true;
        Ok(())
    }

    /// Takes a record of another storage, whose head comes apart.
    pub(super) fn put(&mut self, record: AuditRecord) {
        self.appended.push(record);
    }

    /// Puts the head where it stood in another storage.
    pub(super) fn set_head(&mut self, head: AuditHead) {
        self.head = OnceCell::from(head);
        self.has_moved = true;
    }

    pub(super) fn changes(&self) -> Vec<Change> {
        let mut changes = Vec::new();
        if let Some(n) = self.pruned {
            changes.push(Change::new(PRUNE).with(n.cast_signed()));
        }
        if !self.appended.is_empty() {
            let records = || self.appended.iter();
            let append = Change::new(APPEND)
                .with(records().map(|it| it.n.cast_signed()).collect::<Vec<_>>())
                .with(records().map(|it| it.body.clone()).collect::<Vec<_>>())
                .with(records().map(|it| it.hash.to_vec()).collect::<Vec<_>>());
            changes.push(append);
        }
        if let Some(head) = self.head.get().filter(|_| self.has_moved) {
            let moved = Change::new(MOVE_HEAD).with(head.n.cast_signed()).with(head.hash.to_vec());
            changes.push(moved.with(head.pruned_n.cast_signed()).with(head.pruned_hash.to_vec()));
        }
        changes
    }
}

fn head_from_row(row: &Row) -> Result<AuditHead, StoreError> {
    Ok(AuditHead {
        n: number(row, "audit_head", "n")?,
        hash: hash(row, "audit_head", "hash")?,
        pruned_n: number(row, "audit_head", "pruned_n")?,
        pruned_hash: hash(row, "audit_head", "pruned_hash")?,
    })
}

pub(super) fn from_row(row: &Row) -> Result<AuditRecord, StoreError> {
    let body: &str = column(row, "audit", "body")?;
    Ok(AuditRecord { n: number(row, "audit", "n")?, body: body.to_owned(), hash: hash(row, "audit", "hash")? })
}
