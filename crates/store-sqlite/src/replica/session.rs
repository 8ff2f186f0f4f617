//! A transaction or snapshot of a device's file: the traits, spelled out in the files beside.

use std::collections::BTreeMap;

use goodturn_domain::person::Membership;
use goodturn_domain::{
    CannedText, Entity, EntityKey, Entry, FollowUp, OperationId, Organization, PersonId, Scope, ServiceRequestId,
    TeamId,
};
use goodturn_store::{Attention, Digest, OutboxRecord, Position, ReplicaRead, ReplicaWrite, StoreError, understand};
use rusqlite::Connection;
use uuid::Uuid;

use super::counts::Counts;
use super::prepared::Prepared;
use super::search::Reindex;
use super::{
    attention, canned_texts, cleaning, entities, entries, follow_ups, outbox, position, requests, scopes, search,
};
use crate::directory;
use crate::fault::Fault;
use crate::scope_sums::ScopeSums;

/// What was deleted because the person may no longer see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Loss {
    Nothing,
    /// Single entities, as happens every day.
    Entities,
    /// A lot at once, as when the person leaves a team.
    Scope,
}

/// What happens between begin and commit.
pub(super) struct Session<'db> {
    pub(super) db: &'db Connection,
    pub(super) prepared: Prepared<'db>,
    pub(super) sums: ScopeSums,
    pub(super) counts: Counts,
    pub(super) reindex: Reindex,
    /// The row ids of what was deleted, for when it comes back in the same transaction.
    pub(super) deleted: BTreeMap<(String, Uuid), i64>,
    /// With repetitions, in the order of the changes.
    pub(super) changed: Vec<EntityKey>,
    pub(super) loss: Loss,
}

impl<'db> Session<'db> {
    pub(super) fn new(db: &'db Connection) -> Self {
        Self {
            db,
            prepared: Prepared::default(),
            sums: ScopeSums::default(),
            counts: Counts::default(),
            reindex: Reindex::default(),
            deleted: BTreeMap::new(),
            changed: Vec::new(),
            loss: Loss::Nothing,
        }
    }

    /// Writes what was gathered, before the commit. Gives how many texts are left to be indexed, if it
    /// has left any.
    pub(super) fn flush(&mut self) -> Result<i64, Fault> {
        self.sums.flush(self.db)?;
        let flushed = self.reindex.flush(self.db, &mut self.prepared)?;
        if flushed.has_many_deleted && self.loss == Loss::Entities {
            self.loss = Loss::Scope;
        }
        if self.loss == Loss::Scope {
            search::optimize(self.db)?;
        }
        self.counts.flush(self.db)?;
        Ok(flushed.left)
    }
}

impl ReplicaRead for Session<'_> {
    fn find_entity(&self, key: EntityKey) -> Result<Option<Entity>, StoreError> {
        Ok(entities::find(self.db, key)?)
    }

    fn find_organization(&self) -> Result<Option<Organization>, StoreError> {
        Ok(directory::find_organization(
            self.db,
            "select body from entities where kind = 'organization' and is_understood = 1 order by id limit 1",
        )?)
    }

    fn list_follow_ups(&self, request: ServiceRequestId) -> Result<Vec<FollowUp>, StoreError> {
        Ok(follow_ups::list_of_request(self.db, request)?)
    }

    fn list_canned_texts(&self) -> Result<Vec<CannedText>, StoreError> {
        Ok(canned_texts::list(self.db)?.into_iter().map(|listed| listed.text).collect())
    }

    fn list_memberships(&self, person: PersonId) -> Result<Vec<(TeamId, Membership)>, StoreError> {
        Ok(directory::list_memberships(self.db, person)?)
    }

    fn count_owners(&self) -> Result<usize, StoreError> {
        Ok(directory::count_owners(self.db)?)
    }

    fn list_entries(&self, request: ServiceRequestId) -> Result<Vec<Entry>, StoreError> {
        Ok(entries::list(self.db, request)?.into_iter().map(|it| it.entry).collect())
    }

    fn count_open(&self, person: PersonId) -> Result<usize, StoreError> {
        Ok(requests::count_open(self.db, person)?)
    }

    fn list_outbox(&self, after: u64, limit: usize) -> Result<Vec<OutboxRecord>, StoreError> {
        Ok(outbox::list(self.db, after, limit)?)
    }

    fn list_unsent(&self, after: u64, limit: usize) -> Result<Vec<OutboxRecord>, StoreError> {
        Ok(outbox::list_unsent(self.db, after, limit)?)
    }

    fn count_unsent(&self) -> Result<u64, StoreError> {
        Ok(outbox::count_unsent(self.db)?)
    }

    fn last_n(&self) -> Result<u64, StoreError> {
        Ok(outbox::last_n(self.db)?)
    }

    fn list_attention(&self) -> Result<Vec<Attention>, StoreError> {
        Ok(attention::list(self.db)?)
    }

    fn position(&self) -> Result<Option<Position>, StoreError> {
        Ok(position::find(self.db)?)
    }

    fn list_cursors(&self) -> Result<Vec<(Scope, u64)>, StoreError> {
        Ok(scopes::list_cursors(self.db)?)
    }

    fn scope_digest(&self, scope: &Scope) -> Result<Digest, StoreError> {
        Ok(self.sums.digest(self.db, scope)?)
    }

    fn list_changed(&self) -> Result<Vec<EntityKey>, StoreError> {
        Ok(entities::list_changed(self.db)?)
    }
}

impl ReplicaWrite for Session<'_> {
    fn put_local(&mut self, entity: &Entity) -> Result<(), StoreError> {
        Ok(entities::put_local(self, entity)?)
    }

    fn restore_base(&mut self, key: EntityKey) -> Result<(), StoreError> {
        Ok(entities::restore_base(self, key)?)
    }

    fn put_row(&mut self, kind: &str, id: Uuid, seq: u64, body: &str, scopes: &[Scope]) -> Result<(), StoreError> {
        Ok(entities::put_row(self, kind, id, (seq, body), scopes)?)
    }

    fn put_read_row(
        &mut self,
        (kind, id, seq, body): (&str, Uuid, u64, &str),
        entity: Option<&Entity>,
        scopes: &[Scope],
    ) -> Result<(), StoreError> {
        Ok(entities::put_read_row(self, (kind, id, seq, body), entity, scopes, false)?)
    }

    fn put_settled_row(
        &mut self,
        kind: &str,
        id: Uuid,
        seq: u64,
        body: &str,
        scopes: &[Scope],
    ) -> Result<(), StoreError> {
        let entity = understand(kind, id, body);
        Ok(entities::put_read_row(self, (kind, id, seq, body), entity.as_ref(), scopes, true)?)
    }

    fn put_looked_up(&mut self, kind: &str, id: Uuid, body: &str) -> Result<(), StoreError> {
        Ok(entities::put_looked_up(self, kind, id, body)?)
    }

    fn remove_from_scope(&mut self, kind: &str, id: Uuid, scope: &Scope) -> Result<(), StoreError> {
        Ok(scopes::remove(self, kind, id, scope)?)
    }

    fn drop_scope(&mut self, scope: &Scope) -> Result<(), StoreError> {
        Ok(scopes::drop(self, scope)?)
    }

    fn set_cursor(&mut self, scope: &Scope, seq: u64) -> Result<(), StoreError> {
        Ok(scopes::set_cursor(self, scope, seq)?)
    }

    fn set_position(&mut self, position: &Position) -> Result<(), StoreError> {
        Ok(position::set(self.db, position)?)
    }

    fn append_outbox(&mut self, record: &OutboxRecord) -> Result<(), StoreError> {
        Ok(outbox::append(self.db, record)?)
    }

    fn set_touched(&mut self, n: u64, touched: &[EntityKey]) -> Result<(), StoreError> {
        Ok(outbox::set_touched(self.db, n, touched)?)
    }

    fn set_applied(&mut self, n: u64, seq: u64) -> Result<(), StoreError> {
        Ok(outbox::set_applied(self.db, n, seq)?)
    }

    fn keep_applied(&mut self, seq: u64, most: usize) -> Result<(), StoreError> {
        Ok(outbox::keep_applied(self.db, seq, most)?)
    }

    fn forget_kept(&mut self, seq: u64) -> Result<(), StoreError> {
        Ok(outbox::forget_kept(self.db, seq)?)
    }

    fn take_kept(&mut self) -> Result<Vec<OutboxRecord>, StoreError> {
        Ok(outbox::take_kept(self.db)?)
    }

    fn delete_outbox(&mut self, n: u64) -> Result<(), StoreError> {
        Ok(outbox::delete(self.db, n)?)
    }

    fn insert_attention(&mut self, attention: &Attention) -> Result<(), StoreError> {
        Ok(attention::insert(self.db, attention)?)
    }

    fn clean_records(&mut self, clean: &dyn Fn(&str) -> Option<String>) -> Result<(), StoreError> {
        cleaning::clean(self.db, clean)?;
        // The whole file is written anew after the commit.
        self.loss = Loss::Scope;
        Ok(())
    }

    fn delete_attention(&mut self, id: OperationId) -> Result<(), StoreError> {
        Ok(attention::delete(self.db, id)?)
    }
}
