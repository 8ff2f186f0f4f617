//! A transaction or snapshot of an organization: the traits, spelled out in the files beside.

use std::cell::RefCell;
use std::collections::BTreeSet;

use goodturn_domain::person::Membership;
use goodturn_domain::{
    DeviceId, Entity, EntityKey, EntityKind, Entry, EntryId, FileHash, FollowUp, OperationId, Organization, PersonId,
    Scope, ServiceRequestId, TeamId, Timestamp,
};
use goodturn_store::{
    AuditHead, AuditRecord, AuthorityRead, AuthorityWrite, Backups, Digest, FeedRow, Foreseen, Head, Outcome,
    StoreError, Upload,
};
use tokio_postgres::Row;
use uuid::Uuid;

use super::audit::Audit;
use super::commits::Commits;
use super::known::Known;
use super::outcomes::Outcomes;
use super::puts::Puts;
use super::{entities, feed, files, projections, words};
use crate::fault::inconsistent;
use crate::transaction::Transaction;

/// What happens between begin and commit. Changes are gathered, and sent when a question that they
/// bear on is asked, or together at the end.
#[derive(Debug)]
pub(super) struct Session<'db> {
    tx: Transaction<'db>,
    commits: Commits,
    outcomes: Outcomes,
    audit: Audit,
    puts: RefCell<Puts>,
    known: Known,
}

impl<'db> Session<'db> {
    pub(super) fn new(tx: Transaction<'db>, heads: &[Row], org: Uuid) -> Result<Self, StoreError> {
        let head = heads.first().ok_or_else(|| inconsistent("org_head", org, "the organization has no head"))?;
        let commits = Commits::from_row(head)?;
        Ok(Self {
            tx,
            commits,
            outcomes: Outcomes::default(),
            audit: Audit::default(),
            puts: RefCell::default(),
            known: Known::default(),
        })
    }

    pub(super) fn commit(self) -> Result<(), StoreError> {
        let mut changes = self.puts.take().changes(&self.tx)?;
        changes.extend(self.commits.changes());
        changes.extend(self.outcomes.changes());
        changes.extend(self.audit.changes());
        self.tx.commit(&changes)
    }

    pub(super) fn rollback(self) {
        self.tx.rollback();
    }

    /// Sends what was put, when some of it concerns a question.
    fn settle(&self, concerns: impl Fn(EntityKind) -> bool) -> Result<(), StoreError> {
        if !self.puts.borrow().kinds().any(concerns) {
            return Ok(());
        }
        let changes = self.puts.take().changes(&self.tx)?;
        self.tx.change(&changes)
    }
}

impl AuthorityRead for Session<'_> {
    /// At the beginning of a transaction: what was put already is not looked for.
    fn foresee(&self, foreseen: &Foreseen) -> Result<(), StoreError> {
        self.outcomes.foresee(&self.tx, &foreseen.operations, &foreseen.devices)?;
        let unknown: Vec<EntityKey> =
            foreseen.entities.iter().copied().filter(|key| self.puts.borrow().scopes(*key).is_none()).collect();
        if !unknown.is_empty() {
            self.known.foresee(&unknown, entities::list_by_key(&self.tx, &unknown)?);
        }
        Ok(())
    }

    fn looks_ahead(&self) -> bool {
        true
    }

    fn head(&self) -> Result<Head, StoreError> {
        Ok(self.commits.head().clone())
    }

    fn backups(&self) -> Result<Backups, StoreError> {
        Ok(self.commits.backups())
    }

    fn find_chain(&self, seq: u64) -> Result<Option<[u8; 32]>, StoreError> {
        self.commits.find_chain(&self.tx, seq)
    }

    fn find_entity(&self, key: EntityKey) -> Result<Option<Entity>, StoreError> {
        self.known.entity(key, || entities::find(&self.tx, key))
    }

    fn list_entities(
        &self,
        kind: EntityKind,
        after: Option<Uuid>,
        limit: usize,
    ) -> Result<Vec<(Uuid, String)>, StoreError> {
        self.settle(|put| put == kind)?;
        entities::list(&self.tx, kind, after, limit)
    }

    fn list_scopes(&self, key: EntityKey) -> Result<BTreeSet<Scope>, StoreError> {
        match self.puts.borrow().scopes(key) {
            Some(scopes) => Ok(scopes.clone()),
            None => feed::list_scopes(&self.tx, key),
        }
    }

    fn find_organization(&self) -> Result<Option<Organization>, StoreError> {
        self.known.organization(|| {
            self.settle(|kind| kind == EntityKind::Organization)?;
            entities::find_organization(&self.tx)
        })
    }

    fn list_follow_ups(&self, request: ServiceRequestId) -> Result<Vec<FollowUp>, StoreError> {
        self.settle(|kind| kind == EntityKind::FollowUp)?;
        entities::list_follow_ups(&self.tx, request)
    }

    fn list_memberships(&self, person: PersonId) -> Result<Vec<(TeamId, Membership)>, StoreError> {
        self.known.memberships(person, || {
            self.settle(|kind| kind == EntityKind::Team)?;
            projections::list_memberships(&self.tx, person)
        })
    }

    fn count_owners(&self) -> Result<usize, StoreError> {
        self.settle(|kind| kind == EntityKind::Person)?;
        projections::count_owners(&self.tx)
    }

    fn list_delivered_before(&self, at: Timestamp) -> Result<Vec<ServiceRequestId>, StoreError> {
        self.settle(|kind| kind == EntityKind::ServiceRequest)?;
        projections::list_delivered_before(&self.tx, at)
    }

    fn list_feed(&self, scope: &Scope, after: u64, limit: usize) -> Result<Vec<FeedRow>, StoreError> {
        self.settle(|_| true)?;
        feed::list(&self.tx, scope, after, limit)
    }

    fn scope_digest(&self, scope: &Scope) -> Result<Digest, StoreError> {
        self.settle(|_| true)?;
        feed::digest(&self.tx, scope)
    }

    fn find_outcome(&self, operation: OperationId) -> Result<Option<Outcome>, StoreError> {
        self.outcomes.find(&self.tx, operation)
    }

    fn find_last_n(&self, device: DeviceId) -> Result<Option<(u64, OperationId)>, StoreError> {
        self.outcomes.find_last_n(&self.tx, device)
    }

    fn list_entries(&self, request: ServiceRequestId) -> Result<Vec<Entry>, StoreError> {
        self.settle(|kind| kind == EntityKind::Entry)?;
        entities::list_entries(&self.tx, request)
    }

    fn list_ended_before(&self, at: Timestamp, limit: usize) -> Result<Vec<ServiceRequestId>, StoreError> {
        self.settle(|kind| kind == EntityKind::ServiceRequest)?;
        words::list_ended_before(&self.tx, at, limit)
    }

    fn list_by_word(&self, kind: EntityKind, beginning: &str, limit: usize) -> Result<Vec<EntityKey>, StoreError> {
        self.settle(|put| put == kind)?;
        words::list_by_word(&self.tx, kind, beginning, limit)
    }

    fn count_people(&self) -> Result<usize, StoreError> {
        self.settle(|kind| kind == EntityKind::Person)?;
        words::count_people(&self.tx)
    }

    fn list_uploads(&self, file: FileHash) -> Result<Vec<Upload>, StoreError> {
        files::list_uploads(&self.tx, file)
    }

    fn list_entries_with(&self, file: FileHash) -> Result<Vec<EntryId>, StoreError> {
        self.settle(|kind| kind == EntityKind::Entry)?;
        files::list_entries_with(&self.tx, file)
    }

    fn count_file_bytes(&self, person: Option<PersonId>) -> Result<u64, StoreError> {
        files::count_bytes(&self.tx, person)
    }

    fn list_unused_files(&self, before: Timestamp, limit: usize) -> Result<Vec<FileHash>, StoreError> {
        self.settle(|kind| kind == EntityKind::Entry)?;
        files::list_unused(&self.tx, before, limit)
    }

    fn audit_head(&self) -> Result<AuditHead, StoreError> {
        self.audit.head(&self.tx)
    }

    fn list_audit(&self, first: u64, last: u64) -> Result<Vec<AuditRecord>, StoreError> {
        self.audit.list(&self.tx, first, last)
    }
}

impl AuthorityWrite for Session<'_> {
    fn allot_seq(&mut self) -> Result<u64, StoreError> {
        Ok(self.commits.allot_seq())
    }

    fn extend_chain(&mut self, chain: [u8; 32]) -> Result<(), StoreError> {
        self.commits.extend_chain(chain);
        Ok(())
    }

    fn put_entity(&mut self, entity: &Entity, seq: u64, scopes: &BTreeSet<Scope>) -> Result<(), StoreError> {
        let made = self.commits.count_made();
        self.puts.get_mut().put(entity, seq, made, scopes);
        self.known.put(entity);
        Ok(())
    }

    fn delete_entity(&mut self, entity: &Entity, seq: u64) -> Result<(), StoreError> {
        self.put_entity(entity, seq, &BTreeSet::new())?;
        self.settle(|_| true)?;
        self.known.forget(entity.key());
        self.tx.change(&entities::blank(entity.key()))
    }

    fn prune_gone(&mut self, seq: u64) -> Result<(), StoreError> {
        self.settle(|_| true)?;
        self.tx.change(&entities::prune_gone(seq))
    }

    fn prune_outcomes(&mut self, at: Timestamp) -> Result<u64, StoreError> {
        Outcomes::prune(&self.tx, at)
    }

    fn insert_outcome(&mut self, operation: OperationId, outcome: &Outcome) -> Result<(), StoreError> {
        self.outcomes.insert(operation, outcome)
    }

    fn settle_outcome(&mut self, operation: OperationId, outcome: &Outcome) -> Result<(), StoreError> {
        self.outcomes.settle(operation, outcome);
        Ok(())
    }

    fn set_last_n(&mut self, device: DeviceId, n: u64, operation: OperationId) -> Result<(), StoreError> {
        self.outcomes.set_last_n(device, n, operation);
        Ok(())
    }

    fn next_number(&mut self, prefix: &str) -> Result<u32, StoreError> {
        self.commits.next_number(&self.tx, prefix)
    }

    fn set_words(&mut self, key: EntityKey, at: Timestamp, words: &BTreeSet<String>) -> Result<(), StoreError> {
        self.settle(|kind| kind == key.kind)?;
        self.tx.change(&words::set(key, at, words))
    }

    // Files are rare beside operations: their changes are sent at once.
    fn put_upload(&mut self, upload: &Upload) -> Result<(), StoreError> {
        self.tx.change(&[files::put_upload(upload)])
    }

    fn delete_uploads(&mut self, file: FileHash) -> Result<(), StoreError> {
        self.tx.change(&[files::delete_uploads(file)])
    }

    fn set_backups(&mut self, backups: &Backups) -> Result<(), StoreError> {
        self.commits.set_backups(*backups);
        Ok(())
    }

    fn append_audit(&mut self, record: &AuditRecord) -> Result<(), StoreError> {
        self.audit.append(&self.tx, record)
    }

    fn prune_audit(&mut self, up_to: &AuditRecord) -> Result<(), StoreError> {
        self.audit.prune(&self.tx, up_to)
    }

    fn set_epoch(&mut self, epoch: Uuid) -> Result<(), StoreError> {
        self.commits.set_epoch(epoch);
        Ok(())
    }
}
