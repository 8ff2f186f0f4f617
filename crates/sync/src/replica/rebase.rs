//! Rebase: what is pending is lifted off, the ground changes, and it is laid on again.
//!
//! Only what the change concerns is lifted: the operations that touched a changed entity, those
//! that touched what these touched, and so on. The rest stays as it lies.

use std::collections::BTreeSet;

use goodturn_domain::{EntityKey, EntityKind, PersonId};
use goodturn_store::{OutboxRecord, ReplicaWrite, StoreError};

use super::{LocalError, decide_locally, is_reference, read_sent};
use crate::protocol::PullAnswer;

/// How many outbox records are read at a time.
const BATCH: usize = 1_000;

/// Operations that have to be decided again, and the entities that lie open for it.
pub(super) struct Rebase {
    lifted: Vec<OutboxRecord>,
    open: BTreeSet<EntityKey>,
}

impl Rebase {
    /// For a page of the feed, after which everything up to `reached` is known.
    pub(super) fn of_page(outbox: Vec<OutboxRecord>, answer: &PullAnswer, reached: u64) -> Self {
        let rows = answer.rows.iter().map(|row| (row.kind.as_str(), row.id));
        let gone = answer.gone.iter().map(|row| (row.kind.as_str(), row.id));
        let changed: BTreeSet<EntityKey> = rows
            .chain(gone)
            .filter_map(|(kind, id)| EntityKind::from_name(kind).map(|kind| EntityKey { kind, id }))
            .collect();
        let everything =
            answer.is_new_history || !answer.lost.is_empty() || changed.iter().any(|key| is_reference(key.kind));
        let is_settled = |it: &OutboxRecord| it.applied_seq.is_some_and(|seq| seq <= reached);
        Self::close_over(outbox, changed, |it| everything || is_settled(it)).without(is_settled)
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
        Self { lifted, open }
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
