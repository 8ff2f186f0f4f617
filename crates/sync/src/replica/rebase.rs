//! Rebase: what is pending is lifted off, the ground changes, and it is laid on again.
//!
//! Only what the change concerns is lifted: the operations that touched a changed entity, those
//! that touched what these touched, and so on. The rest stays as it lies.

use std::collections::BTreeSet;

use goodturn_domain::{Entity, EntityKey, EntityKind, PersonId};
use goodturn_store::{OutboxRecord, ReplicaWrite, StoreError};
use uuid::Uuid;

use super::{LocalError, decide_locally, is_reference, read_sent};
use crate::protocol::PullAnswer;

/// How many outbox records are read at a time.
const BATCH: usize = 1_000;

/// Operations that have to be decided again, and the entities that lie open for it.
pub(super) struct Rebase {
    lifted: Vec<OutboxRecord>,
    open: BTreeSet<EntityKey>,
    /// Of these the server's version comes, and nothing that was done here is laid on top of it.
    settled: BTreeSet<EntityKey>,
}

impl Rebase {
    /// For pages of the feed, after which everything up to `reached` is known.
    pub(super) fn of_pages(tx: &mut dyn ReplicaWrite, pages: &[&PullAnswer], reached: u64) -> Result<Self, StoreError> {
        let outbox = whole_outbox(tx)?;
        if outbox.is_empty() {
            return Ok(Self { lifted: Vec::new(), open: BTreeSet::new(), settled: BTreeSet::new() });
        }
        let brought: BTreeSet<EntityKey> =
            pages.iter().flat_map(|page| &page.rows).filter_map(|row| key_of(&row.kind, row.id)).collect();
        let gone: BTreeSet<EntityKey> =
            pages.iter().flat_map(|page| &page.gone).filter_map(|row| key_of(&row.kind, row.id)).collect();
        let is_settled = |it: &OutboxRecord| it.applied_seq.is_some_and(|seq| seq <= reached);
        let pending: BTreeSet<EntityKey> =
            outbox.iter().filter(|it| !is_settled(it)).flat_map(|it| it.touched.iter().copied()).collect();
        let everything = pages.iter().any(|page| page.is_new_history || !page.lost.is_empty())
            || gone.iter().any(|key| is_reference(key.kind))
            || changes_references(tx, pages, &pending)?;
        let changed = brought.union(&gone).copied().collect();
        let mut rebase = Self::close_over(outbox, changed, |it| everything || is_settled(it)).without(is_settled);
        let lifted: BTreeSet<EntityKey> = rebase.lifted.iter().flat_map(|it| it.touched.iter().copied()).collect();
        // What is brought whole and no longer built upon need not be put back before.
        rebase.settled = brought.iter().filter(|key| !gone.contains(key) && !lifted.contains(key)).copied().collect();
        rebase.open.retain(|key| !rebase.settled.contains(key));
        Ok(rebase)
    }

    /// What the pages settle, see [`Rebase`].
    pub(super) fn take_settled(&mut self) -> BTreeSet<EntityKey> {
        std::mem::take(&mut self.settled)
    }

    /// For operations that the server refused.
    pub(super) fn of_refused(tx: &mut dyn ReplicaWrite, refused: &[u64]) -> Result<Self, StoreError> {
        let outbox = whole_outbox(tx)?;
        let refused: BTreeSet<u64> = refused.iter().copied().collect();
        let is_refused = |it: &OutboxRecord| refused.contains(&it.n);
        Ok(Self::close_over(outbox, BTreeSet::new(), is_refused).without(is_refused))
    }

    /// Those that the change takes out of the outbox are not decided again.
    fn without(mut self, leaves: impl Fn(&OutboxRecord) -> bool) -> Self {
        self.lifted.retain(|it| !leaves(it));
        self
    }

    fn close_over(
        mut rest: Vec<OutboxRecord>,
        mut open: BTreeSet<EntityKey>,
        is_lifted: impl Fn(&OutboxRecord) -> bool,
    ) -> Self {
        let mut lifted: Vec<OutboxRecord> = Vec::new();
        loop {
            let (more, left): (Vec<_>, Vec<_>) =
                rest.into_iter().partition(|it| is_lifted(it) || it.touched.iter().any(|key| open.contains(key)));
            rest = left;
            if more.is_empty() {
                break;
            }
            open.extend(more.iter().flat_map(|it| it.touched.iter().copied()));
            lifted.extend(more);
        }
        lifted.sort_by_key(|it| it.n);
        Self { lifted, open, settled: BTreeSet::new() }
    }

    /// Lifts, lets `change` happen, and decides again what is still in the outbox. What is refused
    /// now stays pending without effect: the server has the last word.
    pub(super) fn run(
        self,
        tx: &mut dyn ReplicaWrite,
        person: PersonId,
        change: impl FnOnce(&mut dyn ReplicaWrite) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        for key in &self.open {
            tx.restore_base(*key)?;
        }
        change(tx)?;
        for record in &self.lifted {
            let Ok(operation) = read_sent(record)?.to_operation() else { continue };
            match decide_locally(tx, person, &operation) {
                Ok((changes, touched)) => {
                    for change in &changes {
                        tx.put_local(change)?;
                    }
                    if touched != record.touched {
                        tx.set_touched(record.n, &touched)?;
                    }
                }
                Err(LocalError::Refused(_)) => {}
                Err(LocalError::Store(failure)) => return Err(failure),
            }
        }
        Ok(())
    }
}

fn key_of(kind: &str, id: Uuid) -> Option<EntityKey> {
    EntityKind::from_name(kind).map(|kind| EntityKey { kind, id })
}

/// Whether people, teams or settings come otherwise than they are seen here. What this device has done
/// to them itself comes back as it is, and every decision on it holds.
fn changes_references(
    tx: &dyn ReplicaWrite,
    pages: &[&PullAnswer],
    pending: &BTreeSet<EntityKey>,
) -> Result<bool, StoreError> {
    for row in pages.iter().flat_map(|page| &page.rows) {
        let Some(key) = key_of(&row.kind, row.id).filter(|key| is_reference(key.kind)) else { continue };
        let is_known = !pending.contains(&key)
            && tx.find_entity(key)?.is_some_and(|seen| {
                Entity::from_json(key.kind, row.body.as_str()).is_ok_and(|brought| brought == seen)
            });
        if !is_known {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Everything in the outbox, by number.
pub(super) fn whole_outbox(tx: &mut dyn ReplicaWrite) -> Result<Vec<OutboxRecord>, StoreError> {
    let mut outbox: Vec<OutboxRecord> = Vec::new();
    loop {
        let batch = tx.list_outbox(outbox.last().map_or(0, |it| it.n), BATCH)?;
        if batch.is_empty() {
            return Ok(outbox);
        }
        outbox.extend(batch);
    }
}
