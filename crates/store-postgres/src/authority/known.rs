//! What a transaction has read or put: the rules ask for the same people, teams and requests with
//! every operation, and nobody else changes them meanwhile.

use std::cell::RefCell;
use std::collections::BTreeMap;

use goodturn_domain::person::Membership;
use goodturn_domain::{Entity, EntityKey, Organization, PersonId, TeamId};
use goodturn_store::StoreError;

type Memberships = Vec<(TeamId, Membership)>;

#[derive(Debug, Default)]
pub(super) struct Known {
    entities: RefCell<BTreeMap<EntityKey, Option<Entity>>>,
    memberships: RefCell<BTreeMap<PersonId, Memberships>>,
    organization: RefCell<Option<Option<Organization>>>,
}

impl Known {
    pub(super) fn entity(
        &self,
        key: EntityKey,
        find: impl FnOnce() -> Result<Option<Entity>, StoreError>,
    ) -> Result<Option<Entity>, StoreError> {
        if let Some(known) = self.entities.borrow().get(&key) {
            return Ok(known.clone());
        }
        let found = find()?;
        self.entities.borrow_mut().insert(key, found.clone());
        Ok(found)
    }

    /// Takes note of entities that were fetched ahead, and of those that are not there.
    pub(super) fn foresee(&self, keys: &[EntityKey], found: Vec<Entity>) {
        let mut entities = self.entities.borrow_mut();
        for key in keys {
            entities.entry(*key).or_insert(None);
        }
        for entity in found {
            entities.insert(entity.key(), Some(entity));
        }
    }

    pub(super) fn memberships(
        &self,
        person: PersonId,
        list: impl FnOnce() -> Result<Memberships, StoreError>,
    ) -> Result<Memberships, StoreError> {
        if let Some(known) = self.memberships.borrow().get(&person) {
            return Ok(known.clone());
        }
        let listed = list()?;
        self.memberships.borrow_mut().insert(person, listed.clone());
        Ok(listed)
    }

    pub(super) fn organization(
        &self,
        find: impl FnOnce() -> Result<Option<Organization>, StoreError>,
    ) -> Result<Option<Organization>, StoreError> {
        if let Some(known) = self.organization.borrow().as_ref() {
            return Ok(known.clone());
        }
        let found = find()?;
        *self.organization.borrow_mut() = Some(found.clone());
        Ok(found)
    }

    /// The entity is there no longer.
    pub(super) fn forget(&mut self, key: EntityKey) {
        self.entities.get_mut().insert(key, None);
    }

    /// Takes note of what was put, and forgets what it may have changed.
    pub(super) fn put(&mut self, entity: &Entity) {
        self.entities.get_mut().insert(entity.key(), Some(entity.clone()));
        match entity {
            Entity::Team(_) => self.memberships.get_mut().clear(),
            Entity::Organization(_) => *self.organization.get_mut() = None,
            _ => {}
        }
    }
}
