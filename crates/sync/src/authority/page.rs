//! A page of the feed: what one pull brings.

use std::collections::{BTreeMap, BTreeSet};

use goodturn_domain::{EntityKind, Scope};
use goodturn_store::{AuthorityRead, FeedRow, StoreError};
use uuid::Uuid;

use super::AuthorityError;
use crate::json::Json;
use crate::protocol::{GoneRow, Row, ScopeState};

/// A page being filled.
#[derive(Default)]
pub(super) struct Page {
    pub(super) rows: BTreeMap<(u64, EntityKind, Uuid), Row>,
    pub(super) gone: Vec<GoneRow>,
    pub(super) scopes: BTreeMap<Scope, ScopeState>,
    /// How many rows still fit.
    pub(super) left: usize,
    pub(super) has_more: bool,
}

impl Page {
    /// Adds what is new in a scope since `cursor`, as far as it fits.
    pub(super) fn add_scope(
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

    /// The same for scopes that are equally far: all of them go on to one number. So a device has seen
    /// everything up to there, and an entity of several scopes comes once.
    pub(super) fn add_together(
        &mut self,
        tx: &dyn AuthorityRead,
        scopes: Vec<Scope>,
        cursor: u64,
        head: u64,
    ) -> Result<(), AuthorityError> {
        if self.left == 0 || scopes.len() == 1 {
            return scopes.into_iter().try_for_each(|scope| self.add_scope(tx, scope, cursor, head));
        }
        let (mut read, mut reached) = (Vec::with_capacity(scopes.len()), head);
        let mut found = BTreeSet::new();
        for scope in scopes {
            let rows = tx.list_feed(&scope, cursor, self.left)?;
            let last = rows.last().filter(|_| rows.len() >= self.left);
            reached = last.map_or(reached, |last| reached.min(last.seq));
            found.extend(rows.iter().map(|row| (row.seq, row.key)));
            reached = found.iter().nth(self.left - 1).map_or(reached, |(seq, _)| reached.min(*seq));
            read.push((scope, rows));
            // What does not fit is dropped at once: somebody may follow a thousand scopes.
            found.retain(|(seq, _)| *seq <= reached);
            read.iter_mut().for_each(|(_, rows): &mut (Scope, Vec<FeedRow>)| rows.retain(|row| row.seq <= reached));
        }
        self.left = self.left.saturating_sub(found.len());
        self.has_more |= reached < head;
        for (scope, rows) in read {
            rows.into_iter().filter(|row| row.seq <= reached).try_for_each(|row| self.add_row(row, &scope))?;
            let digest = if reached == head { Some(tx.scope_digest(&scope)?) } else { None };
            self.scopes.insert(scope, ScopeState { cursor: reached, digest });
        }
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
        let body = Json::parse(body).map_err(|cause| StoreError::Inconsistent {
            table: "entities",
            row: key.id.to_string(),
            cause: cause.to_string(),
        })?;
        self.rows.insert((seq, key.kind, key.id), Row::new(kind, key.id, seq, vec![scope.clone()], body));
        Ok(())
    }
}
