//! A transaction or snapshot of an organization's file: the traits, spelled out in the files beside.

use std::cell::RefCell;
use std::collections::BTreeSet;

use goodturn_domain::person::Membership;
use goodturn_domain::{
    DeviceId, Entity, EntityKey, EntityKind, Entry, EntryId, FileHash, FollowUp, OperationId, Organization, PersonId,
    Scope, ServiceRequestId, TeamId, Timestamp,
};
use goodturn_store::{
    AuditHead, AuditRecord, AuthorityRead, AuthorityWrite, Backups, Digest, FeedRow, Head, Outcome, StoreError, Upload,
};
use rusqlite::Connection;
use uuid::Uuid;

use super::known::Known;
use super::{audit, commits, entities, feed, files, outcomes, words};
use crate::directory;
use crate::fault::Fault;

/// What happens between begin and commit.
pub(super) struct Session<'db> {
    pub(super) db: &'db Connection,
    pub(super) known: RefCell<Known>,
    /// Whether this transaction has moved the head that is known.
    pub(super) has_moved_head: bool,
}

impl<'db> Session<'db> {
    pub(super) fn new(db: &'db Connection, known: Known) -> Self {
        Self { db, known: RefCell::new(known), has_moved_head: false }
    }

    /// Writes what was gathered, before the commit.
    pub(super) fn flush(&mut self) -> Result<(), Fault> {
        self.known.get_mut().sums.flush(self.db)?;
        commits::flush(self)
    }

    /// What is known once this is committed.
    pub(super) fn into_known(self) -> Known {
        self.known.into_inner()
    }

    fn known_entity(&self, key: EntityKey) -> Result<Option<Entity>, Fault> {
        if let Some(entity) = self.known.borrow().entity(key) {
            return Ok(Some(entity.clone()));
        }
        if self.known.borrow().is_missing(key) {
            return Ok(None);
        }
        let found = entities::find(self.db, key)?;
        match &found {
            Some(entity) => self.known.borrow_mut().remember(entity),
            None => self.known.borrow_mut().miss(key),
        }
        Ok(found)
    }

    fn known_memberships(&self, person: PersonId) -> Result<Vec<(TeamId, Membership)>, Fault> {
        if let Some(memberships) = self.known.borrow().memberships(person) {
            return Ok(memberships.clone());
        }
        let found = directory::list_memberships(self.db, person)?;
        self.known.borrow_mut().remember_memberships(person, found.clone());
        Ok(found)
    }

    fn known_organization(&self) -> Result<Option<Organization>, Fault> {
        if let Some(organization) = &self.known.borrow().organization {
            return Ok(Some(organization.clone()));
        }
        let sql = "select body from entities where kind = 'organization' order by id limit 1";
        let found = directory::find_organization(self.db, sql)?;
        self.known.borrow_mut().organization.clone_from(&found);
        Ok(found)
    }
}

impl AuthorityRead for Session<'_> {
    fn head(&self) -> Result<Head, StoreError> {
        Ok(commits::head(self)?)
    }

    fn backups(&self) -> Result<Backups, StoreError> {
        Ok(commits::backups(self.db)?)
    }

    fn find_chain(&self, seq: u64) -> Result<Option<[u8; 32]>, StoreError> {
        Ok(commits::find_chain(self.db, seq)?)
    }

    fn find_entity(&self, key: EntityKey) -> Result<Option<Entity>, StoreError> {
        Ok(self.known_entity(key)?)
    }

    fn list_entities(
        &self,
        kind: EntityKind,
        after: Option<Uuid>,
        limit: usize,
    ) -> Result<Vec<(Uuid, String)>, StoreError> {
        Ok(entities::list(self.db, kind, after, limit)?)
    }

    fn list_scopes(&self, key: EntityKey) -> Result<BTreeSet<Scope>, StoreError> {
        Ok(feed::list_scopes(self.db, key)?)
    }

    fn find_organization(&self) -> Result<Option<Organization>, StoreError> {
        Ok(self.known_organization()?)
    }

    fn list_follow_ups(&self, request: ServiceRequestId) -> Result<Vec<FollowUp>, StoreError> {
        Ok(entities::list_follow_ups(self.db, request)?)
    }

    fn list_memberships(&self, person: PersonId) -> Result<Vec<(TeamId, Membership)>, StoreError> {
        Ok(self.known_memberships(person)?)
    }

    fn count_owners(&self) -> Result<usize, StoreError> {
        Ok(directory::count_owners(self.db)?)
    }

    fn count_open(&self, person: PersonId) -> Result<usize, StoreError> {
        Ok(entities::count_open(self.db, person)?)
    }

    fn list_delivered_before(&self, at: Timestamp) -> Result<Vec<ServiceRequestId>, StoreError> {
        Ok(entities::list_delivered_before(self.db, at)?)
    }

    fn list_feed(&self, scope: &Scope, after: u64, limit: usize) -> Result<Vec<FeedRow>, StoreError> {
        Ok(feed::list(self.db, scope, after, limit)?)
    }

    fn scope_digest(&self, scope: &Scope) -> Result<Digest, StoreError> {
        Ok(self.known.borrow().sums.digest(self.db, scope)?)
    }

    fn find_outcome(&self, operation: OperationId) -> Result<Option<Outcome>, StoreError> {
        Ok(outcomes::find(self.db, operation)?)
    }

    fn find_last_n(&self, device: DeviceId) -> Result<Option<(u64, OperationId)>, StoreError> {
        if let Some(last) = self.known.borrow().devices.get(&device) {
            return Ok(Some(*last));
        }
        Ok(outcomes::find_last_n(self.db, device)?)
    }

    fn list_entries(&self, request: ServiceRequestId) -> Result<Vec<Entry>, StoreError> {
        Ok(entities::list_entries(self.db, request)?)
    }

    fn list_ended_before(&self, at: Timestamp, limit: usize) -> Result<Vec<ServiceRequestId>, StoreError> {
        Ok(words::list_ended_before(self.db, at, limit)?)
    }

    fn list_by_word(&self, kind: EntityKind, beginning: &str, limit: usize) -> Result<Vec<EntityKey>, StoreError> {
        Ok(words::list_by_word(self.db, kind, beginning, limit)?)
    }

    fn count_people(&self) -> Result<usize, StoreError> {
        Ok(words::count_people(self.db)?)
    }

    fn list_uploads(&self, file: FileHash) -> Result<Vec<Upload>, StoreError> {
        Ok(files::list_uploads(self.db, file)?)
    }

    fn list_entries_with(&self, file: FileHash) -> Result<Vec<EntryId>, StoreError> {
        Ok(files::list_entries_with(self.db, file)?)
    }

    fn count_file_bytes(&self, person: Option<PersonId>) -> Result<u64, StoreError> {
        Ok(files::count_bytes(self.db, person)?)
    }

    fn list_unused_files(&self, before: Timestamp, limit: usize) -> Result<Vec<FileHash>, StoreError> {
        Ok(files::list_unused(self.db, before, limit)?)
    }

    fn audit_head(&self) -> Result<AuditHead, StoreError> {
        Ok(audit::head(self.db)?)
    }

    fn list_audit(&self, first: u64, last: u64) -> Result<Vec<AuditRecord>, StoreError> {
        Ok(audit::list(self.db, first, last)?)
    }
}

impl AuthorityWrite for Session<'_> {
    fn allot_seq(&mut self) -> Result<u64, StoreError> {
        Ok(commits::allot_seq(self)?)
    }

    fn extend_chain(&mut self, chain: [u8; 32]) -> Result<(), StoreError> {
        Ok(commits::extend_chain(self, chain)?)
    }

    fn put_entity(&mut self, entity: &Entity, seq: u64, scopes: &BTreeSet<Scope>) -> Result<(), StoreError> {
        let key = entity.key();
        let known = self.known.get_mut();
        known.changes(key.kind);
        let stored = entities::put(self.db, entity, seq, known.entity(key))?;
        known.remember(entity);
        if let Entity::ServiceRequest(request) = entity {
            words::project_ending(self.db, &stored, request, !scopes.is_empty())?;
        }
        Ok(feed::put(self, &stored, key.id, seq, scopes)?)
    }

    fn delete_entity(&mut self, entity: &Entity, seq: u64) -> Result<(), StoreError> {
        let key = entity.key();
        let known = self.known.get_mut();
        known.changes(key.kind);
        known.forget(key);
        let stored = entities::put(self.db, entity, seq, None)?;
        feed::put(self, &stored, key.id, seq, &BTreeSet::new())?;
        Ok(entities::blank(self.db, stored.entity_id)?)
    }

    fn prune_gone(&mut self, seq: u64) -> Result<(), StoreError> {
        Ok(entities::prune_gone(self.db, seq)?)
    }

    fn prune_outcomes(&mut self, at: Timestamp) -> Result<u64, StoreError> {
        Ok(outcomes::prune(self.db, at)?)
    }

    fn insert_outcome(&mut self, operation: OperationId, outcome: &Outcome) -> Result<(), StoreError> {
        Ok(outcomes::insert(self.db, operation, outcome)?)
    }

    fn settle_outcome(&mut self, operation: OperationId, outcome: &Outcome) -> Result<(), StoreError> {
        Ok(outcomes::settle(self.db, operation, outcome)?)
    }

    fn set_last_n(&mut self, device: DeviceId, n: u64, operation: OperationId) -> Result<(), StoreError> {
        self.known.get_mut().devices.insert(device, (n, operation));
        Ok(outcomes::set_last_n(self.db, device, n, operation)?)
    }

    fn next_number(&mut self, prefix: &str) -> Result<u32, StoreError> {
        Ok(commits::next_number(self, prefix)?)
    }

    fn set_words(&mut self, key: EntityKey, at: Timestamp, words: &BTreeSet<String>) -> Result<(), StoreError> {
        if let Some(entity_id) = words::find_entity_id(self.db, key)? {
            words::set(self.db, key, entity_id, at, words)?;
        }
        Ok(())
    }

    fn put_upload(&mut self, upload: &Upload) -> Result<(), StoreError> {
        Ok(files::put_upload(self.db, upload)?)
    }

    fn delete_uploads(&mut self, file: FileHash) -> Result<(), StoreError> {
        Ok(files::delete_uploads(self.db, file)?)
    }

    fn set_backups(&mut self, backups: &Backups) -> Result<(), StoreError> {
        Ok(commits::set_backups(self.db, backups)?)
    }

    fn append_audit(&mut self, record: &AuditRecord) -> Result<(), StoreError> {
        Ok(audit::append(self.db, record)?)
    }

    fn prune_audit(&mut self, up_to: &AuditRecord) -> Result<(), StoreError> {
        Ok(audit::prune(self.db, up_to)?)
    }

    fn set_epoch(&mut self, epoch: Uuid) -> Result<(), StoreError> {
        Ok(commits::set_epoch(self, epoch)?)
    }
}
