//! Entities whole: as the person sees them, and the server's version while the two differ.

use goodturn_domain::{Entity, EntityKey, EntityKind};
use goodturn_store::understand;
use rusqlite::{Connection, OptionalExtension, Row, params};
use uuid::Uuid;

use super::session::{Loss, Session};
use super::{device, projection, scopes};
use crate::column::{blob, signed, single};
use crate::directory::parse;
use crate::fault::Fault;

/// A stored entity without its bodies.
#[derive(Debug)]
pub(super) struct Held {
    pub(super) entity_id: i64,
    pub(super) id: Uuid,
    pub(super) seq: Option<i64>,
    is_changed: bool,
    /// It was stored just now for the first time.
    pub(super) is_new: bool,
}

impl Held {
    pub(super) fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            entity_id: row.get("entity_id")?,
            id: Uuid::from_bytes(row.get("id")?),
            seq: row.get("seq")?,
            is_changed: row.get("is_changed")?,
            is_new: false,
        })
    }
}

/// The entity as the person sees it; none for what this version cannot read.
pub(super) fn find(db: &Connection, key: EntityKey) -> Result<Option<Entity>, Fault> {
    let mut find = db.prepare_cached("select body from entities where kind = ?1 and id = ?2 and is_understood = 1")?;
    let body: Option<String> = find.query_row(params![key.kind.name(), blob(key.id)], single).optional()?;
    body.map(|body| parse(key.kind, &body)).transpose()
}

pub(super) fn find_held(db: &Connection, kind: &str, id: Uuid) -> Result<Option<Held>, Fault> {
    let mut find =
        db.prepare_cached("select entity_id, id, seq, is_changed from entities where kind = ?1 and id = ?2")?;
    Ok(find.query_row(params![kind, blob(id)], Held::from_row).optional()?)
}

/// The entities that are changed locally, by key.
pub(super) fn list_changed(db: &Connection) -> Result<Vec<EntityKey>, Fault> {
    let mut list = db.prepare_cached("select kind, id from entities where is_changed = 1")?;
    let rows = list.query_map([], |row| Ok((row.get::<_, String>("kind")?, row.get("id")?)))?;
    let mut keys = Vec::new();
    for row in rows {
        let (kind, id) = row?;
        keys.extend(EntityKind::from_name(&kind).map(|kind| EntityKey { kind, id: Uuid::from_bytes(id) }));
    }
    keys.sort_unstable();
    Ok(keys)
}

/// Stores an entity as the person changed it; its base is kept when it has none yet.
pub(super) fn put_local(session: &mut Session<'_>, entity: &Entity) -> Result<(), Fault> {
    let key = entity.key();
    let body = entity.to_json();
    session.changed.push(key);
    match find_held(session.db, key.kind.name(), key.id)? {
        None => insert(session, key.kind.name(), key.id, &body, None, Some(entity)).map(drop),
        Some(held) => {
            let mut update = session.db.prepare_cached(
                "update entities set base = iif(is_changed, base, body), body = ?2, is_changed = 1, is_understood = 1
                 where entity_id = ?1",
            )?;
            update.execute(params![held.entity_id, body])?;
            projection::put(session, held.entity_id, entity, None)
        }
    }
}

/// Puts back the server's version of an entity that is changed locally.
pub(super) fn restore_base(session: &mut Session<'_>, key: EntityKey) -> Result<(), Fault> {
    let mut find = session
        .db
        .prepare_cached("select entity_id, base from entities where kind = ?1 and id = ?2 and is_changed = 1")?;
    let changed: Option<(i64, Option<String>)> =
        find.query_row(params![key.kind.name(), blob(key.id)], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    let Some((entity_id, base)) = changed else {
        return Ok(());
    };
    session.changed.push(key);
    let Some(base) = base else {
        return delete(session, key.kind.name(), key.id, entity_id);
    };
    let server = understand(key.kind.name(), key.id, &base);
    let mut update = session.db.prepare_cached(
        "update entities set body = base, base = null, is_changed = 0, is_understood = ?2 where entity_id = ?1",
    )?;
    update.execute(params![entity_id, server.is_some()])?;
    match server {
        Some(entity) => projection::put(session, entity_id, &entity, None),
        None => projection::delete(session, key.kind.name(), entity_id),
    }
}

/// Stores what was looked up on the server, unless it is synced or changed locally.
pub(super) fn put_looked_up(session: &mut Session<'_>, kind: &str, id: Uuid, body: &str) -> Result<(), Fault> {
    if let Some(held) = find_held(session.db, kind, id)?
        && (held.is_changed || scopes::is_synced(session, held.entity_id)?)
    {
        return Ok(());
    }
    put_row(session, kind, id, (0, body), &[goodturn_domain::Scope::LookedUp])
}

/// Stores the server's version of an entity, as seen in `scopes`.
pub(super) fn put_row(
    session: &mut Session<'_>,
    kind: &str,
    id: Uuid,
    (seq, body): (u64, &str),
    scopes: &[goodturn_domain::Scope],
) -> Result<(), Fault> {
    let entity = understand(kind, id, body);
    put_read_row(session, (kind, id, seq, body), entity.as_ref(), scopes, false)
}

/// The same for a body that was read before; `is_settled` when it takes the place of what was changed here.
pub(super) fn put_read_row(
    session: &mut Session<'_>,
    (kind, id, seq, body): (&str, Uuid, u64, &str),
    server: Option<&Entity>,
    scopes: &[goodturn_domain::Scope],
    is_settled: bool,
) -> Result<(), Fault> {
    debug_assert!(
        server.is_none_or(|it| it.key().id == id && it.key().kind.name() == kind),
        "it was read from elsewhere"
    );
    let seq = signed(seq);
    let known = if is_settled { find_held(session.db, kind, id)? } else { None };
    // Most of what comes was never here, and the insert finds out.
    let made = match known {
        Some(_) => None,
        None => insert(session, kind, id, body, Some(seq), server)?,
    };
    let held = match made {
        Some(entity_id) => Held { entity_id, id, seq: None, is_changed: false, is_new: true },
        None => {
            let known = if known.is_some() { known } else { find_held(session.db, kind, id)? };
            let mut held = known.ok_or_else(|| Fault::inconsistent("entities", &id, &"neither there nor missing"))?;
            held.is_changed &= !is_settled;
            update_row(session, kind, &held, seq, body, server)?;
            held
        }
    };
    scopes::place(session, &held, seq, scopes)?;
    session.changed.extend(EntityKind::from_name(kind).map(|kind| EntityKey { kind, id }));
    Ok(())
}

fn update_row(
    session: &mut Session<'_>,
    kind: &str,
    held: &Held,
    seq: i64,
    body: &str,
    server: Option<&Entity>,
) -> Result<(), Fault> {
    if held.is_changed {
        let mut update = session.db.prepare_cached("update entities set seq = ?2, base = ?3 where entity_id = ?1")?;
        update.execute(params![held.entity_id, seq, body])?;
        return Ok(());
    }
    let mut update = session.db.prepare_cached(
        "update entities set seq = ?2, body = ?3, is_understood = ?4, base = null, is_changed = 0
             where entity_id = ?1",
    )?;
    update.execute(params![held.entity_id, seq, body, server.is_some()])?;
    match server {
        Some(entity) => projection::put(session, held.entity_id, entity, Some(seq)),
        None => projection::delete(session, kind, held.entity_id),
    }
}

/// Deletes an entity that the person may no longer see, and what this device noted about it.
pub(super) fn lose(session: &mut Session<'_>, kind: &str, held: &Held) -> Result<(), Fault> {
    delete(session, kind, held.id, held.entity_id)?;
    session.loss = session.loss.max(Loss::Entities);
    if let Some(kind) = EntityKind::from_name(kind) {
        session.changed.push(EntityKey { kind, id: held.id });
        if kind == EntityKind::ServiceRequest {
            device::forget_request(session.db, held.id)?;
        }
    }
    Ok(())
}

fn delete(session: &mut Session<'_>, kind: &str, id: Uuid, entity_id: i64) -> Result<(), Fault> {
    projection::delete(session, kind, entity_id)?;
    session.db.prepare_cached("delete from entity_scopes where entity_id = ?1")?.execute([entity_id])?;
    session.db.prepare_cached("delete from entities where entity_id = ?1")?.execute([entity_id])?;
    session.deleted.insert((kind.to_owned(), id), entity_id);
    Ok(())
}

/// Stores an entity that is not here; none when it is. A row that has a `seq` comes from the server; one
/// without was made here.
fn insert(
    session: &mut Session<'_>,
    kind: &str,
    id: Uuid,
    body: &str,
    seq: Option<i64>,
    entity: Option<&Entity>,
) -> Result<Option<i64>, Fault> {
    let insert = session.prepared.get(
        session.db,
        "insert into entities (entity_id, kind, id, body, seq, is_changed, is_understood)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7) on conflict (kind, id) do nothing",
    )?;
    let deleted = if session.deleted.is_empty() { None } else { session.deleted.remove(&(kind.to_owned(), id)) };
    let row = params![deleted, kind, blob(id), body, seq, seq.is_none(), entity.is_some()];
    if insert.execute(row)? == 0 {
        return Ok(None);
    }
    let entity_id = session.db.last_insert_rowid();
    match entity {
        Some(entity) if deleted.is_some() => projection::put(session, entity_id, entity, seq)?,
        Some(entity) => projection::insert(session, entity_id, entity, seq)?,
        None => {}
    }
    Ok(Some(entity_id))
}
