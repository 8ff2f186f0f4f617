//! What changed since a device asked last, one page at a time.

use std::collections::BTreeMap;

use goodturn_domain::{EntityKind, PersonId, Scope, Timestamp};
use goodturn_store::{AuthorityRead, FeedRow, Head, StoreError};
use uuid::Uuid;

use super::{AuthorityError, standing};
use crate::protocol::{Cursors, GoneRow, MOST_ROWS, PullAnswer, PullRequest, Row, ScopeState, Seen, SyncError};

/// One page of what `actor` may see and has not seen.
pub(super) fn answer(
    tx: &dyn AuthorityRead,
    actor: PersonId,
    request: &PullRequest,
    now: Timestamp,
) -> Result<PullAnswer, AuthorityError> {
    let Some(standing) = standing(tx, actor)? else { return Err(SyncError::SignedOut.into()) };
    let head = tx.head()?;
    let is_new_history = !knows(tx, &head, request.seen)?;
    let nothing = Cursors::new();
    let cursors = if is_new_history { &nothing } else { &request.cursors };
    let allowed = standing.scopes();
    let lost = cursors.keys().filter(|scope| !allowed.contains(*scope)).cloned().collect();

    let mut page = Page { left: request.limit.clamp(1, MOST_ROWS), ..Page::default() };
    let mut order: Vec<(Scope, u64)> = allowed
        .into_iter()
        .map(|scope| {
            let at = cursors.get(&scope).copied().unwrap_or(0);
            (scope, at)
        })
        .collect();
    // Scopes that are nearly up to date go first, so that a new one fills up while the others go on.
    order.sort_by_key(|(_, cursor)| std::cmp::Reverse(*cursor));
    for (scope, cursor) in order {
        page.add_scope(tx, scope, cursor.min(head.seq), head.seq)?;
    }
    Ok(PullAnswer {
        seen: Seen { epoch: head.epoch, head: head.seq, chain: short_chain(&head.chain) },
        is_new_history,
        has_more: page.has_more,
        rows: page.rows.into_values().collect(),
        gone: page.gone,
        scopes: page.scopes,
        lost,
        last_n: tx.find_last_n(request.device)?.map_or(0, |(n, _)| n),
        backed_up: tx.backups()?.held_seq,
        server_time: now,
    })
}

/// Whether what a device has seen is a point of this history.
fn knows(tx: &dyn AuthorityRead, head: &Head, seen: Option<Seen>) -> Result<bool, StoreError> {
    let Some(seen) = seen else { return Ok(true) };
    if seen.epoch != head.epoch || seen.head > head.seq {
        return Ok(false);
    }
    if seen.head == 0 {
        return Ok(true);
    }
    Ok(tx.find_chain(seen.head)?.is_some_and(|chain| short_chain(&chain) == seen.chain))
}

/// 128 bits of the chain hash are enough to tell histories apart.
fn short_chain(chain: &[u8; 32]) -> Uuid {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&chain[..16]);
    Uuid::from_bytes(bytes)
}

/// A page being filled.
#[derive(Default)]
struct Page {
    rows: BTreeMap<(u64, EntityKind, Uuid), Row>,
    gone: Vec<GoneRow>,
    scopes: BTreeMap<Scope, ScopeState>,
    left: usize,
    has_more: bool,
}

impl Page {
    fn add_scope(
        &mut self,
        tx: &dyn AuthorityRead,
        scope: Scope,
        cursor: u64,
        head: u64,
    ) -> Result<(), AuthorityError> {
        let rows = if self.left == 0 && cursor < head { Vec::new() } else { tx.list_feed(&scope, cursor, self.left)? };
        let is_cut = cursor < head && (self.left == 0 || rows.len() >= self.left);
        self.left = self.left.saturating_sub(rows.len());
        let cursor = if is_cut { rows.last().map_or(cursor, |row| row.seq) } else { head };
        for row in rows {
            self.add_row(row, &scope)?;
        }
        let digest = if cursor == head { Some(tx.scope_digest(&scope)?) } else { None };
        self.has_more |= cursor < head;
        self.scopes.insert(scope, ScopeState { cursor, digest });
        Ok(())
    }

    fn add_row(&mut self, feed: FeedRow, scope: &Scope) -> Result<(), AuthorityError> {
        let FeedRow { key, seq, body } = feed;
        let kind = key.kind.name().to_owned();
        let Some(body) = body else {
            self.gone.push(GoneRow { kind, id: key.id, seq, scope: scope.clone() });
            return Ok(());
        };
        if let Some(known) = self.rows.get_mut(&(seq, key.kind, key.id)) {
            known.scopes.push(scope.clone());
            return Ok(());
        }
        let body = serde_json::from_str(&body).map_err(|cause| StoreError::Inconsistent {
            table: "entities",
            row: key.id.to_string(),
            cause: cause.to_string(),
        })?;
        self.rows.insert((seq, key.kind, key.id), Row { kind, id: key.id, seq, scopes: vec![scope.clone()], body });
        Ok(())
    }
}
