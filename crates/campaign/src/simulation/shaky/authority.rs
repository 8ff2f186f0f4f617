//! The server's storage.

use std::collections::BTreeSet;
use std::sync::Mutex;

use goodturn_domain::person::Membership;
use goodturn_domain::{
    DeviceId, Entity, EntityKey, EntityKind, Entry, EntryId, FileHash, FollowUp, OperationId, Organization, PersonId,
    Role, Scope, ServiceRequestId, TeamId, Timestamp,
};
use goodturn_store::{
    AuditHead, AuditRecord, AuthorityRead, AuthorityStorage, AuthorityWrite, Backups, Digest, FeedRow, Head, Outcome,
    StoreError, Upload,
};
use uuid::Uuid;

use super::{Budget, Hidden, Shaky, broken, locked, reads, writes};
use crate::flaw::Flaw;

impl<S: AuthorityStorage> AuthorityStorage for Shaky<S> {
    fn write<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&mut dyn AuthorityWrite) -> Result<T, E>,
    ) -> Result<T, E> {
        let budget = Budget::of(&self.0.trouble);
        let fails = budget.is_short();
        let (mut outcomes, mut answer) = (Vec::new(), None);
        let written = self.0.storage.write(|tx| {
            let mut tx = Writing { tx, flaw: self.0.flaw, budget, outcomes: &mut outcomes, hidden: &self.0.hidden };
            let done = work(&mut tx)?;
            if fails {
                answer = Some(done);
                return Err(broken().into());
            }
            Ok(done)
        });
        match self.0.flaw {
            Some(Flaw::AcknowledgedBeforeCommit) if fails => answer.map_or(written, Ok),
            Some(Flaw::OutcomeOutsideTransaction) if fails => {
                self.0.storage.write(|tx| outcomes.iter().try_for_each(|(id, it)| tx.settle_outcome(*id, it)))?;
                written
            }
            Some(Flaw::NumberSpentByFailure) if fails => {
                self.0.storage.write(|tx| tx.allot_seq().map(drop))?;
                written
            }
            Some(Flaw::NumberVisibleLate) if !fails => {
                let head = self.0.storage.read(|tx| tx.head())?;
                let mut hidden = locked(&self.0.hidden);
                hidden.commits += 1;
                if hidden.commits.is_multiple_of(3) {
                    (hidden.seq, hidden.reads_left) = (Some(head.seq), 2);
                }
                written
            }
            _ => written,
        }
    }

    fn purge(&self) -> Result<(), StoreError> {
        self.0.storage.purge()
    }

    fn read<T, E: From<StoreError>>(&self, work: impl FnOnce(&dyn AuthorityRead) -> Result<T, E>) -> Result<T, E> {
        let result = self.0.storage.read(|tx| work(&Reading { tx, flaw: self.0.flaw, hidden: &self.0.hidden }));
        let mut hidden = locked(&self.0.hidden);
        hidden.reads_left = hidden.reads_left.saturating_sub(1);
        if hidden.reads_left == 0 {
            hidden.seq = None;
        }
        result
    }
}

struct Reading<'a> {
    tx: &'a dyn AuthorityRead,
    flaw: Option<Flaw>,
    hidden: &'a Mutex<Hidden>,
}

struct Writing<'a> {
    tx: &'a mut dyn AuthorityWrite,
    flaw: Option<Flaw>,
    budget: Budget,
    /// What a flaw keeps although the transaction fails.
    outcomes: &'a mut Vec<(OperationId, Outcome)>,
    hidden: &'a Mutex<Hidden>,
}

macro_rules! reading {
    ($of:ident) => {
        impl AuthorityRead for $of<'_> {
            reads! {
                head() -> Head;
                find_chain(seq: u64) -> Option<[u8; 32]>;
                find_organization() -> Option<Organization>;
                list_follow_ups(request: ServiceRequestId) -> Vec<FollowUp>;
                list_memberships(person: PersonId) -> Vec<(TeamId, Membership)>;
                count_owners() -> usize;
                count_open(person: PersonId) -> usize;
                list_delivered_before(at: Timestamp) -> Vec<ServiceRequestId>;
                list_entities(kind: EntityKind, after: Option<Uuid>, limit: usize) -> Vec<(Uuid, String)>;
                list_scopes(key: EntityKey) -> BTreeSet<Scope>;
                list_ended_before(at: Timestamp, limit: usize) -> Vec<ServiceRequestId>;
                list_by_word(kind: EntityKind, beginning: &str, limit: usize) -> Vec<EntityKey>;
                count_people() -> usize;
                list_uploads(file: FileHash) -> Vec<Upload>;
                list_entries_with(file: FileHash) -> Vec<EntryId>;
                count_file_bytes(person: Option<PersonId>) -> u64;
                list_unused_files(before: Timestamp, limit: usize) -> Vec<FileHash>;
                audit_head() -> AuditHead;
                list_audit(first: u64, last: u64) -> Vec<AuditRecord>;
            }

            fn list_entries(&self, request: ServiceRequestId) -> Result<Vec<Entry>, StoreError> {
                let stays = self.flaw == Some(Flaw::TimelineStaysBehind);
                if stays { Ok(Vec::new()) } else { self.tx.list_entries(request) }
            }

            fn backups(&self) -> Result<Backups, StoreError> {
                let known = self.tx.backups()?;
                let is_early = self.flaw == Some(Flaw::WatermarkTooEarly);
                Ok(if is_early { Backups { held_seq: self.tx.head()?.seq, ..known } } else { known })
            }

            fn find_entity(&self, key: EntityKey) -> Result<Option<Entity>, StoreError> {
                let found = self.tx.find_entity(key)?;
                Ok(match (found, self.flaw) {
                    (Some(Entity::Person(mut person)), Some(Flaw::EverybodyAnOwner)) => {
                        person.role = Role::Owner;
                        Some(person.into())
                    }
                    (found, _) => found,
                })
            }

            fn list_feed(&self, scope: &Scope, after: u64, limit: usize) -> Result<Vec<FeedRow>, StoreError> {
                let mut rows = self.tx.list_feed(scope, after, limit)?;
                let hidden = locked(self.hidden).seq;
                rows.retain(|row| Some(row.seq) != hidden);
                Ok(rows)
            }

            fn scope_digest(&self, scope: &Scope) -> Result<Digest, StoreError> {
                let mut digest = self.tx.scope_digest(scope)?;
                if let Some(hidden) = locked(self.hidden).seq {
                    let rows = self.tx.list_feed(scope, hidden - 1, 1)?;
                    for row in rows.iter().filter(|row| row.seq == hidden && row.body.is_some()) {
                        digest = digest.without(row.key.id, row.seq);
                    }
                }
                Ok(digest)
            }

            fn find_outcome(&self, operation: OperationId) -> Result<Option<Outcome>, StoreError> {
                let is_forgotten = self.flaw == Some(Flaw::ForgottenOutcomes);
                if is_forgotten { Ok(None) } else { self.tx.find_outcome(operation) }
            }

            fn find_last_n(&self, device: DeviceId) -> Result<Option<(u64, OperationId)>, StoreError> {
                let is_forgotten = self.flaw == Some(Flaw::ForgottenOutcomes);
                if is_forgotten { Ok(None) } else { self.tx.find_last_n(device) }
            }
        }
    };
}

reading!(Reading);
reading!(Writing);

impl AuthorityWrite for Writing<'_> {
    writes! {
        allot_seq() -> u64;
        extend_chain(chain: [u8; 32]) -> ();
        settle_outcome(operation: OperationId, outcome: &Outcome) -> ();
        set_last_n(device: DeviceId, n: u64, operation: OperationId) -> ();
        set_backups(backups: &Backups) -> ();
        set_epoch(epoch: Uuid) -> ();
        set_words(key: EntityKey, at: Timestamp, words: &BTreeSet<String>) -> ();
        put_upload(upload: &Upload) -> ();
        delete_uploads(file: FileHash) -> ();
        delete_entity(entity: &Entity, seq: u64) -> ();
        prune_gone(seq: u64) -> ();
        prune_outcomes(at: Timestamp) -> u64;
        append_audit(record: &AuditRecord) -> ();
        prune_audit(up_to: &AuditRecord) -> ();
    }

    fn put_entity(&mut self, entity: &Entity, seq: u64, scopes: &BTreeSet<Scope>) -> Result<(), StoreError> {
        self.budget.step()?;
        let mut scopes = scopes.clone();
        match (self.flaw, entity) {
            (Some(Flaw::NoteShownToAll), Entity::Entry(entry)) if entry.event.is_internal() => {
                if let Some(Entity::ServiceRequest(request)) = self.tx.find_entity(entry.request.into())? {
                    scopes.extend(request.scopes());
                }
            }
            (Some(Flaw::GoneRowNotWritten), _) => scopes.extend(self.tx.list_scopes(entity.key())?),
            _ => {}
        }
        self.tx.put_entity(entity, seq, &scopes)
    }

    fn insert_outcome(&mut self, operation: OperationId, outcome: &Outcome) -> Result<(), StoreError> {
        self.budget.step()?;
        self.outcomes.push((operation, outcome.clone()));
        if self.flaw == Some(Flaw::ForgottenOutcomes) {
            return self.tx.settle_outcome(operation, outcome);
        }
        self.tx.insert_outcome(operation, outcome)
    }

    fn next_number(&mut self, prefix: &str) -> Result<u32, StoreError> {
        self.budget.step()?;
        let next = self.tx.next_number(prefix)?;
        Ok(if self.flaw == Some(Flaw::ShortNumberTwice) { next.max(2) - 1 } else { next })
    }
}
