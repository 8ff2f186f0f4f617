//! A device's storage in memory.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use goodturn_domain::person::{Membership, Role};
use goodturn_domain::{
    CannedText, Entity, EntityKey, EntityKind, Entry, FollowUp, OperationId, Organization, PersonId, Scope,
    ServiceRequestId, TeamId,
};
use uuid::Uuid;

use super::reading::{Body, read};
use super::{Table, Whole};
use crate::replica::{Attention, OutboxRecord, Position, ReplicaRead, ReplicaStorage, ReplicaWrite};
use crate::{Digest, StoreError};

/// [`ReplicaStorage`] in memory.
#[derive(Debug)]
pub struct MemoryReplica(Whole<State>);

impl MemoryReplica {
    /// An empty one.
    pub fn new() -> Self {
        Self(Whole::new(State::default()))
    }

    /// Another one that holds the same, as a copied file does.
    pub fn copy(&self) -> Self {
        Self(self.0.copy())
    }
}

impl Default for MemoryReplica {
    fn default() -> Self {
        Self::new()
    }
}

impl ReplicaStorage for MemoryReplica {
    fn write<T, E: From<StoreError>>(&self, work: impl FnOnce(&mut dyn ReplicaWrite) -> Result<T, E>) -> Result<T, E> {
        self.0.write(|state| work(state))
    }

    fn read<T, E: From<StoreError>>(&self, work: impl FnOnce(&dyn ReplicaRead) -> Result<T, E>) -> Result<T, E> {
        work(&*self.0.snapshot())
    }
}

#[derive(Clone, Debug, Default)]
struct State {
    entities: Table<Place, Arc<Held>>,
    cursors: Table<Scope, u64>,
    position: Option<Position>,
    last_n: u64,
    outbox: Table<u64, OutboxRecord>,
    kept: Table<u64, OutboxRecord>,
    attention: Arc<Vec<Attention>>,
}

/// A kind that this version does not know has a name as well.
type Place = (Cow<'static, str>, Uuid);

#[derive(Clone, Debug)]
struct Held {
    body: Body,
    /// None where the server has no such entity, or where nothing is changed.
    base: Option<Body>,
    is_changed: bool,
    seq: Option<u64>,
    scopes: BTreeSet<Scope>,
}

impl State {
    /// Every entity of the kind that can be read, by id.
    fn entities(&self, kind: EntityKind) -> impl Iterator<Item = &Entity> {
        let of_kind = self.entities.range(place(kind.name(), Uuid::nil())..=place(kind.name(), Uuid::max()));
        of_kind.filter_map(|(_, held)| held.body.as_deref())
    }

    fn held(&mut self, kind: &str, id: Uuid) -> Option<&mut Held> {
        let place = place(kind, id);
        // Looked up first: a table that nothing changes in stays shared.
        self.entities.contains_key(&place).then(|| self.entities.change().get_mut(&place).map(Arc::make_mut))?
    }
}

fn place(kind: &str, id: Uuid) -> Place {
    let known = EntityKind::from_name(kind).map(|kind| Cow::Borrowed(kind.name()));
    (known.unwrap_or_else(|| Cow::Owned(kind.to_owned())), id)
}

impl ReplicaRead for State {
    fn find_entity(&self, key: EntityKey) -> Result<Option<Entity>, StoreError> {
        let held = self.entities.get(&place(key.kind.name(), key.id));
        Ok(held.and_then(|held| held.body.as_deref().cloned()))
    }

    fn find_organization(&self) -> Result<Option<Organization>, StoreError> {
        Ok(self.entities(EntityKind::Organization).find_map(|entity| match entity {
            Entity::Organization(organization) => Some(organization.clone()),
            _ => None,
        }))
    }

    fn list_follow_ups(&self, request: ServiceRequestId) -> Result<Vec<FollowUp>, StoreError> {
        let follow_ups = self.entities(EntityKind::FollowUp).filter_map(|entity| match entity {
            Entity::FollowUp(follow_up) if follow_up.request == Some(request) => Some(follow_up.clone()),
            _ => None,
        });
        Ok(follow_ups.collect())
    }

    fn list_canned_texts(&self) -> Result<Vec<CannedText>, StoreError> {
        let texts = self.entities(EntityKind::CannedText).filter_map(|entity| match entity {
            Entity::CannedText(text) => Some(text.clone()),
            _ => None,
        });
        Ok(texts.collect())
    }

    fn list_memberships(&self, person: PersonId) -> Result<Vec<(TeamId, Membership)>, StoreError> {
        let memberships = self.entities(EntityKind::Team).filter_map(|entity| match entity {
            Entity::Team(team) if team.is_active => team.membership_of(person).map(|membership| (team.id, membership)),
            _ => None,
        });
        Ok(memberships.collect())
    }

    fn count_owners(&self) -> Result<usize, StoreError> {
        let is_owner =
            |entity: &&Entity| matches!(entity, Entity::Person(it) if it.is_active && it.role == Role::Owner);
        Ok(self.entities(EntityKind::Person).filter(is_owner).count())
    }

    fn list_entries(&self, request: ServiceRequestId) -> Result<Vec<Entry>, StoreError> {
        let entries = self.entities(EntityKind::Entry).filter_map(|entity| match entity {
            Entity::Entry(entry) if entry.request == request => Some(entry.clone()),
            _ => None,
        });
        Ok(entries.collect())
    }

    fn count_open(&self, person: PersonId) -> Result<usize, StoreError> {
        let is_open = |it: &&Entity| matches!(it, Entity::ServiceRequest(it) if it.open_with() == Some(person));
        Ok(self.entities(EntityKind::ServiceRequest).filter(is_open).count())
    }

    fn list_outbox(&self, after: u64, limit: usize) -> Result<Vec<OutboxRecord>, StoreError> {
        Ok(self.outbox.values().filter(|record| record.n > after).take(limit).cloned().collect())
    }

    fn list_unsent(&self, after: u64, limit: usize) -> Result<Vec<OutboxRecord>, StoreError> {
        let unsent = self.outbox.values().filter(|record| record.n > after && record.applied_seq.is_none());
        Ok(unsent.take(limit).cloned().collect())
    }

    fn count_unsent(&self) -> Result<u64, StoreError> {
        Ok(self.outbox.values().filter(|record| record.applied_seq.is_none()).count() as u64)
    }

    fn last_n(&self) -> Result<u64, StoreError> {
        Ok(self.last_n)
    }

    fn list_attention(&self) -> Result<Vec<Attention>, StoreError> {
        Ok(Vec::clone(&self.attention))
    }

    fn position(&self) -> Result<Option<Position>, StoreError> {
        Ok(self.position.clone())
    }

    fn list_cursors(&self) -> Result<Vec<(Scope, u64)>, StoreError> {
        let mut cursors: Vec<_> = self.cursors.iter().map(|(scope, seq)| (scope.clone(), *seq)).collect();
        cursors.sort_by_cached_key(|(scope, _)| scope.to_string());
        Ok(cursors)
    }

    fn scope_digest(&self, scope: &Scope) -> Result<Digest, StoreError> {
        let rows = self.entities.iter().filter(|(_, held)| held.scopes.contains(scope));
        Ok(rows.fold(Digest::default(), |digest, ((_, id), held)| digest.with(*id, held.seq.unwrap_or_default())))
    }

    fn list_changed(&self) -> Result<Vec<EntityKey>, StoreError> {
        let changed = self.entities.iter().filter(|(_, held)| held.is_changed);
        let mut keys: Vec<_> = changed
            .filter_map(|((kind, id), _)| EntityKind::from_name(kind).map(|kind| EntityKey { kind, id: *id }))
            .collect();
        keys.sort_unstable();
        Ok(keys)
    }
}

impl ReplicaWrite for State {
    fn put_local(&mut self, entity: &Entity) -> Result<(), StoreError> {
        let key = entity.key();
        // Written and read again, as in a file.
        let body = read(key.kind.name(), key.id, &entity.to_json());
        if let Some(held) = self.held(key.kind.name(), key.id) {
            let before = std::mem::replace(&mut held.body, body);
            if !held.is_changed {
                held.base = Some(before);
                held.is_changed = true;
            }
        } else {
            let held = Held { body, base: None, is_changed: true, seq: None, scopes: BTreeSet::new() };
            self.entities.change().insert(place(key.kind.name(), key.id), Arc::new(held));
        }
        Ok(())
    }

    fn restore_base(&mut self, key: EntityKey) -> Result<(), StoreError> {
        let Some(held) = self.held(key.kind.name(), key.id).filter(|held| held.is_changed) else {
            return Ok(());
        };
        if let Some(base) = held.base.take() {
            held.body = base;
            held.is_changed = false;
        } else {
            self.entities.change().remove(&place(key.kind.name(), key.id));
        }
        Ok(())
    }

    fn put_row(&mut self, kind: &str, id: Uuid, seq: u64, body: &str, scopes: &[Scope]) -> Result<(), StoreError> {
        let body = read(kind, id, body);
        if let Some(held) = self.held(kind, id) {
            *(if held.is_changed { held.base.get_or_insert_default() } else { &mut held.body }) = body;
            held.seq = Some(seq);
            if !scopes.contains(&Scope::LookedUp) {
                held.scopes.remove(&Scope::LookedUp);
            }
            held.scopes.extend(scopes.iter().cloned());
        } else {
            let scopes = scopes.iter().cloned().collect();
            let held = Held { body, base: None, is_changed: false, seq: Some(seq), scopes };
            self.entities.change().insert(place(kind, id), Arc::new(held));
        }
        Ok(())
    }

    fn put_settled_row(
        &mut self,
        kind: &str,
        id: Uuid,
        seq: u64,
        body: &str,
        scopes: &[Scope],
    ) -> Result<(), StoreError> {
        if let Some(held) = self.held(kind, id) {
            (held.base, held.is_changed) = (None, false);
        }
        self.put_row(kind, id, seq, body, scopes)
    }

    fn put_looked_up(&mut self, kind: &str, id: Uuid, body: &str) -> Result<(), StoreError> {
        let is_synced = self
            .held(kind, id)
            .is_some_and(|held| held.is_changed || held.scopes.iter().any(|scope| *scope != Scope::LookedUp));
        if is_synced { Ok(()) } else { self.put_row(kind, id, 0, body, &[Scope::LookedUp]) }
    }

    fn remove_from_scope(&mut self, kind: &str, id: Uuid, scope: &Scope) -> Result<(), StoreError> {
        if let Some(held) = self.held(kind, id)
            && held.scopes.remove(scope)
            && held.scopes.is_empty()
        {
            self.entities.change().remove(&place(kind, id));
        }
        Ok(())
    }

    fn drop_scope(&mut self, scope: &Scope) -> Result<(), StoreError> {
        self.cursors.change().remove(scope);
        if !self.entities.values().any(|held| held.scopes.contains(scope)) {
            return Ok(());
        }
        self.entities.change().retain(|_, held| {
            let was_in_it = held.scopes.contains(scope) && Arc::make_mut(held).scopes.remove(scope);
            !was_in_it || !held.scopes.is_empty()
        });
        Ok(())
    }

    fn set_cursor(&mut self, scope: &Scope, seq: u64) -> Result<(), StoreError> {
        self.cursors.change().insert(scope.clone(), seq);
        Ok(())
    }

    fn set_position(&mut self, position: &Position) -> Result<(), StoreError> {
        self.position = Some(position.clone());
        Ok(())
    }

    fn append_outbox(&mut self, record: &OutboxRecord) -> Result<(), StoreError> {
        let row = record.n.to_string();
        if record.n != self.last_n + 1 {
            let cause = format!("the last number is {}", self.last_n);
            return Err(StoreError::Inconsistent { table: "outbox", row, cause });
        }
        if self.outbox.values().any(|other| other.id == record.id) {
            let cause = format!("{} is there already", record.id);
            return Err(StoreError::Inconsistent { table: "outbox", row, cause });
        }
        self.last_n = record.n;
        self.outbox.change().insert(record.n, record.clone());
        Ok(())
    }

    fn set_touched(&mut self, n: u64, touched: &[EntityKey]) -> Result<(), StoreError> {
        if let Some(record) = self.outbox.change().get_mut(&n) {
            record.touched = touched.to_vec();
        }
        Ok(())
    }

    fn set_applied(&mut self, n: u64, seq: u64) -> Result<(), StoreError> {
        if let Some(record) = self.outbox.change().get_mut(&n) {
            record.applied_seq = Some(seq);
        }
        Ok(())
    }

    fn keep_applied(&mut self, seq: u64, most: usize) -> Result<(), StoreError> {
        let leaves = |record: &OutboxRecord| record.applied_seq.is_some_and(|applied| applied <= seq);
        // Looked up first: a table that nothing changes in stays shared.
        if self.outbox.values().any(leaves) {
            self.kept.change().extend(self.outbox.change().extract_if(.., |_, record| leaves(record)));
        }
        while self.kept.len() > most {
            self.kept.change().pop_first();
        }
        Ok(())
    }

    fn forget_kept(&mut self, seq: u64) -> Result<(), StoreError> {
        let stays = |record: &OutboxRecord| record.applied_seq.is_none_or(|applied| applied > seq);
        if !self.kept.values().all(stays) {
            self.kept.change().retain(|_, record| stays(record));
        }
        Ok(())
    }

    fn take_kept(&mut self) -> Result<Vec<OutboxRecord>, StoreError> {
        Ok(std::mem::take(self.kept.change()).into_values().collect())
    }

    fn delete_outbox(&mut self, n: u64) -> Result<(), StoreError> {
        self.outbox.change().remove(&n);
        Ok(())
    }

    fn insert_attention(&mut self, attention: &Attention) -> Result<(), StoreError> {
        let kept = Arc::make_mut(&mut self.attention);
        match kept.iter_mut().find(|other| other.id == attention.id) {
            Some(other) => *other = attention.clone(),
            None => kept.push(attention.clone()),
        }
        Ok(())
    }

    fn clean_records(&mut self, clean: &dyn Fn(&str) -> Option<String>) -> Result<(), StoreError> {
        self.kept.change().retain(|_, record| clean(&record.body).is_none());
        let records = self.outbox.change().values_mut().map(|it| &mut it.body);
        let refused = Arc::make_mut(&mut self.attention).iter_mut().flat_map(|it| [&mut it.body, &mut it.details]);
        for record in records.chain(refused) {
            if let Some(cleaned) = clean(record) {
                *record = cleaned;
            }
        }
        Ok(())
    }

    fn delete_attention(&mut self, id: OperationId) -> Result<(), StoreError> {
        Arc::make_mut(&mut self.attention).retain(|attention| attention.id != id);
        Ok(())
    }
}
