//! A device's storage.

use goodturn_domain::person::Membership;
use goodturn_domain::{
    CannedText, Entity, EntityKey, Entry, FollowUp, OperationId, Organization, PersonId, Scope, ServiceRequestId,
    TeamId,
};
use goodturn_store::{
    Attention, Digest, OutboxRecord, Position, ReplicaRead, ReplicaStorage, ReplicaWrite, StoreError,
};
use uuid::Uuid;

use super::{Budget, Shaky, broken, reads, writes};
use crate::flaw::Flaw;

impl<S: ReplicaStorage> ReplicaStorage for Shaky<S> {
    fn write<T, E: From<StoreError>>(&self, work: impl FnOnce(&mut dyn ReplicaWrite) -> Result<T, E>) -> Result<T, E> {
        let budget = Budget::of(&self.0.trouble);
        let fails = budget.is_short();
        let (mut cursors, mut failure) = (Vec::new(), None);
        let written = self.0.storage.write(|tx| {
            let mut tx = Writing { tx, flaw: self.0.flaw, budget, fails, cursors: &mut cursors };
            let is_torn = matches!(self.0.flaw, Some(Flaw::TornPage | Flaw::OutboxOutsideTransaction));
            match work(&mut tx) {
                Err(error) if fails && is_torn => {
                    failure = Some(error);
                    Ok(None)
                }
                Ok(done) if fails && !is_torn => {
                    drop(done);
                    Err(broken().into())
                }
                other => other.map(Some),
            }
        });
        if self.0.flaw == Some(Flaw::CursorOutsideTransaction) && fails {
            self.0.storage.write(|tx| cursors.iter().try_for_each(|(scope, seq)| tx.set_cursor(scope, *seq)))?;
        }
        match written {
            Ok(Some(done)) => Ok(done),
            Ok(None) => Err(failure.unwrap_or_else(|| broken().into())),
            Err(error) => Err(error),
        }
    }

    fn read<T, E: From<StoreError>>(&self, work: impl FnOnce(&dyn ReplicaRead) -> Result<T, E>) -> Result<T, E> {
        self.0.storage.read(work)
    }
}

struct Writing<'a> {
    tx: &'a mut dyn ReplicaWrite,
    flaw: Option<Flaw>,
    budget: Budget,
    fails: bool,
    /// What a flaw keeps although the transaction fails.
    cursors: &'a mut Vec<(Scope, u64)>,
}

impl Writing<'_> {
    fn has(&self, flaw: Flaw) -> bool {
        self.flaw == Some(flaw)
    }
}

impl ReplicaRead for Writing<'_> {
    reads! {
        find_entity(key: EntityKey) -> Option<Entity>;
        find_organization() -> Option<Organization>;
        list_follow_ups(request: ServiceRequestId) -> Vec<FollowUp>;
        list_canned_texts() -> Vec<CannedText>;
        list_memberships(person: PersonId) -> Vec<(TeamId, Membership)>;
        count_owners() -> usize;
        list_entries(request: ServiceRequestId) -> Vec<Entry>;
        count_open(person: PersonId) -> usize;
        count_unsent() -> u64;
        list_unsent(after: u64, limit: usize) -> Vec<OutboxRecord>;
        last_n() -> u64;
        list_attention() -> Vec<Attention>;
        position() -> Option<Position>;
        list_cursors() -> Vec<(Scope, u64)>;
        scope_digest(scope: &Scope) -> Digest;
        list_changed() -> Vec<EntityKey>;
    }

    fn list_outbox(&self, after: u64, limit: usize) -> Result<Vec<OutboxRecord>, StoreError> {
        if self.has(Flaw::RebaseSkipped) { Ok(Vec::new()) } else { self.tx.list_outbox(after, limit) }
    }
}

impl ReplicaWrite for Writing<'_> {
    writes! {
        put_local(entity: &Entity) -> ();
        put_looked_up(kind: &str, id: Uuid, body: &str) -> ();
        set_position(position: &Position) -> ();
        set_touched(n: u64, touched: &[EntityKey]) -> ();
        put_row(kind: &str, id: Uuid, seq: u64, body: &str, scopes: &[Scope]) -> ();
        put_settled_row(kind: &str, id: Uuid, seq: u64, body: &str, scopes: &[Scope]) -> ();
        forget_kept(seq: u64) -> ();
        delete_outbox(n: u64) -> ();
        delete_attention(id: OperationId) -> ();
        clean_records(clean: &dyn Fn(&str) -> Option<String>) -> ();
    }

    fn restore_base(&mut self, key: EntityKey) -> Result<(), StoreError> {
        self.budget.step()?;
        if self.has(Flaw::BaseNotRestored) { Ok(()) } else { self.tx.restore_base(key) }
    }

    fn remove_from_scope(&mut self, kind: &str, id: Uuid, scope: &Scope) -> Result<(), StoreError> {
        self.budget.step()?;
        if self.has(Flaw::GoneRowIgnored) { Ok(()) } else { self.tx.remove_from_scope(kind, id, scope) }
    }

    fn drop_scope(&mut self, scope: &Scope) -> Result<(), StoreError> {
        self.budget.step()?;
        if self.has(Flaw::LostScopeKept) { Ok(()) } else { self.tx.drop_scope(scope) }
    }

    fn set_cursor(&mut self, scope: &Scope, seq: u64) -> Result<(), StoreError> {
        self.budget.step()?;
        self.cursors.push((scope.clone(), seq));
        self.tx.set_cursor(scope, seq)
    }

    fn append_outbox(&mut self, record: &OutboxRecord) -> Result<(), StoreError> {
        self.budget.step()?;
        if self.has(Flaw::OutboxOutsideTransaction) && self.fails {
            return Err(broken());
        }
        self.tx.append_outbox(record)
    }

    fn set_applied(&mut self, n: u64, seq: u64) -> Result<(), StoreError> {
        self.budget.step()?;
        if self.has(Flaw::LeftAtAcknowledgement) { self.tx.delete_outbox(n) } else { self.tx.set_applied(n, seq) }
    }

    fn keep_applied(&mut self, seq: u64, most: usize) -> Result<(), StoreError> {
        self.budget.step()?;
        let most = if self.has(Flaw::NothingKeptForRestore) { 0 } else { most };
        self.tx.keep_applied(seq, most)
    }

    fn take_kept(&mut self) -> Result<Vec<OutboxRecord>, StoreError> {
        self.budget.step()?;
        let mut kept = self.tx.take_kept()?;
        if self.has(Flaw::OfferedUnderNewIds) {
            kept.iter_mut().for_each(rename);
        }
        Ok(kept)
    }

    fn insert_attention(&mut self, attention: &Attention) -> Result<(), StoreError> {
        self.budget.step()?;
        if self.has(Flaw::RefusedDropped) { Ok(()) } else { self.tx.insert_attention(attention) }
    }
}

/// Gives an operation another id.
fn rename(record: &mut OutboxRecord) {
    let before = record.id.uuid();
    let after = Uuid::from_u128(before.as_u128() ^ (1 << 100));
    record.body = record.body.replace(&before.to_string(), &after.to_string());
    record.id = OperationId::new(after);
}
