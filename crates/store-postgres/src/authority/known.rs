//! What a transaction has read or put: the rules ask for the same people, teams and requests with
//! every operation, and nobody else changes them meanwhile.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use goodturn_domain::person::Membership;
use goodturn_domain::{Entity, EntityKey, FollowUp, FollowUpId, Organization, PersonId, ServiceRequestId, TeamId};
use goodturn_store::StoreError;

type Memberships = Vec<(TeamId, Membership)>;
/// By id, as every device decides on them.
type FollowUps = BTreeMap<FollowUpId, FollowUp>;

#[derive(Debug, Default)]
pub(super) struct Known {
    entities: RefCell<BTreeMap<EntityKey, Option<Entity>>>,
    absent: RefCell<BTreeSet<EntityKey>>,
    memberships: RefCell<BTreeMap<PersonId, Memberships>>,
    organization: RefCell<Option<Option<Organization>>>,
    follow_ups: RefCell<BTreeMap<ServiceRequestId, FollowUps>>,
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

    /// Whether it is known that there is no row of such an entity, not even of a deleted one.
    pub(super) fn is_absent(&self, key: EntityKey) -> bool {
        self.absent.borrow().contains(&key)
    }

    /// Takes note of entities that were fetched ahead, and of those that are not there.
    pub(super) fn foresee(&self, keys: &[EntityKey], found: Vec<(EntityKey, Option<Entity>)>) {
        let (mut entities, mut absent) = (self.entities.borrow_mut(), self.absent.borrow_mut());
        absent.extend(keys);
        for key in keys {
            entities.entry(*key).or_insert(None);
        }
        for (key, entity) in found {
            absent.remove(&key);
            entities.insert(key, entity);
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

    /// Takes note of what was fetched ahead about people.
    pub(super) fn foresee_memberships(&self, people: &[PersonId], found: Vec<(PersonId, (TeamId, Membership))>) {
        let mut memberships = self.memberships.borrow_mut();
        memberships.extend(people.iter().map(|person| (*person, Memberships::new())));
        for (person, membership) in found {
            memberships.entry(person).or_default().push(membership);
        }
    }

    /// Takes note of what was fetched ahead about requests.
    pub(super) fn foresee_follow_ups(&self, requests: &[ServiceRequestId], found: Vec<FollowUp>) {
        let mut follow_ups = self.follow_ups.borrow_mut();
        follow_ups.extend(requests.iter().map(|request| (*request, FollowUps::new())));
        for follow_up in found {
            if let Some(of_request) = follow_up.request.and_then(|request| follow_ups.get_mut(&request)) {
                of_request.insert(follow_up.id, follow_up);
            }
        }
    }

    pub(super) fn follow_ups(
        &self,
        request: ServiceRequestId,
        list: impl FnOnce() -> Result<Vec<FollowUp>, StoreError>,
    ) -> Result<Vec<FollowUp>, StoreError> {
        if let Some(known) = self.follow_ups.borrow().get(&request) {
            return Ok(known.values().cloned().collect());
        }
        let listed = list()?;
        let known = listed.iter().map(|follow_up| (follow_up.id, follow_up.clone())).collect();
        self.follow_ups.borrow_mut().insert(request, known);
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
        self.follow_ups.get_mut().values_mut().for_each(|known| known.retain(|id, _| id.uuid() != key.id));
    }

    /// Takes note of what was put, and forgets what it may have changed.
    pub(super) fn put(&mut self, entity: &Entity) {
        self.entities.get_mut().insert(entity.key(), Some(entity.clone()));
        self.absent.get_mut().remove(&entity.key());
        match entity {
            Entity::Team(_) => self.memberships.get_mut().clear(),
            Entity::Organization(_) => *self.organization.get_mut() = None,
            Entity::FollowUp(follow_up) => {
                // It may belong to another request now, or to none.
                let known = self.follow_ups.get_mut();
                known.values_mut().for_each(|of_request| drop(of_request.remove(&follow_up.id)));
                if let Some(of_request) = follow_up.request.and_then(|request| known.get_mut(&request)) {
                    of_request.insert(follow_up.id, follow_up.clone());
                }
            }
            _ => {}
        }
    }
}
