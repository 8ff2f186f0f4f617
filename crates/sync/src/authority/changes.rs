//! What a commit changed, kept for those who follow: a small page that nobody has to ask for.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use goodturn_domain::{Entity, EntityKind, Scope, Timestamp};
use goodturn_store::Digest;

use crate::json::Json;
use crate::protocol::{PullAnswer, Row, ScopeState, Seen};

/// A commit with more rows is fetched instead.
const MOST_ROWS: usize = 64;
/// So many commits are kept: about a second of a busy server.
const MOST_COMMITS: usize = 256;
/// A row has its kind, its id and its scopes besides its body, each of about so many bytes.
const ROW_BYTES: usize = 64;
/// The most bytes in a page that is sent without being asked for.
const MOST_BYTES: usize = 32 * 1024;

/// What a commit changed, as far as it can be told without looking at what was before.
#[derive(Debug)]
pub(super) struct Gathered(Option<Vec<ChangedRow>>);

/// An entity as a commit left it.
#[derive(Debug)]
struct ChangedRow {
    entity: Entity,
    seq: u64,
    scopes: BTreeSet<Scope>,
    /// Written when the first one asks for it, and for all of them.
    body: OnceLock<Option<Json>>,
}

impl ChangedRow {
    /// The row for whoever syncs `scopes`; nothing when they do not see it.
    fn seen_in(&self, scopes: &BTreeSet<Scope>) -> Option<Row> {
        let seen: Vec<Scope> = self.scopes.intersection(scopes).cloned().collect();
        let body = if seen.is_empty() {
            None
        } else {
            self.body.get_or_init(|| Json::parse(self.entity.to_json()).ok()).clone()
        };
        let key = self.entity.key();
        Some(Row::new(key.kind.name().to_owned(), key.id, self.seq, seen, body?))
    }
}

impl Gathered {
    pub(super) const fn new() -> Self {
        Self(Some(Vec::new()))
    }

    /// Whether it still makes a difference what comes.
    pub(super) fn is_open(&self) -> bool {
        self.0.as_ref().is_some_and(|rows| rows.len() < MOST_ROWS)
    }

    /// An entity is stored now, seen in `scopes`; `has_left` says that some no longer see it.
    pub(super) fn put(&mut self, entity: &Entity, seq: u64, scopes: &BTreeSet<Scope>, has_left: bool) {
        let key = entity.key();
        // People, teams and settings decide who sees what.
        let is_plain = !matches!(key.kind, EntityKind::Organization | EntityKind::Person | EntityKind::Team);
        match &mut self.0 {
            Some(rows) if is_plain && !has_left && rows.len() < MOST_ROWS => {
                let (entity, scopes) = (entity.clone(), scopes.clone());
                rows.push(ChangedRow { entity, seq, scopes, body: OnceLock::new() });
            }
            _ => self.0 = None,
        }
    }

    /// The scopes of what was gathered.
    pub(super) fn scopes(&self) -> BTreeSet<Scope> {
        self.0.iter().flatten().flat_map(|row| row.scopes.iter().cloned()).collect()
    }

    pub(super) fn between(
        self,
        from: u64,
        seen: Seen,
        backed_up: u64,
        digests: BTreeMap<Scope, Digest>,
    ) -> Option<Changes> {
        self.0.map(|rows| Changes { from, seen, backed_up, rows, digests })
    }
}

/// Everything that changed between two heads, with all scopes that see it.
#[derive(Debug)]
pub struct Changes {
    from: u64,
    seen: Seen,
    backed_up: u64,
    rows: Vec<ChangedRow>,
    digests: BTreeMap<Scope, Digest>,
}

/// The changes of the last commits, without a gap.
#[derive(Debug, Default)]
pub struct Recent(Mutex<VecDeque<Arc<Changes>>>);

impl Recent {
    /// Remembers a commit; none for one that has to be fetched, and so has all before it.
    pub fn push(&self, changes: Option<Changes>) {
        let mut recent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let follows =
            |last: &Arc<Changes>, next: &Changes| last.seen.head == next.from && last.seen.epoch == next.seen.epoch;
        match changes {
            Some(next) => {
                if recent.back().is_some_and(|last| !follows(last, &next)) {
                    recent.clear();
                }
                recent.push_back(Arc::new(next));
                if recent.len() > MOST_COMMITS {
                    recent.pop_front();
                }
            }
            None => recent.clear(),
        }
    }

    /// What leads from one head to another for whoever syncs `scopes`; none when it is too much, or
    /// not known.
    pub fn page(&self, from: u64, to: u64, scopes: &BTreeSet<Scope>, now: Timestamp) -> Option<PullAnswer> {
        let some: Vec<Arc<Changes>> = {
            let recent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            recent.iter().filter(|it| it.from >= from && it.seen.head <= to).cloned().collect()
        };
        let (first, last) = (some.first()?, some.last()?);
        if first.from != from || last.seen.head != to {
            return None;
        }
        let unchanged = ScopeState { cursor: to, digest: None };
        let mut states: BTreeMap<Scope, ScopeState> = scopes.iter().map(|it| (it.clone(), unchanged.clone())).collect();
        let (mut rows, mut bytes) = (Vec::new(), 0);
        for changes in &some {
            for row in changes.rows.iter().filter_map(|row| row.seen_in(scopes)) {
                bytes += row.body.as_str().len() + ROW_BYTES * (2 + row.scopes.len());
                rows.push(row);
            }
            for (scope, digest) in &changes.digests {
                if let Some(state) = states.get_mut(scope) {
                    state.digest = Some(*digest);
                }
            }
        }
        (bytes <= MOST_BYTES).then(|| PullAnswer {
            seen: last.seen,
            is_new_history: false,
            rows,
            gone: Vec::new(),
            scopes: states,
            lost: Vec::new(),
            has_more: false,
            last_n: 0,
            backed_up: last.backed_up,
            server_time: now,
        })
    }
}
