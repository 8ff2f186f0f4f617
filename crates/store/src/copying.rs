//! Moving an organization from one storage to another, row by row, without a change: the same
//! numbers, the same gone rows, the same history, so that devices go on and notice nothing.
//!
//! What decisions ask for (projections) is made again from the bodies. A table that is added to a
//! storage of organizations gets a kind of [`Record`], or is named among the projections.

use std::collections::BTreeMap;

use goodturn_domain::{DeviceId, EntityKey, OperationId, ServiceRequestId, Timestamp};

use crate::authority::{AuditHead, AuditRecord, Backups, Head, Outcome, Upload};
use crate::digest::Digest;
use crate::error::StoreError;

/// One row, whatever table it lies in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Record {
    Head {
        head: Head,
        backups: Backups,
    },
    Commit {
        seq: u64,
        chain: [u8; 32],
    },
    Entity {
        key: EntityKey,
        /// Its place in the order of making.
        made: i64,
        seq: u64,
        body: String,
    },
    Scope {
        scope: String,
        digest: Digest,
    },
    /// A row of the feed; entities and scopes come before it.
    Line {
        key: EntityKey,
        scope: String,
        seq: u64,
        is_gone: bool,
    },
    Outcome {
        operation: OperationId,
        outcome: Outcome,
    },
    Device {
        device: DeviceId,
        n: u64,
        operation: OperationId,
    },
    Number {
        prefix: String,
        last: u32,
    },
    Upload(Upload),
    /// A word by which a request of the archive is found. Those of people and teams are made again.
    Word {
        request: ServiceRequestId,
        word: String,
        at: Timestamp,
    },
    Audit(AuditRecord),
    AuditHead(AuditHead),
}

impl Record {
    /// The name of its table.
    pub const fn table(&self) -> &'static str {
        match self {
            Self::Head { .. } => "head",
            Self::Commit { .. } => "commits",
            Self::Entity { .. } => "entities",
            Self::Scope { .. } => "scopes",
            Self::Line { .. } => "feed",
            Self::Outcome { .. } => "outcomes",
            Self::Device { .. } => "devices",
            Self::Number { .. } => "numbers",
            Self::Upload(_) => "uploads",
            Self::Word { .. } => "words",
            Self::Audit(_) => "audit",
            Self::AuditHead(_) => "audit_head",
        }
    }
}

/// What takes records on their way, in order.
pub type Visit<'a> = dyn FnMut(Record) -> Result<(), StoreError> + 'a;

/// A storage of an organization that can be read as a whole and filled as a whole.
pub trait CopyableStorage {
    /// Shows every record of one snapshot: the head, commits, entities by their making, scopes,
    /// lines, then the rest.
    fn copy_out(&self, visit: &mut Visit<'_>) -> Result<(), StoreError>;

    /// Replaces everything by what `work` puts, in one transaction; an `Err` leaves it as it was.
    fn copy_in(&self, work: &mut FillWith<'_>) -> Result<(), StoreError>;
}

/// What fills a storage.
pub type FillWith<'a> = dyn FnMut(&mut dyn Filling) -> Result<(), StoreError> + 'a;

/// A storage that is being filled.
pub trait Filling {
    /// Takes the next record.
    fn put(&mut self, record: Record) -> Result<(), StoreError>;

    /// Shows what was put, read back from the storage.
    fn copy_out(&mut self, visit: &mut Visit<'_>) -> Result<(), StoreError>;
}

/// Counts and sums of everything, equal for equal rows in any order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inventory {
    /// Rows and the sum of their hashes, by table.
    pub tables: BTreeMap<&'static str, Tally>,
    /// What each scope says of itself, and what its lines say.
    pub scopes: BTreeMap<String, (Digest, Digest)>,
}

/// How many rows, and the sum of their hashes modulo 2¹²⁸.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub rows: u64,
    pub sum: u128,
}

impl Tally {
    /// Counts a row, told by what is in it.
    pub fn count(&mut self, row: &[u8]) {
        let hash = blake3::hash(row);
        let (first, _) = hash.as_bytes().split_first_chunk().expect("a hash has 32 bytes");
        self.rows += 1;
        self.sum = self.sum.wrapping_add(u128::from_be_bytes(*first));
    }
}

impl Inventory {
    /// Counts a record.
    pub fn count(&mut self, record: &Record) {
        // The form for developers names every field of every record, and is the same on both sides.
        self.tables.entry(record.table()).or_default().count(format!("{record:?}").as_bytes());
        match record {
            Record::Scope { scope, digest } => self.scopes.entry(scope.clone()).or_default().0 = *digest,
            Record::Line { key, scope, seq, is_gone: false } => {
                let counted = &mut self.scopes.entry(scope.clone()).or_default().1;
                *counted = counted.with(key.id, *seq);
            }
            _ => {}
        }
    }

    /// A scope whose digest is not that of its lines, if there is one.
    pub fn find_damage(&self) -> Option<&str> {
        self.scopes.iter().find(|(_, (said, counted))| said != counted).map(|(scope, _)| scope.as_str())
    }
}

/// Copies everything from one storage into the other and reads it back before it counts. Gives what
/// both hold then.
///
/// # Errors
/// [`StoreError::Inconsistent`] when the source contradicts itself or the target does not give back
/// what was put; the target is left as it was then.
pub fn copy(from: &dyn CopyableStorage, to: &dyn CopyableStorage) -> Result<Inventory, StoreError> {
    let mut inventory = Inventory::default();
    to.copy_in(&mut |filling| {
        let mut put = Inventory::default();
        from.copy_out(&mut |record| {
            put.count(&record);
            filling.put(record)
        })?;
        if let Some(scope) = put.find_damage() {
            return Err(inconsistent("scopes", scope, "its digest is not that of its rows"));
        }
        let mut kept = Inventory::default();
        filling.copy_out(&mut |record| {
            kept.count(&record);
            Ok(())
        })?;
        for (table, tally) in &put.tables {
            if kept.tables.get(table) != Some(tally) {
                return Err(inconsistent(table, "all rows", "the copy does not read like the original"));
            }
        }
        inventory = put;
        Ok(())
    })?;
    Ok(inventory)
}

fn inconsistent(table: &'static str, row: &str, cause: &str) -> StoreError {
    StoreError::Inconsistent { table, row: row.to_owned(), cause: cause.to_owned() }
}
