//! The server's storage: everything of one organization, its feed and what it has accepted.
//!
//! Contract. A write is one transaction, serialised with all other writes of the organization: what
//! its closure did is either all visible after it returned `Ok`, and durable, or never happened. A
//! read sees one snapshot. Sequence numbers are allotted inside a write and become visible with it,
//! so that every number up to the head is visible and none is ever skipped. Where the connection to a
//! database breaks in the middle of a commit, nobody knows what became of it: the `Err` then says
//! that the storage is unavailable, and sending again finds the outcome.

use std::collections::BTreeSet;

use goodturn_domain::person::Membership;
use goodturn_domain::{
    DeviceId, Entity, EntityKey, EntityKind, Entry, EntryId, FileHash, FileKind, FollowUp, OperationId, Organization,
    PersonId, Scope, ServiceRequestId, TeamId, Timestamp,
};
use uuid::Uuid;

use crate::digest::Digest;
use crate::error::StoreError;

/// Where the organization's history stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Renewed when the server is restored from a backup.
    pub epoch: Uuid,
    /// The last sequence number given; 0 before the first.
    pub seq: u64,
    /// Hash over all commits up to `seq`; zeros before the first.
    pub chain: [u8; 32],
}

/// A line of the feed: the last change of an entity within a scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedRow {
    pub key: EntityKey,
    pub seq: u64,
    /// None once the entity has left the scope.
    pub body: Option<String>,
}

/// What came of an operation, kept so that sending it again changes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    pub actor: PersonId,
    pub payload_hash: [u8; 32],
    /// The verdict as JSON, as it was answered.
    pub verdict: String,
    pub recorded_at: Timestamp,
}

/// What is known of backups.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Backups {
    /// Everything up to this number is in a backup that was read back; 0 before the first.
    pub held_seq: u64,
    /// When the storage came out of a backup; none when it never did.
    pub restored_at: Option<Timestamp>,
}

/// A file that somebody has brought, whole. What is in it is kept elsewhere, under its hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Upload {
    pub file: FileHash,
    pub person: PersonId,
    pub bytes: u64,
    pub kind: FileKind,
    pub brought_at: Timestamp,
}

/// What is going to be asked for in a transaction.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Foreseen {
    pub operations: Vec<OperationId>,
    pub devices: Vec<DeviceId>,
    pub entities: Vec<EntityKey>,
}

/// A record of the audit log as it is kept. The storage does not look into it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRecord {
    /// 1, 2, 3 … within the organization.
    pub n: u64,
    /// The entry as JSON, as it was hashed.
    pub body: String,
    /// Over the hash of the record before, the number and the body.
    pub hash: [u8; 32],
}

/// Between which records the audit log reaches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AuditHead {
    /// The last record; 0 before the first.
    pub n: u64,
    /// Its hash; zeros before the first.
    pub hash: [u8; 32],
    /// Records up to this one were deleted; 0 when none was.
    pub pruned_n: u64,
    /// The hash of that one, on which the first that is left builds.
    pub pruned_hash: [u8; 32],
}

/// What can be read in a snapshot.
pub trait AuthorityRead {
    /// Says what is going to be asked for. A storage that is reached over a network fetches it at
    /// once; it changes nothing, and what is not foreseen can be asked for all the same.
    fn foresee(&self, _: &Foreseen) -> Result<(), StoreError> {
        Ok(())
    }
    /// Whether it is worth finding out what that is.
    fn looks_ahead(&self) -> bool {
        false
    }
    /// Where the history stands.
    fn head(&self) -> Result<Head, StoreError>;
    /// What is known of backups.
    fn backups(&self) -> Result<Backups, StoreError>;
    /// The chain hash right after `seq`, if a commit ended there.
    fn find_chain(&self, seq: u64) -> Result<Option<[u8; 32]>, StoreError>;
    /// The entity, if there is one.
    fn find_entity(&self, key: EntityKey) -> Result<Option<Entity>, StoreError>;
    /// At most `limit` entities of the kind with an id above `after`, by id: their ids and bodies.
    fn list_entities(
        &self,
        kind: EntityKind,
        after: Option<Uuid>,
        limit: usize,
    ) -> Result<Vec<(Uuid, String)>, StoreError>;
    /// The scopes in which the entity is seen now.
    fn list_scopes(&self, key: EntityKey) -> Result<BTreeSet<Scope>, StoreError>;
    /// The organization; none before it is founded.
    fn find_organization(&self) -> Result<Option<Organization>, StoreError>;
    /// Every follow-up that belongs to the request, settled ones included, by id.
    fn list_follow_ups(&self, request: ServiceRequestId) -> Result<Vec<FollowUp>, StoreError>;
    /// The active teams of a person, by id.
    fn list_memberships(&self, person: PersonId) -> Result<Vec<(TeamId, Membership)>, StoreError>;
    /// How many active owners there are.
    fn count_owners(&self) -> Result<usize, StoreError>;
    /// How many requests somebody has open, see [`ServiceRequest::open_with`](goodturn_domain::ServiceRequest::open_with).
    fn count_open(&self, person: PersonId) -> Result<usize, StoreError>;
    /// Requests in the stage *delivered* since before `at`, oldest delivery first.
    fn list_delivered_before(&self, at: Timestamp) -> Result<Vec<ServiceRequestId>, StoreError>;
    /// At most `limit` rows of the scope with a number above `after`, by number, and within a
    /// number in the order in which the entities were first stored. Rows with the same number are
    /// never split: the last number is complete even when that exceeds `limit`.
    fn list_feed(&self, scope: &Scope, after: u64, limit: usize) -> Result<Vec<FeedRow>, StoreError>;
    /// Digest of the rows that are in the scope now.
    fn scope_digest(&self, scope: &Scope) -> Result<Digest, StoreError>;
    /// What came of an operation, if it was decided before.
    fn find_outcome(&self, operation: OperationId) -> Result<Option<Outcome>, StoreError>;
    /// The last number of a device that was decided, with its operation; none for a new device.
    fn find_last_n(&self, device: DeviceId) -> Result<Option<(u64, OperationId)>, StoreError>;
    /// Requests that have ended, are in a scope still, and have not changed since before `at`: at
    /// most `limit`, those first that lie the longest.
    fn list_ended_before(&self, at: Timestamp, limit: usize) -> Result<Vec<ServiceRequestId>, StoreError>;
    /// Entities of the kind with a word that begins so, at most `limit`, the latest first.
    fn list_by_word(&self, kind: EntityKind, beginning: &str, limit: usize) -> Result<Vec<EntityKey>, StoreError>;
    /// How many people there are, active or not.
    fn count_people(&self) -> Result<usize, StoreError>;
    /// The timeline entries of a request, in the order in which they were first stored.
    fn list_entries(&self, request: ServiceRequestId) -> Result<Vec<Entry>, StoreError>;
    /// Who has brought the file, by person.
    fn list_uploads(&self, file: FileHash) -> Result<Vec<Upload>, StoreError>;
    /// The entries that have the file now, by id.
    fn list_entries_with(&self, file: FileHash) -> Result<Vec<EntryId>, StoreError>;
    /// What the files take together that somebody has brought, in bytes; of all people together
    /// each file counts once.
    fn count_file_bytes(&self, person: Option<PersonId>) -> Result<u64, StoreError>;
    /// At most `limit` files of which every upload is older than `before` and that no entry has, by hash.
    fn list_unused_files(&self, before: Timestamp, limit: usize) -> Result<Vec<FileHash>, StoreError>;
    /// Between which records the audit log reaches.
    fn audit_head(&self) -> Result<AuditHead, StoreError>;
    /// The records of the audit log from `first` to `last`, both included, by number.
    fn list_audit(&self, first: u64, last: u64) -> Result<Vec<AuditRecord>, StoreError>;
}

/// What can be changed in a transaction.
pub trait AuthorityWrite: AuthorityRead {
    /// The next sequence number.
    fn allot_seq(&mut self) -> Result<u64, StoreError>;
    /// Ends the commit: `chain` is the hash right after the current head.
    fn extend_chain(&mut self, chain: [u8; 32]) -> Result<(), StoreError>;
    /// Stores an entity as changed by `seq` and seen in exactly `scopes`: a feed row in each, a
    /// gone row in each scope that it left.
    fn put_entity(&mut self, entity: &Entity, seq: u64, scopes: &BTreeSet<Scope>) -> Result<(), StoreError>;
    /// By which words [`AuthorityRead::list_by_word`] finds the entity, in place of those known; `at`
    /// says how late it is. People and teams are found by theirs as soon as they are put.
    fn set_words(&mut self, key: EntityKey, at: Timestamp, words: &BTreeSet<String>) -> Result<(), StoreError>;
    /// Deletes an entity as of `seq`: a gone row in each scope in which it was seen, and nowhere
    /// anything of its body.
    fn delete_entity(&mut self, entity: &Entity, seq: u64) -> Result<(), StoreError>;
    /// Forgets the gone rows with a number up to `seq`, and that there ever was what was deleted: a
    /// device that has not asked since then differs by the digest, and fetches the scope anew.
    fn prune_gone(&mut self, seq: u64) -> Result<(), StoreError>;
    /// Forgets what came of operations before `at`. Gives of how many.
    fn prune_outcomes(&mut self, at: Timestamp) -> Result<u64, StoreError>;
    /// Keeps what came of an operation, once and for all.
    fn insert_outcome(&mut self, operation: OperationId, outcome: &Outcome) -> Result<(), StoreError>;
    /// Replaces what came of an operation that had been put off.
    fn settle_outcome(&mut self, operation: OperationId, outcome: &Outcome) -> Result<(), StoreError>;
    /// The device's operation `n` has been decided.
    fn set_last_n(&mut self, device: DeviceId, n: u64, operation: OperationId) -> Result<(), StoreError>;
    /// The next short number of a series such as `HR`, from 1.
    fn next_number(&mut self, prefix: &str) -> Result<u32, StoreError>;
    /// Remembers that somebody has brought a file, in place of what was known of the two.
    fn put_upload(&mut self, upload: &Upload) -> Result<(), StoreError>;
    /// Forgets who has brought the file.
    fn delete_uploads(&mut self, file: FileHash) -> Result<(), StoreError>;
    /// Remembers what is known of backups.
    fn set_backups(&mut self, backups: &Backups) -> Result<(), StoreError>;
    /// Adds a record to the audit log, which then ends with it.
    fn append_audit(&mut self, record: &AuditRecord) -> Result<(), StoreError>;
    /// Deletes the records of the audit log up to this one, whose hash stays as the anchor.
    fn prune_audit(&mut self, up_to: &AuditRecord) -> Result<(), StoreError>;
    /// A new epoch, after a restore.
    fn set_epoch(&mut self, epoch: Uuid) -> Result<(), StoreError>;
}

/// The storage of one organization.
pub trait AuthorityStorage: Send + Sync {
    /// Runs `work` as one transaction; an `Err` rolls it back.
    fn write<T, E: From<StoreError>>(&self, work: impl FnOnce(&mut dyn AuthorityWrite) -> Result<T, E>)
    -> Result<T, E>;
    /// Takes what was deleted or replaced out of the files, as far as the storage can: nobody reads
    /// it there any more.
    fn purge(&self) -> Result<(), StoreError>;
    /// Runs `work` on one snapshot.
    fn read<T, E: From<StoreError>>(&self, work: impl FnOnce(&dyn AuthorityRead) -> Result<T, E>) -> Result<T, E>;
}
