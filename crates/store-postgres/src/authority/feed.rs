//! The feed: per scope, every entity that is or was in it, with the number of its last change.

use std::collections::{BTreeMap, BTreeSet};

use goodturn_domain::{EntityKey, EntityKind, Scope};
use goodturn_store::{Digest, FeedRow, StoreError};
use tokio_postgres::Row;
use uuid::Uuid;

use super::puts::Put;
use crate::fault::inconsistent;
use crate::transaction::{Change, Params, Question, Transaction, column, number};

const FIND_LAST_OF_PAGE: &str = "select seq from feed
     where org_id = $1 and scope = $2 and seq > $3 order by seq limit 1 offset $4";
/// Up to a number that is a parameter: as a subquery within, row security would keep the index from
/// using it, and a page would cost as much as all the rest of the feed.
const LIST: &str = "select e.kind, e.id, f.seq, case when f.is_gone then null else e.body end as body
     from feed f cross join lateral (select kind, id, made, body from entities
         where org_id = $1 and entities.kind = f.kind and entities.id = f.id offset 0) as e
     where f.org_id = $1 and f.scope = $2 and f.seq > $3 and f.seq <= $4 order by f.seq, e.made";
const LIST_SCOPES: &str = "select scope from feed
     where org_id = $1 and kind = $2 and id = $3 and not is_gone";
const LIST_LINES: &str = "select f.kind, f.id, f.scope, f.seq, f.is_gone
     from unnest($2::text[], $3::uuid[]) as put (kind, id)
     cross join lateral (select kind, id, scope, seq, is_gone from feed
         where org_id = $1 and feed.kind = put.kind and feed.id = put.id offset 0) as f";
const INSERT_LINES: &str = "insert into feed (org_id, kind, id, scope, seq, is_gone)
     select $1::uuid, line.kind, line.id, line.scope, line.seq, line.is_gone
     from unnest($2::text[], $3::uuid[], $4::text[], $5::bigint[], $6::boolean[])
     as line (kind, id, scope, seq, is_gone)";
pub(super) const PUT_LINES: &str = "insert into feed (org_id, kind, id, scope, seq, is_gone)
     select $1::uuid, line.kind, line.id, line.scope, line.seq, line.is_gone
     from unnest($2::text[], $3::uuid[], $4::text[], $5::bigint[], $6::boolean[])
     as line (kind, id, scope, seq, is_gone)
     on conflict (org_id, kind, id, scope) do update set seq = excluded.seq, is_gone = excluded.is_gone";
pub(super) const LIST_DIGESTS: &str = "select s.scope, s.row_count, s.row_sum
     from unnest($2::text[]) as asked (scope) cross join lateral (select scope, row_count, row_sum from scopes
         where org_id = $1 and scopes.scope = asked.scope offset 0) as s";
const PUT_DIGESTS: &str = "insert into scopes (org_id, scope, row_count, row_sum)
     select $1::uuid, digest.scope, digest.row_count, digest.row_sum
     from unnest($2::text[], $3::bigint[], $4::bigint[]) as digest (scope, row_count, row_sum)
     on conflict (org_id, scope) do update set row_count = excluded.row_count, row_sum = excluded.row_sum";

/// A row of the feed without its body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Line {
    seq: u64,
    is_gone: bool,
}

/// The lines of an entity by scope, as text.
type Lines = BTreeMap<String, Line>;

/// Rows above `after`, by number and within a number in the order of their making; a number is
/// given as a whole or not at all.
pub(super) fn list(tx: &Transaction<'_>, scope: &Scope, after: u64, limit: usize) -> Result<Vec<FeedRow>, StoreError> {
    let last_of_page = i64::try_from(limit.saturating_sub(1)).unwrap_or(i64::MAX);
    let (scope, after) = (scope.to_string(), after.cast_signed());
    let last = tx.rows(FIND_LAST_OF_PAGE, &[&scope, &after, &last_of_page])?;
    let last = last.first().map_or(Ok(i64::MAX), |row| column(row, "feed", "seq"))?;
    let rows = tx.rows(LIST, &[&scope, &after, &last])?;
    rows.iter()
        .map(|row| {
            let body = column(row, "entities", "body")?;
            Ok(FeedRow { key: key(row)?, seq: number(row, "feed", "seq")?, body })
        })
        .collect()
}

/// The scopes in which the entity is seen now.
pub(super) fn list_scopes(tx: &Transaction<'_>, key: EntityKey) -> Result<BTreeSet<Scope>, StoreError> {
    let rows = tx.rows(LIST_SCOPES, &[&key.kind.name(), &key.id])?;
    let scopes = rows.iter().map(|row| {
        let scope: &str = column(row, "feed", "scope")?;
        scope.parse().map_err(|cause| inconsistent("feed", key.id, cause))
    });
    scopes.collect()
}

/// Digests by scope, as text, that a transaction has read or changed: nobody else changes them.
#[derive(Debug, Default)]
pub(super) struct Digests(BTreeMap<String, Digest>);

impl Digests {
    /// Digest of the rows that are in the scope now.
    pub(super) fn digest(&mut self, tx: &Transaction<'_>, scope: &Scope) -> Result<Digest, StoreError> {
        let scope = scope.to_string();
        if let Some(known) = self.0.get(&scope) {
            return Ok(*known);
        }
        let rows = tx.rows(LIST_DIGESTS, &[&[scope.as_str()].as_slice()])?;
        self.know([scope.clone()], &rows)?;
        Ok(self.0.get(&scope).copied().unwrap_or_default())
    }

    /// Takes note of what was asked for by [`LIST_DIGESTS`]. A scope without rows has none.
    pub(super) fn know(&mut self, asked: impl IntoIterator<Item = String>, rows: &[Row]) -> Result<(), StoreError> {
        self.0.extend(asked.into_iter().map(|scope| (scope, Digest::default())));
        for row in rows {
            let digest = Digest { count: number(row, "scopes", "row_count")?, sum: number(row, "scopes", "row_sum")? };
            self.0.insert(column(row, "scopes", "scope")?, digest);
        }
        Ok(())
    }

    fn unknown<'a>(&self, scopes: impl Iterator<Item = &'a str>) -> Vec<String> {
        let scopes: BTreeSet<&str> = scopes.filter(|scope| !self.0.contains_key(*scope)).collect();
        scopes.into_iter().map(str::to_owned).collect()
    }
}

/// A row into each scope of what was put, a gone row into each scope that it left, and the digests
/// of these scopes.
pub(super) fn changes(tx: &Transaction<'_>, puts: &[&Put], digests: &mut Digests) -> Result<Vec<Change>, StoreError> {
    let before = lines_before(tx, puts, digests)?;
    let mut changed = Vec::new();
    let nothing = Lines::new();
    for put in puts {
        let key = put.entity().key();
        let before = before.get(&key).unwrap_or(&nothing);
        let after = moved(before, put);
        let lines = after.into_iter().map(|(scope, line)| (before.get(&scope).copied(), line, scope));
        let lines = lines.filter(|(before, after, _)| *before != Some(*after));
        let is_new = put.is_new();
        changed.extend(lines.map(|(before, after, scope)| Changed { key, scope, before, after, is_new }));
    }
    // Scopes that are left are seldom others than those that are entered.
    let left = digests.unknown(changed.iter().map(|line| line.scope.as_str()));
    if !left.is_empty() {
        let rows = tx.rows(LIST_DIGESTS, &[&left])?;
        digests.know(left, &rows)?;
    }
    let mut moved = BTreeMap::new();
    for line in &changed {
        let digest = digests.0.entry(line.scope.clone()).or_default();
        *digest = line.count(*digest);
        moved.insert(line.scope.clone(), *digest);
    }
    let (new, others): (Vec<_>, Vec<_>) = changed.into_iter().partition(|line| line.is_new);
    let lines = [(INSERT_LINES, new), (PUT_LINES, others)].into_iter().filter(|(_, lines)| !lines.is_empty());
    let mut changes: Vec<Change> = lines.map(|(sql, lines)| put_lines(sql, &lines)).collect();
    changes.push(put_digests(&moved));
    Ok(changes)
}

struct Changed {
    key: EntityKey,
    scope: String,
    before: Option<Line>,
    after: Line,
    /// Whether there is no line of its entity.
    is_new: bool,
}

impl Changed {
    /// The digest of the scope after the change.
    fn count(&self, digest: Digest) -> Digest {
        let without = match self.before {
            Some(Line { seq, is_gone: false }) => digest.without(self.key.id, seq),
            _ => digest,
        };
        if self.after.is_gone { without } else { without.with(self.key.id, self.after.seq) }
    }
}

/// The lines of an entity after all its moves.
fn moved(before: &Lines, put: &Put) -> Lines {
    let mut lines = before.clone();
    for (seq, scopes) in put.moves() {
        let names: BTreeSet<String> = scopes.iter().map(Scope::to_string).collect();
        for (_, line) in lines.iter_mut().filter(|(scope, line)| !line.is_gone && !names.contains(*scope)) {
            *line = Line { seq: *seq, is_gone: true };
        }
        lines.extend(names.into_iter().map(|scope| (scope, Line { seq: *seq, is_gone: false })));
    }
    lines
}

/// The lines that what was put has already; with the digests of the scopes that it enters, in one go.
fn lines_before(
    tx: &Transaction<'_>,
    puts: &[&Put],
    digests: &mut Digests,
) -> Result<BTreeMap<EntityKey, Lines>, StoreError> {
    let known = puts.iter().filter(|put| !put.is_new()).map(|put| put.entity().key());
    let (kinds, ids): (Vec<&str>, Vec<Uuid>) = known.map(|key| (key.kind.name(), key.id)).unzip();
    let entered: BTreeSet<&Scope> = puts.iter().flat_map(|put| put.moves()).flat_map(|(_, scopes)| scopes).collect();
    let entered: Vec<String> = entered.into_iter().map(Scope::to_string).collect();
    let entered = digests.unknown(entered.iter().map(String::as_str));
    let (of_lines, of_digests): (Params<'_, 2>, Params<'_, 1>) = ([&kinds, &ids], [&entered]);
    let mut asked: Vec<Question<'_>> = Vec::new();
    if !ids.is_empty() {
        asked.push((LIST_LINES, &of_lines));
    }
    if !entered.is_empty() {
        asked.push((LIST_DIGESTS, &of_digests));
    }
    let mut found = tx.rows_of_all(&asked)?;
    if !entered.is_empty() {
        let rows = found.pop().unwrap_or_default();
        digests.know(entered, &rows)?;
    }
    let mut lines = BTreeMap::<EntityKey, Lines>::new();
    for row in found.pop().unwrap_or_default() {
        let line = Line { seq: number(&row, "feed", "seq")?, is_gone: column(&row, "feed", "is_gone")? };
        lines.entry(key(&row)?).or_default().insert(column(&row, "feed", "scope")?, line);
    }
    Ok(lines)
}

fn put_lines(sql: &'static str, lines: &[Changed]) -> Change {
    Change::new(sql)
        .with(lines.iter().map(|line| line.key.kind.name()).collect::<Vec<_>>())
        .with(lines.iter().map(|line| line.key.id).collect::<Vec<_>>())
        .with(lines.iter().map(|line| line.scope.clone()).collect::<Vec<_>>())
        .with(lines.iter().map(|line| line.after.seq.cast_signed()).collect::<Vec<_>>())
        .with(lines.iter().map(|line| line.after.is_gone).collect::<Vec<_>>())
}

pub(super) fn put_digests(digests: &BTreeMap<String, Digest>) -> Change {
    Change::new(PUT_DIGESTS)
        .with(digests.keys().cloned().collect::<Vec<_>>())
        .with(digests.values().map(|digest| digest.count.cast_signed()).collect::<Vec<_>>())
        .with(digests.values().map(|digest| digest.sum.cast_signed()).collect::<Vec<_>>())
}

fn key(row: &Row) -> Result<EntityKey, StoreError> {
    let id: Uuid = column(row, "entities", "id")?;
    let kind: &str = column(row, "entities", "kind")?;
    let kind = EntityKind::from_name(kind).ok_or_else(|| inconsistent("entities", id, "its kind is unknown"))?;
    Ok(EntityKey { kind, id })
}
