//! What the writer knows already: people, teams, requests, scopes and the head, as they are in the
//! file. An organization's file has one writer, so what was read or written last still holds.

use std::collections::{HashMap, HashSet};

use goodturn_domain::person::Membership;
use goodturn_domain::{DeviceId, Entity, EntityKey, EntityKind, OperationId, PersonId, TeamId};
use goodturn_store::Head;

use crate::scope_sums::ScopeSums;

/// So many entities are kept, of about a kilobyte each; then all are forgotten and read again.
const MOST_ENTITIES: usize = 4_096;
/// So many scopes are kept.
const MOST_SCOPES: usize = 16_384;

/// A transaction that fails takes its knowledge along: it is never put back.
#[derive(Debug, Default)]
pub(super) struct Known {
    entities: HashMap<EntityKey, Entity>,
    /// What was looked for in vain by this transaction.
    missing: HashSet<EntityKey>,
    memberships: HashMap<PersonId, Vec<(TeamId, Membership)>>,
    /// The last number of each series, and whether it has yet to be written.
    pub(super) numbers: HashMap<String, (u32, bool)>,
    /// The last number of each device, with its operation.
    pub(super) devices: HashMap<DeviceId, (u64, OperationId)>,
    pub(super) organization: Option<goodturn_domain::Organization>,
    pub(super) head: Option<Head>,
    pub(super) sums: ScopeSums,
}

impl Known {
    pub(super) fn entity(&self, key: EntityKey) -> Option<&Entity> {
        self.entities.get(&key)
    }

    pub(super) fn is_missing(&self, key: EntityKey) -> bool {
        self.missing.contains(&key)
    }

    pub(super) fn miss(&mut self, key: EntityKey) {
        self.missing.insert(key);
    }

    /// Remembers an entity as it is in the file now.
    pub(super) fn remember(&mut self, entity: &Entity) {
        self.missing.remove(&entity.key());
        // Decisions seldom ask for these, and they are the most.
        if !matches!(entity, Entity::Entry(_) | Entity::Thanks(_)) {
            self.entities.insert(entity.key(), entity.clone());
        }
    }

    pub(super) fn forget(&mut self, key: EntityKey) {
        self.entities.remove(&key);
    }

    pub(super) fn memberships(&self, person: PersonId) -> Option<&Vec<(TeamId, Membership)>> {
        self.memberships.get(&person)
    }

    pub(super) fn remember_memberships(&mut self, person: PersonId, memberships: Vec<(TeamId, Membership)>) {
        self.memberships.insert(person, memberships);
    }

    /// The entity is being written: what is derived from it has to be read again.
    pub(super) fn changes(&mut self, kind: EntityKind) {
        match kind {
            EntityKind::Team => self.memberships.clear(),
            EntityKind::Organization => self.organization = None,
            _ => {}
        }
    }

    /// After a commit: forgets what has become too much.
    pub(super) fn trim(&mut self) {
        self.missing.clear();
        if self.numbers.len() > MOST_SCOPES {
            self.numbers.clear();
        }
        if self.devices.len() > MOST_SCOPES {
            self.devices.clear();
        }
        if self.entities.len() > MOST_ENTITIES {
            self.entities.clear();
        }
        if self.memberships.len() > MOST_ENTITIES {
            self.memberships.clear();
        }
        if self.sums.len() > MOST_SCOPES {
            self.sums = ScopeSums::default();
        }
    }
}
