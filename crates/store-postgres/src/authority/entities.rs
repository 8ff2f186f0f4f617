//! Entities whole.

use goodturn_domain::{Entity, EntityKey, EntityKind, Entry, FollowUp, Organization, ServiceRequestId};
use goodturn_store::StoreError;
use tokio_postgres::Row;
use uuid::Uuid;

use super::puts::Put;
use crate::fault::inconsistent;
use crate::transaction::{Change, Transaction, column};

pub(super) const FIND: &str = "select id, body from entities
     where org_id = $1 and kind = $2 and id = $3 and body <> ''";
const LIST: &str = "select id, body from entities
     where org_id = $1 and kind = $2 and id >= $3 and (id > $3 or $4) and body <> ''
     order by id limit $5";
const BLANK: &str = "update entities set body = '' where org_id = $1 and kind = $2 and id = $3";
const LEAVE_DELIVERIES: &str = "delete from deliveries where org_id = $1 and request_id = $2";
const LEAVE_ENTRIES: &str = "delete from entries where org_id = $1 and entry_id = $2";
const LEAVE_FOLLOW_UPS: &str = "delete from follow_ups where org_id = $1 and follow_up_id = $2";
const LEAVE_FILES: &str = "delete from file_uses where org_id = $1 and entry_id = $2";
const LEAVE_ENDINGS: &str = "delete from endings where org_id = $1 and request_id = $2";
const LEAVE_HOLDERS: &str = "delete from holders where org_id = $1 and request_id = $2";
const LEAVE_WORDS: &str = "delete from words where org_id = $1 and kind = $2 and id = $3";
const PRUNE_FEED: &str = "delete from feed where org_id = $1 and is_gone and seq <= $2";
const PRUNE_DELETED: &str = "delete from entities where org_id = $1 and body = '' and not exists
     (select 1 from feed where feed.org_id = $1 and feed.kind = entities.kind and feed.id = entities.id)";
pub(super) const LIST_BY_KEY: &str =
    "select e.kind, e.id, e.body from unnest($2::text[], $3::uuid[]) as asked (kind, id)
     cross join lateral (select kind, id, body from entities where org_id = $1
         and entities.kind = asked.kind and entities.id = asked.id offset 0) as e";
pub(super) const FIND_ORGANIZATION: &str = "select id, body from entities
     where org_id = $1 and kind = 'organization' order by id limit 1";
const LIST_FOLLOW_UPS: &str = "select e.id, e.body from follow_ups p
     cross join lateral (select id, body from entities
         where org_id = $1 and kind = 'follow_up' and entities.id = p.follow_up_id offset 0) as e
     where p.org_id = $1 and p.request_id = $2 order by e.id";
pub(super) const LIST_FOLLOW_UPS_OF_ALL: &str = "select e.id, e.body from unnest($2::uuid[]) as asked (id)
     cross join lateral (select follow_up_id from follow_ups
         where org_id = $1 and request_id = asked.id offset 0) as p
     cross join lateral (select id, body from entities
         where org_id = $1 and kind = 'follow_up' and entities.id = p.follow_up_id offset 0) as e
     order by e.id";
const LIST_ENTRIES: &str = "select e.id, e.body from entries p
     cross join lateral (select id, made, body from entities
         where org_id = $1 and kind = 'entry' and entities.id = p.entry_id offset 0) as e
     where p.org_id = $1 and p.request_id = $2 order by e.made";
/// For those of which no row is there: looking for one takes as long as storing it.
pub(super) const INSERT: &str = "insert into entities (org_id, kind, id, seq, made, body)
     select $1::uuid, put.kind, put.id, put.seq, put.made, put.body
     from unnest($2::text[], $3::uuid[], $4::bigint[], $5::bigint[], $6::text[]) as put (kind, id, seq, made, body)";
const PUT: &str = "insert into entities (org_id, kind, id, seq, made, body)
     select $1::uuid, put.kind, put.id, put.seq, put.made, put.body
     from unnest($2::text[], $3::uuid[], $4::bigint[], $5::bigint[], $6::text[]) as put (kind, id, seq, made, body)
     on conflict (org_id, kind, id) do update set seq = excluded.seq, body = excluded.body";

pub(super) fn find(tx: &Transaction<'_>, key: EntityKey) -> Result<Option<Entity>, StoreError> {
    let rows = tx.rows(FIND, &[&key.kind.name(), &key.id])?;
    rows.first().map(|row| from_row(key.kind, row)).transpose()
}

/// Entities of several kinds; none for one that was deleted and whose row is there still.
pub(super) fn from_rows(rows: &[Row]) -> Result<Vec<(EntityKey, Option<Entity>)>, StoreError> {
    let entities = rows.iter().map(|row| {
        let (kind, id): (&str, Uuid) = (column(row, "entities", "kind")?, column(row, "entities", "id")?);
        let kind = EntityKind::from_name(kind).ok_or_else(|| inconsistent("entities", id, "its kind is unknown"))?;
        let is_there = !column::<&str>(row, "entities", "body")?.is_empty();
        let entity = is_there.then(|| from_row(kind, row)).transpose()?;
        Ok((EntityKey { kind, id }, entity))
    });
    entities.collect()
}

/// Entities of a kind above `after`, by id.
pub(super) fn list(
    tx: &Transaction<'_>,
    kind: EntityKind,
    after: Option<Uuid>,
    limit: usize,
) -> Result<Vec<(Uuid, String)>, StoreError> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = tx.rows(LIST, &[&kind.name(), &after.unwrap_or_default(), &after.is_none(), &limit])?;
    rows.iter().map(|row| Ok((column(row, "entities", "id")?, column(row, "entities", "body")?))).collect()
}

pub(super) fn find_organization(tx: &Transaction<'_>) -> Result<Option<Organization>, StoreError> {
    organization_from_rows(&tx.rows(FIND_ORGANIZATION, &[])?)
}

pub(super) fn organization_from_rows(rows: &[Row]) -> Result<Option<Organization>, StoreError> {
    match rows.first().map(|row| from_row(EntityKind::Organization, row)).transpose()? {
        Some(Entity::Organization(organization)) => Ok(Some(organization)),
        _ => Ok(None),
    }
}

/// By id, so that every device and the server decide on them in the same order.
pub(super) fn list_follow_ups(tx: &Transaction<'_>, request: ServiceRequestId) -> Result<Vec<FollowUp>, StoreError> {
    follow_ups_from_rows(&tx.rows(LIST_FOLLOW_UPS, &[&request.uuid()])?)
}

pub(super) fn follow_ups_from_rows(rows: &[Row]) -> Result<Vec<FollowUp>, StoreError> {
    let mut follow_ups = Vec::new();
    for row in rows {
        if let Entity::FollowUp(follow_up) = from_row(EntityKind::FollowUp, row)? {
            follow_ups.push(follow_up);
        }
    }
    Ok(follow_ups)
}

/// In the order of their making.
pub(super) fn list_entries(tx: &Transaction<'_>, request: ServiceRequestId) -> Result<Vec<Entry>, StoreError> {
    let mut entries = Vec::new();
    for row in tx.rows(LIST_ENTRIES, &[&request.uuid()])? {
        if let Entity::Entry(entry) = from_row(EntityKind::Entry, &row)? {
            entries.push(entry);
        }
    }
    Ok(entries)
}

/// What takes the body of an entity that was deleted; its row stays as long as its gone rows do.
pub(super) fn blank(key: EntityKey) -> [Change; 8] {
    [
        Change::new(BLANK).with(key.kind.name()).with(key.id),
        Change::new(LEAVE_DELIVERIES).with(key.id),
        Change::new(LEAVE_ENTRIES).with(key.id),
        Change::new(LEAVE_FOLLOW_UPS).with(key.id),
        Change::new(LEAVE_FILES).with(key.id),
        Change::new(LEAVE_ENDINGS).with(key.id),
        Change::new(LEAVE_HOLDERS).with(key.id),
        Change::new(LEAVE_WORDS).with(key.kind.name()).with(key.id),
    ]
}

/// What forgets gone rows, and deleted entities that have none left.
pub(super) fn prune_gone(seq: u64) -> [Change; 2] {
    [Change::new(PRUNE_FEED).with(seq.cast_signed()), Change::new(PRUNE_DELETED)]
}

/// Stores what was put; an entity that is there already keeps its place in the order of making.
pub(super) fn changes(puts: &[&Put]) -> Vec<Change> {
    let (new, others): (Vec<&Put>, Vec<&Put>) = puts.iter().partition(|put| put.is_new());
    let all = [(INSERT, new), (PUT, others)];
    all.into_iter().filter(|(_, puts)| !puts.is_empty()).map(|(sql, puts)| change(sql, &puts)).collect()
}

fn change(sql: &'static str, puts: &[&Put]) -> Change {
    let keys = || puts.iter().map(|put| put.entity().key());
    Change::new(sql)
        .with(keys().map(|key| key.kind.name()).collect::<Vec<_>>())
        .with(keys().map(|key| key.id).collect::<Vec<_>>())
        .with(puts.iter().map(|put| put.seq().cast_signed()).collect::<Vec<_>>())
        .with(puts.iter().map(|put| put.made()).collect::<Vec<_>>())
        .with(puts.iter().map(|put| put.entity().to_json()).collect::<Vec<_>>())
}

pub(super) fn from_row(kind: EntityKind, row: &Row) -> Result<Entity, StoreError> {
    let id: Uuid = column(row, "entities", "id")?;
    let body: &str = column(row, "entities", "body")?;
    Entity::from_json(kind, body).map_err(|cause| inconsistent("entities", format_args!("{} {id}", kind.name()), cause))
}
