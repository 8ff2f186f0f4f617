//! Whom a guest knows: the people of their teams, and those who are named in what they see. Nobody
//! else of the directory comes to a guest's device.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use goodturn_domain::policy::Standing;
use goodturn_domain::{Entity, PersonId, Role, Scope};
use goodturn_store::{AuthorityRead, StoreError};

use super::read_entity;
use crate::protocol::MOST_SCOPES;

/// Whom each guest knew when they last asked: looking through all that they see takes long, so it
/// is done again only when something in it has changed.
#[derive(Debug, Default)]
pub(super) struct Acquaintances(Mutex<BTreeMap<PersonId, Circle>>);

#[derive(Clone, Debug)]
struct Circle {
    /// The head at which it was drawn, from what was in these scopes.
    seq: u64,
    scopes: BTreeSet<Scope>,
    people: BTreeSet<PersonId>,
}

impl Acquaintances {
    pub(super) const fn new() -> Self {
        Self(Mutex::new(BTreeMap::new()))
    }

    /// Every scope that somebody may sync.
    pub(super) fn scopes(&self, tx: &dyn AuthorityRead, standing: &Standing) -> Result<BTreeSet<Scope>, StoreError> {
        let mut scopes = standing.scopes();
        if standing.role == Role::Guest {
            let people = self.of_guest(tx, standing.person, &scopes)?;
            // A device names its scopes with each pull, so there is a limit to them.
            let left = MOST_SCOPES.saturating_sub(scopes.len());
            let others = people.into_iter().filter(|person| *person != standing.person);
            scopes.extend(others.map(Scope::Acquaintances).take(left));
        }
        Ok(scopes)
    }

    fn of_guest(
        &self,
        tx: &dyn AuthorityRead,
        guest: PersonId,
        scopes: &BTreeSet<Scope>,
    ) -> Result<BTreeSet<PersonId>, StoreError> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&guest).cloned();
        if let Some(circle) = known
            && circle.scopes == *scopes
            && !circle.has_changed(tx)?
        {
            return Ok(circle.people);
        }
        let circle = Circle { seq: tx.head()?.seq, scopes: scopes.clone(), people: draw(tx, scopes)? };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(guest, circle.clone());
        Ok(circle.people)
    }
}

impl Circle {
    fn has_changed(&self, tx: &dyn AuthorityRead) -> Result<bool, StoreError> {
        for scope in &self.scopes {
            if !tx.list_feed(scope, self.seq, 1)?.is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// The people named in everything that is in the scopes now.
fn draw(tx: &dyn AuthorityRead, scopes: &BTreeSet<Scope>) -> Result<BTreeSet<PersonId>, StoreError> {
    let mut people = BTreeSet::new();
    for scope in scopes {
        for row in tx.list_feed(scope, 0, usize::MAX)? {
            people.extend(read_entity(&row)?.iter().flat_map(Entity::people));
        }
    }
    Ok(people)
}
