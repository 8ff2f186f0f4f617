//! What changed since a device asked last, one page at a time.

use std::collections::BTreeSet;

use goodturn_domain::scope::Topic;
use goodturn_domain::{Scope, Timestamp};
use goodturn_store::{AuthorityRead, Head, StoreError};
use uuid::Uuid;

use super::AuthorityError;
use super::page::Page;
use crate::protocol::{Cursors, MOST_ROWS, PullAnswer, PullRequest, Seen};

/// One page of what is in the scopes that a person may sync.
pub(super) fn answer(
    tx: &dyn AuthorityRead,
    allowed: BTreeSet<Scope>,
    request: &PullRequest,
    now: Timestamp,
) -> Result<PullAnswer, AuthorityError> {
    let head = tx.head()?;
    let is_new_history = !knows(tx, &head, request.seen)?;
    let nothing = Cursors::new();
    let cursors = if is_new_history { &nothing } else { &request.cursors };
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
    // On a new device one's own comes first: it can be worked with before the rest is there.
    order.sort_by_key(|(scope, cursor)| (std::cmp::Reverse(*cursor), turn(scope)));
    for equally_far in order.chunk_by(|(_, one), (_, other)| one == other && *one > 0) {
        let cursor = equally_far[0].1.min(head.seq);
        let scopes = equally_far.iter().map(|(scope, _)| scope.clone()).collect();
        page.add_together(tx, scopes, cursor, head.seq)?;
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

/// When a scope has its turn on a new device: names before what they are read in, one's own before
/// what others do.
const fn turn(scope: &Scope) -> u8 {
    match scope {
        Scope::Organization | Scope::Topic(Topic::Guests) => 0,
        Scope::Person(_) => 1,
        Scope::Acquaintances(_) => 2,
        Scope::Team(_) => 3,
        Scope::Topic(_) | Scope::LookedUp => 4,
    }
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
pub(super) fn short_chain(chain: &[u8; 32]) -> Uuid {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&chain[..16]);
    Uuid::from_bytes(bytes)
}
