//! Whom a guest knows, and in a large organization everybody: the people of their teams, and those who
//! are named in what they see. Nobody else of the directory comes to their devices by itself.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use goodturn_domain::organization::Directory;
use goodturn_domain::policy::Standing;
use goodturn_domain::scope::Topic;
use goodturn_domain::{Entity, PersonId, Role, Scope};
use goodturn_store::{AuthorityRead, StoreError};

use super::read_entity;
use crate::protocol::MOST_SCOPES;

/// How many rows are looked through at a time.
const PAGE: usize = 2_000;

/// Whom each guest knew when they last asked: looking through all that they see takes long, so it
/// is done again only when something in it has changed.
#[derive(Debug, Default)]
pub(super) struct Acquaintances(Mutex<BTreeMap<PersonId, Circle>>);

#[derive(Clone, Debug)]
struct Circle {
    /// The head at which it was drawn, from what was in these scopes.
    seq: u64,
    scopes: BTreeSet<Scope>,
    /// The number under which each was named last.
    people: BTreeMap<PersonId, u64>,
}

impl Acquaintances {
    pub(super) const fn new() -> Self {
        Self(Mutex::new(BTreeMap::new()))
    }

    /// Every scope that somebody may sync.
    pub(super) fn scopes(&self, tx: &dyn AuthorityRead, standing: &Standing) -> Result<BTreeSet<Scope>, StoreError> {
        let directory = tx.find_organization()?.map(|it| it.directory).unwrap_or_default();
        let mut scopes = standing.synced_scopes(directory);
        if standing.role == Role::Guest || directory == Directory::OnDemand {
            // What the whole organization reads names people by the thousand: who is missing there is
            // looked up by the device.
            let is_near = |it: &&Scope| !matches!(it, Scope::Topic(Topic::Everyone | Topic::Thanks));
            let near = scopes.iter().filter(is_near).cloned().collect();
            let people = self.around(tx, standing, near)?;
            // A device names its scopes with each pull, so there is a limit to them.
            let left = MOST_SCOPES.saturating_sub(scopes.len());
            let others = people.into_iter().filter(|person| *person != standing.person);
            scopes.extend(others.map(Scope::Acquaintances).take(left));
        }
        Ok(scopes)
    }

    /// Those around somebody, who were named last first.
    fn around(
        &self,
        tx: &dyn AuthorityRead,
        standing: &Standing,
        scopes: BTreeSet<Scope>,
    ) -> Result<Vec<PersonId>, StoreError> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&standing.person).cloned();
        let known = known.filter(|circle| circle.scopes == scopes);
        let circle = match known {
            Some(circle) if !circle.has_changed(tx)? => return Ok(circle.in_order()),
            // A guest forgets whom nothing names any more. To colleagues nobody is a secret, and to look
            // through everything again with each change would cost more the larger the organization is.
            Some(mut circle) if standing.role != Role::Guest => {
                circle.draw(tx)?;
                circle
            }
            _ => {
                let mut circle = Circle { seq: 0, scopes, people: BTreeMap::new() };
                circle.draw(tx)?;
                circle
            }
        };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(standing.person, circle.clone());
        Ok(circle.in_order())
    }
}

impl Circle {
    /// Adds the people named in what has come into the scopes since it was drawn.
    fn draw(&mut self, tx: &dyn AuthorityRead) -> Result<(), StoreError> {
        for scope in &self.scopes {
            let mut after = self.seq;
            loop {
                // In pages: all of what an organization has said at once would fill the memory.
                let rows = tx.list_feed(scope, after, PAGE)?;
                let Some(last) = rows.last() else { break };
                after = last.seq;
                for row in &rows {
                    for person in read_entity(row)?.iter().flat_map(Entity::people) {
                        let named = self.people.entry(person).or_default();
                        *named = row.seq.max(*named);
                    }
                }
            }
        }
        self.seq = tx.head()?.seq;
        Ok(())
    }

    /// The people, who was named last first.
    fn in_order(&self) -> Vec<PersonId> {
        let mut people: Vec<_> = self.people.iter().map(|(person, seq)| (std::cmp::Reverse(*seq), *person)).collect();
        people.sort_unstable();
        people.into_iter().map(|(_, person)| person).collect()
    }

    fn has_changed(&self, tx: &dyn AuthorityRead) -> Result<bool, StoreError> {
        for scope in &self.scopes {
            if !tx.list_feed(scope, self.seq, 1)?.is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
