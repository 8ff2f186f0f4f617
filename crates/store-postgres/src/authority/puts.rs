//! Entities that a transaction has put and not sent yet.

use std::collections::{BTreeMap, BTreeSet};

use goodturn_domain::{Entity, EntityKey, EntityKind, Scope};
use goodturn_store::StoreError;

use super::{entities, feed, projections};
use crate::transaction::{Change, Transaction};

/// An entity as it was put, once or several times in a row.
#[derive(Debug)]
pub(super) struct Put {
    entity: Entity,
    made: i64,
    /// Its number and scopes each time: a scope may have been entered and left again.
    moves: Vec<(u64, BTreeSet<Scope>)>,
}

impl Put {
    pub(super) const fn entity(&self) -> &Entity {
        &self.entity
    }

    /// Its place in the order of making, if it is new.
    pub(super) const fn made(&self) -> i64 {
        self.made
    }

    pub(super) fn seq(&self) -> u64 {
        self.last().0
    }

    /// Whether anybody sees it in a feed now.
    pub(super) fn is_in_feeds(&self) -> bool {
        !self.last().1.is_empty()
    }

    pub(super) fn moves(&self) -> &[(u64, BTreeSet<Scope>)] {
        &self.moves
    }

    fn last(&self) -> &(u64, BTreeSet<Scope>) {
        self.moves.last().expect("what was put was put at least once")
    }
}

#[derive(Debug, Default)]
pub(super) struct Puts(BTreeMap<EntityKey, Put>);

impl Puts {
    pub(super) fn put(&mut self, entity: &Entity, seq: u64, made: i64, scopes: &BTreeSet<Scope>) {
        let put = self.0.entry(entity.key()).or_insert_with(|| Put { entity: entity.clone(), made, moves: Vec::new() });
        put.entity.clone_from(entity);
        put.moves.push((seq, scopes.clone()));
    }

    /// The scopes in which an entity is seen since it was put.
    pub(super) fn scopes(&self, key: EntityKey) -> Option<&BTreeSet<Scope>> {
        self.0.get(&key).map(|put| &put.last().1)
    }

    pub(super) fn kinds(&self) -> impl Iterator<Item = EntityKind> {
        self.0.keys().map(|key| key.kind)
    }

    /// What stores everything: entities, what decisions ask about them, and their rows in feeds.
    pub(super) fn changes(&self, tx: &Transaction<'_>) -> Result<Vec<Change>, StoreError> {
        let puts: Vec<&Put> = self.0.values().collect();
        if puts.is_empty() {
            return Ok(Vec::new());
        }
        let mut changes = vec![entities::change(&puts)];
        changes.extend(projections::changes(puts.iter().map(|put| (put.entity(), put.is_in_feeds()))));
        changes.extend(feed::changes(tx, &puts)?);
        Ok(changes)
    }
}
