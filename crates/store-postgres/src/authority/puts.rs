//! Entities that a transaction has put and not sent yet.

use std::collections::{BTreeMap, BTreeSet};

use goodturn_domain::{Entity, EntityKey, EntityKind, Scope};
use goodturn_store::StoreError;

use super::feed::Digests;
use super::projections::Projected;
use super::{entities, feed, projections};
use crate::transaction::{Change, Transaction};

/// An entity as it was put, once or several times in a row.
#[derive(Debug)]
pub(super) struct Put {
    entity: Entity,
    made: i64,
    /// Whether there is no row of it anywhere.
    is_new: bool,
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

    pub(super) const fn is_new(&self) -> bool {
        self.is_new
    }

    pub(super) fn seq(&self) -> u64 {
        self.last().0
    }

    /// Whether anybody sees it in a feed now.
    fn is_in_feeds(&self) -> bool {
        !self.last().1.is_empty()
    }

    pub(super) fn moves(&self) -> &[(u64, BTreeSet<Scope>)] {
        &self.moves
    }

    fn projected(&self) -> Projected<'_> {
        Projected { entity: &self.entity, is_in_feeds: self.is_in_feeds(), is_new: self.is_new }
    }

    fn last(&self) -> &(u64, BTreeSet<Scope>) {
        self.moves.last().expect("what was put was put at least once")
    }
}

#[derive(Debug, Default)]
pub(super) struct Puts(BTreeMap<EntityKey, Put>);

impl Puts {
    /// `is_absent` says whether it was known that there is no row of it.
    pub(super) fn put(&mut self, entity: &Entity, seq: u64, made: i64, scopes: &BTreeSet<Scope>, is_absent: bool) {
        let key = entity.key();
        // Of people and teams that are there no longer rows may be left.
        let is_new = is_absent
            && matches!(
                key.kind,
                EntityKind::ServiceRequest | EntityKind::Entry | EntityKind::FollowUp | EntityKind::Thanks
            );
        let new = || Put { entity: entity.clone(), made, is_new, moves: Vec::new() };
        let put = self.0.entry(key).or_insert_with(new);
        put.entity.clone_from(entity);
        put.moves.push((seq, scopes.clone()));
    }

    /// The scopes in which an entity is seen since it was put.
    pub(super) fn scopes(&self, key: EntityKey) -> Option<&BTreeSet<Scope>> {
        self.0.get(&key).map(|put| &put.last().1)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn kinds(&self) -> impl Iterator<Item = EntityKind> {
        self.0.keys().map(|key| key.kind)
    }

    /// What stores everything: entities, what decisions ask about them, and their rows in feeds. The
    /// digests are brought along.
    pub(super) fn changes(&self, tx: &Transaction<'_>, digests: &mut Digests) -> Result<Vec<Change>, StoreError> {
        let puts: Vec<&Put> = self.0.values().collect();
        if puts.is_empty() {
            return Ok(Vec::new());
        }
        let mut changes = entities::changes(&puts);
        changes.extend(projections::changes(puts.iter().map(|put| put.projected())));
        changes.extend(feed::changes(tx, &puts, digests)?);
        Ok(changes)
    }
}
