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
use super::feed::Digests;
use super::known::Known;
use super::outcomes::Outcomes;
use super::puts::Puts;
use super::{entities, feed, files, foresight, projections, words};
use crate::fault::inconsistent;
use crate::transaction::{Change, Transaction};

/// What happens between begin and commit. Changes are gathered, and sent when a question that they
/// bear on is asked, or together at the end.
#[derive(Debug)]
pub(super) struct Session<'db> {
    tx: Transaction<'db>,
    commits: Commits,
    outcomes: Outcomes,
    audit: Audit,
    puts: RefCell<Puts>,
    /// What was put, ready to be sent.
    pending: RefCell<Pending>,
    digests: RefCell<Digests>,
    known: Known,
}

#[derive(Debug, Default)]
struct Pending {
    changes: Vec<Change>,
    kinds: BTreeSet<EntityKind>,
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
            pending: RefCell::default(),
            digests: RefCell::default(),
            known: Known::default(),
        })
    }

    pub(super) fn commit(self) -> Result<(), StoreError> {
        if !self.puts.borrow().is_empty() {
            self.send_pending()?;
        }
        self.ready()?;
        let mut changes = self.pending.take().changes;
        changes.extend(self.commits.changes());
        changes.extend(self.outcomes.changes());
        changes.extend(self.audit.changes());
        self.tx.commit(&changes)
    }

    pub(super) fn rollback(self) {
        self.tx.rollback();
    }

    /// Turns what was put into changes, which are sent later.
    fn ready(&self) -> Result<(), StoreError> {
        let puts = self.puts.take();
        let changes = puts.changes(&self.tx, &mut self.digests.borrow_mut())?;
        let mut pending = self.pending.borrow_mut();
        pending.changes.extend(changes);
        pending.kinds.extend(puts.kinds());
        Ok(())
    }

    /// Sends what was put, when some of it concerns a question.
    fn settle(&self, concerns: impl Fn(EntityKind) -> bool) -> Result<(), StoreError> {
        let is_concerned =
            self.pending.borrow().kinds.iter().copied().any(&concerns) || self.puts.borrow().kinds().any(concerns);
        if !is_concerned {
            return Ok(());
        }
        // One after the other: what is pending may be what the lines of the rest build on.
        self.send_pending()?;
        self.ready()?;
        self.send_pending()
    }

    fn send_pending(&self) -> Result<(), StoreError> {
        let pending = self.pending.take();
        if pending.changes.is_empty() { Ok(()) } else { self.tx.change(&pending.changes) }
    }
}

impl AuthorityRead for Session<'_> {
    /// At the beginning of a transaction: what was put already is not looked for.
    fn foresee(&self, foreseen: &Foreseen) -> Result<(), StoreError> {
        let Foreseen { operations, devices, entities } = foreseen;
        let unknown: Vec<EntityKey> =
            entities.iter().copied().filter(|key| self.puts.borrow().scopes(*key).is_none()).collect();
        let fetched = foresight::fetch(&self.tx, foreseen, &unknown)?;
        if self.puts.borrow().is_empty() && self.pending.borrow().changes.is_empty() {
            self.digests.borrow_mut().know(fetched.scopes, &fetched.digests)?;
        }
        self.commits.foresee(&fetched.numbers)?;
        self.outcomes.foresee((operations, &fetched.outcomes), (devices, &fetched.last_n))?;
        self.known.foresee(&unknown, entities::from_rows(&fetched.entities)?);
        let organization = entities::organization_from_rows(&fetched.organization)?;
        self.known.organization(|| Ok(organization))?;
        let memberships = projections::memberships_from_rows(&fetched.memberships)?;
        self.known.foresee_memberships(&fetched.people, memberships);
        let follow_ups = entities::follow_ups_from_rows(&fetched.follow_ups)?;
        self.known.foresee_follow_ups(&fetched.requests, follow_ups);
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
            None => {
                self.send_pending()?;
                feed::list_scopes(&self.tx, key)
            }
        }
    }

    fn find_organization(&self) -> Result<Option<Organization>, StoreError> {
        self.known.organization(|| {
            self.settle(|kind| kind == EntityKind::Organization)?;
            entities::find_organization(&self.tx)
        })
    }

    fn list_follow_ups(&self, request: ServiceRequestId) -> Result<Vec<FollowUp>, StoreError> {
        self.known.follow_ups(request, || {
            self.settle(|kind| kind == EntityKind::FollowUp)?;
            entities::list_follow_ups(&self.tx, request)
        })
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

    fn count_open(&self, person: PersonId) -> Result<usize, StoreError> {
        self.settle(|kind| kind == EntityKind::ServiceRequest)?;
        projections::count_open(&self.tx, person)
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
        // What is pending has its digests already.
        if !self.puts.borrow().is_empty() {
            self.send_pending()?;
            self.ready()?;
        }
        self.digests.borrow_mut().digest(&self.tx, scope)
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
        self.puts.get_mut().put(entity, seq, made, scopes, self.known.is_absent(entity.key()));
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
