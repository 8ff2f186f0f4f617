//! What a page of the feed does to the stored rows and cursors.

use std::collections::BTreeSet;

use goodturn_domain::{EntityKey, EntityKind, Scope};
use goodturn_store::{Position, ReplicaWrite, StoreError};

use crate::protocol::{PullAnswer, ReadBody, Row};

/// Stores a page. Rows of `settled` take the place of what was changed here.
pub(super) fn store_page(
    tx: &mut dyn ReplicaWrite,
    answer: &PullAnswer,
    settled: &BTreeSet<EntityKey>,
) -> Result<(), StoreError> {
    if answer.is_new_history {
        for (scope, _) in tx.list_cursors()? {
            tx.drop_scope(&scope)?;
        }
    }
    for scope in &answer.lost {
        tx.drop_scope(scope)?;
    }
    if answer.is_new_history || !answer.lost.is_empty() {
        // Who lost something may have lost what they had looked up, too.
        tx.drop_scope(&Scope::LookedUp)?;
    }
    for (scope, state) in &answer.scopes {
        tx.set_cursor(scope, state.cursor)?;
    }
    for row in &answer.rows {
        let key = EntityKind::from_name(&row.kind).map(|kind| EntityKey { kind, id: row.id });
        let is_settled = !settled.is_empty() && key.is_some_and(|key| settled.contains(&key));
        let Row { kind, id, seq, scopes, body, read } = row;
        match read {
            _ if is_settled => tx.put_settled_row(kind, *id, *seq, body.as_str(), scopes)?,
            ReadBody::NotYet => tx.put_row(kind, *id, *seq, body.as_str(), scopes)?,
            ReadBody::Unknown => tx.put_read_row((kind, *id, *seq, body.as_str()), None, scopes)?,
            ReadBody::Entity(entity) => tx.put_read_row((kind, *id, *seq, body.as_str()), Some(entity), scopes)?,
        }
    }
    for gone in &answer.gone {
        tx.remove_from_scope(&gone.kind, gone.id, &gone.scope)?;
    }
    let mut chain = [0; 32];
    chain[..16].copy_from_slice(answer.seen.chain.as_bytes());
    tx.set_position(&Position { epoch: answer.seen.epoch, seq: answer.seen.head, chain })
}

/// A scope that differs from the server's is forgotten, so that the next pull fetches it whole.
pub(super) fn drop_mismatched(tx: &mut dyn ReplicaWrite, answer: &PullAnswer) -> Result<usize, StoreError> {
    let mut mismatched = 0;
    for (scope, state) in &answer.scopes {
        if let Some(expected) = state.digest
            && tx.scope_digest(scope)? != expected
        {
            tx.drop_scope(scope)?;
            mismatched += 1;
        }
    }
    Ok(mismatched)
}
