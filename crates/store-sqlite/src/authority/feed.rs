//! The feed: per scope, every entity that is or was in it, with the number of its last change.

use std::collections::BTreeSet;

use goodturn_domain::{EntityKey, EntityKind, Scope};
use goodturn_store::FeedRow;
use rusqlite::{Connection, OptionalExtension, Row, params};
use uuid::Uuid;

use super::entities::Stored;
use super::session::Session;
use crate::column::{blob, signed, single, unsigned};
use crate::fault::Fault;
use crate::scope_sums;

/// Writes a row into each of `scopes`, and a gone row into each scope that the entity left.
pub(super) fn put(
    session: &mut Session<'_>,
    stored: &Stored,
    id: Uuid,
    seq: u64,
    scopes: &BTreeSet<Scope>,
) -> Result<(), Fault> {
    let (db, sums) = (session.db, &mut session.known.get_mut().sums);
    let (entity_id, seq) = (stored.entity_id, signed(seq));
    let mut wanted = BTreeSet::new();
    for scope in scopes {
        wanted.insert(sums.id(db, scope)?);
    }
    let before = if stored.is_new { Vec::new() } else { rows_of(db, entity_id)? };
    let seen_in = before.iter().filter(|(_, _, is_gone)| !is_gone).map(|(scope_id, _, _)| *scope_id);
    if before.len() == wanted.len() && seen_in.collect::<BTreeSet<_>>() == wanted {
        // Nobody came and nobody left, as with most changes.
        for (scope_id, old_seq, _) in before {
            sums.remove(db, scope_id, id, old_seq)?;
            sums.add(db, scope_id, id, seq)?;
        }
        db.prepare_cached("update feed set seq = ?2 where entity_id = ?1")?.execute([entity_id, seq])?;
        return Ok(());
    }
    for (scope_id, old_seq, was_gone) in before {
        let stays = wanted.remove(&scope_id);
        if was_gone && !stays {
            continue;
        }
        if !was_gone {
            sums.remove(db, scope_id, id, old_seq)?;
        }
        if stays {
            sums.add(db, scope_id, id, seq)?;
        }
        db.prepare_cached("update feed set seq = ?3, is_gone = ?4 where entity_id = ?1 and scope_id = ?2")?
            .execute(params![entity_id, scope_id, seq, !stays])?;
    }
    let mut insert =
        db.prepare_cached("insert into feed (entity_id, scope_id, seq, is_gone) values (?1, ?2, ?3, 0)")?;
    for scope_id in wanted {
        insert.execute(params![entity_id, scope_id, seq])?;
        sums.add(db, scope_id, id, seq)?;
    }
    Ok(())
}

/// Rows above `after`, by number and within a number in the order of their making; a number is
/// given as a whole or not at all.
pub(super) fn list(db: &Connection, scope: &Scope, after: u64, limit: usize) -> Result<Vec<FeedRow>, Fault> {
    let Some(scope_id) = scope_sums::find_id(db, scope)? else {
        return Ok(Vec::new());
    };
    let last_of_page = i64::try_from(limit.saturating_sub(1)).unwrap_or(i64::MAX);
    let last: Option<i64> = db
        .prepare_cached("select seq from feed where scope_id = ?1 and seq > ?2 order by seq limit 1 offset ?3")?
        .query_row(params![scope_id, signed(after), last_of_page], single)
        .optional()?;
    let mut list = db.prepare_cached(
        "select e.kind, e.id, f.seq, iif(f.is_gone, null, e.body) as body
         from feed f join entities e on e.entity_id = f.entity_id
         where f.scope_id = ?1 and f.seq > ?2 and f.seq <= ?3 order by f.seq, f.entity_id",
    )?;
    let rows = list.query_map(params![scope_id, signed(after), last.unwrap_or(i64::MAX)], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The scopes in which the entity is seen now.
pub(super) fn list_scopes(db: &Connection, key: EntityKey) -> Result<BTreeSet<Scope>, Fault> {
    let mut list = db.prepare_cached(
        "select s.name from entities e join feed f on f.entity_id = e.entity_id and f.is_gone = 0
         join scopes s on s.scope_id = f.scope_id where e.kind = ?1 and e.id = ?2",
    )?;
    let names = list.query_map(params![key.kind.name(), blob(key.id)], single::<String>)?;
    names.map(|name| name?.parse().map_err(|cause| Fault::inconsistent("scopes", &key.id, &cause))).collect()
}

fn rows_of(db: &Connection, entity_id: i64) -> Result<Vec<(i64, i64, bool)>, Fault> {
    let mut list = db.prepare_cached("select scope_id, seq, is_gone from feed where entity_id = ?1")?;
    let rows = list.query_map([entity_id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<FeedRow> {
    let kind: String = row.get("kind")?;
    let kind = EntityKind::from_name(&kind).ok_or_else(|| {
        rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, format!("kind {kind}").into())
    })?;
    let key = EntityKey { kind, id: Uuid::from_bytes(row.get("id")?) };
    Ok(FeedRow { key, seq: unsigned(row.get("seq")?), body: row.get("body")? })
}
