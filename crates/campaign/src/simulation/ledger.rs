//! What the server stored, written down beside it: the reference that its state is compared with.

use std::collections::{BTreeMap, BTreeSet};

use goodturn_domain::{
    Actor, Context, Entity, EntityKey, Operation, OperationId, Scope, ServiceRequest, Stop, Timestamp, decide,
};
use goodturn_test_support::Book;

/// An operation as it was applied.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) seq: u64,
    pub(crate) actor: Actor,
    pub(crate) operation: Operation,
    /// The server's time when it was decided.
    pub(crate) now: Timestamp,
}

/// Everything that was applied, in order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ledger(Vec<Line>);

/// What the rules alone make of a ledger.
#[derive(Default)]
pub(crate) struct Reference {
    pub(crate) entities: BTreeMap<EntityKey, Entity>,
    /// The same, to decide on.
    pub(crate) book: Book,
}

impl Ledger {
    pub(crate) fn add(&mut self, line: Line) {
        let is_known = self.0.iter().any(|it| it.seq == line.seq && it.operation.id == line.operation.id);
        if !is_known {
            self.0.push(line);
        }
    }

    /// Everything that was ever made, by the rules alone.
    pub(crate) fn keys(&self) -> BTreeSet<EntityKey> {
        self.decide_again().map(|it| it.entities.into_keys().collect()).unwrap_or_default()
    }

    pub(crate) fn holds(&self, id: OperationId) -> bool {
        self.0.iter().any(|line| line.operation.id == id)
    }

    /// Checks that each operation was applied once, and every number up to `head` given once.
    pub(crate) fn check_once(&self, head: u64) -> Result<(), String> {
        let ids: BTreeSet<OperationId> = self.0.iter().map(|line| line.operation.id).collect();
        if ids.len() != self.0.len() {
            return Err(format!("{} operations were applied {} times", ids.len(), self.0.len()));
        }
        let mut seqs: Vec<u64> = self.0.iter().map(|line| line.seq).collect();
        seqs.sort_unstable();
        if seqs.iter().copied().eq(1..=head) {
            return Ok(());
        }
        Err(format!("the numbers of what was applied are {seqs:?}, the head is {head}"))
    }

    /// Decides everything again, one after the other, on nothing but the rules.
    pub(crate) fn decide_again(&self) -> Result<Reference, String> {
        let mut lines: Vec<&Line> = self.0.iter().collect();
        lines.sort_by_key(|line| line.seq);
        let mut reference = Reference::default();
        for Line { actor, operation, now, .. } in lines {
            let context = Context { actor: *actor, now: operation.at.min(*now) };
            let changes = match decide(&reference.book, &context, operation) {
                Ok(changes) => changes,
                Err(Stop::Refused(refusal)) => {
                    return Err(format!("{operation:?} of {actor:?} was applied: {refusal}"));
                }
                Err(Stop::Unavailable(_)) => return Err("a book can always be read".into()),
            };
            for change in changes {
                reference.book.put(change.clone());
                reference.entities.insert(change.key(), change);
            }
        }
        Ok(reference)
    }
}

impl Reference {
    /// What is seen in each scope, by the rules alone.
    pub(crate) fn scopes(&self) -> BTreeMap<Scope, BTreeSet<EntityKey>> {
        let mut scopes: BTreeMap<Scope, BTreeSet<EntityKey>> = BTreeMap::new();
        for (key, entity) in &self.entities {
            let request = entity.parent().and_then(|id| self.request(id.into()));
            for scope in entity.scopes(request) {
                scopes.entry(scope).or_default().insert(*key);
            }
        }
        scopes
    }

    pub(crate) fn request(&self, key: EntityKey) -> Option<&ServiceRequest> {
        match self.entities.get(&key) {
            Some(Entity::ServiceRequest(request)) => Some(request),
            _ => None,
        }
    }
}

/// An entity without what only the server gives it.
pub(crate) fn without_number(entity: Entity) -> Entity {
    match entity {
        Entity::ServiceRequest(mut request) => {
            request.number = None;
            Entity::ServiceRequest(request)
        }
        Entity::TeamRules(mut rules) => {
            rules.firings.iter_mut().for_each(|it| it.number = None);
            Entity::TeamRules(rules)
        }
        other => other,
    }
}
