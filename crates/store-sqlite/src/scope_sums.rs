//! Scopes and their digests, kept up to date row by row and written once per transaction.

use std::collections::BTreeMap;

use goodturn_domain::Scope;
use goodturn_store::Digest;
use rusqlite::{Connection, OptionalExtension, Row, params};
use uuid::Uuid;

use crate::column::{signed, single, unsigned};
use crate::fault::Fault;

/// The scopes that a transaction has touched.
#[derive(Debug, Default)]
pub(crate) struct ScopeSums {
    ids: BTreeMap<Scope, i64>,
    sums: BTreeMap<i64, Sum>,
}

#[derive(Debug)]
struct Sum {
    digest: Digest,
    is_changed: bool,
}

impl ScopeSums {
    /// How many scopes it knows.
    pub(crate) fn len(&self) -> usize {
        self.ids.len()
    }

    /// The row id of a scope, which is added if it is new.
    pub(crate) fn id(&mut self, db: &Connection, scope: &Scope) -> Result<i64, Fault> {
        if let Some(id) = self.find_id(db, scope)? {
            return Ok(id);
        }
        let id = db
            .prepare_cached("insert into scopes (name) values (?1) returning scope_id")?
            .query_row([scope.to_string()], single)?;
        self.ids.insert(scope.clone(), id);
        Ok(id)
    }

    /// The row id of a scope that is known.
    pub(crate) fn find_id(&mut self, db: &Connection, scope: &Scope) -> Result<Option<i64>, Fault> {
        if let Some(id) = self.ids.get(scope) {
            return Ok(Some(*id));
        }
        let id = find_id(db, scope)?;
        if let Some(id) = id {
            self.ids.insert(scope.clone(), id);
        }
        Ok(id)
    }

    /// A row came into the scope.
    pub(crate) fn add(&mut self, db: &Connection, scope_id: i64, id: Uuid, seq: i64) -> Result<(), Fault> {
        self.change(db, scope_id, |digest| digest.with(id, unsigned(seq)))
    }

    /// A row left the scope.
    pub(crate) fn remove(&mut self, db: &Connection, scope_id: i64, id: Uuid, seq: i64) -> Result<(), Fault> {
        self.change(db, scope_id, |digest| digest.without(id, unsigned(seq)))
    }

    /// The scope is no more.
    pub(crate) fn forget(&mut self, scope: &Scope) {
        if let Some(id) = self.ids.remove(scope) {
            self.sums.remove(&id);
        }
    }

    /// The digest of the scope, this transaction included.
    pub(crate) fn digest(&self, db: &Connection, scope: &Scope) -> Result<Digest, Fault> {
        let changed = self.ids.get(scope).and_then(|id| self.sums.get(id));
        if let Some(sum) = changed {
            return Ok(sum.digest);
        }
        let stored = db
            .prepare_cached("select row_count, row_sum from scopes where name = ?1")?
            .query_row([scope.to_string()], digest_from_row)
            .optional()?;
        Ok(stored.unwrap_or_default())
    }

    /// Writes the digests that changed.
    pub(crate) fn flush(&mut self, db: &Connection) -> Result<(), Fault> {
        let mut update = db.prepare_cached("update scopes set row_count = ?2, row_sum = ?3 where scope_id = ?1")?;
        for (scope_id, sum) in self.sums.iter_mut().filter(|(_, sum)| sum.is_changed) {
            update.execute(params![scope_id, signed(sum.digest.count), signed(sum.digest.sum)])?;
            sum.is_changed = false;
        }
        Ok(())
    }

    fn change(&mut self, db: &Connection, scope_id: i64, to: impl FnOnce(Digest) -> Digest) -> Result<(), Fault> {
        if let Some(sum) = self.sums.get_mut(&scope_id) {
            *sum = Sum { digest: to(sum.digest), is_changed: true };
            return Ok(());
        }
        let digest = db
            .prepare_cached("select row_count, row_sum from scopes where scope_id = ?1")?
            .query_row([scope_id], digest_from_row)?;
        self.sums.insert(scope_id, Sum { digest: to(digest), is_changed: true });
        Ok(())
    }
}

/// The row id of a scope, if it is known.
pub(crate) fn find_id(db: &Connection, scope: &Scope) -> Result<Option<i64>, Fault> {
    let mut find = db.prepare_cached("select scope_id from scopes where name = ?1")?;
    Ok(find.query_row([scope.to_string()], single).optional()?)
}

fn digest_from_row(row: &Row<'_>) -> rusqlite::Result<Digest> {
    Ok(Digest { count: unsigned(row.get("row_count")?), sum: unsigned(row.get("row_sum")?) })
}
