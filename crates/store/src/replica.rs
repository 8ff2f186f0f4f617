//! A device's storage: what one person may see, their outbox, and where the sync stands.
//!
//! Contract. A write is one transaction: all of it is visible and durable once it returned `Ok`, or
//! it never happened. Entities and outbox lie in the same file, so that a change and the operation
//! that sends it can't be parted. An entity is kept twice while it is changed locally: `body` as
//! the person sees it, and its *base*, the server's version (or the fact that there is none).

use goodturn_domain::person::Membership;
use goodturn_domain::{
    CannedText, Entity, EntityKey, EntityKind, Entry, FollowUp, OperationId, Organization, PersonId, Scope,
    ServiceRequestId, TeamId, Timestamp,
};
use uuid::Uuid;

use crate::digest::Digest;
use crate::error::StoreError;

/// Where the sync stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    pub epoch: Uuid,
    pub seq: u64,
    pub chain: [u8; 32],
}

/// An operation on its way to the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxRecord {
    /// 1, 2, 3 … on this device, without gaps, also over restarts.
    pub n: u64,
    pub id: OperationId,
    /// The operation as it is sent, JSON.
    pub body: String,
    /// What its decision read and changed: it has to be decided again when one of these changes.
    pub touched: Vec<EntityKey>,
    /// The number under which the server applied it; it stays in the outbox until that number was
    /// pulled.
    pub applied_seq: Option<u64>,
}

/// An operation that the server refused, with everything the person wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attention {
    pub id: OperationId,
    /// The operation as it was sent, JSON.
    pub body: String,
    pub code: String,
    /// Particulars, a JSON object.
    pub details: String,
    pub at: Timestamp,
}

/// What can be read in a snapshot.
pub trait ReplicaRead {
    /// The entity as the person sees it.
    fn find_entity(&self, key: EntityKey) -> Result<Option<Entity>, StoreError>;
    /// The organization; none before the first pull.
    fn find_organization(&self) -> Result<Option<Organization>, StoreError>;
    /// Every follow-up of the request that is known here, by id.
    fn list_follow_ups(&self, request: ServiceRequestId) -> Result<Vec<FollowUp>, StoreError>;
    /// Every canned text that is known here, by id, removed ones included.
    fn list_canned_texts(&self) -> Result<Vec<CannedText>, StoreError>;
    /// The active teams of a person, by id.
    fn list_memberships(&self, person: PersonId) -> Result<Vec<(TeamId, Membership)>, StoreError>;
    /// How many active owners are known.
    fn count_owners(&self) -> Result<usize, StoreError>;
    /// The lines of a request's timeline that are known here.
    fn list_entries(&self, request: ServiceRequestId) -> Result<Vec<Entry>, StoreError>;
    /// How many requests that are known here somebody has open.
    fn count_open(&self, person: PersonId) -> Result<usize, StoreError>;
    /// Outbox records with `n` above `after`, in order, at most `limit`.
    fn list_outbox(&self, after: u64, limit: usize) -> Result<Vec<OutboxRecord>, StoreError>;
    /// Outbox records that are not applied, with `n` above `after`, in order, at most `limit`.
    fn list_unsent(&self, after: u64, limit: usize) -> Result<Vec<OutboxRecord>, StoreError>;
    /// How many operations wait in the outbox, applied ones not counted.
    fn count_unsent(&self) -> Result<u64, StoreError>;
    /// The last `n` given, 0 at first. Never goes back, also when the outbox empties.
    fn last_n(&self) -> Result<u64, StoreError>;
    /// Refused operations, oldest first.
    fn list_attention(&self) -> Result<Vec<Attention>, StoreError>;
    /// Where the sync stands; none before the first pull.
    fn position(&self) -> Result<Option<Position>, StoreError>;
    /// Every scope that has a cursor, in the order of their texts.
    fn list_cursors(&self) -> Result<Vec<(Scope, u64)>, StoreError>;
    /// Digest of the server's rows that are held in the scope.
    fn scope_digest(&self, scope: &Scope) -> Result<Digest, StoreError>;
    /// The entities that are changed locally, by key.
    fn list_changed(&self) -> Result<Vec<EntityKey>, StoreError>;
}

/// What can be changed in a transaction.
pub trait ReplicaWrite: ReplicaRead {
    /// Stores an entity as the person changed it; its base is kept when it has none yet.
    fn put_local(&mut self, entity: &Entity) -> Result<(), StoreError>;
    /// Puts back the base of an entity that is changed locally; one that the server does not have
    /// is deleted. Nothing happens to an entity that is not changed.
    fn restore_base(&mut self, key: EntityKey) -> Result<(), StoreError>;
    /// Stores the server's version of an entity and that it was seen in `scopes` (added to those
    /// known, all of them now at `seq`). Of an entity that is changed locally this is the new base.
    /// A `kind` or `body` that this version cannot read is kept as it is and found by nobody.
    fn put_row(&mut self, kind: &str, id: Uuid, seq: u64, body: &str, scopes: &[Scope]) -> Result<(), StoreError>;
    /// The same for who has read the body before, as [`understand`] does: storages that ask for the entity
    /// need not read it while they write.
    fn put_read_row(
        &mut self,
        (kind, id, seq, body): (&str, Uuid, u64, &str),
        _entity: Option<&Entity>,
        scopes: &[Scope],
    ) -> Result<(), StoreError> {
        self.put_row(kind, id, seq, body, scopes)
    }
    /// The same, in place of whatever the person has changed of the entity: nothing of that is pending.
    fn put_settled_row(
        &mut self,
        kind: &str,
        id: Uuid,
        seq: u64,
        body: &str,
        scopes: &[Scope],
    ) -> Result<(), StoreError>;
    /// Stores an entity that was looked up on the server as being in [`Scope::LookedUp`], which it leaves
    /// with its first other scope. Nothing happens to one that is in another scope, or changed locally.
    fn put_looked_up(&mut self, kind: &str, id: Uuid, body: &str) -> Result<(), StoreError>;
    /// The entity has left `scope`; it is deleted with its last scope, even when it is changed
    /// locally.
    fn remove_from_scope(&mut self, kind: &str, id: Uuid, scope: &Scope) -> Result<(), StoreError>;
    /// Forgets a scope with its cursor; entities that are in no other scope are deleted.
    fn drop_scope(&mut self, scope: &Scope) -> Result<(), StoreError>;
    /// Moves a cursor, adding the scope if it is new.
    fn set_cursor(&mut self, scope: &Scope, seq: u64) -> Result<(), StoreError>;
    /// Sets where the sync stands.
    fn set_position(&mut self, position: &Position) -> Result<(), StoreError>;
    /// Appends to the outbox; `n` has to be the last one plus 1.
    fn append_outbox(&mut self, record: &OutboxRecord) -> Result<(), StoreError>;
    /// Changes what the operation touched, after it was decided again.
    fn set_touched(&mut self, n: u64, touched: &[EntityKey]) -> Result<(), StoreError>;
    /// The server applied operation `n` under `seq`.
    fn set_applied(&mut self, n: u64, seq: u64) -> Result<(), StoreError>;
    /// Takes every record whose `applied_seq` is `seq` or lower out of the outbox, and keeps the
    /// newest `most` of all that were ever taken out: a server that is restored from a backup gets
    /// them again.
    fn keep_applied(&mut self, seq: u64, most: usize) -> Result<(), StoreError>;
    /// Forgets the kept records that were applied under `seq` or lower.
    fn forget_kept(&mut self, seq: u64) -> Result<(), StoreError>;
    /// Gives the kept records, by `n`, and keeps them no longer.
    fn take_kept(&mut self) -> Result<Vec<OutboxRecord>, StoreError>;
    /// Deletes one record.
    fn delete_outbox(&mut self, n: u64) -> Result<(), StoreError>;
    /// Keeps a refused operation for the person.
    fn insert_attention(&mut self, attention: &Attention) -> Result<(), StoreError>;
    /// Puts what `clean` makes of them in the place of operations on their way and refused ones, and
    /// of what this device keeps that the person has written; nothing where it makes nothing. Kept
    /// operations of which it makes something go: they are other ones then. What was there is nowhere
    /// in the file afterwards.
    fn clean_records(&mut self, clean: &dyn Fn(&str) -> Option<String>) -> Result<(), StoreError>;
    /// Forgets a refused operation.
    fn delete_attention(&mut self, id: OperationId) -> Result<(), StoreError>;
}

/// The entity of a row, when this version knows its kind and can read its body.
pub fn understand(kind: &str, id: Uuid, body: &str) -> Option<Entity> {
    let kind = EntityKind::from_name(kind)?;
    Entity::from_json(kind, body).ok().filter(|entity| entity.key().id == id)
}

/// The storage of one person on one device.
pub trait ReplicaStorage: Send + Sync {
    /// Runs `work` as one transaction; an `Err` rolls it back.
    fn write<T, E: From<StoreError>>(&self, work: impl FnOnce(&mut dyn ReplicaWrite) -> Result<T, E>) -> Result<T, E>;
    /// Runs `work` on one snapshot.
    fn read<T, E: From<StoreError>>(&self, work: impl FnOnce(&dyn ReplicaRead) -> Result<T, E>) -> Result<T, E>;
}
