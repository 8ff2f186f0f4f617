//! An organization's storage in memory.

mod found;

use std::collections::BTreeSet;
use std::sync::Arc;

use goodturn_domain::person::{Membership, Role};
use goodturn_domain::search::directory_words;
use goodturn_domain::{
    DeviceId, Entity, EntityKey, EntityKind, Entry, EntryId, FileHash, FollowUp, OperationId, Organization, PersonId,
    Scope, ServiceRequestId, StageName, TeamId, Timestamp,
};
use uuid::Uuid;

use super::{Table, Whole};
use crate::authority::{
    AuditHead, AuditRecord, AuthorityRead, AuthorityStorage, AuthorityWrite, Backups, FeedRow, Head, Outcome, Upload,
};
use crate::{Digest, StoreError};

/// [`AuthorityStorage`] in memory.
#[derive(Debug)]
pub struct MemoryAuthority(Whole<State>);

impl MemoryAuthority {
    /// An empty one, without an epoch (nil), which `set_epoch` gives it.
    pub fn new() -> Self {
        let head = Head { epoch: Uuid::nil(), seq: 0, chain: [0; 32] };
        Self(Whole::new(State {
            head,
            backups: Backups::default(),
            chains: Table::default(),
            entities: Table::default(),
            made: 0,
            deleted: Table::default(),
            feed: Table::default(),
            outcomes: Table::default(),
            devices: Table::default(),
            numbers: Table::default(),
            uploads: Table::default(),
            words: Table::default(),
            audit_head: AuditHead::default(),
            audit: Table::default(),
        }))
    }
}

impl MemoryAuthority {
    /// Another one that holds the same, as a backup does.
    pub fn copy(&self) -> Self {
        Self(self.0.copy())
    }
}

impl Default for MemoryAuthority {
    fn default() -> Self {
        Self::new()
    }
}

impl AuthorityStorage for MemoryAuthority {
    fn write<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&mut dyn AuthorityWrite) -> Result<T, E>,
    ) -> Result<T, E> {
        self.0.write(|state| work(state))
    }

    fn purge(&self) -> Result<(), StoreError> {
        Ok(())
    }

    fn read<T, E: From<StoreError>>(&self, work: impl FnOnce(&dyn AuthorityRead) -> Result<T, E>) -> Result<T, E> {
        work(&*self.0.snapshot())
    }
}

#[derive(Clone, Debug)]
struct State {
    head: Head,
    backups: Backups,
    chains: Table<u64, [u8; 32]>,
    entities: Table<EntityKey, Kept>,
    /// How many were ever made.
    made: usize,
    /// The places of deleted entities whose gone rows are still there.
    deleted: Table<EntityKey, usize>,
    feed: Table<Scope, Table<EntityKey, Line>>,
    outcomes: Table<OperationId, Arc<Outcome>>,
    devices: Table<DeviceId, (u64, OperationId)>,
    numbers: Table<String, u32>,
    uploads: Table<(FileHash, PersonId), Upload>,
    words: Table<EntityKey, (Timestamp, BTreeSet<String>)>,
    audit_head: AuditHead,
    audit: Table<u64, AuditRecord>,
}

#[derive(Clone, Debug)]
struct Kept {
    /// When it was made, among all entities.
    order: usize,
    entity: Arc<Entity>,
    body: Arc<str>,
}

#[derive(Clone, Copy, Debug)]
struct Line {
    seq: u64,
    is_gone: bool,
}

impl State {
    /// Every entity of the kind, by id.
    fn entities(&self, kind: EntityKind) -> impl Iterator<Item = &Kept> {
        let all = EntityKey { kind, id: Uuid::nil() }..=EntityKey { kind, id: Uuid::max() };
        self.entities.range(all).map(|(_, kept)| kept)
    }
}

impl AuthorityRead for State {
    fn head(&self) -> Result<Head, StoreError> {
        Ok(self.head.clone())
    }

    fn backups(&self) -> Result<Backups, StoreError> {
        Ok(self.backups)
    }

    fn find_chain(&self, seq: u64) -> Result<Option<[u8; 32]>, StoreError> {
        Ok(self.chains.get(&seq).copied())
    }

    fn find_entity(&self, key: EntityKey) -> Result<Option<Entity>, StoreError> {
        Ok(self.entities.get(&key).map(|kept| Entity::clone(&kept.entity)))
    }

    fn list_entities(
        &self,
        kind: EntityKind,
        after: Option<Uuid>,
        limit: usize,
    ) -> Result<Vec<(Uuid, String)>, StoreError> {
        let listed = self.entities(kind).map(|kept| (kept.entity.key().id, kept.body.to_string()));
        Ok(listed.filter(|(id, _)| after.is_none_or(|after| *id > after)).take(limit).collect())
    }

    fn list_scopes(&self, key: EntityKey) -> Result<BTreeSet<Scope>, StoreError> {
        let seen_in = |lines: &Table<EntityKey, Line>| lines.get(&key).is_some_and(|line| !line.is_gone);
        Ok(self.feed.iter().filter(|(_, lines)| seen_in(lines)).map(|(scope, _)| scope.clone()).collect())
    }

    fn find_organization(&self) -> Result<Option<Organization>, StoreError> {
        Ok(self.entities(EntityKind::Organization).find_map(|kept| match &*kept.entity {
            Entity::Organization(organization) => Some(organization.clone()),
            _ => None,
        }))
    }

    fn list_follow_ups(&self, request: ServiceRequestId) -> Result<Vec<FollowUp>, StoreError> {
        let follow_ups = self.entities(EntityKind::FollowUp).filter_map(|kept| match &*kept.entity {
            Entity::FollowUp(follow_up) if follow_up.request == Some(request) => Some(follow_up.clone()),
            _ => None,
        });
        Ok(follow_ups.collect())
    }

    fn list_memberships(&self, person: PersonId) -> Result<Vec<(TeamId, Membership)>, StoreError> {
        let memberships = self.entities(EntityKind::Team).filter_map(|kept| match &*kept.entity {
            Entity::Team(team) if team.is_active => team.membership_of(person).map(|membership| (team.id, membership)),
            _ => None,
        });
        Ok(memberships.collect())
    }

    fn count_owners(&self) -> Result<usize, StoreError> {
        let is_owner =
            |kept: &&Kept| matches!(&*kept.entity, Entity::Person(it) if it.is_active && it.role == Role::Owner);
        Ok(self.entities(EntityKind::Person).filter(is_owner).count())
    }

    fn count_open(&self, person: PersonId) -> Result<usize, StoreError> {
        let is_open =
            |kept: &&Kept| matches!(&*kept.entity, Entity::ServiceRequest(it) if it.open_with() == Some(person));
        Ok(self.entities(EntityKind::ServiceRequest).filter(is_open).count())
    }

    fn list_delivered_before(&self, at: Timestamp) -> Result<Vec<ServiceRequestId>, StoreError> {
        let delivered = self.entities(EntityKind::ServiceRequest).filter_map(|kept| match &*kept.entity {
            Entity::ServiceRequest(request) if request.stage.name() == StageName::Delivered => {
                request.stage.delivery().map(|delivery| (delivery.at, request.id))
            }
            _ => None,
        });
        let mut delivered: Vec<_> = delivered.filter(|(delivered_at, _)| *delivered_at < at).collect();
        delivered.sort_unstable();
        Ok(delivered.into_iter().map(|(_, id)| id).collect())
    }

    fn list_feed(&self, scope: &Scope, after: u64, limit: usize) -> Result<Vec<FeedRow>, StoreError> {
        let lines =
            self.feed.get(scope).into_iter().flat_map(|lines| lines.iter()).filter(|(_, line)| line.seq > after);
        let order = |key: &EntityKey| self.entities.get(key).map_or_else(|| self.deleted[key], |kept| kept.order);
        let mut rows: Vec<_> = lines.map(|(key, line)| (line.seq, order(key), *key, *line)).collect();
        rows.sort_unstable_by_key(|(seq, order, ..)| (*seq, *order));
        if let Some((last, ..)) = rows.get(limit.saturating_sub(1)).copied() {
            rows.retain(|(seq, ..)| *seq <= last);
        }
        let rows = rows.into_iter().map(|(seq, _, key, line)| {
            let body = (!line.is_gone).then(|| self.entities[&key].body.to_string());
            FeedRow { key, seq, body }
        });
        Ok(rows.collect())
    }

    fn scope_digest(&self, scope: &Scope) -> Result<Digest, StoreError> {
        let lines = self.feed.get(scope).into_iter().flat_map(|lines| lines.iter()).filter(|(_, line)| !line.is_gone);
        Ok(lines.map(|(key, line)| (*key, line.seq)).collect())
    }

    fn find_outcome(&self, operation: OperationId) -> Result<Option<Outcome>, StoreError> {
        Ok(self.outcomes.get(&operation).map(|outcome| Outcome::clone(outcome)))
    }

    fn find_last_n(&self, device: DeviceId) -> Result<Option<(u64, OperationId)>, StoreError> {
        Ok(self.devices.get(&device).copied())
    }

    fn list_entries(&self, request: ServiceRequestId) -> Result<Vec<Entry>, StoreError> {
        let of_request = |kept: &Kept| match &*kept.entity {
            Entity::Entry(entry) if entry.request == request => Some((kept.order, entry.clone())),
            _ => None,
        };
        let mut entries: Vec<_> = self.entities(EntityKind::Entry).filter_map(of_request).collect();
        entries.sort_by_key(|(order, _)| *order);
        Ok(entries.into_iter().map(|(_, entry)| entry).collect())
    }

    fn list_ended_before(&self, at: Timestamp, limit: usize) -> Result<Vec<ServiceRequestId>, StoreError> {
        self.ended_before(at, limit)
    }

    fn list_by_word(&self, kind: EntityKind, beginning: &str, limit: usize) -> Result<Vec<EntityKey>, StoreError> {
        self.by_word(kind, beginning, limit)
    }

    fn count_people(&self) -> Result<usize, StoreError> {
        Ok(self.entities(EntityKind::Person).count())
    }

    fn list_uploads(&self, file: FileHash) -> Result<Vec<Upload>, StoreError> {
        Ok(self.uploads.values().filter(|it| it.file == file).copied().collect())
    }

    fn list_entries_with(&self, file: FileHash) -> Result<Vec<EntryId>, StoreError> {
        self.entries_with(file)
    }

    fn count_file_bytes(&self, person: Option<PersonId>) -> Result<u64, StoreError> {
        self.sum_file_bytes(person)
    }

    fn list_unused_files(&self, before: Timestamp, limit: usize) -> Result<Vec<FileHash>, StoreError> {
        self.unused_files(before, limit)
    }

    fn audit_head(&self) -> Result<AuditHead, StoreError> {
        Ok(self.audit_head)
    }

    fn list_audit(&self, first: u64, last: u64) -> Result<Vec<AuditRecord>, StoreError> {
        let is_within = |record: &&AuditRecord| (first..=last).contains(&record.n);
        Ok(self.audit.values().filter(is_within).cloned().collect())
    }
}

impl AuthorityWrite for State {
    fn allot_seq(&mut self) -> Result<u64, StoreError> {
        self.head.seq += 1;
        Ok(self.head.seq)
    }

    fn extend_chain(&mut self, chain: [u8; 32]) -> Result<(), StoreError> {
        self.head.chain = chain;
        self.chains.change().insert(self.head.seq, chain);
        Ok(())
    }

    fn put_entity(&mut self, entity: &Entity, seq: u64, scopes: &BTreeSet<Scope>) -> Result<(), StoreError> {
        let key = entity.key();
        let order = self.entities.get(&key).map_or(self.made, |kept| kept.order);
        self.made += 1;
        if self.deleted.contains_key(&key) {
            self.deleted.change().remove(&key);
        }
        self.entities
            .change()
            .insert(key, Kept { order, entity: Arc::new(entity.clone()), body: entity.to_json().into() });
        if matches!(entity, Entity::Person(_) | Entity::Team(_) | Entity::CannedText(_)) {
            self.set_words(key, Timestamp::from_micros(0), &directory_words(entity))?;
        }
        let feed = self.feed.change();
        for (scope, lines) in feed.iter_mut() {
            if !scopes.contains(scope) && lines.get(&key).is_some_and(|line| !line.is_gone) {
                lines.change().insert(key, Line { seq, is_gone: true });
            }
        }
        for scope in scopes {
            feed.entry(scope.clone()).or_default().change().insert(key, Line { seq, is_gone: false });
        }
        Ok(())
    }

    fn delete_entity(&mut self, entity: &Entity, seq: u64) -> Result<(), StoreError> {
        self.put_entity(entity, seq, &BTreeSet::new())?;
        self.words.change().remove(&entity.key());
        if let Some(kept) = self.entities.change().remove(&entity.key()) {
            self.deleted.change().insert(entity.key(), kept.order);
        }
        Ok(())
    }

    fn prune_gone(&mut self, seq: u64) -> Result<(), StoreError> {
        for lines in self.feed.change().values_mut() {
            lines.change().retain(|_, line| !line.is_gone || line.seq > seq);
        }
        let State { feed, deleted, .. } = self;
        deleted.change().retain(|key, _| feed.values().any(|lines| lines.contains_key(key)));
        Ok(())
    }

    fn prune_outcomes(&mut self, at: Timestamp) -> Result<u64, StoreError> {
        let before = self.outcomes.len();
        self.outcomes.change().retain(|_, outcome| outcome.recorded_at >= at);
        Ok((before - self.outcomes.len()) as u64)
    }

    fn insert_outcome(&mut self, operation: OperationId, outcome: &Outcome) -> Result<(), StoreError> {
        if self.outcomes.contains_key(&operation) {
            let cause = "it is there already".to_owned();
            return Err(StoreError::Inconsistent { table: "outcomes", row: operation.to_string(), cause });
        }
        self.outcomes.change().insert(operation, Arc::new(outcome.clone()));
        Ok(())
    }

    fn settle_outcome(&mut self, operation: OperationId, outcome: &Outcome) -> Result<(), StoreError> {
        self.outcomes.change().insert(operation, Arc::new(outcome.clone()));
        Ok(())
    }

    fn set_last_n(&mut self, device: DeviceId, n: u64, operation: OperationId) -> Result<(), StoreError> {
        self.devices.change().insert(device, (n, operation));
        Ok(())
    }

    fn next_number(&mut self, prefix: &str) -> Result<u32, StoreError> {
        let last = self.numbers.change().entry(prefix.to_owned()).or_default();
        *last += 1;
        Ok(*last)
    }

    fn set_words(&mut self, key: EntityKey, at: Timestamp, words: &BTreeSet<String>) -> Result<(), StoreError> {
        self.words.change().insert(key, (at, words.clone()));
        Ok(())
    }

    fn put_upload(&mut self, upload: &Upload) -> Result<(), StoreError> {
        self.uploads.change().insert((upload.file, upload.person), *upload);
        Ok(())
    }

    fn delete_uploads(&mut self, file: FileHash) -> Result<(), StoreError> {
        self.uploads.change().retain(|(it, _), _| *it != file);
        Ok(())
    }

    fn set_backups(&mut self, backups: &Backups) -> Result<(), StoreError> {
        self.backups = *backups;
        Ok(())
    }

    fn append_audit(&mut self, record: &AuditRecord) -> Result<(), StoreError> {
        self.audit_head = AuditHead { n: record.n, hash: record.hash, ..self.audit_head };
        self.audit.change().insert(record.n, record.clone());
        Ok(())
    }

    fn prune_audit(&mut self, up_to: &AuditRecord) -> Result<(), StoreError> {
        self.audit_head = AuditHead { pruned_n: up_to.n, pruned_hash: up_to.hash, ..self.audit_head };
        self.audit.change().retain(|n, _| *n > up_to.n);
        Ok(())
    }

    fn set_epoch(&mut self, epoch: Uuid) -> Result<(), StoreError> {
        self.head.epoch = epoch;
        Ok(())
    }
}
