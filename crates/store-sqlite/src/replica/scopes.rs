//! Scopes: which entities are here because of which audience, and how far each was pulled.

use goodturn_domain::Scope;
use rusqlite::{Connection, params};
use uuid::Uuid;

use super::entities::{self, Held};
use super::session::{Loss, Session};
use crate::column::{signed, unsigned};
use crate::fault::Fault;

pub(super) fn list_cursors(db: &Connection) -> Result<Vec<(Scope, u64)>, Fault> {
    let mut list = db.prepare_cached("select name, cursor from scopes where cursor is not null order by name")?;
    let rows = list.query_map([], |row| Ok((row.get::<_, String>("name")?, row.get("cursor")?)))?;
    let cursors = rows.map(|row| {
        let (name, cursor) = row?;
        let scope = name.parse().map_err(|cause| Fault::inconsistent("scopes", &name, &cause))?;
        Ok((scope, unsigned(cursor)))
    });
    cursors.collect()
}

pub(super) fn set_cursor(session: &mut Session<'_>, scope: &Scope, seq: u64) -> Result<(), Fault> {
    let scope_id = session.sums.id(session.db, scope)?;
    let mut update = session.db.prepare_cached("update scopes set cursor = ?2 where scope_id = ?1")?;
    update.execute([scope_id, signed(seq)])?;
    Ok(())
}

/// The entity is seen in `scopes` besides those known, all of them now at `seq`.
pub(super) fn place(session: &mut Session<'_>, held: &Held, seq: i64, scopes: &[Scope]) -> Result<(), Fault> {
    let db = session.db;
    let known = if held.is_new { Vec::new() } else { list_of(db, held.entity_id)? };
    for scope_id in &known {
        session.sums.remove(db, *scope_id, held.id, held.seq.unwrap_or_default())?;
        session.sums.add(db, *scope_id, held.id, seq)?;
    }
    if !known.is_empty()
        && !scopes.contains(&Scope::LookedUp)
        && let Some(looked_up) = session.sums.find_id(db, &Scope::LookedUp)?
        && known.contains(&looked_up)
    {
        session.sums.remove(db, looked_up, held.id, seq)?;
        db.prepare_cached("delete from entity_scopes where entity_id = ?1 and scope_id = ?2")?
            .execute([held.entity_id, looked_up])?;
    }
    let insert =
        session.prepared.get(db, "insert or ignore into entity_scopes (entity_id, scope_id) values (?1, ?2)")?;
    for scope in scopes {
        let scope_id = session.sums.id(db, scope)?;
        if !known.contains(&scope_id) && insert.execute([held.entity_id, scope_id])? > 0 {
            session.sums.add(db, scope_id, held.id, seq)?;
        }
    }
    Ok(())
}

/// The entity has left the scope; it is deleted with its last one.
pub(super) fn remove(session: &mut Session<'_>, kind: &str, id: Uuid, scope: &Scope) -> Result<(), Fault> {
    let db = session.db;
    let Some(held) = entities::find_held(db, kind, id)? else {
        return Ok(());
    };
    let Some(scope_id) = session.sums.find_id(db, scope)? else {
        return Ok(());
    };
    let mut delete = db.prepare_cached("delete from entity_scopes where entity_id = ?1 and scope_id = ?2")?;
    if delete.execute([held.entity_id, scope_id])? == 0 {
        return Ok(());
    }
    session.sums.remove(db, scope_id, id, held.seq.unwrap_or_default())?;
    if list_of(db, held.entity_id)?.is_empty() {
        entities::lose(session, kind, &held)?;
    }
    Ok(())
}

/// Forgets the scope; entities that are in no other are deleted.
pub(super) fn drop(session: &mut Session<'_>, scope: &Scope) -> Result<(), Fault> {
    let db = session.db;
    let Some(scope_id) = session.sums.find_id(db, scope)? else {
        return Ok(());
    };
    let lost = list_only_in(db, scope_id)?;
    for (kind, held) in &lost {
        entities::lose(session, kind, held)?;
    }
    db.prepare_cached("delete from entity_scopes where scope_id = ?1")?.execute([scope_id])?;
    db.prepare_cached("delete from scopes where scope_id = ?1")?.execute([scope_id])?;
    session.sums.forget(scope);
    // What was looked up goes with every start, and is no secret that was lost.
    if !lost.is_empty() && *scope != Scope::LookedUp {
        session.loss = Loss::Scope;
    }
    Ok(())
}

/// Whether the entity is in a scope besides what was looked up.
pub(super) fn is_synced(session: &mut Session<'_>, entity_id: i64) -> Result<bool, Fault> {
    let looked_up = session.sums.find_id(session.db, &Scope::LookedUp)?;
    Ok(list_of(session.db, entity_id)?.into_iter().any(|it| Some(it) != looked_up))
}

fn list_of(db: &Connection, entity_id: i64) -> Result<Vec<i64>, Fault> {
    let mut list = db.prepare_cached("select scope_id from entity_scopes where entity_id = ?1")?;
    Ok(list.query_map([entity_id], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

fn list_only_in(db: &Connection, scope_id: i64) -> Result<Vec<(String, Held)>, Fault> {
    let mut list = db.prepare_cached(
        "select e.kind, e.entity_id, e.id, e.seq, e.is_changed
         from entity_scopes s join entities e on e.entity_id = s.entity_id
         where s.scope_id = ?1 and not exists
             (select 1 from entity_scopes o where o.entity_id = s.entity_id and o.scope_id <> ?1)",
    )?;
    let rows = list.query_map(params![scope_id], |row| Ok((row.get("kind")?, Held::from_row(row)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
